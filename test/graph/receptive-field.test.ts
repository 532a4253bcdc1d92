import { describe, expect, it } from "vitest";
import { formatFraction, endAt, startAt } from "../../server/graph/field-window.ts";
import type { Layer, ModelGraph, Value } from "../../server/graph/graph.ts";
import { measureFields, pictureInput, receptiveFields } from "../../server/graph/receptive-field.ts";
import { dependenceAlong, type Dependence } from "../support/dependence.ts";
import { exampleModels } from "../support/examples.ts";
import { casesOf, fc } from "../support/fast-check.ts";
import { analyzeText } from "../support/memory-host.ts";

function graphOf(text: string): ModelGraph {
    const { models: [graph] } = analyzeText(text);
    if (graph === undefined) {
        throw new Error("There is no model.");
    }
    return graph;
}

function modelText(input: string, lines: readonly string[]): string {
    return `model M() {\n${[`input x: ${input}`, ...lines].join("\n")}\n}\n`;
}

/** `212/32/-90`: size, stride and start along each axis, once if all are equal; "unknown" without a field. */
function fieldOf(graph: ModelGraph, value: Value | undefined): string {
    const input = pictureInput(graph);
    if (input === undefined || value === undefined) {
        return "nothing";
    }
    const measured = measureFields(receptiveFields(graph, input).get(value), input);
    const described = measured?.map(({ size, stride, start }) => `${size}/${formatFraction(stride)}/${start}`) ?? ["unknown"];
    return [...new Set(described)].join(" × ");
}

describe("published receptive fields", () => {
    const examples = exampleModels();

    it.each<[string, string, string]>([
        // Araujo, Norris and Sim (2019), and the README of their code; paddings are the networks' own.
        ["VGG16", "features.30", "212/32/-90"],
        ["AlexNet", "features.12", "195/32/-66"],
        // torchvision's ResNets stride in the 3×3 convolution: 427 instead of the paper's 483, which strides before it.
        ["ResNet50", "layer4.2.relu_3", "427/32/-213"],
        // The recurrence by hand: 1 + (7 − 1) + 2·(3 − 1) + the 3×3 convolutions of each stage at strides 4 to 32.
        ["ResNet18", "layer4.1.relu_2", "435/32/-217"],
        ["ResNet34", "layer4.2.relu_2", "899/32/-449"],
        ["VGG19", "features.36", "268/32/-118"],
    ])("%s %s", (name, path, expected) => {
        const graph = examples.get(name);
        const layer = graph?.layers.find((one) => one.path === path);
        expect(graph === undefined ? undefined : fieldOf(graph, layer?.outputs[0])).toBe(expected);
    });
});

