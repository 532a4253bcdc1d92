import { describe, expect, test } from "vitest";
import { expectMarked } from "../../support/marked-diagnostics.ts";
import { fixedTexts } from "../../support/fixed-texts.ts";

const model = (call: string, mark = "", input = "[3, 224, 224]"): string => `
model M() {
    input image: ${input}
    output y = ${call}
${mark}
}`;

describe("channels and kernel of a convolution", () => {
    test.each([
        ["are probably swapped", model("conv(3, 64)",
            "#              ^^^^^^^^^^^ swapped-arguments: \`conv\` computes 3 channels with a kernel of 64")],
        ["are with a stride too", model("conv(7, 32, stride=2)",
            "#              ^^^^^^^^^^^^^^^^^^^^^ swapped-arguments:")],
        ["are with a single channel", model("conv(1, 16)",
            "#              ^^^^^^^^^^^ swapped-arguments: \`conv\` computes 1 channel with a kernel of 16")],
        ["are in order", model("conv(64, 3)")],
        ["are so on purpose with a name", model("conv(3, kernel=64)")],
        ["make patches", model("conv(3, 16, stride=16)")],
        ["upsample, as FCN's do", model("conv_transpose(21, 64, stride=32)", "", "[21, 10, 10]")],
        ["cover the whole input", model("conv(1, 32)", "", "[3, 32, 32]")],
        ["filter a sequence", model("conv(1, 64)", "", "[1, 4000]")],
    ])("%s", (_, marked) => {
        expectMarked(marked);
    });
});

test("are swapped by a fix", () => {
    const text = (call: string): string => `model M() {\n    input image: [3, 224, 224]\n    output y = ${call}\n}`;
    expect(Object.values(fixedTexts(text("conv(3, 64)"), "swapped-arguments")))
        .toEqual([text("conv(64, 3)"), text("conv(3, kernel=64)")]);
});
