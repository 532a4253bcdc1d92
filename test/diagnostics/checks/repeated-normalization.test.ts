import { describe, test } from "vitest";
import { expectMarked } from "../../support/marked-diagnostics.ts";

describe("a normalization of a normalization's result", () => {
    test.each([
        ["is reported", `
model M() {
    input image: [8, 32, 32]
    batch_norm() -> batch_norm()
#                   ^^^^^^^^^^^^ repeated-normalization: \`batch_norm\` normalizes what \`batch_norm\` has normalized
    output y = group_norm(2)
#              ^^^^^^^^^^^^^ repeated-normalization: \`group_norm\` normalizes what \`batch_norm\` has normalized
}`],
        ["is needed in another use of its block", `
block PreNorm() {
    batch_norm() -> relu() -> conv(8, 3, padding=1)
}
model M() {
    input image: [8, 32, 32]
    batch_norm()
    PreNorm()
    output y = PreNorm()
}`],
        ["has something in between", `
model M() {
    input image: [8, 32, 32]
    x = batch_norm() -> relu() -> batch_norm()
    sum = add(x, image)
    output y = sum -> layer_norm(axis=0)
}`],
    ])("%s", (_, marked) => {
        expectMarked(marked);
    });
});
