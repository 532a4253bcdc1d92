import { describe, test } from "vitest";
import { expectMarked } from "../../support/marked-diagnostics.ts";

describe("a size of 1 that is repeated along a whole axis", () => {
    test.each([
        ["by a stride on one axis", `
model M() {
    input image: [64, 56, 56]
    narrow = conv(64, [56, 1])
    add(narrow, image)
#   ^^^^^^^^^^^^^^^^^^ accidental-broadcast: \`add\` broadcasts [64, 1, 56] along the height to [64, 56, 56]
    output y = relu()
}`],
        ["by a single channel that is added", `
model M() {
    input image: [64, 56, 56]
    one = conv(1, 1)
    output y = add(image, one)
#              ^^^^^^^^^^^^^^^ accidental-broadcast: \`add\` broadcasts [1, 56, 56] along the channels to [64, 56, 56]
}`],
        ["by an input of a single channel", `
model M() {
    input image: [1, 28, 28]
    conv(16, 3, padding=1)
    output y = add(relu(), image)
#              ^^^^^^^^^^^^^^^^^^ accidental-broadcast: \`add\` broadcasts [1, 28, 28] along the channels to [16, 28, 28]
}`],
        ["by convolutions that have come down to a position", `
model M() {
    input image: [16, 7, 7]
    small = max_pool(3, stride=2) -> conv(16, 3) -> relu()
    output y = add(image, small)
#              ^^^^^^^^^^^^^^^^^ accidental-broadcast: \`add\` broadcasts [16, 1, 1] along the height and width to [16, 7, 7]
}`],
        ["by one score", `
model M() {
    input image: [16, 8, 8]
    flatten()
    a = linear(64)
    b = linear(1)
    output y = add(a, b)
#              ^^^^^^^^^ accidental-broadcast: \`add\` broadcasts [1] along the features to [64]
}`],
        ["is a gate of channels, positions or all in a product", `
model M() {
    input image: [16, 8, 8]
    x = conv(16, 3, padding=1)
    channels = global_avg_pool() -> conv(4, 1) -> relu() -> conv(16, 1) -> sigmoid()
    positions = x -> conv(1, 7, padding=3) -> sigmoid()
    all = x -> conv(1, 8)
    product = mul(x, channels, positions, all)
    output y = mul(product, 0.1)
}`],
        ["is intentional after a pooling over the whole map", `
model M() {
    input image: [16, 8, 8]
    x = conv(16, 3, padding=1)
    context = global_avg_pool() -> conv(16, 1)
    rows = x -> adaptive_avg_pool([8, 1]) -> conv(16, 1)
    window = x -> avg_pool(8)
    output y = add(x, context, rows, window)
}`],
        ["is intentional if it is written explicitly", `
model M() {
    input image: [16, 8, 8]
    input time: [32]
    linear(16) -> reshape([16, 1, 1])
    output y = add(image, relu())
}`],
        ["is intentional if two values stretch each other", `
model M() {
    input image: [16, 8, 8]
    rows = conv(16, [1, 8])
    columns = image -> conv(16, [8, 1])
    output y = add(rows, columns)
}`],
    ])("%s", (_, marked) => {
        expectMarked(marked);
    });
});
