import { describe, expect, it } from "vitest";
import {
    adaptivePooling, averagePooling, bordered, convolution, maximumPooling, resampled, transposedConvolution, unpooling,
    type Border,
} from "../support/reference-layers.ts";
import { runLines, type LayerRun } from "../support/run-layer.ts";
import { element, fill, map, meanOf, sum, varianceOf, type Index, type Numbers } from "../support/tensors.ts";

/** What a line `y = …` has to give, from its inputs and parameters. */
type Expected = (a: Numbers, run: LayerRun) => Numbers;
type Row = [shape: string, call: string, expected: Expected];

/** Runs `y = …` on each row's input and compares every number. */
function computes(rows: readonly Row[]): void {
    it.each(rows.map(([shape, call, expected]) => ({ shape, call, expected })))("$call on $shape", async ({ shape, call, expected }) => {
        const run = await runLines([shape], [`y = ${call}`, "output out = identity()"]);
        expectClose(run.result("y"), expected(input(run), run));
    });
}

function input(run: LayerRun, position = 0): Numbers {
    const numbers = run.inputs[position];
    if (numbers === undefined) {
        throw new Error(`There is no input ${position}.`);
    }
    return numbers;
}

function expectClose(real: Numbers, expected: Numbers): void {
    expect(real.dims).toEqual(expected.dims);
    const largest = Math.max(1, ...expected.data.map(Math.abs));
    const worst = Math.max(...expected.data.map((value, index) => Math.abs(value - (real.data[index] ?? NaN))));
    expect(worst / largest).toBeLessThan(1e-5);
}

const both = (...sides: readonly number[]): readonly (readonly [number, number])[] => sides.map((side) => [side, side]);

describe("convolutions", () => {
    computes([
        ["[4, 9, 7]", "conv(6, 3)", (a, { parameter }) => convolution(a, parameter("weight"), parameter("bias"), { kernel: [3, 3] })],
        ["[4, 9, 7]", "conv(6, [3, 2], stride=[2, 1], padding=[[0, 1], [2, 0]], dilation=[1, 2], groups=2, bias=false)",
            (a, { parameter }) => convolution(a, parameter("weight"), undefined, {
                kernel: [3, 2], stride: [2, 1], padding: [[0, 1], [2, 0]], dilation: [1, 2], groups: 2,
            })],
        ["[3, 13]", "conv(5, 4, stride=2, padding=\"same\")", (a, { parameter }) =>
            convolution(a, parameter("weight"), parameter("bias"), { kernel: [4], stride: [2], padding: [[1, 2]] })],
        ["[2, 4, 5, 6]", "conv(3, [1, 2, 3], padding=[0, 1, 1])", (a, { parameter }) =>
            convolution(a, parameter("weight"), parameter("bias"), { kernel: [1, 2, 3], padding: both(0, 1, 1) })],
        ...(["reflect", "replicate", "circular"] as const).flatMap((mode): readonly Row[] => [
            ["[3, 5, 6]", `conv(4, 3, padding=[[2, 1], [0, 3]], padding_mode="${mode}")`, (a, { parameter }) =>
                convolution(bordered(a, [[2, 1], [0, 3]], mode), parameter("weight"), parameter("bias"), { kernel: [3, 3] })],
        ]),
        ["[4, 7, 6]", "depthwise_conv(3, multiplier=2, stride=2, padding=1)", (a, { parameter }) =>
            convolution(a, parameter("weight"), parameter("bias"), { kernel: [3, 3], stride: [2, 2], padding: both(1, 1), groups: 4 })],
        ["[4, 5, 4]", "conv_transpose(6, 3, stride=2, padding=1, output_padding=1)", (a, { parameter }) =>
            transposedConvolution(a, parameter("weight"), parameter("bias"), {
                kernel: [3, 3], stride: [2, 2], padding: both(1, 1), outputPadding: [1, 1],
            })],
        ["[4, 5, 4]", "conv_transpose(6, [4, 2], stride=[3, 1], padding=[[0, 2], [1, 0]], dilation=[1, 2], groups=2, bias=false)",
            (a, { parameter }) => transposedConvolution(a, parameter("weight"), undefined, {
                kernel: [4, 2], stride: [3, 1], padding: [[0, 2], [1, 0]], dilation: [1, 2], groups: 2,
            })],
        ["[4, 5, 4]", "conv_transpose(6, 3, dilation=3, padding=[[0, 1], [1, 0]], output_padding=2)", (a, { parameter }) =>
            transposedConvolution(a, parameter("weight"), parameter("bias"), {
                kernel: [3, 3], stride: [1, 1], padding: [[0, 1], [1, 0]], dilation: [3, 3], outputPadding: [2, 2],
            })],
        ["[2, 3, 2, 3]", "conv_transpose(2, 2, stride=2)", (a, { parameter }) =>
            transposedConvolution(a, parameter("weight"), parameter("bias"), { kernel: [2, 2, 2], stride: [2, 2, 2] })],
        ["[7]", "linear(5)", (a, { parameter }) => linear(a, parameter("weight"), parameter("bias"))],
        ["[3, 7]", "linear(5)", (a, { parameter }) => linear(a, parameter("weight"), parameter("bias"))],
        ["[3, 7]", "linear(5, bias=false)", (a, { parameter }) => linear(a, parameter("weight"), undefined)],
    ]);

    it("conv_transpose to a value's size", async () => {
        const run = await runLines(["[4, 5, 4]", "[1, 10, 7]"], ["y = a -> conv_transpose(6, 3, stride=2, padding=1, to=b)"]);
        expectClose(run.result("y"), transposedConvolution(input(run), run.parameter("weight"), run.parameter("bias"), {
            kernel: [3, 3], stride: [2, 2], padding: both(1, 1), outputPadding: [1, 0],
        }));
    });
});