describe("the field of a small network's last line", () => {
    it.each<[string, string, readonly string[], string]>([
        ["is one pixel without layers that read more", "[3, 32, 32]", ["batch_norm()", "relu()", "conv(8, 1)"], "1/1/0"],
        ["begins in the padding", "[3, 32, 32]", ["conv(8, 5, padding=2)"], "5/1/-2"],
        ["grows by each kernel at the stride so far", "[3, 32, 32]",
            ["conv(8, 3, stride=2)", "conv(8, 3)", "conv(8, 3)"], "11/2/0"],
        ["spans a dilated kernel", "[3, 32, 32]", ["conv(8, 3, dilation=4, padding=4)"], "9/1/-4"],
        ["differs by axis", "[3, 32, 32]", ["conv(8, [1, 7], stride=[2, 1], padding=[0, 3])"], "1/2/0 × 7/1/-3"],
        ["starts at the padding before", "[3, 32]", ["conv(8, 4, padding=[[3, 0]])"], "4/1/-3"],
        ["has same padding's odd pixel after", "[3, 32]", ["conv(8, 4, padding=\"same\")"], "4/1/-1"],
        ["is a pooling's, rounded up or down", "[3, 15]", ["max_pool(3, stride=2, ceil_mode=true)"], "3/2/0"],
        ["equals fornaxai's receptivefield, which uses gradients, for its sample", "[3, 64, 64]",
            ["conv(8, 7)", "conv(8, 5)", "avg_pool(2)", "conv(8, 5)"], "20/2/0"],
        ["moves by half a pixel after pixels are repeated", "[3, 16]", ["upsample(2)"], "1/1/2/0"],
        ["mixes two pixels between them", "[3, 16, 16]", ["upsample(2, mode=\"bilinear\")"], "2/1/2/-1"],
        ["is exact at corners that are aligned", "[3, 5, 5]",
            ["upsample(size=9, mode=\"bilinear\", align_corners=true)"], "2/1/2/0"],
        ["follows any factor", "[3, 12]", ["upsample(1.5)"], "1/2/3/0"],
        ["is the overlap of spread kernels", "[3, 16]", ["conv_transpose(8, 3, stride=2, padding=1)"], "2/1/2/0"],
        ["is a single one of spread kernels without overlap", "[3, 16]", ["conv_transpose(8, 2, stride=2)"], "1/1/2/0"],
        ["comes down and up again", "[3, 32]",
            ["conv(8, 3, stride=2, padding=1)", "conv(8, 3, padding=1)", "upsample(2)"], "7/1/-3"],
        ["spans all paths", "[3, 32]",
            ["a = conv(8, 3, padding=1)", "b = x -> conv(8, 7, padding=3)", "concat(a, b)"], "7/1/-3"],
        ["spans paths that don't contain each other", "[3, 32]",
            ["a = slice(0, 8, axis=1)", "b = x -> slice(20, 28, axis=1)", "add(a, b)"], "21/1/0"],
        ["starts at the start of a crop", "[3, 32, 32]", ["crop(20)"], "1/1/6"],
        ["is each part's own", "[3, 32]", ["a, b = split(2, axis=1)", "b"], "1/1/16"],
        ["moves on by a border", "[3, 32]", ["pad([[2, 1]])", "conv(8, 3)"], "3/1/-2"],
        ["is a square for shuffled pixels", "[3, 32, 32]", ["pixel_unshuffle(2)"], "2/2/0"],
        ["is one pixel for shuffled channels", "[12, 32, 32]", ["pixel_shuffle(2)"], "1/1/2/0"],
        ["follows axes that change places", "[3, 16, 32]",
            ["conv(8, [3, 5])", "permute([0, 2, 1])", "max_pool([1, 2])"], "4/2/0 × 5/1/0"],
        ["is the whole input after a global pooling", "[3, 24, 32]", ["conv(8, 3)", "global_avg_pool()"], "24/0/0 × 32/0/0"],
        ["is the whole input after a linear layer", "[3, 32, 32]", ["conv(8, 3)", "flatten()", "linear(5)"], "32/0/0"],
        ["is the whole input after a gate that has seen it", "[3, 32, 32]",
            ["a = conv(8, 3, stride=2)", "g = global_avg_pool() -> conv(8, 1) -> sigmoid()", "mul(a, g)"], "32/2/0"],
        ["is the whole axis that a softmax sums", "[3, 16, 32]", ["conv(8, 3)", "softmax(axis=-1)"], "3/1/0 × 32/0/0"],
        ["is a window of an adaptive pooling", "[3, 12]", ["adaptive_avg_pool(4)"], "3/3/0"],
        ["is unknown after elements are rearranged", "[3, 32, 32]", ["conv(8, 3)", "reshape([-1, 4])"], "unknown"],
        ["is unknown beyond exact fractions", "[3, 32, 32]",
            ["repeat 4 { conv(8, 1, stride=4503599627370496) }"], "unknown"],
        ["is unknown after an error", "[3, 32, 32]", ["conv(8, 99)", "conv(8, 3)"], "unknown"],
        ["excludes an operand that only provides its size", "[3, 32, 32]",
            ["a = conv(8, 3)", "b = a -> conv(8, 9)", "c = x -> max_pool(2) -> upsample(to=b)"], "2/16/11/0"],
    ])("%s", (_, input, lines, expected) => {
        const graph = graphOf(modelText(input, lines));
        expect(fieldOf(graph, graph.outputs[0]?.value)).toBe(expected);
    });

    it("is computed for each input separately", () => {
        const graph = graphOf("model M() {\ninput a: [3, 32]\ninput b: [3, 32]\nx = a -> conv(4, 3, padding=1)\n"
            + "y = b -> conv(4, 5, padding=2)\noutput z = add(x, y)\n}\n");
        const sizes = graph.inputs.map((input) => {
            const fields = receptiveFields(graph, input);
            return graph.layers.map(({ outputs: [value] }) =>
                (value === undefined ? undefined : measureFields(fields.get(value), input)?.[0]?.size));
        });
        expect(sizes).toEqual([[3, undefined, 3], [undefined, 5, 5]]);
    });

    it("is computed once, and ends at fractions that are too fine", () => {
        const graph = graphOf(modelText("[3, 32]", ["upsample(1.00097)", "upsample(1.00103)", "upsample(1.00107)"]));
        expect(fieldOf(graph, graph.outputs[0]?.value)).toBe("unknown");
        const [input] = graph.inputs;
        expect(input !== undefined && receptiveFields(graph, input) === receptiveFields(graph, input)).toBe(true);
    });
});

