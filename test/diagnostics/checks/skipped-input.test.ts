import { describe, test } from "vitest";
import { expectMarked } from "../../support/marked-diagnostics.ts";

describe("a stride beyond the kernel", () => {
    test.each([
        ["skips the input in between", `
model M() {
    input image: [3, 32, 32]
    output y = conv(8, 3, stride=5)
#              ^^^^^^^^^^^^^^^^^^^^ skipped-input: \`conv\` skips input along the height: stride 5 exceeds the kernel of 3
}`],
        ["does so along one axis", `
model M() {
    input image: [3, 32, 32]
    output y = max_pool([4, 2], stride=[4, 3])
#              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ skipped-input: \`max_pool\` skips input along the width:
}`],
        ["is reached by dilation", `
model M() {
    input image: [3, 30, 30]
    output y = conv(8, 3, stride=5, dilation=2)
}`],
        ["is how a kernel of 1 makes smaller", `
model M() {
    input image: [3, 32, 32]
    output y = conv(8, 1, stride=2)
}`],
    ])("%s", (_, marked) => {
        expectMarked(marked);
    });
});