function linear(a: Numbers, weight: Numbers, bias: Numbers | undefined): Numbers {
    const [outputs = 0, inputs = 0] = weight.dims;
    return fill([...a.dims.slice(0, -1), outputs], (index) => {
        const output = index.at(-1) ?? 0;
        const row = index.slice(0, -1);
        const products = Array.from({ length: inputs }, (_, k) =>
            element(a, [...row, k]) * element(weight, [output, k]));
        return sum(products) + (bias === undefined ? 0 : element(bias, [output]));
    });
}

describe("poolings", () => {
    computes([
        ["[3, 9, 8]", "max_pool(3, stride=2, padding=1)", (a) =>
            maximumPooling(a, { kernel: [3, 3], stride: [2, 2], padding: both(1, 1) })[0]],
        ["[3, 10, 7]", "max_pool(3, stride=2, ceil_mode=true)", (a) =>
            maximumPooling(a, { kernel: [3, 3], stride: [2, 2], ceilMode: true })[0]],
        ["[3, 7, 7]", "max_pool(2, stride=3, padding=1, ceil_mode=true)", (a) =>
            maximumPooling(a, { kernel: [2, 2], stride: [3, 3], padding: both(1, 1), ceilMode: true })[0]],
        // The last window needs more padding than ONNX Runtime's pools take.
        ["[3, 5]", "max_pool(2, stride=3, dilation=3, ceil_mode=true)", (a) =>
            maximumPooling(a, { kernel: [2], stride: [3], dilation: [3], ceilMode: true })[0]],
        ["[3, 6, 6]", "max_pool(2, stride=1, dilation=4, padding=\"same\")", (a) =>
            maximumPooling(a, { kernel: [2, 2], stride: [1, 1], padding: both(2, 2), dilation: [4, 4] })[0]],
        ["[2, 4, 5, 6]", "max_pool([1, 2, 3], stride=[1, 2, 2])", (a) =>
            maximumPooling(a, { kernel: [1, 2, 3], stride: [1, 2, 2] })[0]],
        ["[3, 9, 8]", "avg_pool(3, stride=2, padding=1)", (a) =>
            averagePooling(a, { kernel: [3, 3], stride: [2, 2], padding: both(1, 1) })],
        ["[3, 9, 8]", "avg_pool(3, stride=2, padding=1, count_include_pad=false)", (a) =>
            averagePooling(a, { kernel: [3, 3], stride: [2, 2], padding: both(1, 1), countIncludePad: false })],
        ["[3, 10, 8]", "avg_pool(3, stride=2, ceil_mode=true)", (a) =>
            averagePooling(a, { kernel: [3, 3], stride: [2, 2], ceilMode: true })],
        ["[3, 10, 9]", "avg_pool(3, stride=2, padding=1, ceil_mode=true)", (a) =>
            averagePooling(a, { kernel: [3, 3], stride: [2, 2], padding: both(1, 1), ceilMode: true })],
        ["[3, 10, 9]", "avg_pool(3, stride=2, padding=[[0, 1], [1, 0]], ceil_mode=true, count_include_pad=false)", (a) =>
            averagePooling(a, {
                kernel: [3, 3], stride: [2, 2], padding: [[0, 1], [1, 0]], ceilMode: true, countIncludePad: false,
            })],
        ["[3, 10, 9]", "avg_pool(4, stride=3, padding=[[2, 1], [0, 2]], ceil_mode=true)", (a) =>
            averagePooling(a, { kernel: [4, 4], stride: [3, 3], padding: [[2, 1], [0, 2]], ceilMode: true })],
        ["[3, 10]", "avg_pool(3, stride=2, ceil_mode=true)", (a) => averagePooling(a, { kernel: [3], stride: [2], ceilMode: true })],
        ["[2, 4, 5, 6]", "avg_pool(2, ceil_mode=true)", (a) =>
            averagePooling(a, { kernel: [2, 2, 2], stride: [2, 2, 2], ceilMode: true })],
        ["[3, 5, 4]", "global_avg_pool()", (a) => adaptivePooling(a, [1, 1], meanOf)],
        ["[3, 5, 4]", "global_max_pool()", (a) => adaptivePooling(a, [1, 1], (values) => Math.max(...values))],
        ...["[3, 13, 12]", "[3, 4, 30]"].flatMap((shape): readonly Row[] => [
            [shape, "adaptive_avg_pool([5, 6])", (a) => adaptivePooling(a, [5, 6], meanOf)],
            [shape, "adaptive_max_pool([5, 6])", (a) => adaptivePooling(a, [5, 6], (values) => Math.max(...values))],
        ]),
        ["[3, 12, 12]", "adaptive_avg_pool(6)", (a) => adaptivePooling(a, [6, 6], meanOf)],
        ["[3, 7]", "adaptive_avg_pool(3)", (a) => adaptivePooling(a, [3], meanOf)],
        ["[2, 4, 5, 7]", "adaptive_avg_pool([2, 3, 3])", (a) => adaptivePooling(a, [2, 3, 3], meanOf)],
        ["[2, 4, 5, 7]", "adaptive_max_pool([2, 3, 3])", (a) =>
            adaptivePooling(a, [2, 3, 3], (values) => Math.max(...values))],
    ]);

    it.each([
        ["[3, 8, 6]", "2", { kernel: [2, 2], stride: [2, 2] }],
        ["[3, 9, 7]", "2", { kernel: [2, 2], stride: [2, 2] }],
        ["[3, 9, 7]", "2, ceil_mode=true", { kernel: [2, 2], stride: [2, 2], ceilMode: true }],
        ["[3, 9, 8]", "3, stride=2, padding=1", { kernel: [3, 3], stride: [2, 2], padding: both(1, 1) }],
        ["[3, 9, 8]", "[3, 2], stride=1, padding=[[1, 0], [0, 1]], dilation=[2, 3]", {
            kernel: [3, 2], stride: [1, 1], padding: [[1, 0], [0, 1]], dilation: [2, 3],
        }],
        ["[3, 9]", "1", { kernel: [1], stride: [1] }],
        ["[2, 4, 5, 6]", "2", { kernel: [2, 2, 2], stride: [2, 2, 2] }],
    ] as const)("max_pool on %s with %s says where values stood, the first of equals", async (shape, given, window) => {
        // Few different numbers, so that many windows have several that are largest.
        const run = await runLines([shape], ["coarse = a -> hard_sigmoid() -> relu6()", "steps = add(a, a) -> hard_sigmoid()",
            `pooled, where = steps -> max_pool(${given}, indices=true)`]);
        const [pooled, indices] = maximumPooling(run.result("steps"), window);
        expectClose(run.result("pooled"), pooled);
        expect(run.result("pooled:1")).toEqual(indices);
    });

    it.each([
        ["[3, 8, 6]", "2", "", [8, 6]],
        ["[3, 9, 7]", "2", ", to=a", [9, 7]],
        ["[3, 9, 8]", "3, stride=2, padding=1", ", to=a", [9, 8]],
        ["[3, 9, 9]", "3, stride=1", "", [9, 9]],
        ["[3, 9]", "3", "", [9]],
        ["[2, 4, 5, 6]", "2", ", to=a", [4, 5, 6]],
    ])("max_unpool of %s with %s%s puts values back", async (shape, window, to, sizes) => {
        const run = await runLines([shape], [
            `pooled, where = max_pool(${window}, indices=true)`, "changed = pooled -> mul(pooled, 3)",
            `y = changed -> max_unpool(where, ${window}${to})`,
        ]);
        expectClose(run.result("y"), unpooling(run.result("changed"), run.result("pooled:1"), sizes));
    });
});

