import { describe, test } from "vitest";
import { expectMarked } from "../../support/marked-diagnostics.ts";

describe("a chain of weighted layers", () => {
    test.each([
        ["is too long from the 21st on", `
model M() {
    input image: [3, 32, 32]
    repeat 20 { conv(8, 3, padding=1) -> relu() }
    global_avg_pool()
    flatten()
    linear(10)
#   ^^^^^^^^^^ no-shortcut: \`linear\` is weighted layer 21 of 22 in a row without a shortcut
    output y = linear(10)
}`],
        ["of 20 is not", `
model M() {
    input image: [3, 32, 32]
    repeat 20 { conv(8, 3, padding=1) }
    output y = relu()
}`],
        ["is reported once per model, in its block", `
block B() {
    conv(8, 3, padding=1)
#   ^^^^^^^^^^^^^^^^^^^^^ no-shortcut: \`conv\` is weighted layer 21 of 50 in a row
    relu()
}
model M() {
    input image: [3, 32, 32]
    repeat 50 { B() }
    output y = max_pool(2)
}`],
        ["is not reported if each layer is normalized", `
model M() {
    input image: [3, 32, 32]
    repeat 30 { conv(8, 3, padding=1, bias=false) -> batch_norm() -> relu() }
    output y = max_pool(2)
}`],
        ["restarts after a shortcut", `
block B() {
    conv(8, 3, padding=1) -> relu() -> conv(8, 3, padding=1)
    add(relu(), in)
}
model M() {
    input image: [3, 32, 32]
    conv(8, 3, padding=1)
    repeat 30 { B() }
    output y = relu()
}`],
        ["restarts after concatenations of parts with different depths", `
model M() {
    input image: [3, 32, 32]
    repeat 12 {
        concat(conv(8, 1), conv(8, 3, padding=1) -> conv(8, 3, padding=1))
    }
    output y = relu()
}`],
        ["continues if both parts have the same depth", `
model M() {
    input image: [3, 32, 32]
    repeat 21 {
        concat(conv(8, 1), conv(8, 3, padding=1))
#              ^^^^^^^^^^ no-shortcut:
    }
    output y = relu()
}`],
        ["continues after a gate whose gating path is longer", `
block Gate() {
    gate = global_avg_pool() -> conv(8, 1) -> relu() -> conv(8, 1) -> sigmoid()
#                                                       ^^^^^^^^^^ no-shortcut: \`conv\` is weighted layer 21 of 23
    mul(in, gate)
}
model M() {
    input image: [3, 32, 32]
    repeat 21 {
        conv(8, 3, padding=1)
        Gate()
    }
    output y = relu()
}`],
        ["restarts at a value with a shorter path to an output", `
model M() {
    input image: [3, 32, 32]
    early = repeat 15 { conv(8, 3, padding=1) }
    late = repeat 15 { conv(8, 3, padding=1) }
    output first = early -> conv(10, 1)
    output second = late -> conv(10, 1)
}`],
        ["does not count an operand that only provides a size", `
model M() {
    input image: [3, 32, 32]
    a = repeat 15 { conv(8, 3, padding=1) }
    repeat 10 { conv(8, 3, padding=1) }
#               ^^^^^^^^^^^^^^^^^^^^^ no-shortcut: \`conv\` is weighted layer 21 of 25
    output y = crop(to=a)
}`],
    ])("%s", (_, marked) => {
        expectMarked(marked);
    });
});
