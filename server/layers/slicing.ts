import { call as pythonCall, keyword, literal, slice as pythonSlice, subscript } from "../python/syntax.ts";
import { ceilQuotient, constant, evaluateFormula, formatNumbers, minus, term, type Formula } from "../sizes/formula.ts";
import type { Shape } from "../sizes/shape.ts";
import { atLeast, isMultiple, sizesEqual } from "../sizes/size-condition.ts";
import {
    addSizes, ceilDivideSizes, fixedSize, floorDivideSizes, largerSize, smallerSize, subtractSizes, unknownAtSample,
    unknownSize, type Size,
} from "../sizes/size.ts";
import { axisOptions } from "./argument-options.ts";
import { axis, integer, parts } from "./argument-readers.ts";
import { optional, required, withDefault } from "./argument-types.ts";
import { resolveAxis, withAxis, type Reporter } from "./axes.ts";
import { defineLayer, type LayerDefinition } from "./definition.ts";
import { requireSizes } from "./demands.ts";
import { int, onnxBuilder } from "./onnx-builder.ts";
import { expressionForm, fixed, argumentSlot, input as inputPart, slotPart, type Hole, type Template } from "./pytorch-form.ts";
import { reachAlong, stretchReach } from "./reach.ts";
import type { LayerTraits } from "./traits.ts";

const family = "Reshaping";

/** The common traits of both layers: they rearrange elements without computing. */
const arrangingTraits = {
    elementwise: false, activation: false, normalization: false, cancelsBias: false, biasAxis: undefined,
    channels: "derived", mixesChannels: false, pools: false, merges: undefined,
} as const satisfies Partial<LayerTraits>;

export const slice: LayerDefinition = defineLayer({
    name: "slice",
    family,
    traits: { ...arrangingTraits, resamples: true },
    aliases: { PyTorch: ["narrow"] },
    summary: "Takes a range of one axis, by default the channels.",
    documentation:
        "As in Python, the end is excluded, negative numbers count from the end, and indices beyond the axis are " +
        "ignored: `slice(0, 32)` takes the first 32 channels, `slice(-1)` the last.",
    pytorchName: "torch.Tensor.__getitem__",
    operands: { from: "line" },
    arguments: {
        start: required(integer(), "The first index."),
        end: optional(integer(), "The index after the last one.", { defaultLabel: "length" }),
        axis: withDefault(axis, 0, "The axis: 0 is channels.", axisOptions),
        step: withDefault(integer(1), 1, "2 takes every second index."),
    },
    positional: 2,
    infer: (call) => {
        const { start, end, step } = call.arguments;
        const input = call.inputs[0] ?? [];
        const along = resolveAxis(call, call.arguments.axis, input);
        if (along === undefined) {
            return { outputs: [input.map(() => unknownSize)], details: { along: 0, from: 0, to: 0 } };
        }
        const size = input[along] ?? unknownSize;
        const from = boundFormula(size, start);
        const to = end === undefined ? term("n", size) : boundFormula(size, end);
        const span = spanFormula(start, end, from, to);
        const formula = step === 1 ? span : ceilQuotient(span, term("s", step));
        const length = slicedSize(size, start, end, step);
        const fits = requireSizes(call, atLeast(length, 1), () => ({
            code: "empty-output", axis: along, rank: input.length, input: size, output: fixedSize(0),
            formula: formatNumbers(formula), argument: end === undefined ? "start" : "end",
        }));
        return {
            outputs: [withAxis(input, along, fits ? length : unknownAtSample(length))],
            axes: [{ axis: along, formula }],
            reach: [[reachAlong(input.length, along, stretchReach(along, evaluateFormula(from).sample ?? 0, step))]],
            details: { along, from: evaluateFormula(from).sample ?? 0, to: evaluateFormula(to).sample ?? 0 },
        };
    },
    guess: (_, [input]) => input?.map(() => unknownSize),
    onnx: (call, { details: { along, from, to } }, names) => {
        const onnx = onnxBuilder(names);
        const bounds = [[from], [to], [along + 1], [call.arguments.step]].map((values) => onnx.integers(values));
        return onnx.result("Slice", [onnx.input(), ...bounds]);
    },
    saves: () => ({ view: "part" }),
    pytorch: (call, { details: { along }, outputs }) => {
        const { start, end, step } = call.arguments;
        const bound = (argument: string, value: number | undefined, standard?: number): Template | undefined =>
            (value === undefined || value === standard ? undefined : slotPart(argumentSlot(argument, value)));
        const whole = Array.from({ length: along + 1 }, () => pythonSlice<Hole>());
        const part = pythonSlice(bound("start", start, 0), bound("end", end), bound("step", step, 1));
        return expressionForm(
            subscript(inputPart(), ...whole, part),
            along === 0 ? { channels: fixed(outputs[0]?.[0]?.sample ?? 0) } : {});
    },
});

