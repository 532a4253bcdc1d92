import { describe, expect, test } from "vitest";
import { fixedTexts } from "../../support/fixed-texts.ts";
import { expectMarked } from "../../support/marked-diagnostics.ts";

describe("dropout directly before a normalization", () => {
    test.each([
        ["is reported if the norm records the variance in training", `
model M() {
    input image: [8, 32, 32]
    dropout(0.2) -> batch_norm() -> relu()
#                   ^^^^^^^^^^^^ dropout-before-norm: \`dropout\` distorts the running variance that \`batch_norm\` records
    drop_path(0.1)
    output y = instance_norm(track_running_stats=true)
#              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ dropout-before-norm: \`drop_path\` distorts the running variance that \`instance_norm\` records
}`],
        ["is harmless if the norm uses the statistics of its input at inference too", `
model M() {
    input image: [8, 32, 32]
    dropout(0.2) -> instance_norm() -> relu()
    dropout(0.2) -> layer_norm(axis=0) -> relu()
    output y = dropout(0.2) -> batch_norm(track_running_stats=false)
}`],
        ["is harmless if it drops nothing", `
model M(p = 0.0) {
    input image: [8, 32, 32]
    output y = dropout(p) -> batch_norm()
}`],
        ["is not reported after the norm, or with a layer in between", `
model M() {
    input image: [8, 32, 32]
    batch_norm() -> dropout(0.2) -> conv(8, 3, bias=false) -> batch_norm()
    output y = relu()
}`],
        ["is needed in another use of the block", `
block PreNorm() {
    batch_norm() -> relu() -> conv(8, 3, padding=1)
}
model M() {
    input image: [8, 32, 32]
    PreNorm() -> dropout(0.2)
    output y = PreNorm()
}`],
    ])("%s", (_, marked) => {
        expectMarked(marked);
    });
});

test.each([
    ["dropout(0.2) -> batch_norm() -> relu()", "batch_norm() -> dropout(0.2) -> relu()"],
    ["dropout(0.2)\n    batch_norm()\n    relu()", "batch_norm()\n    dropout(0.2)\n    relu()"],
    ["dropout(0.2)\n    x = batch_norm() -> relu()", "x = batch_norm() -> dropout(0.2) -> relu()"],
    ["x = dropout(0.2)\n    batch_norm()", undefined],
    ["PreNorm()", undefined],
])("%j is fixed to %j", (lines, expected) => {
    const text = (body: string): string => `block PreNorm() {
    batch_norm() -> relu()
}
model M() {
    input image: [8, 7, 7]
    dropout(0.1)
    output z = PreNorm()
    image -> relu() -> conv(8, 3, bias=false)
    ${body}
    output y = conv(8, 1)
}`;
    const found = lines === "PreNorm()" ? text("") : text(lines).replace("    dropout(0.1)\n", "");
    expect(Object.values(fixedTexts(found, "dropout-before-norm")))
        .toEqual(expected === undefined ? [] : [text(expected).replace("    dropout(0.1)\n", "")]);
});
