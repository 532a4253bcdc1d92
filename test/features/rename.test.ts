import { describe, expect, test } from "vitest";
import { applyChanges } from "../../server/diagnostics/edits.ts";
import { documentAt } from "../../server/features/analyzed-document.ts";
import { prepareRename, rename } from "../../server/features/rename.ts";
import { namedParameters } from "../../server/graph/parameters.ts";
import { fileName, markedDocument, unmarked } from "../support/marked-names.ts";
import { analyzeText } from "../support/memory-host.ts";

/** Renames the name at `?` to `new`; returns the new texts, or why not. */
function renamed(
    main: string, others: Readonly<Record<string, string>>, newName: string, keepsPaths: boolean,
): Readonly<Record<string, string>> | string | undefined {
    const { source, files, position } = markedDocument(main, others);
    const result = rename(source, position("?"), newName, { files, host: source.host, keepsPaths });
    if (result === undefined || "refusal" in result) {
        return result?.refusal;
    }
    const { texts } = unmarked(main, others);
    return Object.fromEntries(Object.entries(texts).map(([file, text]) => {
        const inFile = result.changes.filter(({ uri }) => fileName({ uri }) === file);
        return [file, applyChanges(text, inFile.map(({ uri, range: { start, end }, text: written }) => {
            const document = documentAt(source.host, uri);
            const span = { start: document?.offsetAt(start) ?? 0, end: document?.offsetAt(end) ?? 0 };
            return { span, text: written };
        }))];
    }));
}

/** `?` marks the cursor, `n` every other place with the name, which becomes `new`. */
const renamable: readonly [what: string, main: string, others?: Readonly<Record<string, string>>][] = [
    ["a block", "block ‹? B›() { relu() }\nmodel M() { input x: [3]\n ‹n B›() }", {
        "a.cnn": "import \"main.cnn\"\nblock C() { ‹n B›() }", "b.cnn": "block B() { relu() }",
    }],
    ["a block of a file that was never opened", "import \"a.cnn\"\nblock C() { ‹? B›() }", {
        "a.cnn": "block ‹n B›() { relu() }", "b.cnn": "import \"a.cnn\"\nblock D() { ‹n B›() }",
    }],
    ["a model", "model ‹? M›() { input x: [3] }"],
    ["a parameter, with the names of arguments", "block B(‹? k›) { conv(‹n k›, 1) }", {
        "a.cnn": "import \"main.cnn\"\nblock C(k) { B(‹n k›=k) }",
    }],
    ["an argument's name, with the parameter", "block B(‹n k›) { conv(‹n k›, 1) }\nblock C() { B(‹? k›=1) }"],
    ["a value", "block B() { ‹? y› = relu()\n ‹n y› = ‹n y› -> tanh()\n return ‹n y› }"],
    ["a let of an imported file", "import \"a.cnn\"\nblock B() { conv(‹? k›, 1) }", { "a.cnn": "let ‹n k› = 1" }],
    ["a function", "let ‹n f›(n) = n\nlet k = ‹? f›(1)"],
    ["a dynamic size", "model M() { input x: [3, ‹? H› = 8, ‹n H›]\n relu(): [3, ‹n H›, _] }"],
    ["an input", "model M() { input ‹? x›: [3]\n ‹n x› -> relu() }"],
    ["an output", "model M() { input x: [3]\n output ‹? y› = relu()\n ‹n y› -> relu() }"],
    ["a loop's variable", "block B() { for ‹n i› in 0..2 { conv(‹? i› + 1, 1) } }"],
    ["a branch, which only names a path", "block B() { concat(‹? left›=conv(1, 1), right=conv(1, 1)) }"],
    ["a let that a body binds on one branch, with the body's",
        "let ‹n k› = 1\nblock B(n) { if n { let ‹n k› = 2 }\n conv(‹? k›, 1) }"],
];

