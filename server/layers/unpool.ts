import { call as pythonCall, keyword } from "../python/syntax.ts";
import { evaluateFormula, minus, plus, term, type Formula } from "../sizes/formula.ts";
import { elementCount, sampleShape, shapesEqual, type Shape } from "../sizes/shape.ts";
import { atLeast, bothHold } from "../sizes/size-condition.ts";
import { addSizes, fixedSize, outOfReachAtSample, subtractSizes, unknownSize, type Size } from "../sizes/size.ts";
import { kernelOptions, paddingOptions, strideOptions, toOptions } from "./argument-options.ts";
import { numericPadding, perAxis, strides, value } from "./argument-readers.ts";
import { optional, required, withDefault } from "./argument-types.ts";
import { channelsOnly, hasRank, spatialRanks, type AxisFormula, type Reporter } from "./axes.ts";
import { guessWindowed, symmetricPadding } from "./conv.ts";
import { defineLayer, type LayerDefinition } from "./definition.ts";
import { requireSizes } from "./demands.ts";
import { alongAxis, int, keepBatch, onnxBuilder, string, type OnnxBuilder } from "./onnx-builder.ts";
import type { OnnxNode } from "./onnx-form.ts";
import { checkHalfKernel, maxPool, poolingTraits } from "./pool.ts";
import {
    argumentSlot, expressionForm, fixed, functionForm, input as inputPart, named, own, positional, slotPart,
    spatialSizes, type Hole,
} from "./pytorch-form.ts";
import { spreadReach } from "./reach.ts";
import { paddingTerms, positiveSize, readWindows, spreadFormula, type AxisWindow } from "./window.ts";

