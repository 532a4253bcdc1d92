import type { Arithmetic } from "../arithmetic.ts";
import { greatestCommonDivisor } from "../sizes/divisors.ts";
import { elementCount, sampleShape, type Shape } from "../sizes/shape.ts";
import { fixedSize, unknownSize } from "../sizes/size.ts";
import { sizeOptions } from "./argument-options.ts";
import { perAxis } from "./argument-readers.ts";
import { required, type PerAxis } from "./argument-types.ts";
import { channelsOnly, forEachAxis, hasRank, spatialRanks, type Reporter } from "./axes.ts";
import { productOf } from "./counts.ts";
import { defineLayer, type LayerDefinition, type TypedInference } from "./definition.ts";
import { int, ints, keepBatch, onnxBuilder, type OnnxBuilder } from "./onnx-builder.ts";
import { fixed, functionForm, argumentSlot, positional, type PytorchForm, type PytorchSlot } from "./pytorch-form.ts";
import type { OnnxNames, OnnxNode } from "./onnx-form.ts";
import { poolingTraits } from "./pool.ts";
import type { AxisReach } from "./reach.ts";
import { indicesLike, type SavedTensors } from "./saved-tensors.ts";
import type { Aliases } from "./traits.ts";

export const globalAvgPool: LayerDefinition = defineGlobalPool({
    name: "global_avg_pool",
    aliases: {
        Keras: ["GlobalAveragePooling1D", "GlobalAveragePooling2D", "GlobalAveragePooling3D"],
        ONNX: ["GlobalAveragePool"],
        informal: ["gap"],
    },
    summary: "Takes the mean of each channel over all positions.",
    documentation:
        "The spatial axes keep size 1, so a `linear` after it needs `flatten()` first. It makes a network " +
        "independent of its input's size.",
    pytorchName: "torch.nn.AdaptiveAvgPool2d",
    op: "GlobalAveragePool",
});

export const globalMaxPool: LayerDefinition = defineGlobalPool({
    name: "global_max_pool",
    aliases: { Keras: ["GlobalMaxPooling1D", "GlobalMaxPooling2D", "GlobalMaxPooling3D"], informal: ["gmp"] },
    summary: "Keeps the largest value of each channel over all positions.",
    documentation: "The spatial axes keep size 1, so a `linear` after it needs `flatten()` first.",
    pytorchName: "torch.nn.AdaptiveMaxPool2d",
    op: "GlobalMaxPool",
});

export const adaptiveAvgPool: LayerDefinition = defineAdaptivePool({
    name: "adaptive_avg_pool",
    aliases: {
        PyTorch: ["AdaptiveAvgPool1d", "AdaptiveAvgPool2d", "AdaptiveAvgPool3d"],
        Keras: ["AdaptiveAveragePooling1D", "AdaptiveAveragePooling2D", "AdaptiveAveragePooling3D"],
    },
    summary: "Takes means over windows chosen for the requested output size.",
    pytorchName: "torch.nn.AdaptiveAvgPool2d",
    poolOp: "AveragePool",
    globalOp: "GlobalAveragePool",
    uneven: unevenMeans,
});

export const adaptiveMaxPool: LayerDefinition = defineAdaptivePool({
    name: "adaptive_max_pool",
    aliases: {
        PyTorch: ["AdaptiveMaxPool1d", "AdaptiveMaxPool2d", "AdaptiveMaxPool3d"],
        Keras: ["AdaptiveMaxPooling1D", "AdaptiveMaxPooling2D", "AdaptiveMaxPooling3D"],
    },
    summary: "Keeps the largest values of windows chosen for the requested output size.",
    pytorchName: "torch.nn.AdaptiveMaxPool2d",
    poolOp: "MaxPool",
    globalOp: "GlobalMaxPool",
    uneven: unevenMaxima,
});

interface GlobalPool {
    readonly name: string;
    readonly aliases: Aliases;
    readonly summary: string;
    readonly documentation: string;
    readonly pytorchName: string;
    readonly op: string;
}

function defineGlobalPool({ op, ...described }: GlobalPool): LayerDefinition {
    return defineLayer({
        ...described,
        family: "Pooling",
        traits: poolingTraits,
        operands: { from: "line" },
        arguments: {},
        positional: 0,
        infer: (call) => {
            const input = call.inputs[0] ?? [];
            if (!hasRank(call, described.name, input, spatialRanks)) {
                return { outputs: [input.length === 1 ? input : undefined], operations: undefined };
            }
            return {
                outputs: [ones(input)],
                operations: elementCount(input),
                reach: [[input.map((_, axis) => (axis === 0 ? "same" : "whole"))]],
            };
        },
        guess: (_, [input]) => (input === undefined || input.length < 2 ? undefined : ones(input)),
        onnx: (_, __, names) => {
            const onnx = onnxBuilder(names);
            return onnx.result(op, [onnx.input()]);
        },
        arithmetic: (_, { outputs }) => dividedArithmetic(op === "GlobalMaxPool" ? "max" : "avg", outputs[0] ?? []),
        saves: (_, { outputs }) => savedByAdaptive(op === "GlobalMaxPool" ? "max" : "avg", outputs[0]),
        pytorch: (call) => adaptiveForm(op === "GlobalMaxPool" ? "max" : "avg", call.inputs[0] ?? [], fixed(1)),
    });
}

