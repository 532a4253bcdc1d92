import { describe, expect, test } from "vitest";
import { expectMarked } from "../../support/marked-diagnostics.ts";
import { fixedTexts } from "../../support/fixed-texts.ts";

describe("a let", () => {
    test.each([
        ["is never read", `
let width = 32
#   ^^^^^ unused-let: \`width\` is never read
let half(n) = n // 2
#   ^^^^ unused-let: \`half\` is never read
block B() {
    let kernel = 3
#       ^^^^^^ unused-let: \`kernel\` is never read
    relu()
}
model M() {
    input image: [3, 32, 32]
    repeat 2 {
        let count = 3
#           ^^^^^ unused-let: \`count\` is never read
        max_pool(2)
    }
    B()
    output y = max_pool(2)
}`],
        ["is read by a default, another let, a decorator or a call", `
let width = 32
let wide = 2 * width
let half(n) = n // 2
block B(channels = wide) {
    let stage = "layer"
    @path(stage, 1)
    conv(half(channels), 3)
}
model M() {
    input image: [3, 32, 32]
    output y = B()
}`],
        ["is bound again before it is read", `
model M() {
    input image: [3, 32, 32]
    let width = 8
#       ^^^^^ unused-let:
    let width = 16
    output y = conv(width, 3)
}`],
        ["is there to be imported", `
let width = 32
block B() {
    conv(8, 3)
}`],
        ["is not reported if there is an error", `
let width = 32
model M() {
    input image: [3, 32, 32]
    output y = conv(widht, 3)
#                   ^^^^^ unknown-name:
}`],
    ])("%s", (_, marked) => {
        expectMarked(marked);
    });
});

test("is removed with its line", () => {
    const text = (line: string): string =>
        `model M() {\n    input image: [3, 32, 32]\n${line}    output y = conv(16, 3)\n}`;
    expect(Object.values(fixedTexts(text("    let width = 32\n"), "unused-let"))).toEqual([text("")]);
});
