import { describe, expect, test } from "vitest";
import { diagnose } from "../../../server/diagnostics/diagnostics.ts";
import { expectMarked } from "../../support/marked-diagnostics.ts";
import { analyzed } from "../../support/marked-source.ts";

describe("a field larger than the input", () => {
    test.each([
        ["is mostly padding on a map smaller than the kernel, reported once", `
model M() {
    input image: [3, 32, 32]
    for i in 0..4 { conv(8, 3, stride=2, padding=1) -> relu() }
    conv(8, 3, padding=1)
#   ^^^^^^^^^^^^^^^^^^^^^ receptive-field-exceeds-input: \`conv\` reads mostly padding: at most 4 of its 9 taps lie inside its input of 2×2
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
        ["has a separate warning if only one axis is mostly padding", `
model M() {
    input image: [3, 32, 32]
    for i in 0..4 { conv(8, 3, stride=2, padding=1) -> relu() }
    conv(8, 3, padding=1)
    relu()
    conv(8, 3, stride=2, padding=1)
    output y = conv(8, 3, padding=1)
#              ^^^^^^^^^^^^^^^^^^^^^ mostly-padding:
}`],
        ["is that of a dilated kernel with at most two taps on the map", `
model M() {
    input image: [3, 33, 33]
    conv(8, 3, padding=18, dilation=18)
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ receptive-field-exceeds-input: \`conv\` reads mostly padding: at most 4 of its 9 taps lie inside its input of 33×33
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

test("the notes contain both sizes and the number of later layers", () => {
    const { analysis } = analyzed("model M() {\n    input image: [3, 32, 32]\n" +
        "    for i in 0..4 { conv(8, 3, stride=2, padding=1) -> relu() }\n" +
        "    conv(8, 3, padding=1) -> relu()\n    output y = conv(8, 3, padding=1)\n}\n");
    expect(diagnose(analysis).map(({ help, notes }) => [help, notes])).toEqual([[
        "use a larger input, fewer strides or smaller kernels",
        ["the receptive field is 63×63, the network's input 32×32", "1 later layer reads mostly padding too"],
    ]]);
});
