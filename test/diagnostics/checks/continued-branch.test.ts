import { describe, test } from "vitest";
import { expectMarked } from "../../support/marked-diagnostics.ts";

const model = (use: string): string => `
model M() {
    input image: [3, 32, 32]
    output y = ${use}
}`;

describe("a line that continues from a shortcut's projection", () => {
    test.each([
        ["is reported", `
block Residual(c) {
    shortcut = in -> conv(c, 1, bias=false) -> batch_norm()
    conv(c, 3, padding=1, bias=false) -> batch_norm() -> relu()
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ continued-branch: \`conv\` continues from \`shortcut\`, the only line that reads \`in\`
    y = conv(c, 3, padding=1, bias=false) -> batch_norm()
    add(y, shortcut) -> relu()
}${model("Residual(16)")}`],
        ["through a block, pooling and a use of a block too", `
block ConvBN(c, k) {
    conv(c, k, padding=k // 2, bias=false) -> batch_norm()
}
block Residual(c) {
    shortcut = in -> avg_pool(2) -> ConvBN(c, 1)
    y = ConvBN(c, 3) -> relu() -> ConvBN(c, 3)
#       ^^^^^^^^^^^^ continued-branch: \`ConvBN\` continues from \`shortcut\`
    add(y, shortcut) -> relu()
}${model("Residual(16)")}`],
        ["in a use that takes the \`if\`", `
block Residual(c) {
    shortcut = in
    if in.channels != c {
        shortcut = in -> conv(c, 1)
    }
    conv(c, 3, padding=1) -> relu()
#   ^^^^^^^^^^^^^^^^^^^^^ continued-branch: \`conv\` continues from \`shortcut\`
    y = conv(c, 3, padding=1)
    add(y, shortcut) -> relu()
}${model("Residual(16)")}`],
        ["in a round of a loop", `
model M() {
    input image: [3, 32, 32]
    repeat 2 {
        side = in -> conv(8, 1)
        conv(8, 3, padding=1) -> relu()
#       ^^^^^^^^^^^^^^^^^^^^^ continued-branch:
        y = conv(8, 3, padding=1)
        add(y, side) -> relu()
    }
    output y = flatten()
}`],
        ["from a name other than \`in\`", `
block Residual(c) {
    pre = batch_norm() -> relu()
    shortcut = pre -> conv(c, 1)
    conv(c, 3, padding=1) -> relu()
#   ^^^^^^^^^^^^^^^^^^^^^ continued-branch: \`conv\` continues from \`shortcut\`, the only line that reads \`pre\`
    y = conv(c, 3, padding=1)
    add(y, shortcut) -> relu()
}${model("Residual(16)")}`],
        ["is not reported if the line writes its source", `
block Residual(c) {
    shortcut = in -> conv(c, 1)
    shortcut -> conv(c, 3, padding=1) -> relu()
    y = conv(c, 3, padding=1)
    add(y, shortcut) -> relu()
}${model("Residual(16)")}`],
        ["or the branch writes none", `
block Residual(c) {
    x = conv(c, 1)
    conv(c, 3, padding=1) -> relu()
    y = conv(c, 3, padding=1)
    add(y, x) -> relu()
}${model("Residual(16)")}`],
        ["or the branch has an activation", `
block Stem(c) {
    x = in -> conv(c, 1) -> relu()
    conv(c, 3, padding=1) -> relu()
    y = conv(c, 3, padding=1)
    add(y, x) -> relu()
}${model("Stem(16)")}`],
        ["or a larger kernel", `
block Stem(c) {
    x = in -> conv(c, 3, padding=1)
    repeat 4 { conv(c, 3, padding=1) -> relu() }
    y = conv(c, 3, padding=1)
    add(y, x)
}${model("Stem(16)")}`],
        ["or the input is read again", `
block Residual(c) {
    narrow = in -> conv(8, 1)
    conv(c, 3, padding=1) -> relu()
    y = conv(c, 3, padding=1)
    wide = in -> conv(c, 1)
    side = narrow -> conv(c, 1)
    add(y, wide, side)
}${model("Residual(16)")}`],
        ["or nothing adds them", `
block Ghost(c) {
    primary = in -> conv(c, 1)
    cheap = depthwise_conv(3, padding=1)
    concat(primary, cheap)
}${model("Ghost(16)")}`],
    ])("%s", (_, marked) => {
        expectMarked(marked);
    });
});
