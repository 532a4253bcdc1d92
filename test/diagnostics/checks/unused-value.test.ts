import { describe, expect, test } from "vitest";
import { diagnose, findDiagnostics } from "../../../server/diagnostics/diagnostics.ts";
import { editorDiagnostic } from "../../../server/features/diagnostics.ts";
import { helpfulFixes } from "../../support/helpful-fixes.ts";
import { analyzed } from "../../support/marked-source.ts";
import { expectMarked } from "../../support/marked-diagnostics.ts";
import { fixedTexts } from "../../support/fixed-texts.ts";

describe("a value that no output depends on", () => {
    test.each([
        ["is reported on the last line of its branch", `
model M() {
    input image: [3, 32, 32]
    a = conv(8, 3)
    side = conv(4, 1, bias=false)
    batch_norm()
    rest = relu()
#   ^^^^^^^^^^^^^ unused-value: \`rest\` reaches no output, so 3 layers compute in vain
    output y = a -> max_pool(2)
}`],
        ["is reported for a line without a name", `
model M() {
    input image: [3, 32, 32]
    a = conv(8, 3)
    a -> conv(4, 1)
#   ^^^^^^^^^^^^^^^ unused-value: the result of this line reaches no output
    output y = a -> relu()
}`],
        ["is reported for two branches", `
model M() {
    input image: [3, 32, 32]
    a = conv(8, 3)
    b = relu()
#   ^^^^^^^^^^ unused-value:
    c = a -> tanh()
#   ^^^^^^^^^^^^^^^ unused-value:
    output y = a -> relu()
}`],
        ["is reported in a block if no use needs it", `
block B() {
    side = conv(4, 1)
#   ^^^^^^^^^^^^^^^^^ unused-value: \`side\`
    in -> conv(8, 3, padding=1)
}
model M() {
    input image: [3, 32, 32]
    B()
    output y = B()
}`],
        ["is reported at the use if a block's value is not needed", `
block B() {
    conv(4, 1)
    relu()
}
model M() {
    input image: [3, 32, 32]
    B()
#   ^^^ unused-value: the result of this line reaches no output, so 2 layers compute in vain
    output y = image -> B()
}`],
        ["is reported for one of several results", `
model M() {
    input image: [4, 32, 32]
    pooled, where = max_pool(2, indices=true)
#           ^^^^^ unused-value: \`where\` is never read
    a, b = split(2)
#   ^ unused-value: \`a\` is never read
    output y = b -> relu()
}`],
        ["is reported for a block's second value", `
block Both() {
    a = conv(4, 1)
    b = in -> conv(8, 1)
    return a, b
}
model M() {
    input image: [3, 32, 32]
    one, two = Both()
#        ^^^ unused-value: \`two\` reaches no output
    output y = one -> relu()
}`],
        ["is reported for an input and for a second name", `
model M() {
    input image: [3, 32, 32]
    input mask: [1, 32, 32]
#         ^^^^ unused-value: input \`mask\` is never read
    skip = image
#   ^^^^^^^^^^^^ unused-value: \`skip\` is never read
    output y = image -> relu()
}`],
        ["is intentional if it is named _", `
block Both() {
    a = conv(4, 1)
    b = in -> conv(8, 1)
    return a, b
}
model M() {
    input image: [3, 32, 32]
    _, two = Both()
    _ = image -> conv(4, 1)
    pooled, _ = two -> max_pool(2, indices=true)
    output y = relu()
}`],
        ["is not reported if its size or positions are needed", `
model M() {
    input image: [3, 32, 32]
    small = max_pool(2)
    pooled, where = max_pool(2, indices=true)
    max_unpool(where, 2)
    crop(to=small)
    output y = conv(image.channels, 1)
}`],
        ["is not one that a block needs in one of its uses", `
block B(short) {
    a = conv(3, 1)
    if not short {
        relu()
    }
    if short {
        in -> tanh()
    }
}
model M() {
    input image: [3, 32, 32]
    B(true)
    output y = B(false)
}`],
        ["is not reported while a line has an error", `
model M() {
    input image: [3, 32, 32]
    a = conv(8, 3)
    b = a -> relu
#            ^^^^ missing-parentheses:
    output y = a -> tanh()
}`],
        ["nor while one is unknown", `
model M() {
    input image: [3, 32, 32]
    a = conv(8, 3)
    skip = relu()
    output y = a -> unheard(skip)
#                   ^^^^^^^ unknown-layer:
}`],
    ])("%s", (_, marked) => {
        expectMarked(marked);
    });
});

test.each([
    ["a = conv(8, 3)\n    b = image -> conv(4, 1)\n    output y = a -> relu()", [
        "a = conv(8, 3)\n    output y = a -> relu()",
        "a = conv(8, 3)\n    _ = image -> conv(4, 1)\n    output y = a -> relu()",
    ]],
    ["a = conv(8, 3)\n    relu()\n    tanh()\n    output y = a -> relu()", [
        "a = conv(8, 3)\n    relu()\n    _ = tanh()\n    output y = a -> relu()",
    ]],
    ["a, b = split([1, 2])\n    output y = a -> relu()", ["a, _ = split([1, 2])\n    output y = a -> relu()"]],
    ["skip = image\n    output y = relu()", ["output y = relu()"]],
])("%j is fixed", (lines, expected) => {
    const text = (body: string): string => `model M() {\n    input image: [3, 32, 32]\n    ${body}\n}`;
    expect(Object.values(fixedTexts(text(lines), "unused-value"))).toEqual(expected.map(text));
});

test("editors can fade it", () => {
    const source = analyzed("model M() {\n    input image: [3, 32, 32]\n    skip = image\n    output y = relu()\n}");
    expect(diagnose(source.analysis).map((one) => editorDiagnostic(source, one).tags)).toEqual([[1]]);
});

test("hiding it while a line has an error keeps the fixes of that line", () => {
    const source = analyzed("model M() {\n    input image: [3, 8, 8]\n    skip = image\n    output y = max_pool(9)\n}");
    const found = findDiagnostics(source.analysis);
    expect(found.map((one) => [one.code, helpfulFixes(one, { ...source, found }).length > 0]))
        .toEqual([["kernel-exceeds-input", true]]);
});
