import { describe, expect, test } from "vitest";
import { diagnose } from "../../../server/diagnostics/diagnostics.ts";
import { analyzed } from "../../support/marked-source.ts";
import { expectMarked } from "../../support/marked-diagnostics.ts";
import { fixedTexts } from "../../support/fixed-texts.ts";
import { bottleneck, denseNetworks } from "./dense-network.ts";

describe("DenseNets without their 1×1 convolutions", () => {
    const text = denseNetworks([bottleneck, ""]);

    test("are reported once, on the kernel that reads too much", () => {
        const [diagnostic, ...others] = diagnose(analyzed(text).analysis);
        expect(others).toEqual([]);
        expect(diagnostic).toMatchObject({ code: "missing-bottleneck", severity: "warning" });
        expect(text.slice(diagnostic?.span.start, diagnostic?.span.end)).toBe("conv(growth, 3, padding=1, bias=false)");
        // 24 rounds at 14 × 14: Σ (256 + 32·i)·32·9·196 = 845,365,248. With a bottleneck each takes
        // (256 + 32·i)·128·196 + 128·32·9·196 for the rounds past 128 channels, which are all: 549,126,144.
        expect(diagnostic?.message).toBe("3×3 `conv` reads up to 992 gathered channels to make 32");
        expect(diagnostic?.help).toBe("put a bottleneck before it: `conv(128, 1)`");
        expect(diagnostic?.notes).toEqual([
            "a bottleneck reduces 845.365 M multiply-adds to 549.126 M",
            "24 rounds add 32 channels each",
            "845.365 M of 3.047 G multiply-adds are spent in these rounds",
            "36.4 MB of 143 MB activation memory is used by these rounds",
            "another round would add 57.803 M multiply-adds",
        ]);
        expect(diagnostic?.related.slice(0, 3).map(({ span, message }) => [text.slice(span.start, span.end).split("\n")[0], message]))
            .toEqual([
                ["for i in 0..layers {", "the rounds are those of `for i in 0..layers`"],
                ["concat(features, new)", "the first `concat` joins 256 and 32 channels"],
                ["DenseBlock(layers[i], growth)", "in DenseBlock(24, growth=32); found in all 16 uses"],
            ]);
    });

    test("get them back, with the norm and activation of the block", () => {
        expect(Object.values(fixedTexts(text, "missing-bottleneck"))).toEqual([text.replace(
            "    conv2 = conv(growth, 3",
            "    conv(4 * growth, 1, bias=false) -> batch_norm() -> relu()\n    conv2 = conv(growth, 3")]);
    });
});

describe("a kernel in a dense block", () => {
    test.each([
        ["reads more than four times the channels it makes", `
model M() {
    input image: [16, 32, 32]
    repeat 4 { concat(in, conv(4, 3, padding=1)) }
#                         ^^^^^^^^^^^^^^^^^^^^^ missing-bottleneck: 3×3 \`conv\` reads up to 28 gathered channels to make 4
    output y = relu()
}`],
        ["reads as much at most", `
model M() {
    input image: [8, 32, 32]
    repeat 3 { concat(in, conv(4, 3, padding=1)) }
    output y = relu()
}`],
        ["costs less than a tenth of the network", `
model M() {
    input image: [16, 32, 32]
    repeat 4 { concat(in, conv(4, 3, padding=1)) }
    conv(128, 3, padding=1) -> relu()
    output y = conv(128, 3, padding=1)
}`],
        ["reads the result of a 1×1 convolution", `
model M() {
    input image: [64, 32, 32]
    repeat 4 { concat(in, conv(16, 1) -> relu() -> conv(4, 3, padding=1)) }
    output y = relu()
}`],
        ["is a 1×1 itself", `
model M() {
    input image: [64, 32, 32]
    repeat 4 { concat(in, conv(4, 1)) }
    output y = relu()
}`],
        ["sees few channels each by groups", `
model M() {
    input image: [64, 32, 32]
    repeat 4 { concat(in, depthwise_conv(3, padding=1) -> conv(4, 1)) }
    output y = relu()
}`],
        ["is in a block that others use too: then the call is to blame", `
block ConvReLU(channels, kernel) {
    conv(channels, kernel, padding="same")
    relu()
}
model M() {
    input image: [3, 32, 32]
    ConvReLU(64, 7)
    repeat 4 { concat(in, ConvReLU(8, 3)) }
#                         ^^^^^^^^^^^^^^ missing-bottleneck: 3×3 \`conv\` reads up to 88 gathered channels to make 8
    output y = relu()
}`],
        ["is joined twice only", `
model M() {
    input image: [64, 32, 32]
    repeat 2 { concat(in, conv(1, 7, padding=3)) }
    output y = relu()
}`],
        ["is in two dense blocks on separate lines", `
block Layer(growth) {
    conv(growth, 3, padding=1)
#   ^^^^^^^^^^^^^^^^^^^^^^^^^^ missing-bottleneck:
    relu()
}
model M() {
    input image: [16, 32, 32]
    repeat 5 { concat(in, Layer(4)) }
    conv(16, 1)
    repeat 5 { concat(in, Layer(4)) }
    output y = relu()
}`],
    ])("%s", (_, marked) => {
        expectMarked(marked);
    });
});

test.each([
    [
        "in a branch",
        "repeat 4 { concat(in, conv(4, 3, padding=1) -> elu()) }",
        "repeat 4 { concat(in, conv(16, 1) -> elu() -> conv(4, 3, padding=1) -> elu()) }",
    ],
    [
        "after a norm and an activation",
        "repeat 4 {\n        new = group_norm(2) -> elu() -> conv(2 + 2, 3, padding=1)\n        concat(in, new)\n    }",
        "repeat 4 {\n        new = group_norm(2) -> elu() -> conv(4 * (2 + 2), 1, bias=false) -> group_norm(2) -> elu() -> conv(2 + 2, 3, padding=1)\n        concat(in, new)\n    }",
    ],
])("a bottleneck is inserted %s", (_, lines, expected) => {
    const text = (body: string): string => `model M() {\n    input image: [16, 32, 32]\n    ${body}\n    output y = relu()\n}`;
    expect(Object.values(fixedTexts(text(lines), "missing-bottleneck"))).toEqual([text(expected)]);
});