export const maxUnpool: LayerDefinition = defineLayer({
    name: "max_unpool",
    family: "Pooling",
    traits: { ...poolingTraits, pools: false },
    aliases: { PyTorch: ["MaxUnpool1d", "MaxUnpool2d", "MaxUnpool3d"] },
    summary: "Puts each value back where `max_pool` found it and fills the rest with 0.",
    documentation:
        "`indices` is the second result of `pooled, where = max_pool(2, indices=true)`. The size of each axis is " +
        "(n − 1)·s − p + k. If the pooling rounded down, `to=` with its input restores the lost row.\n\n" +
        "The indices refer to one channel of the pooling's input, so the output must have the size of that input. " +
        "If two values have the same position, the later one is kept.",
    pytorchName: "torch.nn.MaxUnpool2d",
    operands: { from: "line" },
    arguments: {
        indices: required(value, "The position of each value: the second result of `max_pool(…, indices=true)`.", {
            listed: false,
        }),
        kernel: required(perAxis(1), "The pooling's kernel.", kernelOptions),
        stride: optional(strides, "The pooling's stride. By default the kernel.", {
            ...strideOptions, defaultLabel: "kernel",
        }),
        padding: withDefault(numericPadding("max_unpool", "refused"), 0, "The pooling's padding.", paddingOptions),
        to: optional(value, "A value whose spatial sizes the output gets: the pooling's input.", toOptions),
    },
    positional: 2,
    infer: (call) => {
        const { kernel, stride, padding } = call.arguments;
        const input = call.inputs[0] ?? [];
        const wrong = { operations: undefined, details: { windows: [] } };
        if (!hasRank(call, "max_unpool", input, spatialRanks)) {
            return { outputs: [guessWindowed(undefined, kernel, undefined)], ...wrong };
        }
        const channels = input[0] ?? unknownSize;
        const windows = readWindows(call, { kernel, stride: stride ?? kernel, padding, dilation: 1 }, input);
        if (windows === undefined) {
            return { outputs: [channelsOnly(channels, input.length - 1)], ...wrong };
        }
        checkHalfKernel(call, windows);
        const indices = call.inputs[call.arguments.indices.input];
        const areItsIndices = indices !== undefined && requireSizes(call, shapesEqual(indices, input),
            () => ({ code: "unpool-mismatch", shape: input, indices, argument: "indices" }));
        const target = call.arguments.to === undefined ? undefined : call.inputs[call.arguments.to.input];
        const { sizes, formulas } = unpooledAxes(call, input, windows, target);
        const { origin } = call.arguments.indices;
        let unpooled = { sizes, formulas };
        if (origin?.layer === maxPool.name) {
            const fits = requireSizes(call, shapesEqual(sizes, origin.input.slice(1)),
                () => ({
                    code: "unpool-mismatch", shape: [channels, ...sizes], pooled: origin.input,
                    reachable: isReachable(input, origin.input, windows),
                }));
            // An unpooling restores the input of the pooling.
            unpooled = fits || !areItsIndices ? unpooled : { sizes: origin.input.slice(1), formulas: [] };
        }
        const reach = ["same", ...windows.map((window, axis) => spreadReach(axis + 1, window))] as const;
        return {
            outputs: [[channels, ...unpooled.sizes]], axes: unpooled.formulas, operations: elementCount(input),
            // Both values and indices; `to` only provides its size.
            reach: [[reach, reach]],
            details: { windows },
        };
    },
    guess: ({ kernel }, [input]) => guessWindowed(input?.[0]?.sample, kernel, input),
    onnx: (call, { details: { windows }, outputs }, names) => {
        const onnx = onnxBuilder(names);
        const input = sampleShape(call.inputs[0]) ?? [];
        const output = sampleShape(outputs[0]) ?? [];
        const indices = onnx.input(call.arguments.indices.input);
        const apart = windows.every(({ kernel, stride, before, after }) =>
            kernel === stride && before === 0 && after === 0);
        return apart
            ? comparedNodes(onnx, indices, windows, input, output)
            : scatteredNodes(onnx, indices, output);
    },
    saves: (call) => ({ inputs: [call.arguments.indices.input] }),
    pytorch: (call, { details: { windows }, outputs }) => {
        const { kernel, stride, padding, to } = call.arguments;
        const where = inputPart(call.arguments.indices.input);
        const symmetric = symmetricPadding(padding, windows);
        if (symmetric === undefined) {
            const size = to === undefined
                ? slotPart(fixed(sampleShape(outputs[0])?.slice(1) ?? []))
                : spatialSizes(to.input);
            return expressionForm(pythonCall<Hole>("scatter_unpool", [inputPart(), where, size]), {
                preamble: ["scatter_unpool"],
            });
        }
        const args = [
            positional(argumentSlot("kernel", kernel)),
            ...(stride === undefined ? [] : [named("stride", argumentSlot("stride", stride))]),
            named("padding", symmetric, 0),
        ];
        const size = to === undefined ? [] : [keyword("output_size", spatialSizes(to.input))];
        const [module, callee] = [`nn.MaxUnpool${windows.length}d`, `F.max_unpool${windows.length}d`];
        return {
            ...functionForm(module, callee, args),
            plain: false,
            called: pythonCall(own, [inputPart(), where, ...size]),
            expression: pythonCall<Hole>(callee, [inputPart(), where, ...args, ...size]),
        };
    },
});

function unpooledAxes(
    reporter: Reporter, input: Shape, windows: readonly AxisWindow[], target: Shape | undefined,
): { readonly sizes: readonly Size[]; readonly formulas: readonly AxisFormula[] } {
    const rank = input.length;
    if (target !== undefined && !hasRank(reporter, "max_unpool", target, [rank], "to")) {
        return { sizes: windows.map(() => unknownSize), formulas: [] };
    }
    const sizes: Size[] = [];
    const formulas: AxisFormula[] = [];
    for (const [index, window] of windows.entries()) {
        const axis = index + 1;
        const formula = unpooledFormula(input[axis] ?? unknownSize, window);
        if (target === undefined) {
            formulas.push({ axis, formula });
            sizes.push(positiveSize(reporter, input, axis, formula));
            continue;
        }
        // As in PyTorch, less than a stride from the usual size: these are the sizes that the pooling maps to the
        // input's.
        const requested = target[axis] ?? unknownSize;
        const usual = evaluateFormula(formula);
        const slack = fixedSize(window.stride - 1);
        const [least, most] = [subtractSizes(usual, slack), addSizes(usual, slack)];
        const fits = requireSizes(reporter, bothHold(atLeast(requested, least), atLeast(most, requested)), () => ({
            code: "unsolvable-size", layer: "max_unpool", axis, rank, requested, least, most, argument: "to",
        }));
        sizes.push(fits ? requested : outOfReachAtSample(requested, least, most));
    }
    return { sizes, formulas };
}

