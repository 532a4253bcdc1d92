import { call as pythonCall, keyword } from "../python/syntax.ts";
import { constant, floorQuotient, term, times, type Formula } from "../sizes/formula.ts";
import { elementCount, type Shape } from "../sizes/shape.ts";
import { fixedSize, unknownSize, type Size } from "../sizes/size.ts";
import { sizeOptions, toOptions } from "./argument-options.ts";
import { boolean, choice, perAxis, scales, value } from "./argument-readers.ts";
import { optional, withDefault, type PerAxis, type ValueArgument } from "./argument-types.ts";
import { channelsOnly, forEachAxis, hasRank, spatialRanks, type AxisFormula, type Reporter } from "./axes.ts";
import { productOf } from "./counts.ts";
import { defineLayer, type LayerDefinition } from "./definition.ts";
import { float, int, ints, keepBatch, onnxBuilder, string, type OnnxBuilder } from "./onnx-builder.ts";
import type { OnnxNode } from "./onnx-form.ts";
import {
    expressionForm, fixed, functionForm, argumentSlot, input as inputPart, named, spatialSizes, type Hole,
} from "./pytorch-form.ts";
import { betweenReach, repeatedReach, type AxisReach } from "./reach.ts";
import { savesNothing } from "./saved-tensors.ts";
import { positiveSize } from "./window.ts";

type Mode = "nearest" | "linear" | "bilinear" | "trilinear" | "bicubic";

interface UpsampleArguments {
    readonly scale: PerAxis | undefined;
    readonly size: PerAxis | undefined;
    readonly to: ValueArgument | undefined;
}

/** The rank that a mode requires; "nearest" supports all. */
const modeRanks: Readonly<Record<Mode, number | undefined>> = {
    nearest: undefined, linear: 2, bilinear: 3, trilinear: 4, bicubic: 3,
};

/** The number of elements along one axis that an output interpolates. */
const modeReach: Readonly<Record<Mode, number>> = { nearest: 0, linear: 2, bilinear: 2, trilinear: 2, bicubic: 4 };

