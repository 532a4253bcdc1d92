import { describe, expect, test } from "vitest";
import { expectMarked } from "../../support/marked-diagnostics.ts";
import { fixedTexts } from "../../support/fixed-texts.ts";

describe("a bias", () => {
    test.each([
        ["that batch norm cancels", `
model M() {
    input image: [3, 32, 32]
    conv(8, 3)
#   ^^^^^^^^^^ redundant-bias: bias has no effect before \`
    output y = batch_norm()
}`],
        ["that instance norm cancels, of every kind of layer", `
model M() {
    input image: [3, 32, 32]
    depthwise_conv(3)
#   ^^^^^^^^^^^^^^^^^ redundant-bias: bias has no effect before \`
    instance_norm()
    conv_transpose(8, 2, stride=2)
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ redundant-bias: bias has no effect before \`
    batch_norm()
    global_avg_pool() -> flatten()
    linear(10)
#   ^^^^^^^^^^ redundant-bias: bias has no effect before \`
    output y = batch_norm()
}`],
        ["is needed if another layer comes between", `
model M() {
    input image: [3, 32, 32]
    conv(8, 3)
    relu()
    output y = batch_norm()
}`],
        ["or reads it too", `
model M() {
    input image: [3, 32, 32]
    x = conv(8, 3)
    batch_norm()
    output y = add(x, relu())
}`],
        ["is needed if the result is an output", `
model M() {
    input image: [3, 32, 32]
    output x = conv(8, 3)
    output y = batch_norm()
}`],
        ["before a norm over other axes", `
model M() {
    input tokens: [16, 32]
    linear(8)
    batch_norm()
    reshape([16, 8, 1])
    conv(8, 1)
    layer_norm()
    conv(8, 1)
    output y = group_norm(2)
}`],
        ["that another use of the same weights needs", `
model M() {
    input image: [8, 32, 32]
    @path("shared")
    a = conv(8, 3, padding=1)
    batch_norm()
    @path("shared")
    conv(8, 3, padding=1)
#   ^^^^^^^^^^^^^^^^^^^^^ shared-weights:
    output y = relu()
}`],
        ["that another use of its block needs", `
block B(norm) {
    conv(8, 3)
    if norm {
        batch_norm()
    }
    relu()
}
model M() {
    input image: [3, 32, 32]
    B(true)
    output y = B(false)
}`],
    ])("%s", (_, marked) => {
        expectMarked(marked);
    });
});

test.each([
    ["is dropped", "conv(8, 3)\n    batch_norm()", ["conv(8, 3, bias=false)\n    batch_norm()"]],
    ["is removed at the layer", "conv(8, 3, bias=true)\n    batch_norm()", ["conv(8, 3, bias=false)\n    batch_norm()"]],
    ["has no fix if another place decides it", "let b = true\n    conv(8, 3, bias=b)\n    batch_norm()", []],
])("%s", (_, lines, expected) => {
    const text = (body: string): string => `model M() {\n    input image: [3, 32, 32]\n    ${body}\n    output y = relu()\n}`;
    expect(Object.values(fixedTexts(text(lines), "redundant-bias"))).toEqual(expected.map(text));
});
