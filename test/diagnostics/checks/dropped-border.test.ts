import { describe, expect, test } from "vitest";
import { expectMarked } from "../../support/marked-diagnostics.ts";
import { fixedTexts } from "../../support/fixed-texts.ts";

describe("rows and columns that no window reads", () => {
    test.each([
        ["are reported with their number, position and readers", `
model M() {
    input image: [8, 7, 8]
    output y = max_pool(2)
#              ^^^^^^^^^^^ dropped-border: \`max_pool\` ignores the last row of its input
}`],
        ["on both axes", `
model M() {
    input image: [8, 9, 12]
    output y = conv(8, 5, stride=5)
#              ^^^^^^^^^^^^^^^^^^^^ dropped-border: \`conv\` ignores the last 4 rows and the last 2 columns of its input
}`],
        ["are those beyond the padding after them", `
model M() {
    input image: [8, 10, 10]
    output y = conv(8, 5, stride=5, padding=1)
#              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dropped-border: \`conv\` ignores the last row and the last column of its input
}`],
        ["are not reported if only padding is left over", `
model M() {
    input image: [8, 12, 12]
    output y = conv(8, 3, stride=2, padding=1)
}`],
        ["are not reported if a \`pad\` has added them", `
model M() {
    input image: [8, 12, 12]
    pad(1)
    output y = conv(8, 3, stride=2)
}`],
        ["are reported if more is left over than a \`pad\` has added", `
model M() {
    input image: [8, 13, 13]
    pad([[1, 0], [1, 0]])
    output y = conv(8, 5, stride=2)
#              ^^^^^^^^^^^^^^^^^^^^ dropped-border: \`conv\` ignores the last row
}`],
        ["are left out on purpose with a kernel of 1", `
model M() {
    input image: [8, 8, 8]
    output y = conv(8, 1, stride=2)
}`],
        ["are read if windows are rounded up", `
model M() {
    input image: [8, 7, 7]
    output y = max_pool(2, ceil_mode=true)
}`],
        ["are positions of a length", `
model M() {
    input sound: [1, 1000]
    output y = avg_pool(16)
#              ^^^^^^^^^^^^ dropped-border: \`avg_pool\` ignores the last 8 positions of its input
}`],
    ])("%s", (_, marked) => {
        expectMarked(marked);
    });
});

test.each([
    ["max_pool(2)", ["max_pool(2, ceil_mode=true)"]],
    ["conv(8, 3, stride=3)", ["conv(8, 3, stride=3, padding=1)"]],
    ["conv(8, 4, stride=2)", ["conv(8, 4, stride=2, padding=[[0, 1], [0, 1]])"]],
    ["conv(8, 3, stride=3, padding=4 - 4)", []],
])("%s is fixed", (line, expected) => {
    const before = "model M() {\n    input image: [8, 7, 7]\n    output y = ";
    expect(Object.values(fixedTexts(`${before}${line}\n}`, "dropped-border")))
        .toEqual(expected.map((one) => `${before}${one}\n}`));
});