export const upsample: LayerDefinition = defineLayer({
    name: "upsample",
    family: "Resampling",
    traits: {
        elementwise: false, activation: false, normalization: false, cancelsBias: false, biasAxis: undefined,
        channels: "kept", mixesChannels: false, resamples: true, pools: false, merges: undefined,
    },
    aliases: {
        PyTorch: ["interpolate", "UpsamplingNearest2d", "UpsamplingBilinear2d"],
        Keras: ["UpSampling1D", "UpSampling2D", "UpSampling3D", "Resizing"],
        ONNX: ["Resize"],
    },
    summary: "Enlarges (or shrinks) a feature map by repeating or interpolating its values.",
    documentation:
        "Takes a factor, `upsample(2)`, a size, `upsample(size=28)`, or a value to match, `upsample(to=skip)`. " +
        "Before a `concat`, matching is safer: doubling does not restore a size that was rounded down when halved. " +
        "It has no parameters and keeps the channels.",
    pytorchName: "torch.nn.Upsample",
    operands: { from: "line" },
    arguments: {
        scale: optional(scales, "The factor, or one per axis. The result is rounded down.", {
            aliases: { PyTorch: ["scale_factor"] }, typical: "2",
        }),
        mode: withDefault(choice("nearest", "linear", "bilinear", "trilinear", "bicubic"), "nearest",
            "`\"nearest\"` repeats values. `\"linear\"` is for `[channels, length]`, `\"bilinear\"` and " +
            "`\"bicubic\"` for `[channels, height, width]`, `\"trilinear\"` for `[channels, depth, height, width]`.",
            { aliases: { Keras: ["interpolation"] } }),
        align_corners: withDefault(boolean, false,
            "Whether the centres of the corner pixels are aligned. Not for `\"nearest\"`."),
        size: optional(perAxis(1), "The output size: one number, or one per axis.", sizeOptions),
        to: optional(value, "A value whose spatial sizes the output gets.", toOptions),
    },
    positional: 2,
    oneOf: ["scale", "size", "to"],
    infer: (call) => {
        const { mode, align_corners: alignsCorners } = call.arguments;
        const input = call.inputs[0] ?? [];
        const rank = input.length;
        if (!hasRank(call, "upsample", input, spatialRanks)) {
            return { outputs: [undefined], operations: undefined, details: { factors: [] } };
        }
        checkMode(call, mode, alignsCorners, rank);
        const target = call.arguments.to === undefined ? undefined : call.inputs[call.arguments.to.input];
        const { sizes, formulas, factors } = resampledAxes(call, input, call.arguments, target);
        const output: Shape = [input[0] ?? unknownSize, ...sizes];
        // A product and a sum for every element of the interpolation.
        const operations = 2 * modeReach[mode] ** (mode === "nearest" ? 1 : rank - 1);
        return {
            outputs: [output],
            axes: formulas,
            operations: productOf(elementCount(output), operations),
            reach: [[input.map((size, axis) => axis === 0
                ? "same"
                : resampledReach(axis, size.sample, output[axis]?.sample, factors[axis - 1], call.arguments))]],
            details: { factors },
        };
    },
    guess: (_, [input]) =>
        (input === undefined || input.length < 2 ? undefined : channelsOnly(input[0] ?? unknownSize, input.length - 1)),
    onnx: (call, { details: { factors }, outputs }, names) => {
        const { mode, align_corners: alignsCorners } = call.arguments;
        const onnx = onnxBuilder(names);
        const input = (call.inputs[0] ?? []).map((size) => size.sample ?? 0);
        const output = (outputs[0] ?? []).map((size) => size.sample ?? 0);
        if (mode === "nearest") {
            const reads = input.slice(1).map((size, index) =>
                nearestReads(size, output[index + 1] ?? 0, factors[index]));
            if (reads.some((axis, index) => !isRepetition(axis, input[index + 1] ?? 0))) {
                return gathered(onnx, reads);
            }
        }
        const attributes = {
            mode: string(mode === "nearest" ? "nearest" : mode === "bicubic" ? "cubic" : "linear"),
            coordinate_transformation_mode: string(
                mode === "nearest" ? "asymmetric" : alignsCorners ? "align_corners" : "half_pixel"),
            ...(mode === "nearest" ? { nearest_mode: string("floor") } : {}),
            ...(mode === "bicubic" ? { cubic_coeff_a: float(-0.75) } : {}),
        };
        // A single spatial axis is resized as the width of a one-row image.
        const isLine = input.length === 2;
        const source = isLine ? onnx.reshape(onnx.input(), [keepBatch, input[0] ?? 0, 1, input[1] ?? 0]) : onnx.input();
        const row = isLine ? [1] : [];
        const lengths = input.slice(1);
        // A factor that PyTorch and ONNX round to the same size also determines the sampled positions; otherwise the
        // size does.
        const byFactor = factors.length > 0 && factors.every((factor, index) =>
            Math.floor(Math.fround(factor) * (lengths[index] ?? 0)) === output[index + 1]);
        const sizes = [...row, ...output.slice(1)];
        const sizing = byFactor ? [onnx.floats([1, 1, ...row, ...factors])] : ["", onnx.integers(sizes)];
        // Sizes of the spatial axes leave the batch unchanged.
        const axes = byFactor ? {} : { axes: ints(sizes.map((_, axis) => axis + 2)) };
        if (!isLine) {
            return onnx.result("Resize", [source, "", ...sizing], { ...attributes, ...axes });
        }
        const resized = onnx.add("Resize", [source, "", ...sizing], { ...attributes, ...axes });
        return onnx.result("Reshape", [resized, onnx.integers([keepBatch, ...output])]);
    },
    saves: savesNothing,
    pytorch: (call, { details: { factors }, outputs }) => {
        const { mode, align_corners: alignsCorners, scale, size, to } = call.arguments;
        const input = call.inputs[0] ?? [];
        const rest = [
            named("mode", argumentSlot("mode", mode), "nearest"),
            named("align_corners", argumentSlot("align_corners", alignsCorners), false),
        ];
        if (to !== undefined) {
            return expressionForm(pythonCall<Hole>(
                "F.interpolate", [inputPart(), keyword("size", spatialSizes(to.input)), ...rest]));
        }
        const output = (outputs[0] ?? []).slice(1).map((length) => length.sample ?? 0);
        // PyTorch multiplies in floating point, which rounds some sizes down to the one below.
        const isExact = factors.every((factor, index) =>
            Math.floor((input[index + 1]?.sample ?? 0) * factor) === output[index]);
        const sizing = scale === undefined
            ? named("size", argumentSlot("size", size ?? output))
            : isExact ? named("scale_factor", argumentSlot("scale", scale)) : named("size", fixed(output));
        return functionForm("nn.Upsample", "F.interpolate", [sizing, ...rest]);
    },
});

/**
 * The element that each output along an axis copies, in PyTorch's single-precision arithmetic (ATen/native/UpSample.h,
 * `area_pixel_compute_scale` and `nearest_neighbor_compute_source_index`).
 */
function nearestReads(size: number, outputs: number, factor: number | undefined): readonly number[] {
    const step = Math.fround(factor === undefined ? size / outputs : 1 / factor);
    return Array.from({ length: outputs }, (_, index) => Math.min(Math.floor(Math.fround(index * step)), size - 1));
}

/** Whether each element is repeated equally often: all engines' Resize only agree in this case. */
function isRepetition(reads: readonly number[], size: number): boolean {
    const times = reads.length / size;
    return Number.isInteger(times) && reads.every((read, index) => read === Math.floor(index / times));
}

