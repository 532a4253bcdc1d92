import { expect, test } from "vitest";
import { namesInScope } from "../../server/names/visible-names.ts";
import { markedProgram } from "../support/marked-names.ts";

/** The names at `‹| ›`: those of the body first, functions and blocks with parentheses. */
test.each<[what: string, names: string, main: string, others?: Readonly<Record<string, string>>]>([
    ["a file", "k f() B()", "let k = 1\nlet f(n) = n\nblock B() { y = relu() }\n‹| ›"],
    ["an import", "k", "import \"a.cnn\"\n‹| ›", { "a.cnn": "import \"b.cnn\"\nlet k = 1", "b.cnn": "let j = 1" }],
    ["a body, before later bindings", "y n B()", "block B(n) { y = relu()\n ‹| ›\n z = relu() }"],
    ["a line that binds", "n B()", "block B(n) { y = conv(‹| ›, 3) }"],
    ["a body's end", "y B()", "block B() { y = relu()\n‹| › }"],
    ["a branch, without the other", "y n B()", "block B(n) { if n { a = relu() } else { y = relu()\n ‹| › } }"],
    ["after branches", "y a n B()", "block B(n) { if n { a = relu() } else { y = relu() }\n ‹| ›\n }"],
    ["a loop's body", "y i n B()", "block B(n) { for i in 0..n { y = relu()\n ‹| ›\n z = relu() } }"],
    ["the iterable of a loop", "n B()", "block B(n) { for i in ‹| › { relu() } }"],
    ["a block whose head names its input", "x n B()", "block x -> B(n) { ‹| › }"],
    ["a default that sees the block's input", "x B()", "block x -> B(n = ‹| ›) { relu() }"],
    ["a default", "n B()", "block B(n, m = ‹| ›, k = 1) { relu() }"],
    ["a dimension", "H", "model M() { input x: [3, H = 8, ‹| ›] }"],
    ["a claim", "y n B()", "block B(n) { y = relu() : [‹| ›] }"],
    ["a function of a body", "k n f() B()", "block B(n) { let f(k) = ‹| › + 1\n relu() }"],
    ["a body with `_`", "a B()", "block B() { _, a = split(2)\n ‹| ›\n }"],
])("of %s", (_, names, main, others) => {
    const { main: file, places } = markedProgram(main, others);
    const found = namesInScope(places[0]?.start ?? 0, file)
        .map(({ name, namespace }) => (namespace === "callable" ? `${name}()` : name));
    expect(found.toSorted()).toEqual(names.split(" ").toSorted());
});
