import { describe, expect, test } from "vitest";
import { diagnose } from "../../../server/diagnostics/diagnostics.ts";
import type { Analysis } from "../../../server/analysis/analysis.ts";
import { analyzeExamples } from "../../support/examples.ts";
import { expectMarked } from "../../support/marked-diagnostics.ts";
import { analyzed } from "../../support/marked-source.ts";

describe("branches that look at different places", () => {
    test.each([
        ["are a skip cropped from the corner next to convolutions without padding", `
model M() {
    input image: [1, 64, 64]
    conv(8, 3)
    deep = conv(8, 3)
    skip = image -> slice(0, 60, axis=1) -> slice(0, 60, axis=2)
    output y = concat(skip, deep)
#              ^^^^^^^^^^^^^^^^^^ misaligned-branches: \`concat\` joins branches centred 2 pixels apart along the height
}`],
        ["are padded on one side", `
model M() {
    input image: [8, 64, 64]
    a = conv(8, 3, padding=[[1, 1], [2, 0]])
    output y = add(a, image)
#              ^^^^^^^^^^^^^ misaligned-branches: \`add\` joins branches centred 1 pixel apart along the width
}`],
        ["come back from below with the border on one side", `
model M() {
    input image: [8, 64, 64]
    a = conv(8, 3, padding=1)
    b = conv(8, 4, stride=4)
    c = upsample(4) -> pad([[6, -6], [6, -6]])
    output y = concat(a, c)
#              ^^^^^^^^^^^^ misaligned-branches: \`concat\` joins branches centred 6 pixels apart along the height
}`],
        ["split and join after a coarser part that explains nothing of it", `
model M() {
    input image: [8, 64, 64]
    conv(8, 3, stride=2, padding=1) -> conv(8, 3, stride=2, padding=1) -> conv(8, 3, stride=2, padding=1)
    up = upsample(8)
    a = conv(8, 3, padding=[[2, 0], [1, 1]])
    output y = add(a, up)
#              ^^^^^^^^^^ misaligned-branches: \`add\` joins branches centred 1 pixel apart along the height
}`],
    ])("%s", (_, marked) => {
        expectMarked(marked);
    });

    test("are both named, with what they see", () => {
        const { analysis } = analyzed("model M() {\n    input image: [8, 64, 64]\n    a = conv(8, 3, padding=[[2, 0], [1, 1]])\n"
            + "    output y = add(a, image)\n}\n");
        const [found] = diagnose(analysis);
        expect(found?.related.map(({ message }) => message)).toEqual([
            "the first position of `a` reads −2 to 0, centred at −1",
            "the first position of `image` reads 0 to 0, centred at 0",
        ]);
        expect([found?.help, found?.notes]).toEqual([
            "check the paddings and crops of both branches", ["strides and even kernels explain a shift of 0.5 pixels at most"],
        ]);
    });
});

function shiftsIn(analysis: Analysis): readonly string[] {
    return diagnose(analysis).filter(({ code }) => code === "misaligned-branches").map(({ message }) => message);
}

/** The warnings of a network without errors. */
function shiftsOf(text: string): readonly string[] {
    const { analysis } = analyzed(text);
    expect(diagnose(analysis).filter(({ severity }) => severity === "error")).toEqual([]);
    return shiftsIn(analysis);
}

describe("branches within the tolerance of rounding", () => {
    test.each([
        ["a skip cut from the centre", `
    deep = conv(8, 3) -> conv(8, 3)
    output y = concat(image -> crop(to=deep), deep)`],
        ["a strided branch that is padded and a pooling that is not", `
    a = conv(8, 3, stride=2, padding=1)
    b = image -> max_pool(2)
    output y = concat(a, b)`],
        ["same padding, whose odd pixel goes after, and a shortcut of single pixels", `
    a = conv(8, 3, stride=2, padding="same")
    b = image -> conv(8, 1, stride=2)
    output y = add(a, b)`],
        ["an even kernel", `
    a = conv(8, 2, padding="same") -> conv(8, 2, padding="same")
    output y = add(a, image)`],
        ["pixels taken in turn", `
    a = image -> slice(0, axis=1, step=2) -> slice(0, axis=2, step=2)
    b = image -> slice(1, axis=1, step=2) -> slice(1, axis=2, step=2)
    output y = concat(a, b)`],
        ["five poolings of 2 that transposed convolutions of 3 undo", `
    for i in 0..5 { conv(8, 3, padding=1) -> max_pool(2) }
    for i in 0..5 { conv_transpose(8, 3, stride=2, padding=1, output_padding=1) }
    up = conv(8, 3, padding=1)
    output y = concat(image, up)`],
        ["a map that is resized to a size it did not come from", `
    a = conv(8, 3) -> max_pool(2) -> max_pool(2)
    b = image -> max_pool(4) -> upsample(to=a, mode="bilinear")
    output y = concat(a, b)`],
        ["a gate that has seen everything", `
    a = conv(8, 3, stride=2, padding=1)
    output y = mul(a, a -> global_avg_pool() -> sigmoid())`],
    ])("%s", (_, lines) => {
        expect(shiftsOf(`model M() {\n    input image: [8, 64, 64]${lines}\n}`)).toEqual([]);
    });

    test("a causal convolution of a sequence, which ends at the same position as its shortcut", () => {
        const causal = "model M() {\n    input sound: [8, 64]\n    a = conv(8, 3, padding=[[8, 0]], dilation=4)\n"
            + "    output y = add(a, sound)\n}";
        expect(shiftsOf(causal)).toEqual([]);
        expect(shiftsOf(causal.replace("[[8, 0]]", "[[6, 2]]"))).toHaveLength(1);
    });

    test("every example", () => {
        expect(analyzeExamples().flatMap(shiftsIn)).toEqual([]);
    });
});