describe("rename", () => {
    test.each(renamable)("%s", (_, main, others = {}) => {
        const expected = Object.fromEntries(Object.entries({ "main.cnn": main, ...others })
            .map(([file, text]) => [file, text.replaceAll(/‹\S+ [^›]*›/gu, "new")]));
        expect(renamed(main, others, "new", false)).toEqual(expected);
    });

    test.each(renamable)("can begin at %s", (_, main, others) => {
        const { source, position } = markedDocument(main, others);
        expect(prepareRename(source, position("?"))).toMatchObject({ placeholder: /‹\? ([^›]*)›/u.exec(main)?.[1] });
    });

    test.each([
        ["a layer", "block B() { ‹? relu›() }", "`relu` is part of the language and cannot be renamed"],
        ["a built-in function", "let k = ‹? max›(1, 2)", "`max` is part of the language and cannot be renamed"],
        ["an argument of a layer", "block B() { conv(1, ‹? kernel›=1) }",
            "`kernel` is an argument of `conv` and cannot be renamed"],
        ["`in`", "block B() { ‹? in› -> relu() }", "`in` is a keyword and cannot be renamed"],
        ["an unknown name", "block B() { ‹? y› -> relu() }", "`y` is not defined"],
    ])("does not begin at %s", (_, main, refusal) => {
        const { source, position } = markedDocument(main);
        expect(prepareRename(source, position("?"))).toEqual({ refusal });
    });

    test.each([["a number", "let k = ‹? 12›"], ["a keyword", "‹? let› k = 1"], ["`_`", "block B() { ‹? _›, a = split(2) }"]])(
        "does not rename %s", (_, main) => {
            const { source, position } = markedDocument(main);
            expect(prepareRename(source, position("?"))).toBeUndefined();
        });

    const noName = "a name consists of letters, digits and `_`, and does not start with a digit";

    test.each<[what: string, main: string, name: string, refusal: string, others?: Readonly<Record<string, string>>]>([
        ["a keyword", "let ‹? k› = 1", "for", "`for` is a keyword"],
        ["`_`", "let ‹? k› = 1", "_", "`_` is a placeholder, not a name"],
        ["no name", "let ‹? k› = 1", "2 k", noName],
        ["more than a name", "let ‹? k› = 1", "k(n)", noName],
        ["a layer's name", "block ‹? B›() { relu() }", "conv", "`conv` is already the name of a layer"],
        ["a name that is taken", "let ‹? k› = 1\nlet n = 2", "n", "there is already a `let` named `n` (line 2)"],
        ["a name of a file that imports it", "let ‹? k› = 1", "n", "there is already a `let` named `n` (a.cnn, line 2)",
            { "a.cnn": "import \"main.cnn\"\nlet n = k" }],
        ["a name that captures a use", "let ‹? k› = 1\nblock B(n) {\n conv(k, n) }", "n",
            "a use of `k` (line 3) would refer to another `n` (line 2)"],
        ["a name that hides another one", "let n = 1\nblock B(‹? k›) {\n conv(k, n) }", "n",
            "a use of another `n` (line 3) would refer to this one instead"],
        ["a branch's name that is taken", "block B() { concat(‹? a›=relu(), b=relu()) }", "b", "this `concat` already has an argument `b`"],
    ])("refuses %s", (_, main, newName, refusal, others = {}) => {
        expect(renamed(main, others, newName, true)).toBe(refusal);
    });
});

