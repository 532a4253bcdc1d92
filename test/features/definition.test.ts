import type { LocationLink, Position } from "vscode-languageserver-types";
import { describe, expect, test } from "vitest";
import type { AnalyzedDocument } from "../../server/features/analyzed-document.ts";
import { declaration, definition, implementation, typeDefinition } from "../../server/features/definition.ts";
import { markedDocument, writtenRange } from "../support/marked-names.ts";

type Feature = (source: AnalyzedDocument, position: Position) => readonly LocationLink[];

/** `?` marks the cursor's name, `=` each target. */
function expectPlaces(feature: Feature, main: string, others?: Readonly<Record<string, string>>): void {
    const { source, position, rangesOf } = markedDocument(main, others);
    const links = feature(source, position("?"));
    expect(links.map((link) => writtenRange(link.targetUri, link.targetSelectionRange)).toSorted())
        .toEqual(rangesOf("="));
    for (const { targetRange, targetSelectionRange, originSelectionRange } of links) {
        expect(targetRange.start.line).toBeLessThanOrEqual(targetSelectionRange.start.line);
        expect(targetRange.end.line).toBeGreaterThanOrEqual(targetSelectionRange.end.line);
        expect([writtenRange(source.document.uri, originSelectionRange ?? targetRange)]).toEqual(rangesOf("?"));
    }
}

describe("go to definition", () => {
    test.each<[what: string, main: string, others?: Readonly<Record<string, string>>]>([
        ["a block", "block ‹= B›() { relu() }\nmodel M() { input x: [3, 8, 8]\n ‹? B›() }"],
        ["a block of another file", "import \"a.cnn\"\nmodel M() { input x: [3, 8, 8]\n ‹? B›() }", {
            "a.cnn": "# A block.\nblock ‹= B›() {\n relu()\n}",
        }],
        ["both branches that bind a value", `block B(n) {
            if n { ‹= y› = relu() } else { ‹= y› = tanh() }
            ‹? y› -> relu() }`],
        ["a parameter, from an argument's name", "block B(‹= n›) { conv(n, 1) }\nblock C() { B(‹? n›=3) }"],
        ["a dynamic size", "model M() { input x: [3, ‹= H› = 8, 8]\n crop(to=[‹? H›, 2]) }"],
        ["an imported file", "import ‹? \"a.cnn\"›", { "a.cnn": "‹= ›let k = 1" }],
        ["the block, from its `in`", "block ‹= B›() { relu()\n ‹? in› -> tanh() }"],
        ["the block, from the `in` of a default", "block ‹= B›(n = ‹? in›.channels) { conv(n, 1) }"],
        ["the loop, from the `in` of its body", "block B(n) { ‹= repeat› 2 { relu()\n add(‹? in›, relu()) } }"],
        ["the block, from an `in` that a loop iterates over", "block ‹= B›() { for i in ‹? in›.shape { relu() } }"],
        ["the last input before it, from a model's `in`", `model M() {
            input x: [3, 8, 8]
            input ‹= z›: [3, 8, 8]
            ‹? in› -> relu()
            input w: [3, 8, 8] }`],
        ["nowhere, for a layer", "block B() { ‹? relu›() }"],
        ["nowhere, for an unknown name", "block B() { ‹? Unknown›() }"],
    ])("%s", (_, main, others) => expectPlaces(definition, main, others));
});

describe("go to declaration", () => {
    test.each<[what: string, main: string, others?: Readonly<Record<string, string>>]>([
        ["the first binding of a value", "block B() { ‹= y› = relu()\n y = tanh()\n ‹? y› -> relu() }"],
        ["the first binding, from a later one", "block B(‹= n›) { let ‹? n› = n + 1\n conv(n, 1) }"],
        ["a let of another file", "import \"a.cnn\"\nlet n = ‹? k›", { "a.cnn": "let ‹= k› = 1" }],
        ["the block, from its `in`", "block ‹= B›() { relu()\n ‹? in› -> tanh() }"],
    ])("%s", (_, main, others) => expectPlaces(declaration, main, others));
});

describe("go to type definition", () => {
    test.each<[what: string, main: string, others?: Readonly<Record<string, string>>]>([
        ["the block that computes a value", "block ‹= B›() { relu() }\nblock C() { y = B()\n ‹? y› -> relu() }"],
        ["the last block of a chain", "block A() { relu() }\nblock ‹= B›() { relu() }\nblock C() { ‹? y› = A() -> B() }"],
        ["the block of an imported file", "import \"a.cnn\"\nblock C() { ‹? y› = B() }", {
            "a.cnn": "block ‹= B›() { relu() }",
        }],
        ["the block, through another name", "block ‹= B›() { relu() }\nblock C() { y = B()\n z = y\n ‹? z› -> relu() }"],
        ["the blocks of several branches", `block ‹= A›() { relu() }
            block ‹= B›() { relu() }
            block C(n) {
                if n { y = A() } else { y = B() }
                ‹? y› }`],
        ["the block of a loop's last line", "block ‹= B›() { relu() }\nblock C() { ‹? y› = repeat 2 { relu()\n B() } }"],
        ["the block of an output", "block ‹= B›() { relu() }\nmodel M() { input x: [3]\n output ‹? y› = B() }"],
        ["the block itself, from a call", "block ‹= B›() { relu() }\nblock C() { ‹? B›() }"],
        ["nothing for a value without another name", "block C() { y = y\n ‹? y› }"],
        ["nothing, for a number", "let ‹? k› = 1"],
    ])("%s", (_, main, others) => expectPlaces((source, position) => typeDefinition(source, position, undefined), main, others));

    test("the page of the layer that computes a value", () => {
        const { source, position } = markedDocument("block C() { y = conv(3, 3)\n ‹? y› -> relu() }");
        const links = typeDefinition(source, position("?"), (layer) => `docs:/${layer}.md`);
        expect(links.map(({ targetUri }) => targetUri)).toEqual(["docs:/conv.md"]);
    });
});

describe("go to implementation", () => {
    test.each<[what: string, page: readonly string[], main: string]>([
        ["the page of a layer", ["docs:/conv.md"], "block C() { ‹? conv›(3, 3) }"],
        ["the page of an argument's layer", ["docs:/max_pool.md"], "block C() { max_pool(‹? kernel›=3) }"],
        ["nowhere, for a built-in function", [], "let k = ‹? max›(1, 2)"],
        ["nowhere, for a value", [], "block C() { ‹? y› = conv(3, 3) }"],
    ])("%s", (_, pages, main) => {
        const { source, position } = markedDocument(main);
        const links = implementation(source, position("?"), (layer) => `docs:/${layer}.md`);
        expect(links.map(({ targetUri }) => targetUri)).toEqual(pages);
    });

    test("a block", () => expectPlaces((source, position) => implementation(source, position, undefined),
        "block ‹= B›() { relu() }\nblock C() { ‹? B›() }"));

    test("nowhere, in a client without pages", () => expectPlaces(
        (source, position) => implementation(source, position, undefined), "block C() { ‹? conv›(3, 3) }"));
});