describe("normalizations", () => {
    const affine = (run: LayerRun) => (value: number, channel: number): number =>
        value * element(run.parameter("weight"), [channel]) + element(run.parameter("bias"), [channel]);
    /** All elements that agree with a position in some way. */
    const like = (a: Numbers, same: (index: Index) => boolean): readonly number[] =>
        [...fill(a.dims, (index) => (same(index) ? element(a, index) : NaN)).data]
            .filter((value) => !Number.isNaN(value));
    type Alike = (one: Index, other: Index) => boolean;
    const normalize = (a: Numbers, alike: Alike, eps = 1e-5): Numbers => map(a, (value, index) => {
        const group = like(a, (other) => alike(index, other));
        return (value - meanOf(group)) / Math.sqrt(varianceOf(group) + eps);
    });
    const sameChannel = (one: Index, other: Index): boolean => one[0] === other[0];
    const except = (axis: number) => (one: Index, other: Index): boolean =>
        one.every((position, index) => index === axis || position === other[index]);
    const withRunning = (a: Numbers, run: LayerRun, eps: number): Numbers => map(a, (value, [channel = 0]) =>
        (value - element(run.parameter("running_mean"), [channel])) /
        Math.sqrt(element(run.parameter("running_var"), [channel]) + eps));

    computes([
        ...["[3, 4, 5]", "[3]", "[3, 8]", "[2, 3, 4, 5]"].map((shape): Row => [shape, "batch_norm()", (a, run) =>
            map(withRunning(a, run, 1e-5), (value, [channel = 0]) => affine(run)(value, channel))]),
        ["[3, 4, 5]", "batch_norm(eps=0.1, affine=false)", (a, run) => withRunning(a, run, 0.1)],
        ["[3, 4, 5]", "batch_norm(track_running_stats=false)", (a, run) =>
            map(normalize(a, sameChannel), (value, [channel = 0]) => affine(run)(value, channel))],
        ["[3, 4, 5]", "instance_norm()", (a) => normalize(a, sameChannel)],
        ["[3, 9]", "instance_norm(affine=true, eps=0.1)", (a, run) =>
            map(normalize(a, sameChannel, 0.1), (value, [channel = 0]) => affine(run)(value, channel))],
        ["[3, 4, 5]", "instance_norm(track_running_stats=true)", (a, run) => withRunning(a, run, 1e-5)],
        ["[6, 4, 5]", "group_norm(3)", (a, run) =>
            map(normalize(a, ([c = 0], [d = 0]) => Math.floor(c / 2) === Math.floor(d / 2)), (value, [channel = 0]) =>
                affine(run)(value, channel))],
        ["[6]", "group_norm(2, affine=false, eps=0.5)", (a) =>
            normalize(a, ([c = 0], [d = 0]) => Math.floor(c / 3) === Math.floor(d / 3), 0.5)],
        ["[4, 3, 5]", "layer_norm()", (a, run) =>
            map(normalize(a, except(0)), (value, [channel = 0]) => affine(run)(value, channel))],
        ["[4, 3, 5]", "layer_norm(axis=1, eps=0.1)", (a, run) =>
            map(normalize(a, except(1), 0.1), (value, [, row = 0]) => affine(run)(value, row))],
        ["[3, 7]", "layer_norm(axis=-1, bias=false)", (a, run) =>
            map(normalize(a, except(1)), (value, [, feature = 0]) => value * element(run.parameter("weight"), [feature]))],
        ["[7]", "layer_norm(elementwise_affine=false)", (a) => normalize(a, except(0))],
        ...[["[7, 3, 4]", 5, 1e-4, 0.75, 1], ["[7, 6]", 4, 0.9, 0.5, 2], ["[3, 2, 2, 3]", 2, 0.5, 1, 1]].map(
            ([shape, size, alpha, beta, k]): Row => [
                String(shape), `lrn(${size}, alpha=${alpha}, beta=${beta}, k=${k})`,
                (a) => map(a, (value, [channel = 0, ...position]) => {
                    const from = channel - Math.floor(Number(size) / 2);
                    const squares = Array.from({ length: Number(size) }, (_, offset) =>
                        element(a, [from + offset, ...position]) ** 2);
                    return value / (Number(k) + Number(alpha) * meanOf(squares)) ** Number(beta);
                }),
            ]),
        ["[4, 3, 5]", "l2_norm()", (a) => map(a, (value, index) =>
            value / Math.sqrt(sum(like(a, (other) => except(0)(index, other)).map((one) => one * one))))],
        ["[4, 5]", "l2_norm(axis=-1, eps=100)", (a) => map(a, (value) => value / 100)],
        ["[4, 3, 5]", "scale()", (a, run) => map(a, (value, [channel = 0]) => value * element(run.parameter(""), [channel]))],
    ]);
});