function ones(input: Shape): Shape {
    return input.map((size, axis) => (axis === 0 ? size : fixedSize(1)));
}

interface AdaptivePool {
    readonly name: string;
    readonly aliases: Aliases;
    readonly summary: string;
    readonly pytorchName: string;
    readonly poolOp: string;
    readonly globalOp: string;
    /** Pools one axis with windows of unequal sizes. */
    uneven(onnx: OnnxBuilder, input: string, pooled: UnevenAxis): string;
}

/** An axis to be pooled from `size` to `outputs`. `dims` are the value's dims before, starting with channels. */
interface UnevenAxis {
    readonly axis: number;
    readonly dims: readonly number[];
    readonly size: number;
    readonly outputs: number;
}

function defineAdaptivePool(pool: AdaptivePool): LayerDefinition {
    return defineLayer({
        name: pool.name,
        family: "Pooling",
        traits: poolingTraits,
        aliases: pool.aliases,
        summary: pool.summary,
        documentation:
            "Output i reads from ⌊i·n/o⌋ up to ⌈(i + 1)·n/o⌉, where n is the input size and o the output size. If " +
            "o does not divide n, windows overlap. With size 1 it is a global pooling. An output larger than the " +
            "input repeats values.",
        pytorchName: pool.pytorchName,
        operands: { from: "line" },
        arguments: {
            size: required(perAxis(1), "The output's size: `7` for 7×7, or one number per axis.", sizeOptions),
        },
        positional: 1,
        infer: (call) => inferAdaptive(call, pool.name, call.inputs[0] ?? [], call.arguments.size),
        guess: ({ size }, [input]) => {
            const axes = input !== undefined && spatialRanks.includes(input.length)
                ? input.length - 1
                : typeof size === "object" ? size.length : undefined;
            return axes === undefined ? undefined : adaptedShape(input, size, axes);
        },
        onnx: (call, { outputs }, names) => adaptiveNodes(pool, call.inputs[0] ?? [], outputs[0] ?? [], names),
        arithmetic: (_, { outputs }) => dividedArithmetic(pool.poolOp === "MaxPool" ? "max" : "avg", outputs[0] ?? []),
        saves: (_, { outputs }) => savedByAdaptive(pool.poolOp === "MaxPool" ? "max" : "avg", outputs[0]),
        pytorch: (call) => adaptiveForm(
            pool.poolOp === "MaxPool" ? "max" : "avg", call.inputs[0] ?? [], argumentSlot("size", call.arguments.size)),
    });
}

function inferAdaptive(
    reporter: Reporter, layer: string, input: Shape, size: PerAxis,
): TypedInference<undefined> {
    if (!hasRank(reporter, layer, input, spatialRanks)) {
        return {
            outputs: [typeof size === "object" ? adaptedShape(undefined, size, size.length) : undefined],
            operations: undefined,
        };
    }
    const sizes = forEachAxis(reporter, "size", size, input.length - 1);
    const output = adaptedShape(input, sizes, input.length - 1);
    const reads = sizes?.map((outputs, index) => elementsRead(input[index + 1]?.sample, outputs));
    return {
        outputs: [output],
        operations: reads === undefined ? undefined : productOf(input[0]?.sample, ...reads),
        reach: [[input.map((n, axis) => (axis === 0 ? "same" : adaptedReach(axis, n.sample, output[axis]?.sample)))]],
    };
}

/** From ⌊y·n/o⌋ up to ⌈(y + 1)·n/o⌉ − 1. */
function adaptedReach(axis: number, size: number | undefined, outputs: number | undefined): AxisReach {
    if (outputs === 1) {
        return "whole";
    }
    return size === undefined || outputs === undefined
        ? "scattered"
        : { axis, stride: size, over: outputs, first: 1 - outputs, last: size - 1 };
}

function adaptedShape(input: Shape | undefined, size: PerAxis | undefined, axes: number): Shape {
    if (size === undefined || (typeof size === "object" && size.length !== axes)) {
        return channelsOnly(input?.[0] ?? unknownSize, axes);
    }
    const sizes = typeof size === "number" ? Array.from({ length: axes }, () => size) : size;
    return [input?.[0] ?? unknownSize, ...sizes.map(fixedSize)];
}

