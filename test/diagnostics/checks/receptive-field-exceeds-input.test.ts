import { describe, test } from "vitest";
import { expectMarked } from "../../support/marked-diagnostics.ts";

describe("a field larger than the input", () => {
    test.each([
        ["is mostly padding on a map that no position's kernel fits, which is said once", `
model M() {
    input image: [3, 32, 32]
    for i in 0..4 { conv(8, 3, stride=2, padding=1) -> relu() }
    conv(8, 3, padding=1)
#   ^^^^^^^^^^^^^^^^^^^^^ receptive-field-exceeds-input: the receptive field of 63 × 63 exceeds the input's 32 × 32: from here on most of it is padding. At most 4 of the 9 taps of \`conv\` lie inside its 2 × 2 feature map, and so for 1 layer after it;
    relu()
    output y = conv(8, 3, padding=1)
}`],
        ["is of no interest while kernels still fit", `
model M() {
    input image: [3, 48, 48]
    for i in 0..4 { conv(8, 3, stride=2, padding=1) -> relu() }
    conv(8, 3, padding=1)
    relu()
    output y = conv(8, 3, padding=1)
}`],
        ["has a warning of its own where one axis is mostly padding", `
model M() {
    input image: [3, 32, 32]
    for i in 0..4 { conv(8, 3, stride=2, padding=1) -> relu() }
    conv(8, 3, padding=1)
    relu()
    conv(8, 3, stride=2, padding=1)
    output y = conv(8, 3, padding=1)
#              ^^^^^^^^^^^^^^^^^^^^^ mostly-padding:
}`],
        ["is a dilated kernel's of which the map holds two taps at best", `
model M() {
    input image: [3, 33, 33]
    conv(8, 3, padding=18, dilation=18)
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ receptive-field-exceeds-input: the receptive field of 37 × 37 exceeds the input's 33 × 33: from here on most of it is padding. At most 4 of the 9 taps of \`conv\` lie inside its 33 × 33 feature map;
    output y = relu()
}`],
        ["reads the whole map without padding", `
model M() {
    input image: [3, 32, 32]
    for i in 0..4 { conv(8, 3, stride=2, padding=1) -> relu() }
    output y = conv(8, 2)
}`],
    ])("%s", (_, marked) => {
        expectMarked(marked);
    });
});