describe("activations", () => {
    const each = (change: (x: number) => number): Expected => (a) => map(a, change);
    const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
    const softplus = (x: number): number => Math.log1p(Math.exp(x));
    const elu = (x: number, alpha: number): number => (x > 0 ? x : alpha * Math.expm1(x));
    const hardSigmoid = (x: number): number => Math.min(Math.max(x + 3, 0), 6) / 6;
    const softmax = (a: Numbers, axis: number): Numbers => map(a, (value, index) => {
        const others = Array.from({ length: a.dims[axis] ?? 0 }, (_, position) =>
            element(a, index.map((old, other) => (other === axis ? position : old))));
        return Math.exp(value) / sum(others.map(Math.exp));
    });
    const activations: readonly (readonly [call: string, expected: Expected])[] = [
        ["relu()", each((x) => Math.max(x, 0))],
        ["relu6()", each((x) => Math.min(Math.max(x, 0), 6))],
        ["leaky_relu(negative_slope=0.2)", each((x) => (x > 0 ? x : 0.2 * x))],
        ["elu(alpha=0.5)", each((x) => elu(x, 0.5))],
        ["selu()", each((x) => 1.0507009873554805 * elu(x, 1.6732632423543772))],
        ["gelu()", each((x) => 0.5 * x * (1 + erf(x / Math.SQRT2)))],
        ["gelu(approximate=\"tanh\")", each((x) =>
            0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))))],
        ["silu()", each((x) => x * sigmoid(x))],
        ["mish()", each((x) => x * Math.tanh(softplus(x)))],
        ["sigmoid()", each(sigmoid)],
        ["hard_sigmoid()", each(hardSigmoid)],
        ["hard_swish()", each((x) => x * hardSigmoid(x))],
        ["tanh()", each(Math.tanh)],
        ["softplus()", each(softplus)],
        ["softmax()", (a) => softmax(a, 0)],
        ["softmax(axis=-1)", (a) => softmax(a, a.dims.length - 1)],
        ["log_softmax()", (a) => map(softmax(a, 0), Math.log)],
        ["prelu()", (a, run) => map(a, (x) => (x > 0 ? x : x * element(run.parameter("weight"), [0])))],
        ["prelu(num_parameters=5)", (a, run) => map(a, (x, [channel = 0]) =>
            (x > 0 ? x : x * element(run.parameter("weight"), [channel])))],
        ["dropout(p=0.9)", (a) => a],
        ["drop_path(0.9)", (a) => a],
        ["identity()", (a) => a],
    ];
    computes(activations.flatMap(([call, expected]): readonly Row[] =>
        [["[5, 3, 4]", call, expected], ["[5]", call, expected]]));

    it("stay finite far from 0", async () => {
        const run = await runLines(["[50]"], ["far = mul(a, 1000)", "y = far -> softplus()", "z = far -> mish()", "s = far -> log_softmax()"]);
        const far = run.result("far");
        expectClose(run.result("y"), map(far, (x) => Math.max(x, 0)));
        expectClose(run.result("z"), map(far, (x) => Math.max(x, 0)));
        expect(run.result("s").data.every(Number.isFinite)).toBe(true);
    });

    /** Abramowitz and Stegun 7.1.5, the series of the error function. */
    function erf(x: number): number {
        let term = x;
        let total = x;
        for (let n = 1; n < 80; n += 1) {
            term *= -x * x / n;
            total += term / (2 * n + 1);
        }
        return (2 / Math.sqrt(Math.PI)) * total;
    }
});

