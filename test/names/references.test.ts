import { expect, test } from "vitest";
import { referencesTo, type NamedPlace } from "../../server/names/references.ts";
import { declarationsAt, definitionsAt } from "../../server/names/resolution.ts";
import { fileName, markedProgram, type MarkedPlace } from "../support/marked-names.ts";

const marks: Readonly<Record<NamedPlace["access"], string>> = { declaration: "d", write: "w", read: "r" };

/** `d` marks a declaration, `w` a further binding, `r` a read. */
test.each<[what: string, main: string, others?: Readonly<Record<string, string>>]>([
    ["a block", `
        block ‹d B›(n) { conv(n, 3) }
        model M() { input x: [3, 8, 8]
            ‹r B›(8)
            y = x -> ‹r B›(8) -> relu()
            concat(‹r B›(4), left = ‹r B›(4))
            B = repeat 2 { ‹r B›(3) }
            output B }`],
    ["a block that uses itself", "block ‹d B›(n) { if n > 0 { ‹r B›(n - 1) } }"],
    ["a block of an imported file", "import \"a.cnn\"\nmodel M() { input x: [3, 8, 8]\n ‹r B›() }", {
        "a.cnn": "block ‹d B›() { relu() }\nblock C() { ‹r B›() }",
    }],
    ["a block that an import does not bring on", "import \"a.cnn\"\nmodel M() { input x: [3, 8, 8]\n B() }", {
        "a.cnn": "import \"b.cnn\"\nblock C() { ‹r B›() }", "b.cnn": "block ‹d B›() { relu() }",
    }],
    ["a file's function", "let ‹d half›(n) = n // 2\nlet k = ‹r half›(8)\nblock B(n = ‹r half›(4)) { conv(‹r half›(n), 1) }"],
    ["a model", "model ‹d M›() { input x: [3, 8, 8]\n M() }\nblock M() { relu() }"],
    ["a file's let, in any order", "block B() { conv(‹r k›, 3) }\nlet ‹d k› = 3\nlet twice = ‹r k› * 2"],
    ["a let of an imported file", "import \"a.cnn\"\nlet n = ‹r k›", { "a.cnn": "let ‹d k› = 3" }],
    ["a block's parameter", `
        block B(‹d n›, m = ‹r n›) {
            conv(‹r n›, 3)
            for i in 0..‹r n› { conv(‹r n›, 1): [‹r n›, _, _] }
            require ‹r n› > 0
        }
        model M(n = 2) { input x: [3, 8, 8]
            B(n)
            B(‹r n›=n)
            B(m = 3, ‹r n› = 2 if n > 1 else n) }`],
    ["a block's input", `
        block ‹d x› -> B(n = ‹r x›.channels) {
            ‹r x› -> conv(n, 3)
            repeat 2 { add(in, ‹r x›) }
            ‹w x› = relu()
            concat(‹r x›, in)
        }
        model M() { input x: [3, 8, 8]
            x -> B() }`],
    ["a parameter of a block of an imported file", "import \"a.cnn\"\nmodel M() { input x: [3, 8, 8]\n B(‹r n›=2) }", {
        "a.cnn": "block B(‹d n›) { conv(‹r n›, 1) }\nblock C(n) { B(‹r n›=n) }",
    }],
    ["a model's parameter, in its decorators too", `
        @init("he", seed = ‹r s›)
        model M(‹d s› = 1, t = ‹r s›) { input x: [‹r s›, 8] }`],
    ["a parameter that a default of the one before cannot see", "let n = 1\nblock B(m = n, ‹d n› = 2) { conv(‹r n›, m) }"],
    ["a file function's parameter", "let n = 1\nlet f(‹d n›, k = ‹r n›) = ‹r n› + k\nlet k = f(‹r n› = n)"],
    ["a let of a body", "let k = 1\nblock B() { conv(k, 3)\n let ‹d k› = k + 1\n conv(‹r k›, 3) }\nlet j = k"],
    ["a parameter that is bound again", "block B(‹d n›) { let ‹w n› = ‹r n› + 1\n conv(‹r n›, 3) }"],
    ["a value", `
        block B() {
            ‹d y› = conv(4, 3)
            ‹r y›
            ‹w y› = ‹r y› -> relu() -> crop(to=‹r y›)
            add(‹r y›, in, ‹r y› -> relu(), y = ‹r y›)
            return ‹r y›, ‹r y› -> relu() }`],
    ["one of several values", "block B() { a, ‹d b› = split(2)\n concat(‹r b›, a) }"],
    ["a value that each branch of an if binds", `
        block B(n) {
            if n > 1 { ‹d y› = relu() } else if n > 0 { ‹w y› = in } else { ‹w y› = tanh() }
            add(‹r y›, in) }`],
    ["a value of a loop's body, which remains after it", "block B() { repeat 2 { ‹d y› = relu() }\n add(‹r y›, in) }"],
    ["a loop's variable", "block B() { for ‹d i›, k in [[1, 2]] { conv(‹r i›, k) }\n conv(‹r i›, 1) }"],
    ["an input", "model M() { input ‹d x›: [3, 8, 8]\n ‹r x› -> relu()\n require ‹r x›.channels == 3\n output ‹r x› }"],
    ["a dynamic size", "model M() { input x: [3, ‹d H› = 8, ‹r H›]\n conv(‹r H›, 1): [_, ‹r H›, ‹r H› // 1]\n require ‹r H› > 2 }"],
    ["an output", "model M() { input x: [3, 8, 8]\n output ‹d y› = relu()\n ‹r y› -> relu() }"],
    ["a function of a body", "block B() { let ‹d f›(n) = n\n conv(‹r f›(3), 3)\n let ‹w f›(n) = 2\n concat(‹r f›(3)) }"],
    ["a parameter of a function of a body", "block B(n) { let f(‹d n›) = ‹r n› + 1\n conv(f(‹r n› = n), 3) }"],
    ["a name that a function of a body finds when it is called", `
        block B() {
            let ‹d k› = 1
            let f(n) = n + ‹r k›
            let ‹w k› = 2
            conv(f(1), ‹r k›) }`],
    ["a name in a decorator", "block B() { let ‹d i› = 1\n @path(\"layer\", ‹r i› + 1)\n relu() }"],
    ["a name of an index, an attribute and a list", "block B(‹d v›, w) { conv([‹r v›[0], 2][‹r v›.channels], -‹r v›.v) }"],
])("finds every reference to %s", (_, main, others) => {
    const { files, places } = markedProgram(main, others);
    expect(places).not.toEqual([]);
    for (const place of places) {
        const found = targetsAt(place).flatMap((target) => referencesTo(target, files));
        const listed = found.map(({ file, node, access }) => (
            { file: fileName(file), mark: marks[access], start: node.start, end: node.end }));
        expect(inOrder(listed)).toEqual(inOrder(places));
    }

    function targetsAt({ file, start }: MarkedPlace): ReturnType<typeof declarationsAt> {
        const scope = files.find((one) => fileName(one) === file);
        return scope === undefined ? [] : declarationsAt(start, scope);
    }
});

