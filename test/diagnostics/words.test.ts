import { describe, expect, test } from "vitest";
import { diagnose } from "../../server/diagnostics/diagnostics.ts";
import { expectMarked } from "../support/marked-diagnostics.ts";
import { analyzed } from "../support/marked-source.ts";

describe("a mistake is underlined, with the numbers that show it", () => {
    test.each([
        ["a kernel larger than its input", `
model M() {
    input image: [3, 4, 4]
    conv(8, kernel=7, padding=1)
#                  ^ kernel-exceeds-input: kernel is larger than the padded input: height 4 + 2·1 = 6 < 7
}`],
        ["channels that do not agree", `
model M() {
    input image: [3, 8, 8]
    a = conv(8, 1)
    b = image -> conv(4, 1)
    add(a, b)
#   ^^^^^^^^^ channel-mismatch:
}`],
        ["a misspelt argument", `
model M() {
    input image: [3, 8, 8]
    conv(8, kernal=3)
#           ^^^^^^ unknown-argument: \`conv\` has no argument \`kernal\`; did you mean \`kernel\`?
}`],
        ["a power that no number reaches", `
let huge = 2 ** 2000
#          ^^^^^^^^^ number-too-large: the result is out of range
model M() {
    input image: [huge, 8, 8]
    output y = relu()
}`],
        ["a missing flatten", `
model M() {
    input image: [3, 8, 8]
    linear(10)
#   ^^^^^^^^^^ rank-mismatch:
}`],
        ["a claim out of date", `
model M() {
    input image: [3, 8, 8]
    conv(8, 3)  : [8, 8, 8]
#                 ^^^^^^^^^ failed-claim: expected shape [8, 8, 8], got [8, 6, 6]
}`],
        ["an unclosed call, and the lines below still read", `
model M() {
    input image: [3, 8, 8]
    conv(8, 3
#            | unclosed-bracket:
    @path("a")
    conv(8, kernel=99)
#                  ^^ kernel-exceeds-input:
}`],
        ["two mistakes, two errors", `
model M() {
    input image: [3, 8, 8]
    conv(8, 3, stride=0)
#                     ^ invalid-stride:
    conv(9, 3, groups=2)
#                     ^ invalid-groups:
}`],
    ])("%s", (_, marked) => {
        expectMarked(marked);
    });
});

test("an error inside a block is reported on its line with the uses that failed", () => {
    const text = "block B(k) {\n    conv(4, kernel=k)\n}\nmodel M() {\n    input x: [3, 8, 8]\n    B(3)\n    B(20)\n    output y = relu()\n}";
    const [diagnostic, ...others] = diagnose(analyzed(text).analysis);
    expect(others).toEqual([]);
    expect(diagnostic).toMatchObject({ code: "kernel-exceeds-input", severity: "error" });
    expect(text.slice(diagnostic?.span.start, diagnostic?.span.end)).toBe("k");
    expect(diagnostic?.related.map(({ message, span }) => [message, text.slice(span.start, span.end)]))
        .toEqual([["in B(20); 1 of 2 uses fails", "B(20)"]]);
});
