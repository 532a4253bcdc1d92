import { describe, expect, test } from "vitest";
import { expectMarked } from "../../support/marked-diagnostics.ts";
import { fixedTexts } from "../../support/fixed-texts.ts";

describe("a parameter that nothing reads", () => {
    test.each([
        ["is reported for blocks, models and functions", `
let double(n, m) = 2 * n
#             ^ unused-parameter: parameter \`m\` of \`double\` is never read
block A(channels, kernel = 3) {
#                 ^^^^^^ unused-parameter: parameter \`kernel\` of \`A\` is never read
    conv(double(channels, 1), 3)
}
model M(classes = 10) {
#       ^^^^^^^ unused-parameter: parameter \`classes\` of \`M\` is never read
    input image: [3, 32, 32]
    output y = A(8)
}`],
        ["is not one that a later default reads", `
block A(channels, inner = channels // 2) {
    conv(inner, 3)
}
model M() {
    input image: [3, 32, 32]
    output y = A(8)
}`],
        ["nor one that a line, an output, a claim, a condition or a decorator reads", `
block A(value, n, size, path, given) {
    if n > 2 {
        relu()
    }
    @path(path)
    value -> conv(3, 1)      : [size, _, _]
    add(given, given)
}
model M(classes = 3) {
    input image: [3, 32, 32]
    require classes > 2
    output y = A(image, 1, 3, "a", image)
}`.replace("    add(given, given)", "    add(relu(), given)")],
        ["is one that is bound again before it is read", `
block A(n) {
#       ^ unused-parameter: parameter \`n\` of \`A\` is never read
    let n = 3
    conv(n, 3)
}
block B(n, m) {
#          ^ unused-parameter: parameter \`m\` of \`B\` is never read
    if n > 2 {
        let n = 1
    }
    let double(m) = 2 * m
    conv(double(n), 3)
}
model M() {
    input image: [3, 32, 32]
    A(8)
    output y = B(1, 2)
}`],
        ["is not one that a round reads before it is bound again", `
block A(n) {
    repeat 2 {
        conv(n, 3)
        let n = 4
    }
}
model M() {
    input image: [3, 32, 32]
    output y = A(8)
}`],
        ["is not reported while there are errors", `
block A(channels) {
    conv(chanels, 3)
#        ^^^^^^^ unknown-name:
}
model M() {
    input image: [3, 32, 32]
    output y = A(8)
}`],
    ])("%s", (_, marked) => {
        expectMarked(marked);
    });
});

test.each([
    ["with positional arguments of calls", "block A(n, m) {\n    conv(n, 3)\n}\n", "A(8, 3)", "block A(n) {\n    conv(n, 3)\n}\n", "A(8)"],
    [
        "with nothing from a function of a body that has the block's name",
        "block A(n, m) {\n    conv(n, 3)\n}\nblock B() {\n    let A(n, m) = n * m\n    conv(A(2, 3), 1)\n}\n", "B() -> A(4, 2)",
        "block A(n) {\n    conv(n, 3)\n}\nblock B() {\n    let A(n, m) = n * m\n    conv(A(2, 3), 1)\n}\n", "B() -> A(4)",
    ],
    ["with named arguments of calls", "block A(m, n) {\n    conv(n, 3)\n}\n", "A(n=8, m=3)", "block A(n) {\n    conv(n, 3)\n}\n", "A(n=8)"],
])("is removed %s", (_, block, call, fixedBlock, fixedCall) => {
    const model = (text: string): string => `model M() {\n    input x: [3, 8, 8]\n    output y = ${text}\n}\n`;
    expect(Object.values(fixedTexts(block + model(call), "unused-parameter"))).toEqual([fixedBlock + model(fixedCall)]);
});