describe("resampling", () => {
    computes([
        ["[3, 4, 5]", "upsample(2)", (a) => resampled(a, [8, 10], { mode: "nearest" })],
        ["[3, 4, 5]", "upsample([1.5, 2.5])", (a) => resampled(a, [6, 12], { mode: "nearest", scale: [1.5, 2.5] })],
        ["[3, 7, 5]", "upsample(size=[5, 8])", (a) => resampled(a, [5, 8], { mode: "nearest" })],
        ["[1, 30]", "upsample(size=16)", (a) => resampled(a, [16], { mode: "nearest" })],
        ["[2, 30, 9]", "upsample(size=[16, 3])", (a) => resampled(a, [16, 3], { mode: "nearest" })],
        ["[2, 7, 6]", "upsample([0.7, 2])", (a) => resampled(a, [4, 12], { mode: "nearest", scale: [0.7, 2] })],
        ["[3, 7]", "upsample(3)", (a) => resampled(a, [21], { mode: "nearest" })],
        ["[2, 3, 4, 2]", "upsample(2)", (a) => resampled(a, [6, 8, 4], { mode: "nearest" })],
        ["[3, 7]", "upsample(2, \"linear\")", (a) => resampled(a, [14], { mode: "linear", scale: [2] })],
        ["[3, 7]", "upsample(size=10, mode=\"linear\", align_corners=true)", (a) =>
            resampled(a, [10], { mode: "linear", alignCorners: true })],
        ["[3, 4, 5]", "upsample(2, \"bilinear\")", (a) => resampled(a, [8, 10], { mode: "linear", scale: [2, 2] })],
        ["[3, 4, 5]", "upsample(1.7, \"bilinear\")", (a) => resampled(a, [6, 8], { mode: "linear", scale: [1.7, 1.7] })],
        ["[3, 4, 5]", "upsample(2, \"bilinear\", align_corners=true)", (a) =>
            resampled(a, [8, 10], { mode: "linear", alignCorners: true })],
        ["[3, 9, 8]", "upsample(size=[4, 1], mode=\"bilinear\")", (a) => resampled(a, [4, 1], { mode: "linear" })],
        ["[3, 9, 8]", "upsample(0.5, \"bilinear\")", (a) => resampled(a, [4, 4], { mode: "linear", scale: [0.5, 0.5] })],
        ["[3, 4, 5]", "upsample(2, \"bicubic\")", (a) => resampled(a, [8, 10], { mode: "cubic", scale: [2, 2] })],
        ["[3, 4, 5]", "upsample(size=[7, 9], mode=\"bicubic\", align_corners=true)", (a) =>
            resampled(a, [7, 9], { mode: "cubic", alignCorners: true })],
        ["[2, 3, 4, 2]", "upsample(2, \"trilinear\")", (a) => resampled(a, [6, 8, 4], { mode: "linear", scale: [2, 2, 2] })],
        ["[2, 3, 4, 2]", "upsample(size=[5, 3, 4], mode=\"trilinear\", align_corners=true)", (a) =>
            resampled(a, [5, 3, 4], { mode: "linear", alignCorners: true })],
        ...(["constant", "reflect", "replicate", "circular"] satisfies readonly Border[]).map((mode): Row => [
            "[3, 5, 6]", `pad([[1, 2], [0, 3]], "${mode}")`, (a) => bordered(a, [[1, 2], [0, 3]], mode)]),
        ["[3, 5, 6]", "pad([[-1, 2], [1, -3]], value=7)", (a) => bordered(a, [[-1, 2], [1, -3]], "constant", 7)],
        ["[2, 3]", "pad([[-1, 2]], \"reflect\")", (a) =>
            fill([2, 4], ([c = 0, x = 0]) => element(a, [c, [1, 2, 1, 0][x] ?? 0]))],
        ["[2, 2]", "pad([[-3, 2]], \"replicate\")", (a) => fill([2, 1], ([c = 0]) => element(a, [c, 1]))],
        ["[2, 2]", "pad([[-2, 1]], value=7)", () => fill([2, 1], () => 7)],
        ["[3, 5]", "pad([[-1, 2]], \"circular\")", (a) =>
            fill([3, 6], ([c = 0, x = 0]) => element(a, [c, [1, 2, 3, 4, 0, 1][x] ?? 0]))],
        ["[3, 9, 8]", "crop([4, 5])", (a) => fill([3, 4, 5], ([c = 0, y = 0, x = 0]) => element(a, [c, y + 2, x + 1]))],
        ["[18, 2, 3]", "pixel_shuffle(3)", (a) => fill([2, 6, 9], ([c = 0, y = 0, x = 0]) =>
            element(a, [c * 9 + (y % 3) * 3 + (x % 3), Math.floor(y / 3), Math.floor(x / 3)]))],
        ["[6, 4]", "pixel_shuffle(2)", (a) => fill([3, 8], ([c = 0, x = 0]) => element(a, [c * 2 + (x % 2), Math.floor(x / 2)]))],
        ["[8, 2, 3, 2]", "pixel_shuffle(2)", (a) => fill([1, 4, 6, 4], ([, z = 0, y = 0, x = 0]) =>
            element(a, [
                (z % 2) * 4 + (y % 2) * 2 + (x % 2), Math.floor(z / 2), Math.floor(y / 2), Math.floor(x / 2),
            ]))],
        ["[2, 6, 9]", "pixel_unshuffle(3)", (a) => fill([18, 2, 3], ([c = 0, y = 0, x = 0]) =>
            element(a, [Math.floor(c / 9), y * 3 + Math.floor((c % 9) / 3), x * 3 + (c % 3)]))],
        ["[3, 8]", "pixel_unshuffle(2)", (a) => fill([6, 4], ([c = 0, x = 0]) => element(a, [Math.floor(c / 2), x * 2 + (c % 2)]))],
        ["[6, 3, 2]", "channel_shuffle(2)", (a) => fill(a.dims, ([c = 0, ...rest]) =>
            element(a, [(c % 2) * 3 + Math.floor(c / 2), ...rest]))],
    ]);
});

