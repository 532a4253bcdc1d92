import { describe, expect, it, test } from "vitest";
import { parse } from "../../grammar/parser.ts";
import { readExamples } from "./example-texts.ts";
import { writtenTree } from "./written-tree.ts";

describe("a line of a body", () => {
    it.each([
        ["conv(64, 3)", "conv(64, 3)"],
        ["x = in -> conv(64, kernel=3, stride=2) -> relu()", "x = in -> conv(64, kernel=3, stride=2) -> relu()"],
        ["a, _ = split(2)", "a, _ = split(2)"],
        ["x = conv(64, 3) : [64, _, H / 2]", "x = conv(64, 3) : [64, _, (H / 2)]"],
        ["in", "in"],
        ["x = y", "x = y"],
        ["conv = conv(64, 3)", "conv = conv(64, 3)"],
        ["x -> repeat 2 { relu() } -> flatten()", "x -> repeat 2 { relu(); } -> flatten()"],
        [
            "y = for i in 0..2 { B(128, stride = 2 if i == 0 else 1) }",
            "y = for i in (0 .. 2) { B(128, stride=(2 if (i == 0) else 1)); }",
        ],
        ["for a, _ in pairs { conv(a, 3) }", "for a, _ in pairs { conv(a, 3); }"],
        [
            "concat(conv(1, 1), x -> conv(2, 1), repeat 2 { relu() }, left = conv(3, 1),)",
            "concat(conv(1, 1), x -> conv(2, 1), repeat 2 { relu(); }, left=conv(3, 1))",
        ],
        ["input image: [3, H = 224, W = H]", "input image: [3, H = 224, W = H]"],
        ["output scores", "output scores"],
        ["output scores = softmax() : [1000]", "output scores = softmax() : [1000]"],
        ["require in.channels % 4 == 0, \"odd\"", "require ((in.channels % 4) == 0), \"odd\""],
        ["return a, in -> relu()", "return a, in -> relu()"],
        ["let half(x, by = 2) = x // by", "let half(x, by = 2) = (x // by)"],
        ["if a { x = y } else if b { relu() } else { tanh() }", "if a { x = y; } else if b { relu(); } else { tanh(); }"],
        ["@path(\"a\", i + 1) @allow(\"unused\") conv(1, 1)", "@path(\"a\", (i + 1)) @allow(\"unused\") conv(1, 1)"],
        ["@image(mean=[0.5])\n@x\ninput x: [3]", "@image(mean=[0.5]) @x input x: [3]"],
        ["größe = größe_2(é)", "größe = größe_2(é)"],
    ])("%s", (text, tree) => {
        expect(treeOf(text)).toBe(`${tree};`);
    });
});

describe("an expression", () => {
    it.each([
        ["1 + 2 * 3 - 4", "((1 + (2 * 3)) - 4)"],
        ["(1 + 2) * 3", "((1 + 2) * 3)"],
        ["a // b % c / d", "(((a // b) % c) / d)"],
        ["2 ** 3 ** 2", "(2 ** (3 ** 2))"],
        ["-2 ** 2", "(- (2 ** 2))"],
        ["2 ** -1", "(2 ** (- 1))"],
        ["not a == b and c or d", "(((not (a == b)) and c) or d)"],
        ["0..n + 1", "(0 .. (n + 1))"],
        ["0..2 == r", "((0 .. 2) == r)"],
        ["x if p else y if q else z", "(x if p else (y if q else z))"],
        ["f(1, by=2)[2].size", "f(1, by=2)[2].size"],
        ["[1, [2, 3], \"s\",][-1]", "[1, [2, 3], \"s\"][(- 1)]"],
        ["[true, false, 1e-5, 0.5]", "[true, false, 0.00001, 0.5]"],
        ["\"a\\n\\t\\\"\\\\\"", "\"a\\n\\t\\\"\\\\\""],
    ])("%s", (text, tree) => {
        expect(treeOf(`let x = ${text}`)).toBe(`let x = ${tree};`);
    });
});

describe("line ends", () => {
    it.each([
        ["within parentheses and brackets end nothing", "conv(\n    64,\n\n    [3,\n    3], # remark\n)", "conv(64, [3, 3]);"],
        ["before `->` end nothing", "x\n    -> relu()\n    # remark\n\n    -> tanh()", "x -> relu() -> tanh();"],
        ["before `else` end nothing", "if a { relu() }\nelse { tanh() }", "if a { relu(); } else { tanh(); };"],
        ["before `{` end nothing", "repeat 2\n{\n    relu()\n}", "repeat 2 { relu(); };"],
        ["in an argument's body end statements", "concat(repeat 2 {\n    x\n    y\n}, z)", "concat(repeat 2 { x; y; }, z);"],
        ["may be Windows's", "relu()\r\ntanh()\r\n", "relu(); tanh();"],
        ["may be old Macs'", "relu() # remark\rtanh()\r", "relu(); tanh();"],
    ])("%s", (_, text, tree) => {
        expect(treeOf(text)).toBe(tree);
    });
});

describe("a file", () => {
    it.each([
        [
            "import \"a.cnn\"\nlet n = 3\nblock B() {}\nmodel M {}\nmodel N(a = 1) {\n}",
            "import \"a.cnn\"; let n = 3; block B() { }; model M() { }; model N(a = 1) { }",
        ],
        ["@weights(\"w\")\nmodel M { input x: [1] }", "@weights(\"w\") model M() { input x: [1]; }"],
        ["\ufeff# a remark\n", ""],
        ["", ""],
    ])("%j", (text, tree) => {
        const parsed = parse(text);
        expect(parsed.problems).toEqual([]);
        expect(writtenTree(parsed)).toBe(tree);
    });
});

test.each([
    ["# About B.\n# More.\nblock B() {}", "About B.\nMore."],
    ["# About B.\r\n#   Indented.\r\nblock B() {}", "About B.\n  Indented."],
    ["# About B.\n@allow(\"x\")\nblock B() {}", "About B."],
    ["# Not about B.\n\nblock B() {}", undefined],
    ["let n = 1 # Not about B.\nblock B() {}", undefined],
])("the comment lines directly above are the documentation: %j", (text, documentation) => {
    const item = parse(text).tree.items.at(-1);
    expect(item?.kind === "block" ? item.documentation : "no block").toBe(documentation);
});

test.each(readExamples())("%s parses without a problem", (_, text) => {
    expect(parse(text).problems).toEqual([]);
});

/** The statements of a body, which must be free of problems. */
function treeOf(text: string): string {
    const parsed = parse(`block B() {\n${text}\n}\n`);
    expect(parsed.problems).toEqual([]);
    return writtenTree(parsed).replace(/^block B\(\) \{ /u, "").replace(/ \}$/u, "");
}
