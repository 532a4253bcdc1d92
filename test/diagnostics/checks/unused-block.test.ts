import { describe, expect, test } from "vitest";
import { expectMarked } from "../../support/marked-diagnostics.ts";
import { fixedTexts } from "../../support/fixed-texts.ts";

describe("a block that no line uses", () => {
    test.each([
        ["is reported", `
block A() { relu() }
block B() { relu() }
#     ^ unused-block: block \`B\` is never used
model M() {
    input image: [3, 32, 32]
    output y = A()
}`],
        ["is reported with the blocks that only it uses", `
block A() { relu() }
block B() { A() }
#     ^ unused-block: block \`B\` is never used
model M() {
    input image: [3, 32, 32]
    output y = relu()
}`],
        ["is reported if it uses itself", `
block A(n) {
#     ^ unused-block:
    relu()
    if n > 0 {
        A(n - 1)
    }
}
model M() {
    input image: [3, 32, 32]
    output y = relu()
}`],
        ["is not one in a branch not taken", `
block A() { relu() }
model M(deep = false) {
    input image: [3, 32, 32]
    if deep {
        A()
    }
    output y = relu()
}`],
        ["is there for others in a file without a model", `
block A() { relu() }
`],
        ["is not reported while there are errors", `
block A() { relu() }
model M() {
    input image: [3, 32, 32]
    output y = B()
#              ^ unknown-layer:
}`],
    ])("%s", (_, marked) => {
        expectMarked(marked);
    });
});

test("is removed with its documentation", () => {
    const text = "# The network.\n\n# Not used.\n# At all.\nblock A() { relu() }\n\nmodel M() {\n    input x: [3, 8, 8]\n    output y = relu()\n}\n";
    expect(Object.values(fixedTexts(text, "unused-block"))).toEqual([
        "# The network.\n\nmodel M() {\n    input x: [3, 8, 8]\n    output y = relu()\n}\n",
    ]);
});
