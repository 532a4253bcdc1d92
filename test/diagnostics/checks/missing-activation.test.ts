import { describe, test } from "vitest";
import { expectMarked } from "../../support/marked-diagnostics.ts";

const chain = (steps: string, marks = "", input = "[16, 32, 32]"): string => `
model M() {
    input image: ${input}
    output y = ${steps}
${marks}
}`;

describe("a weighted layer directly after another", () => {
    test.each([
        ["is one linear layer with it", chain("conv(16, 3) -> conv(16, 3)",
            "#                             ^^^^^^^^^^^ missing-activation: \`conv\` directly follows \`conv\`: without an activation")],
        ["is reported for linear layers", chain("linear(64) -> linear(10)",
            "#                            ^^^^^^^^^^ missing-activation: \`linear\` directly follows \`linear\`", "[100]")],
        ["is reported for a pointwise one that costs no less", chain("conv(16, 3) -> conv(10, 1)",
            "#                             ^^^^^^^^^^^ missing-activation:")],
        ["is reported across lines and blocks", `
block First() {
    conv(16, 3)
}
model M() {
    input image: [3, 32, 32]
    First()
    output y = conv(32, 3)
#              ^^^^^^^^^^^ missing-activation:
}`],
        ["is needed in another use of its block", `
block Last() {
    conv(16, 3)
}
model M() {
    input image: [3, 32, 32]
    Last()
    relu()
    conv(16, 3)
    output y = Last()
}`],
        ["is depthwise", chain("depthwise_conv(3) -> conv(32, 1)")],
        ["is grouped", chain("conv(16, 3) -> conv(16, 3, groups=4)")],
        ["is transposed", chain("conv(16, 1) -> conv_transpose(16, 4, stride=2, padding=1)")],
        ["spans the other axis", chain("conv(16, [1, 3]) -> conv(16, [3, 1])")],
        ["widens a bottleneck", chain("conv(4, 3) -> conv(16, 3)")],
        ["is a low-rank linear layer", chain("linear(8) -> linear(50)", "", "[100]")],
        ["is cheaper than one for both", chain("conv(16, 1) -> conv(16, 3)", "", "[256, 32, 32]")],
        ["reads a value with another reader", `
model M() {
    input image: [3, 32, 32]
    x = conv(16, 3, padding=1)
    y = conv(16, 3, padding=1)
    output sum = add(x, y)
}`],
        ["reads an output", `
model M() {
    input image: [3, 32, 32]
    output features = conv(16, 3)
    output scores = conv(16, 3)
}`],
        ["has a norm or pooling in between", chain("conv(16, 3, bias=false) -> batch_norm() -> conv(16, 3) -> max_pool(2) -> conv(16, 3)")],
    ])("%s", (_, marked) => {
        expectMarked(marked, []);
    });
});