/** `?` marks a name, `=` each place that may have bound it. */
test.each<[what: string, main: string, others?: Readonly<Record<string, string>>]>([
    ["the last binding before it", "block B() { y = relu()\n ‹= y› = tanh()\n ‹? y› -> relu()\n y = relu() }"],
    ["the binding itself, for one", "block B() { y = relu()\n ‹=? y› = tanh() }"],
    ["the previous binding, on the line that rebinds it", "block B() { ‹= y› = relu()\n y = ‹? y› -> tanh() }"],
    ["both branches", "block B(n) { y = in\n if n { ‹= y› = relu() } else { ‹= y› = tanh() }\n ‹? y› }"],
    ["a branch and the binding before", "block B(n) { ‹= y› = in\n if n { ‹= y› = relu() }\n ‹? y› }"],
    ["no branch that returns", "block B(n) { ‹= y› = in\n if n { y = relu()\n return y }\n ‹? y› }"],
    ["the previous round and the binding before", "block B() { ‹= y› = in\n repeat 2 { z = ‹? y›\n ‹= y› = relu() }\n y }"],
    ["a loop that may have no round", "block B(n) { ‹= y› = in\n repeat n { ‹= y› = relu() }\n ‹? y› }"],
    ["a loop in a loop", "block B(n) { repeat n { repeat n { ‹? y› -> relu() }\n ‹= y› = relu() } }"],
    ["a branch in a loop", "block B(n) { repeat n { if n { ‹= y› = relu() } else { ‹? y› -> relu() } } }"],
    ["a body's name or the file's", "let ‹= k› = 1\nblock B(n) { if n { let ‹= k› = 2 }\n conv(‹? k›, 3) }"],
    ["a block's parameter, for the name of an argument", "block B(‹= n›) { let n = 2 }\nblock C(n) { B(‹? n› = n) }"],
    ["nothing, for a layer", "block B() { ‹? relu›() }"],
    ["nothing, for an argument of a layer", "block B(kernel) { conv(3, ‹? kernel› = 3) }"],
    ["a name that is bound too late, which is an error", "block B() { ‹? y› -> relu()\n ‹= y› = tanh() }"],
    ["the file's name, if the body binds it too late", "let ‹= k› = 1\nblock B() { conv(‹? k›, 3)\n let k = 2 }"],
    ["nothing, for `_`", "let k = 1\nblock B() { ‹? _›, a = split(2)\n let _ = 3 }"],
    ["the first of two blocks of one name", "block ‹= B›(n) { relu() }\nblock B(m) { tanh() }\nblock C() { ‹? B›() }"],
    ["nothing in a block for another's names", "block B(n) { y = relu() }\nblock C() { ‹? y› -> relu() }"],
    ["a layer's name as a value", "block B() { ‹= conv› = conv(3, 3)\n ‹? conv› -> relu() }"],
    ["the first of two imports", "import \"a.cnn\"\nimport \"b.cnn\"\nlet n = ‹? k›", {
        "a.cnn": "let ‹= k› = 1", "b.cnn": "let k = 2",
    }],
])("goes to %s", (_, main, others) => {
    const { main: scope, places } = markedProgram(main, others);
    const target = places.find(({ mark }) => mark.includes("?"));
    const expected = places.filter(({ mark }) => mark.includes("="))
        .map(({ file, start, end }) => ({ file, start, end }));
    const found = definitionsAt(target?.start ?? 0, scope).map(({ file, binding: { identifier: { start, end } } }) => (
        { file: fileName(file), start, end }));
    expect(inOrder(found)).toEqual(inOrder(expected));
});

function inOrder<Place extends Pick<MarkedPlace, "file" | "start">>(places: readonly Place[]): readonly Place[] {
    return places.toSorted((a, b) => a.file.localeCompare(b.file) || a.start - b.start);
}