/** Renames `?` to `new` and keeps paths: the text, whose tensors are called as before if `all`. */
test.each([
    ["a line with weights", true, "model M() { input x: [3, 8, 8]\n    ‹? stem› = conv(4, 3)\n    output stem\n}",
        "model M() { input x: [3, 8, 8]\n    @path(\"stem\")\n    new = conv(4, 3)\n    output new\n}"],
    ["no line without weights", true, "model M() { input x: [3, 8, 8]\n    ‹? y› = relu()\n    output y\n}",
        "model M() { input x: [3, 8, 8]\n    new = relu()\n    output new\n}"],
    ["only the line that has weights", true,
        "model M() { input x: [3, 8, 8]\n    ‹? y› = conv(4, 3)\n    y = y -> relu()\n    output y\n}",
        "model M() { input x: [3, 8, 8]\n    @path(\"y\")\n    new = conv(4, 3)\n    new = new -> relu()\n    output new\n}"],
    ["an output", true, "model M() { input x: [3]\n    output ‹? scores› = linear(2)\n}",
        "model M() { input x: [3]\n    @path(\"scores\")\n    output new = linear(2)\n}"],
    ["a line that has a path", true, "model M() { input x: [3]\n    @path(\"p\")\n    ‹? y› = linear(2)\n    output y\n}",
        "model M() { input x: [3]\n    @path(\"p\")\n    new = linear(2)\n    output new\n}"],
    ["a line on the line of its body", true, "model M() { input x: [3, 8, 8]\n B() }\nblock B() { ‹? y› = conv(2, 1) }",
        "model M() { input x: [3, 8, 8]\n B() }\nblock B() {\n    @path(\"y\")\n    new = conv(2, 1)\n}"],
    ["the unnamed uses of a block", true,
        "block ‹? B›() { conv(2, 1) }\nmodel M() { input x: [3, 8, 8]\n    B()\n    a = B()\n    B()\n    output y = B()\n}",
        "block new() { conv(2, 1) }\nmodel M() { input x: [3, 8, 8]\n    @path(\"B_1\")\n    new()\n    a = new()\n"
        + "    @path(\"B_2\")\n    new()\n    output y = new()\n}"],
    ["each line that binds the name", true,
        "model M() { input x: [3, 8, 8]\n    ‹? d› = conv(4, 1)\n    d = d -> conv(4, 1) -> prelu()\n    output y = d -> conv(4, 1)\n}",
        "model M() { input x: [3, 8, 8]\n    @path(\"d\")\n    new = conv(4, 1)\n    @path(\"d_2\")\n"
        + "    new = new -> conv(4, 1) -> prelu()\n    output y = new -> conv(4, 1)\n}"],
    ["a line with a loop", true,
        "model M() { input x: [3, 8, 8]\n    ‹? d› = repeat 2 { conv(3, 1) }\n    output d\n}",
        "model M() { input x: [3, 8, 8]\n    @path(\"d\")\n    new = repeat 2 { conv(3, 1) }\n    output new\n}"],
    ["no line whose paths differ by use", false,
        "block B(n) {\n    if n {\n        ‹? y› = conv(3, 1)\n    } else {\n        y = in\n    }\n    y = y -> conv(3, 1)\n}\n"
        + "model M() { input x: [3, 8, 8]\n    a = B(true)\n    output b = B(false)\n}",
        "block B(n) {\n    if n {\n        @path(\"y\")\n        new = conv(3, 1)\n    } else {\n        new = in\n    }\n"
        + "    new = new -> conv(3, 1)\n}\nmodel M() { input x: [3, 8, 8]\n    a = B(true)\n    output b = B(false)\n}"],
    ["nothing that would share the weights of another line", false,
        "model M() { input x: [3, 8, 8]\n    ‹? d› = x\n    d = d -> conv(3, 1)\n    d = d -> conv(3, 1)\n    @path(\"d_2\")\n    conv(3, 1)\n"
        + "    output y = conv(3, 1)\n}",
        "model M() { input x: [3, 8, 8]\n    new = x\n    @path(\"d\")\n    new = new -> conv(3, 1)\n    new = new -> conv(3, 1)\n"
        + "    @path(\"d_2\")\n    conv(3, 1)\n    output y = conv(3, 1)\n}"],
    ["nothing in a loop, which has no `@path`", false,
        "model M() { input x: [3, 8, 8]\n    repeat 2 {\n        ‹? y› = conv(2, 1)\n    }\n    output y\n}",
        "model M() { input x: [3, 8, 8]\n    repeat 2 {\n        new = conv(2, 1)\n    }\n    output new\n}"],
    ["a line in a block of a loop", true,
        "block B() {\n    ‹? y› = conv(2, 1)\n}\nmodel M() { input x: [3, 8, 8]\n repeat 2 { B() }\n output y\n}",
        "block B() {\n    @path(\"y\")\n    new = conv(2, 1)\n}\nmodel M() { input x: [3, 8, 8]\n repeat 2 { B() }\n output y\n}"],
])("keeps the path of %s", (_, all, main, expected) => {
    const after = renamed(main, {}, "new", true);
    expect(after).toEqual({ "main.cnn": expected });
    const tensors = (text: string): readonly string[] =>
        analyzeText(text).models.flatMap((graph) => namedParameters(graph).map(({ name }) => name));
    const before = tensors(unmarked(main).texts["main.cnn"] ?? "");
    if (all) {
        expect(tensors(expected)).toEqual(before);
    } else {
        expect(tensors(expected)).not.toEqual(before);
    }
});

test("keeps the path of a line without weights whose new name is the path of another line", () => {
    const main = "model M() { input x: [3, 8, 8]\n    ‹? d› = relu()\n    conv(3, 1)\n    output y = d -> conv(3, 1)\n}";
    expect(renamed(main, {}, "conv_1", true)).toEqual({
        "main.cnn": "model M() { input x: [3, 8, 8]\n    @path(\"d\")\n    conv_1 = relu()\n    conv(3, 1)\n    output y = conv_1 -> conv(3, 1)\n}",
    });
});

test("keeps the paths of a model in another file", () => {
    const others = { "a.cnn": "import \"main.cnn\"\nmodel M() { input x: [3, 8, 8]\n output z = B()\n}" };
    expect(renamed("block B() {\n    ‹? y› = conv(2, 1)\n}", others, "new", true)).toEqual({
        "main.cnn": "block B() {\n    @path(\"y\")\n    new = conv(2, 1)\n}", "a.cnn": others["a.cnn"],
    });
});
