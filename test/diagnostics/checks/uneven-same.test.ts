import { describe, expect, test } from "vitest";
import { expectMarked } from "../../support/marked-diagnostics.ts";
import { fixedTexts } from "../../support/fixed-texts.ts";

describe("padding=\"same\" that comes out odd", () => {
    test.each([
        ["with an even kernel", `
model M() {
    input image: [3, 32, 32]
    output y = conv(8, 4, padding="same")
#              ^^^^^^^^^^^^^^^^^^^^^^^^^^ uneven-same: padding "same" is uneven: height 1 + 2 and width 1 + 2
}`],
        ["with a stride, which PyTorch rejects", `
model M() {
    input image: [3, 32, 33]
    output y = conv(8, 3, stride=2, padding="same")
#              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ uneven-same: padding "same" is uneven: height 0 + 1
}`],
        ["in a pooling, for which PyTorch has no \"same\"", `
model M() {
    input image: [3, 32, 32]
    output y = max_pool(3, stride=2, padding="same")
#              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ uneven-same: padding "same" is uneven: height 0 + 1 and width 0 + 1
}`],
        ["is not reported if both sides are equal", `
model M() {
    input image: [3, 33, 33]
    conv(8, 3, padding="same")
    output y = conv(8, 3, stride=2, padding="same")
}`],
        ["is not reported for numeric padding", `
model M() {
    input image: [3, 32, 32]
    output y = conv(8, 4, padding=[[1, 2], [1, 2]])
}`],
    ])("%s", (_, marked) => {
        expectMarked(marked);
    });
});

test("is fixed by its numbers", () => {
    const before = "model M() {\n    input image: [8, 7, 8]\n    output y = ";
    expect(Object.values(fixedTexts(`${before}conv(8, 3, stride=2, padding="same")\n}`, "uneven-same")))
        .toEqual([`${before}conv(8, 3, stride=2, padding=[[1, 1], [0, 1]])\n}`]);
});