/** The fields of a value along an axis, clipped at the input's border. */
function claimedAlong(graph: ModelGraph, value: Value, axis: number): Dependence {
    const [input] = graph.inputs;
    const size = input?.value.shape?.[axis]?.sample ?? 0;
    const field = input === undefined ? undefined : receptiveFields(graph, input).get(value)?.[axis - 1];
    return Array.from({ length: value.shape?.[axis]?.sample ?? 0 }, (_, y) => {
        if (field === undefined || field.whole || typeof field.local !== "object") {
            return [0, size - 1];
        }
        const seen = [Math.max(startAt(field.local, y), 0), Math.min(endAt(field.local, y), size - 1)] as const;
        return seen[0] > seen[1] ? undefined : seen;
    });
}

describe("ONNX Runtime's results depend exactly on the field", () => {
    it.each<[string, string, readonly string[]]>([
        ["a strided and a dilated convolution", "[1, 24]",
            ["conv(2, 3, stride=2, bias=false)", "conv(2, 3, dilation=2, bias=false)"]],
        ["two axes with different kernels", "[1, 14, 17]",
            ["conv(2, [2, 5], stride=[1, 3], bias=false)", "avg_pool([3, 1], stride=1)"]],
        ["asymmetric padding", "[1, 20]", ["conv(2, 5, padding=[[3, 1]], bias=false)", "max_pool(2, stride=2)"]],
        ["same padding", "[1, 21]",
            ["conv(2, 4, padding=\"same\", stride=2, bias=false)", "conv(2, 2, padding=\"same\", bias=false)"]],
        ["pooling that is rounded up", "[1, 18]", ["max_pool(3, stride=2, ceil_mode=true)", "conv(2, 3, bias=false)"]],
        ["transposed convolution", "[1, 9]",
            ["conv(2, 3, bias=false)", "conv_transpose(2, 3, stride=2, padding=1, output_padding=1, bias=false)", "conv(2, 3, bias=false)"]],
        ["transposed convolution with gaps", "[1, 9]", ["conv_transpose(2, 1, stride=3, bias=false)", "conv(2, 2, bias=false)"]],
        ["repeated pixels", "[1, 12]", ["conv(2, 3, stride=2, bias=false)", "upsample(2)", "conv(2, 3, bias=false)"]],
        ["mixed pixels", "[1, 12, 10]", ["upsample(2, mode=\"bilinear\")", "conv(2, 3, bias=false)"]],
        ["mixed pixels, three for one", "[1, 12, 10]", ["upsample(3, mode=\"bilinear\")"]],
        ["mixed pixels with corners aligned", "[1, 5]", ["upsample(size=9, mode=\"linear\", align_corners=true)"]],
        ["resizing by a fraction", "[1, 14]", ["upsample(size=9)", "conv(2, 2, bias=false)", "upsample(size=20)"]],
        ["adaptive pooling with uneven windows", "[1, 17]", ["conv(2, 3, bias=false)", "adaptive_avg_pool(6)"]],
        ["global pooling", "[1, 9]", ["conv(2, 3, bias=false)", "global_avg_pool()"]],
        ["shuffled pixels", "[4, 8, 6]", ["pixel_shuffle(2)", "conv(2, 3, bias=false)"]],
        ["pixels put aside", "[1, 8, 12]", ["pixel_unshuffle(2)", "conv(2, 2, bias=false)"]],
        ["a slice with steps", "[1, 20]", ["slice(3, 18, axis=1, step=2)", "conv(2, 3, bias=false)"]],
        ["two parts", "[1, 20]", ["a, b = split([8, 12], axis=1)", "c = b -> conv(1, 5, bias=false)", "add(a, c)"]],
        ["a crop and a skip", "[1, 25]", ["a = conv(1, 5, bias=false)", "b = x -> crop(to=a)", "maximum(a, b)"]],
        ["the U-Net's way down and up", "[1, 40]", [
            "a = conv(2, 3, bias=false)", "b = max_pool(2) -> conv(2, 3, bias=false)",
            "c = max_pool(2) -> conv(2, 3, bias=false)",
            "d = conv_transpose(2, 2, stride=2, bias=false)", "e = concat(b -> crop(to=d), d) -> conv(2, 3, bias=false)",
            "f = conv_transpose(2, 2, stride=2, bias=false)", "concat(a -> crop(to=f), f) -> conv(2, 3, bias=false)",
        ]],
        ["paths that move differently", "[1, 15]", [
            "a = conv(1, 3, padding=1, bias=false)", "b = x -> max_pool(2) -> upsample(to=a)", "add(a, b)",
        ]],
    ])("%s", async (_, shape, lines) => {
        const graph = graphOf(modelText(shape, lines));
        const axes = Array.from({ length: shape.split(",").length - 1 }, (_axis, index) => index + 1);
        for (const axis of axes) {
            for (const [value, seen] of await dependenceAlong(graph, axis)) {
                expect({ axis, shape: value.shape?.length, seen })
                    .toEqual({ axis, shape: value.shape?.length, seen: claimedAlong(graph, value, axis) });
            }
        }
    });

    // Near the border windows that lie in padding see less than they would further in, which fields don't tell.
    it("in random networks, anywhere but at the border", async () => {
        let compared = 0;
        await fc.assert(fc.asyncProperty(network, async (lines) => {
            const { models: [graph], problems } = analyzeText(modelText(`[1, ${length}]`, lines));
            fc.pre(graph !== undefined && problems.every(({ finding }) => finding.code === "missing-output"));
            fc.pre(graph.layers.every(resizesExactly));
            for (const [value, seen] of await dependenceAlong(graph, 1)) {
                const claimed = claimedAlong(graph, value, 1);
                for (const [y, real] of seen.entries()) {
                    const claim = claimed[y];
                    const [first, last] = claim ?? [Infinity, -Infinity];
                    expect(real === undefined || (real[0] >= first && real[1] <= last)).toBe(true);
                    if (first >= border && last < length - border && claim !== undefined) {
                        expect(real).toEqual(claim);
                        compared += 1;
                    }
                }
            }
        }), { numRuns: casesOf(40) });
        expect(compared).toBeGreaterThan(500);
    });
});

