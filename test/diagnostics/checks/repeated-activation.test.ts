import { describe, test } from "vitest";
import { expectMarked } from "../../support/marked-diagnostics.ts";

const chain = (steps: string, marks = ""): string => `
model M() {
    input image: [3, 32, 32]
    conv(8, 3)
    output y = ${steps}
${marks}
}`;

describe("an activation of an activation's result", () => {
    test.each([
        ["has no effect", chain("relu() -> relu()",
            "#                        ^^^^^^ repeated-activation: \`relu\` has no effect on the result of \`relu\`")],
        ["has no effect on values that are never negative", chain("sigmoid() -> leaky_relu()",
            "#                           ^^^^^^^^^^^^ repeated-activation: \`leaky_relu\` has no effect on the result of \`sigmoid\`")],
        ["cannot close a gate", chain("relu() -> sigmoid()",
            "#                        ^^^^^^^^^ repeated-activation: \`sigmoid\` never falls below 0.5, because \`relu\` gives")],
        ["makes scores indistinguishable", chain("relu6() -> softmax()",
            "#                         ^^^^^^^^^ repeated-activation: \`softmax\` cannot tell apart the scores that \`relu6\` has")],
        ["flattens probabilities", chain("softmax() -> softmax()",
            "#                           ^^^^^^^^^ repeated-activation: \`softmax\` flattens values that \`softmax\` already")],
        ["is applied twice", chain("silu() -> silu()",
            "#                        ^^^^^^ repeated-activation: \`silu\` is applied twice in a row")],
        ["across lines and blocks", `
block Act() {
    conv(8, 1) -> relu()
}
model M() {
    input image: [3, 32, 32]
    Act()
    output y = relu()
#              ^^^^^^ repeated-activation: \`relu\` has no effect
}`],
        ["is needed in another use of its block", `
block Next() {
    relu()
    conv(8, 3)
}
model M() {
    input image: [3, 32, 32]
    conv(8, 3) -> relu()
    Next()
    output y = Next()
}`],
        ["is a part of Mish", chain("softplus() -> tanh()")],
        ["bounds an unbounded value", chain("relu() -> relu6()")],
        ["works along another axis", chain("softmax(axis=1) -> softmax(axis=2)")],
        ["has something in between", chain("relu() -> conv(8, 3) -> relu() -> max_pool(2) -> conv(8, 1) -> sigmoid()")],
    ])("%s", (_, marked) => {
        expectMarked(marked);
    });
});
