import { describe, expect, test } from "vitest";
import { diagnose } from "../../../server/diagnostics/diagnostics.ts";
import { expectMarked } from "../../support/marked-diagnostics.ts";
import { analyzed } from "../../support/marked-source.ts";

describe("the predicted gradient", () => {
    test.each([
        ["vanishes behind many sigmoids", `
model M() {
    input image: [3, 16, 16]
    conv(16, 3, padding=1, bias=false) -> sigmoid()
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ vanishing-gradient: gradient at \`conv_1\` is
    repeat 12 { conv(16, 3, padding=1, bias=false) -> sigmoid() }
    output y = conv(10, 1)
}`],
        ["vanishes with weights that are too small for relu", `
@init("xavier")
model M() {
    input image: [3, 16, 16]
    conv(16, 3, padding=1) -> relu()
#   ^^^^^^^^^^^^^^^^^^^^^^ vanishing-gradient:
    repeat 60 { conv(16, 3, padding=1) -> relu() }
    output y = conv(10, 1)
}`],
        ["explodes in a deep plain network with batch norm", `
model M() {
    input image: [3, 16, 16]
    conv(16, 3, padding=1, bias=false) -> batch_norm() -> relu()
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ exploding-gradient: gradient at \`conv_1\` is
    repeat 55 { conv(16, 3, padding=1, bias=false) -> batch_norm() -> relu() }
    output y = conv(10, 1)
}`],
        ["explodes in a residual network without norms", `
block B() {
    y = conv(16, 3, padding=1) -> relu() -> conv(16, 3, padding=1)
    add(y, in)
    relu()
}
model M() {
    input image: [3, 16, 16]
    conv(16, 3, padding=1)
#   ^^^^^^^^^^^^^^^^^^^^^^ exploding-gradient:
    repeat 30 { B() }
    output y = conv(10, 1)
}`],
        ["is balanced in a plain network of this depth with He initialization", `
model M() {
    input image: [3, 16, 16]
    conv(16, 3, padding=1) -> relu()
    repeat 60 { conv(16, 3, padding=1) -> relu() }
    output y = conv(10, 1)
}`],
        ["is balanced in a residual network with batch norm", `
block B() {
    y = conv(16, 3, padding=1, bias=false) -> batch_norm() -> relu() -> conv(16, 3, padding=1, bias=false) -> batch_norm()
    add(y, in)
    relu()
}
model M() {
    input image: [3, 16, 16]
    conv(16, 3, padding=1, bias=false) -> batch_norm() -> relu()
    repeat 54 { B() }
    output y = conv(10, 1)
}`],
        ["is not predicted with sizes that an error leaves unknown", `
model M() {
    input image: [3, 16, 16]
    conv(16, 3, padding=1, stride=0) -> sigmoid()
#                                 ^ invalid-stride: stride must be at least 1, got 0
    repeat 12 { conv(16, 3, padding=1) -> sigmoid() }
    output y = conv(10, 1)
}`],
    ])("%s", (_, marked) => {
        expectMarked(marked);
    });
});

describe("the help is what balances the prediction", () => {
    test.each([
        ["another initialization", "@init(\"xavier\")", "repeat 60 { conv(16, 3, padding=1) -> relu() }", /^use `@init\("he"\)`, with which it is /],
        ["norms", "", "repeat 12 { conv(16, 3, padding=1) -> sigmoid() }", /^add `batch_norm\(\)` after each weighted layer, with which it is /],
        ["shortcuts", "", "repeat 70 { conv(16, 3, padding=1, bias=false) -> batch_norm() -> relu() }", /^add the input of every few layers /],
    ])("%s", (_, init, lines, help) => {
        const { analysis } = analyzed(`${init}
model M() {
    input image: [3, 16, 16]
    conv(16, 3, padding=1, bias=false)
    ${lines}
    output y = conv(10, 1)
}`);
        const [found] = diagnose(analysis).filter(({ code }) => code.endsWith("-gradient"));
        expect(found?.help).toMatch(help);
    });
});