describe("reshaping", () => {
    computes([
        ["[3, 4, 5]", "flatten()", (a) => ({ dims: [60], data: a.data })],
        ["[3, 4, 5]", "reshape([2, -1])", (a) => ({ dims: [2, 30], data: a.data })],
        ["[3, 4, 5]", "permute([2, 0, 1])", (a) => fill([5, 3, 4], ([x = 0, c = 0, y = 0]) => element(a, [c, y, x]))],
        ["[3, 4, 5]", "slice(1, -1, axis=2)", (a) => fill([3, 4, 3], ([c = 0, y = 0, x = 0]) => element(a, [c, y, x + 1]))],
        ["[3, 4, 5]", "slice(-4, axis=-1, step=3)", (a) => fill([3, 4, 2], ([c = 0, y = 0, x = 0]) => element(a, [c, y, 1 + 3 * x]))],
        ["[3, 4, 5]", "slice(2)", (a) => fill([1, 4, 5], ([, y = 0, x = 0]) => element(a, [2, y, x]))],
    ]);

    it("split gives the parts in order", async () => {
        const run = await runLines(["[6, 4]"], ["p, q, r = split([1, 2, 3])"]);
        const parts = [["p", 0, 1], ["p:1", 1, 2], ["p:2", 3, 3]] as const;
        for (const [name, from, size] of parts) {
            expect(run.result(name)).toEqual(fill([size, 4], ([c = 0, x = 0]) => element(input(run), [from + c, x])));
        }
    });
});