/** Whether no position to resize from is lost to ONNX Runtime's float32: sizes that divide each other. */
function resizesExactly({ definition, inputs: [from], outputs: [to], call }: Layer): boolean {
    const [small = 1, large = 1] = [from, to].map((value) => value?.shape?.[1]?.sample);
    return definition.name !== "upsample" || call?.arguments.get("scale") !== undefined || large % small === 0;
}

const length = 60;
const border = 16;

function upTo(max: number): fc.Arbitrary<number> {
    return fc.integer({ min: 1, max });
}

/** A layer on `[1, length]`, without bias. */
const step = fc.oneof(
    fc.tuple(upTo(4), upTo(2), upTo(2), fc.nat(2), fc.nat(2)).map(([kernel, stride, dilation, before, after]) =>
        `conv(1, ${kernel}, stride=${stride}, dilation=${dilation}, padding=[[${before}, ${after}]], bias=false)`),
    fc.tuple(fc.integer({ min: 2, max: 4 }), fc.nat(1)).map(([kernel, padding]) =>
        `conv_transpose(1, ${kernel}, stride=2, padding=${padding}, bias=false)`),
    fc.tuple(fc.integer({ min: 2, max: 3 }), fc.nat(1), fc.boolean()).map(([kernel, padding, ceil]) =>
        `max_pool(${kernel}, stride=2, padding=${padding}, ceil_mode=${ceil})`),
    fc.constantFrom("upsample(2)", "upsample(3, mode=\"linear\")", "upsample(1.5)", "avg_pool(2, stride=1)", "relu()"),
);

const chain = fc.array(step, { minLength: 1, maxLength: 3 }).map((steps) => steps.join(" -> "));

/** A few layers, then two branches, the second resized or cropped to the size of the first, and a layer after them. */
const network = fc.tuple(chain, chain, chain, fc.constantFrom("upsample(to=a)", "crop(to=a)"), chain).map(
    ([stem, first, second, meet, end]) =>
        [`s = ${stem}`, `a = s -> ${first}`, `b = s -> ${second} -> ${meet}`, "add(a, b)", end]);