/** Whether `to` can request a shape, at the default sizes. */
function isReachable(input: Shape, requested: Shape, windows: readonly AxisWindow[]): boolean {
    return requested.length === input.length && windows.every((window, index) => {
        const usual = evaluateFormula(unpooledFormula(input[index + 1] ?? unknownSize, window)).sample;
        const size = requested[index + 1]?.sample;
        return usual !== undefined && size !== undefined && Math.abs(size - usual) < window.stride;
    });
}

/** (n − 1)·s − 2·p + k */
function unpooledFormula(size: Size, window: AxisWindow): Formula {
    const cropped = paddingTerms(window.before, window.after).reduce(minus, spreadFormula(size, window));
    return plus(cropped, term("k", window.kernel));
}

/**
 * Windows that do not overlap: repeats every value and its index over their window, and keeps the value where the index
 * is the position. Works on WebGPU, because nothing is scattered.
 */
function comparedNodes(
    onnx: OnnxBuilder, indices: string, windows: readonly AxisWindow[],
    input: readonly number[], output: readonly number[],
): readonly OnnxNode[] {
    const covered = windows.map(({ stride }, index) => stride * (input[index + 1] ?? 0));
    const sizes = output.slice(1);
    const repeated = (tensor: string): string => {
        const strides = onnx.floats([1, 1, ...windows.map(({ stride }) => stride)]);
        const spread = onnx.add("Resize", [tensor, "", strides], {
            mode: string("nearest"),
            coordinate_transformation_mode: string("asymmetric"),
            nearest_mode: string("floor"),
        });
        return fitted(onnx, spread, covered, sizes);
    };
    const isHere = onnx.add("Equal", [repeated(indices), placesOf(onnx, sizes)]);
    return onnx.result("Where", [isHere, repeated(onnx.input()), onnx.scalar(0)]);
}

/** Crops or extends the end of each spatial axis; −1 is not a position, so extended elements stay 0. */
function fitted(onnx: OnnxBuilder, tensor: string, from: readonly number[], to: readonly number[]): string {
    const kept = from.map((size, index) => Math.min(size, to[index] ?? 0));
    const cut = kept.every((size, index) => size === from[index])
        ? tensor
        : onnx.add("Slice", [tensor, ...[kept.map(() => 0), kept, kept.map((_, index) => index + 2)].map(
            (numbers) => onnx.integers(numbers))]);
    if (kept.every((size, index) => size === to[index])) {
        return cut;
    }
    const ends = kept.map((size, index) => (to[index] ?? 0) - size);
    const pads = onnx.integers([0, 0, ...ends.map(() => 0), 0, 0, ...ends]);
    return onnx.add("Pad", [cut, pads, onnx.scalar(-1)], { mode: string("constant") });
}

/** Each position's row-major number in its channel. */
function placesOf(onnx: OnnxBuilder, sizes: readonly number[]): string {
    const axes = sizes.map((size, index) => {
        const apart = sizes.slice(index + 1).reduce((product, length) => product * length, 1);
        const places = Array.from({ length: size }, (_, position) => position * apart);
        return onnx.floats(places, alongAxis(size, index + 1, sizes.length + 1));
    });
    return axes.reduce((left, right) => onnx.add("Add", [left, right]));
}

/** Overlapping windows: writes each value into zeros at its index, channel by channel. */
function scatteredNodes(onnx: OnnxBuilder, indices: string, output: readonly number[]): readonly OnnxNode[] {
    const [channels = 0, ...sizes] = output;
    const places = sizes.reduce((product, size) => product * size, 1);
    const batch = onnx.add("Shape", [onnx.input()], { start: int(0), end: int(1) });
    const dims = onnx.add("Concat", [batch, onnx.integers([channels, places])], { axis: int(0) });
    const zeros = onnx.add("ConstantOfShape", [dims]);
    const at = onnx.add("Cast", [onnx.reshape(indices, [keepBatch, channels, -1])], { to: int(int64) });
    const scattered = onnx.add(
        "ScatterElements", [zeros, at, onnx.reshape(onnx.input(), [keepBatch, channels, -1])], { axis: int(2) });
    return onnx.result("Reshape", [scattered, onnx.integers([keepBatch, ...output])]);
}

/** ONNX's number of the element type. */
const int64 = 7;