/** The number of elements that an axis's windows read: neighbours share one, unless a border falls between them. */
function elementsRead(size: number | undefined, outputs: number): number | undefined {
    return size === undefined ? undefined : size + outputs - greatestCommonDivisor(size, outputs);
}

/** Equal windows are an ordinary pooling; axes with unequal windows are pooled one by one. */
function adaptiveNodes(pool: AdaptivePool, input: Shape, output: Shape, names: OnnxNames): readonly OnnxNode[] {
    const onnx = onnxBuilder(names);
    const sizes = (sampleShape(input) ?? []).slice(1);
    const outputs = (sampleShape(output) ?? []).slice(1);
    if (outputs.every((size) => size === 1)) {
        return onnx.result(pool.globalOp, [onnx.input()]);
    }
    const isEven = (index: number): boolean => (sizes[index] ?? 1) % (outputs[index] ?? 1) === 0;
    const kernel = ints(sizes.map((size, index) => (isEven(index) ? size / (outputs[index] ?? 1) : 1)));
    if (sizes.every((_, index) => isEven(index))) {
        return onnx.result(pool.poolOp, [onnx.input()], { kernel_shape: kernel, strides: kernel });
    }
    let current = sizes.some((_, index) => isEven(index))
        ? onnx.add(pool.poolOp, [onnx.input()], { kernel_shape: kernel, strides: kernel })
        : onnx.input();
    const dims = [input[0]?.sample ?? 0, ...sizes.map((size, index) => (isEven(index) ? outputs[index] ?? 0 : size))];
    for (const [index, size] of sizes.entries()) {
        const outputSize = outputs[index] ?? 1;
        if (!isEven(index)) {
            current = pool.uneven(onnx, current, { axis: index + 1, dims: [...dims], size, outputs: outputSize });
            dims[index + 1] = outputSize;
        }
    }
    return onnx.result("Identity", [current]);
}

/** The range that output `position` reads. */
function windowOf(position: number, { size, outputs }: UnevenAxis): readonly [start: number, end: number] {
    return [Math.floor((position * size) / outputs), Math.ceil(((position + 1) * size) / outputs)];
}

/** A matrix product with one window's weights per row; the other axes are moved before or after. */
function unevenMeans(onnx: OnnxBuilder, input: string, pooled: UnevenAxis): string {
    const { axis, dims, size, outputs } = pooled;
    const weights = Array.from({ length: outputs }, (_, position) => {
        const [start, end] = windowOf(position, pooled);
        return Array.from({ length: size }, (__, index) => (index >= start && index < end ? 1 / (end - start) : 0));
    }).flat();
    const product = (numbers: readonly number[]): number => numbers.reduce((left, right) => left * right, 1);
    const before = product(dims.slice(0, axis));
    const after = product(dims.slice(axis + 1));
    const flat = onnx.reshape(input, [keepBatch, before, size, after]);
    const means = onnx.add("MatMul", [onnx.floats(weights, [outputs, size]), flat]);
    return onnx.reshape(means, [keepBatch, ...dims.slice(0, axis), outputs, ...dims.slice(axis + 1)]);
}

/** Gathers the windows side by side, padding short ones with their own last element, and keeps the maxima. */
function unevenMaxima(onnx: OnnxBuilder, input: string, pooled: UnevenAxis): string {
    const windows = Array.from({ length: pooled.outputs }, (_, position) => windowOf(position, pooled));
    const longest = windows.reduce((most, [start, end]) => Math.max(most, end - start), 1);
    const indices = windows.flatMap(([start, end]) =>
        Array.from({ length: longest }, (_, offset) => Math.min(start + offset, end - 1)));
    const gathered = onnx.add(
        "Gather", [input, onnx.integers(indices, [pooled.outputs, longest])], { axis: int(pooled.axis + 1) });
    return onnx.add("ReduceMax", [gathered, onnx.integers([pooled.axis + 2])], { keepdims: int(0) });
}

function dividedArithmetic(kind: "avg" | "max", output: Shape): Arithmetic {
    const axes = (sampleShape(output) ?? []).slice(1).map((outputs) => ({ kind: "divided" as const, outputs }));
    return kind === "max" ? { kind: "maximum", axes } : { kind: "mean", axes, countsPadding: false };
}

function savedByAdaptive(kind: "avg" | "max", output: Shape | undefined): SavedTensors {
    return { inputs: [0], own: kind === "max" ? [indicesLike(output)] : [] };
}

function adaptiveForm(kind: "avg" | "max", input: Shape, size: PytorchSlot): PytorchForm {
    const axes = input.length - 1;
    const module = kind === "avg" ? "AdaptiveAvgPool" : "AdaptiveMaxPool";
    return functionForm(`nn.${module}${axes}d`, `F.adaptive_${kind}_pool${axes}d`, [positional(size)]);
}