export const split: LayerDefinition = defineLayer({
    name: "split",
    family,
    traits: { ...arrangingTraits, resamples: false },
    aliases: { PyTorch: ["chunk"] },
    summary: "Splits one axis into several values.",
    documentation:
        "`a, b = split(2)` makes two equal parts, PyTorch's `chunk`; a list gives their sizes, `a, b = split([16, " +
        "48])`. The line needs one name per part. By default, channels are split.",
    pytorchName: "torch.split",
    operands: { from: "line" },
    arguments: {
        parts: required(parts, "The number of equal parts, or a list with the size of each.", {
            aliases: { PyTorch: ["chunks", "split_size_or_sections"], ONNX: ["num_outputs"] },
        }),
        axis: withDefault(axis, 0, "The axis: 0 is channels.", axisOptions),
    },
    positional: 1,
    infer: (call) => {
        const input = call.inputs[0] ?? [];
        const along = resolveAxis(call, call.arguments.axis, input);
        const requested = call.arguments.parts;
        const sizes = along === undefined
            ? Array.from({ length: typeof requested === "number" ? requested : requested.length }, () => unknownSize)
            : partSizes(call, input, along, requested);
        return {
            outputs: along === undefined
                ? sizes.map(() => input.map(() => unknownSize))
                : sizes.map((size) => withAxis(input, along, size)),
            axes: along === undefined || typeof requested !== "number"
                ? []
                : [{ axis: along, formula: partFormula(input[along] ?? unknownSize, requested) }],
            reach: along === undefined ? undefined : partStarts(sizes).map((start) =>
                [reachAlong(input.length, along, stretchReach(along, start))]),
            details: { along: along ?? 0 },
        };
    },
    guess: (_, [input]) => input?.map(() => unknownSize),
    onnx: (_, { details: { along }, outputs }, names) => {
        const onnx = onnxBuilder(names);
        const sizes = outputs.map((output) => output?.[along]?.sample ?? 0);
        return onnx.results("Split", [onnx.input(), onnx.integers(sizes)], { axis: int(along + 1) });
    },
    saves: () => ({ view: "part" }),
    pytorch: (call, { details: { along }, outputs }) => {
        const { parts: requested } = call.arguments;
        const callee = typeof requested === "number" ? "torch.chunk" : "torch.split";
        const parted = pythonCall<Hole>(
            callee, [inputPart(), slotPart(argumentSlot("parts", requested)), keyword("dim", literal(along + 1))]);
        return expressionForm(
            outputs.length === 1 ? subscript<Hole>(parted, literal(0)) : parted,
            along === 0 ? { channels: fixed(outputs[0]?.[0]?.sample ?? 0) } : {});
    },
});

/** The number of indices in a slice. */
function slicedSize(size: Size, start: number, end: number | undefined, step: number): Size {
    const bound = (index: number): Size => index >= 0
        ? smallerSize(size, fixedSize(index))
        : largerSize(addSizes(size, fixedSize(index)), fixedSize(0));
    const span = subtractSizes(end === undefined ? size : bound(end), bound(start));
    return ceilDivideSizes(span, fixedSize(step));
}

/** A bound of a slice for display: an index from 0 to the axis's size. */
function boundFormula(size: Size, bound: number): Formula {
    const n = term("n", size);
    const length = size.sample ?? Math.abs(bound);
    if (bound >= 0) {
        return bound >= length ? n : constant(bound);
    }
    return -bound >= length ? constant(0) : minus(n, constant(-bound));
}

/** The number of indices between the bounds; a slice of the last few has exactly that number. */
function spanFormula(start: number, end: number | undefined, from: Formula, to: Formula): Formula {
    if (evaluateFormula(from).sample === 0) {
        return to;
    }
    return end === undefined && start < 0 ? constant(-start) : minus(to, from);
}

function partFormula(size: Size, count: number): Formula {
    return { kind: "floor-quotient", left: term("n", size), right: term("m", count) };
}

/** The start of each part. */
function partStarts(sizes: readonly Size[]): readonly number[] {
    let start = 0;
    return sizes.map(({ sample = 0 }) => {
        const before = start;
        start += sample;
        return before;
    });
}

/** The sizes of the parts along the axis; reports parts that do not add up to it. */
function partSizes(
    reporter: Reporter, input: Shape, along: number, requested: number | readonly number[],
): readonly Size[] {
    const size = input[along] ?? unknownSize;
    const condition = typeof requested === "number"
        ? isMultiple(size, requested)
        : sizesEqual(size, requested.map(fixedSize).reduce(addSizes, fixedSize(0)));
    const fits = requireSizes(reporter, condition, () => ({
        code: "uneven-split", axis: along, rank: input.length, size, parts: requested, argument: "parts",
    }));
    if (typeof requested !== "number") {
        return requested.map(fixedSize);
    }
    const even = floorDivideSizes(size, fixedSize(requested));
    const part = fits ? even : unknownAtSample(even);
    return Array.from({ length: requested }, () => part);
}
