import { describe, expect, test } from "vitest";
import { refactored, titlesFor } from "../../support/refactored.ts";

type Table = readonly (readonly [what: string, before: string, after: string])[];

/** The lines of a model after its input. */
function model(lines: string): string {
    return `model M {\n    input x: [3, 16, 16]\n${lines.replaceAll(/^(?=.)/gmu, "    ")}\n    output y = tanh()\n}\n`;
}

const rolled: Table = [
    ["equal lines around the cursor", "conv(3, 3)\n|conv(3, 3)\nconv(3, 3)", "repeat 3 { conv(3, 3) }"],
    ["lines with different numbers", "conv(|4, 3)\nconv(8, 3)", "for channels in [4, 8] { conv(channels, 3) }"],
    ["lines with consecutive numbers", "conv(|4, 1)\nconv(5, 1)\nconv(6, 1)", "for channels in 4..7 { conv(channels, 1) }"],
    ["lines with several different numbers", "conv(|4, 3)\nconv(8, 5)",
        "for channels, kernel in [[4, 3], [8, 5]] { conv(channels, kernel) }"],
    ["selected groups, with their comments", "«conv(3, 3)  # narrow\nrelu()\n# Again.\nconv(3, 3)\nrelu()»",
        "# Again.\nrepeat 2 {\n    conv(3, 3)  # narrow\n    relu()\n}"],
    ["names that nothing reads", "a = conv(3, 3)|\nb = conv(3, 3)", "repeat 2 { conv(3, 3) }"],
    ["names that only their group reads", "«a = conv(3, 3)\nadd(a, a)\nb = conv(3, 3)\nadd(b, b)»",
        "repeat 2 {\n    a = conv(3, 3)\n    add(a, a)\n}"],
    ["a name that other lines read", "a = conv(3, 3)|\nb = conv(3, 3)\nadd(a -> conv(3, 3), b)",
        "other lines read \`b\`, which each round would replace"],
    ["lines with \`in\`", "add(in, relu())|\nadd(in, relu())", "\`in\` would be the value that enters each round"],
    ["one line", "|conv(3, 3)\nrelu()", "roll is not offered"],
];

const unrolled: Table = [
    ["rounds", "re|peat 2 { conv(3, 3) -> tanh() }", "conv(3, 3) -> tanh()\nconv(3, 3) -> tanh()"],
    ["variables", "fo|r c, k in [[4, 3], [8, 1]] {\n    # One.\n    conv(c, k)\n}",
        "# One.\nconv(4, 3)\n# One.\nconv(8, 1)"],
    ["a range", "fo|r i in 1..3 { conv(2 * i, 1) }", "conv(2 * 1, 1)\nconv(2 * 2, 1)"],
    ["the input of a round, by the name of the value above", "a = conv(3, 1)\nre|peat 2 {\n    relu()\n    add(in, conv(3, 1))\n}",
        "a = conv(3, 1)\nrelu()\nadd1 = add(a, conv(3, 1))\nrelu()\nadd(add1, conv(3, 1))"],
    ["the other steps of its line", "b = x -> conv(3, 1) -> re|peat 2 { conv(3, 3) } -> relu()\nadd(b, b)",
        "x -> conv(3, 1)\nconv(3, 3)\nconv(3, 3)\nb = relu()\nadd(b, b)"],
    ["its name and claim", "b = re|peat 2 { conv(3, 3) -> relu() }  : [3, 12, 12]  # both\nadd(b, b)",
        "conv(3, 3) -> relu()\nb = conv(3, 3) -> relu()    : [3, 12, 12]  # both\nadd(b, b)"],
    ["rounds that are one linear layer", "re|peat 2 { conv(4, 3) }", "conv(4, 3)\nconv(4, 3)"],
    ["too many rounds", "re|peat 40 { identity() }", "40 rounds are too many to write out"],
];

describe("roll", () => {
    test.each(rolled)("%s", (_, before, after) => {
        const result = refactored(model(before), "roll");
        expect(result).toBe(result.startsWith("model") ? model(after) : after);
    });

    test("counts what it rolls", () => {
        expect(titlesFor(model("re|lu()\nrelu()"))).toContain("Roll 2 equal lines into repeat");
        expect(titlesFor(model("«relu()\ntanh()\nrelu()\ntanh()»"))).toContain("Roll 2 equal parts into repeat");
    });
});

describe("unroll", () => {
    test.each(unrolled)("%s", (_, before, after) => {
        const result = refactored(model(before), "unroll");
        expect(result).toBe(result.startsWith("model") ? model(after) : after);
    });

    test("refuses rounds that differ between uses of a block", () => {
        expect(refactored(`block B(n) {
    rep|eat n { conv(3, 1) }
}
model M {
    input x: [3, 8, 8]
    B(2)
    output y = B(3)
}
`, "unroll")).toBe("the rounds differ between uses of the block");
    });
});