describe("merging", () => {
    type Merged = (a: number, b: number, c: number) => number;
    it.each<[call: string, expected: Merged]>([
        ["add(a, b, c)", (a, b, c) => a + b + c],
        ["add(a, 2, b)", (a, b) => a + 2 + b],
        ["sub(a, b)", (a, b) => a - b],
        ["sub(1, a)", (a) => 1 - a],
        ["sub(a, 1)", (a) => a - 1],
        ["mul(a, 0.5, b)", (a, b) => a * 0.5 * b],
        ["maximum(a, b, c)", (a, b, c) => Math.max(a, b, c)],
        ["maximum(0.25, a)", (a) => Math.max(0.25, a)],
        ["mean(a, b, c)", (a, b, c) => (a + b + c) / 3],
    ])("%s, element by element, sizes of 1 repeated", async (call, expected) => {
        const run = await runLines(["[3, 4, 5]", "[3, 1, 5]", "[1, 4, 1]"], [`y = ${call}`]);
        const [a, b, c] = [input(run), input(run, 1), input(run, 2)];
        expectClose(run.result("y"), map(a, (value, [channel = 0, y = 0, x = 0]) =>
            expected(value, element(b, [channel, 0, x]), element(c, [0, y, 0]))));
    });

    it.each([[0, ""], [1, ", axis=1"], [2, ", axis=-1"]])("concat on axis %i", async (axis, written) => {
        const run = await runLines(["[3, 4, 5]", "[3, 4, 5]"], [`y = concat(a, b${written})`]);
        const size = input(run).dims[axis] ?? 0;
        expect(run.result("y")).toEqual(fill([3, 4, 5].map((old, other) => (other === axis ? 2 * old : old)), (index) => {
            const position = index[axis] ?? 0;
            const inner = index.map((old, other) => (other === axis ? position % size : old));
            return element(input(run, position < size ? 0 : 1), inner);
        }));
    });
});