/** Gathers the elements along each spatial axis; `Resize` rounds the ratio of the sizes and is sometimes off by one. */
function gathered(onnx: OnnxBuilder, reads: readonly (readonly number[])[]): readonly OnnxNode[] {
    let current = onnx.input();
    reads.forEach((axis, index) => {
        const inputs = [current, onnx.integers(axis)];
        const attributes = { axis: int(index + 2) };
        if (index === reads.length - 1) {
            onnx.result("Gather", inputs, attributes);
        } else {
            current = onnx.add("Gather", inputs, attributes);
        }
    });
    return onnx.nodes;
}

function checkMode(reporter: Reporter, mode: Mode, alignsCorners: boolean, rank: number): void {
    const requiredRank = modeRanks[mode];
    if (requiredRank !== undefined && requiredRank !== rank) {
        const modes = Object.entries(modeRanks).flatMap(([name, fitting]) => (fitting === rank ? [name] : []));
        reporter.report({
            code: "invalid-argument", name: "mode", value: `"${mode}"`, argument: "mode",
            requirement: { kind: "mode", modes, axes: rank - 1 },
        });
    } else if (mode === "nearest" && alignsCorners) {
        reporter.report({
            code: "invalid-argument", name: "align_corners", value: "true", argument: "align_corners",
            requirement: { kind: "interpolating" },
        });
    }
}

/** The input positions of the outputs: PyTorch's coordinates, which depend on the factor if there is one. */
function resampledReach(
    axis: number, size: number | undefined, outputs: number | undefined, factor: number | undefined,
    { mode, align_corners: alignsCorners }: { readonly mode: Mode; readonly align_corners: boolean },
): AxisReach {
    if (size === undefined || outputs === undefined) {
        return "scattered";
    }
    const [over, stride] = factor === undefined ? [outputs, size] : fractionOf(factor);
    if (mode === "nearest") {
        return repeatedReach(axis, stride, over);
    }
    const further = modeReach[mode] / 2 - 1;
    return alignsCorners
        ? betweenReach(axis, outputs === 1 ? 0 : size - 1, Math.max(outputs - 1, 1), 0, further)
        : betweenReach(axis, 2 * stride, 2 * over, stride - over, further);
}

interface ResampledAxes {
    readonly sizes: readonly Size[];
    readonly formulas: readonly AxisFormula[];
    /** One per axis if a scale was passed. */
    readonly factors: readonly number[];
}

function resampledAxes(
    reporter: Reporter, input: Shape, args: UpsampleArguments, target: Shape | undefined,
): ResampledAxes {
    const axes = input.length - 1;
    const unknown = { sizes: input.slice(1).map(() => unknownSize), formulas: [], factors: [] };
    if (target !== undefined) {
        const fits = hasRank(reporter, "upsample", target, [input.length], "to");
        return fits ? { ...unknown, sizes: target.slice(1) } : unknown;
    }
    if (args.size !== undefined) {
        const sizes = forEachAxis(reporter, "size", args.size, axes);
        return sizes === undefined ? unknown : { ...unknown, sizes: sizes.map(fixedSize) };
    }
    const factors = args.scale === undefined ? undefined : forEachAxis(reporter, "scale", args.scale, axes);
    if (factors === undefined) {
        return unknown;
    }
    const formulas = factors.map((factor, index) => ({
        axis: index + 1, formula: scaledFormula(input[index + 1] ?? unknownSize, factor),
    }));
    const sizes = formulas.map(({ axis, formula }) => positiveSize(reporter, input, axis, formula, "scale"));
    return { sizes, formulas, factors };
}

/** n·s, or ⌊n·a/b⌋ for a fractional factor. */
function scaledFormula(size: Size, factor: number): Formula {
    const [numerator, denominator] = fractionOf(factor);
    const n = term("n", size);
    if (denominator === 1) {
        return times(n, term("s", factor));
    }
    return floorQuotient(numerator === 1 ? n : times(n, constant(numerator)), constant(denominator));
}

type Fraction = readonly [numerator: number, denominator: number];

/** The simplest fraction that equals the number to its last digit, from its continued fraction. */
function fractionOf(number: number): Fraction {
    let previous: Fraction = [1, 0];
    let current: Fraction = [Math.floor(number), 1];
    let rest = number - Math.floor(number);
    // The fraction of any double is found much earlier; this bound is for numbers too small to invert.
    for (let round = 0; round < 64 && rest > 0 && current[0] / current[1] !== number; round += 1) {
        const inverse = 1 / rest;
        const digit = Math.floor(inverse);
        rest = inverse - digit;
        const next: Fraction = [digit * current[0] + previous[0], digit * current[1] + previous[1]];
        previous = current;
        current = next;
    }
    return current;
}
