import { describe, expect, test } from "vitest";
import { expectMarked } from "../../support/marked-diagnostics.ts";
import { fixedTexts } from "../../support/fixed-texts.ts";

describe("a kernel that reads more padding than input", () => {
    test.each([
        ["on a single position", `
model M() {
    input image: [8, 1, 1]
    output y = conv(8, 3, padding=1)
#              ^^^^^^^^^^^^^^^^^^^^^ mostly-padding: 2 of the 3 positions that \`conv\` reads along the height are padding
}`],
        ["on two positions, with 5: 6 of 10", `
model M() {
    input image: [8, 32, 2]
    output y = conv(8, 5, padding=2)
#              ^^^^^^^^^^^^^^^^^^^^^ mostly-padding: 6 of the 10 positions that \`conv\` reads along the width are padding
}`],
        ["with dilation that moves all taps but the centre outside: 66 of 99", `
model M() {
    input image: [8, 33, 33]
    output y = conv(8, 3, padding=36, dilation=36)
#              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ mostly-padding: 66 of the 99 positions that \`conv\` reads along the height are padding
}`],
        ["exactly half is not reported", `
model M() {
    input image: [8, 2, 2]
    conv(8, [4, 1], padding=[[2, 1], [0, 0]])
    output y = conv(8, [3, 1], padding=[1, 0])
}`],
        ["nor are copies of the input", `
model M() {
    input image: [8, 1, 1]
    output y = conv(8, 3, padding=1, padding_mode="replicate")
}`],
        ["positions past the end of a pooling are not reported", `
model M() {
    input image: [8, 1, 1]
    output y = max_pool(3, ceil_mode=true, padding=1)
#              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ mostly-padding: 2 of the 3
}`],
        ["and nothing is known of an unknown size", `
model M() {
    input image: [8, 4, 4]
    conv(8, 7)
#           ^ kernel-exceeds-input:
    output y = conv(8, 3, padding=1)
}`],
    ])("%s", (_, marked) => {
        expectMarked(marked);
    });
});

test.each([
    ["a kernel of 1, which computes the same", "conv(8, 3, padding=1)", ["conv(8, 1, padding=0)"]],
    ["no fix if the padding is not the centre's", "conv(8, 3, padding=[[2, 0], [2, 0]])", []],
])("its fix is %s", (_, line, expected) => {
    const before = "model M() {\n    input image: [8, 1, 1]\n    output y = ";
    expect(Object.values(fixedTexts(`${before}${line}\n}`, "mostly-padding")))
        .toEqual(expected.map((one) => `${before}${one}\n}`));
});
