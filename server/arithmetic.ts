import * as v from "valibot";
import type { Described } from "./validation.ts";

// How single elements of a layer's result are computed, as data from a layer's definition. The preview shows the
// computation with its numbers. Sizes are those at the default sizes, without a batch.

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** Which positions of an input axis an output position y reads, and which tap of the kernel each of them meets. */
export type AxisTaps = Described<typeof axisTaps>;
const axisTaps = v.variant("kind", [
    /** Tap t reads position y·stride − before + t·dilation. */
    v.object({
        kind: v.literal("sliding"), kernel: count, stride: count, dilation: count,
        /** The padding on either side; windows can extend beyond it with `ceil_mode`. */
        before: count, after: count,
    }),
    /** Position x meets tap t where x·stride − before + t·dilation = y. */
    v.object({ kind: v.literal("spread"), kernel: count, stride: count, dilation: count, before: count }),
    /** ⌊y·n/outputs⌋ up to ⌈(y + 1)·n/outputs⌉ for n input positions. */
    v.object({ kind: v.literal("divided"), outputs: count }),
]);

/** One value in the steps of an elementwise layer. */
export type StepOperand = Described<typeof stepOperand>;
const stepOperand = v.union([
    v.object({ input: count }),
    v.object({ step: count }),
    v.object({ constant: v.number() }),
    /** A learned number for all channels, or the channel's. */
    v.object({ parameter: v.string() }),
]);

/** An ONNX operator applied to single numbers. */
export type Step = Described<typeof step>;
const step = v.object({ op: v.string(), operands: v.array(stepOperand), alpha: v.exactOptional(v.number()) });

/** The computation of one element of a layer's first result. Tensors have the names of the layer's parameters. */
export type Arithmetic = Described<typeof arithmeticSchema>;
export const arithmeticSchema = v.variant("kind", [
    /** A weighted sum of a window over a group of channels, plus a bias if there is one. */
    v.object({
        kind: v.literal("convolution"),
        axes: v.array(axisTaps),
        groups: count,
        /** The contents of positions outside the input. */
        border: v.picklist(["zeros", "reflect", "replicate", "circular"]),
        /** Whether the weight's first axis is the input's channels. */
        inputFirst: v.boolean(),
    }),
    /** A weighted sum of all features, plus a bias if there is one. */
    v.object({ kind: v.literal("linear") }),
    v.object({ kind: v.literal("maximum"), axes: v.array(axisTaps) }),
    v.object({ kind: v.literal("mean"), axes: v.array(axisTaps), countsPadding: v.boolean() }),
    /** (x − mean)/√(variance + eps), times a weight and plus a bias if there are any. */
    v.object({
        kind: v.literal("normalization"),
        eps: v.number(),
        statistics: v.variant("of", [
            /** `running_mean` and `running_var` of the channel. */
            v.object({ of: v.literal("training") }),
            /** Of the element's group of channels. */
            v.object({ of: v.literal("group"), groups: count }),
            /** Of the elements along one axis; weight and bias belong to its positions. */
            v.object({ of: v.literal("axis"), axis: count }),
        ]),
    }),
    /** eˣ/Σeˣ along an axis, or its logarithm. */
    v.object({ kind: v.literal("softmax"), axis: count, logarithm: v.boolean() }),
    /** Operators applied to the inputs' elements at the same position; the last step is the result. */
    v.object({ kind: v.literal("elementwise"), steps: v.array(step) }),
]);

/** The result of a step on numbers; undefined for an operator that no elementwise layer has. */
export function computeStep(step: Step, numbers: readonly number[]): number | undefined {
    return operators[step.op]?.(numbers, step);
}

type Compute = (numbers: readonly number[], step: Step) => number;

/** The ONNX operators of elementwise layers. */
const operators: Readonly<Partial<Record<string, Compute>>> = {
    Add: ([left = NaN, right = NaN]) => left + right,
    Sub: ([left = NaN, right = NaN]) => left - right,
    Mul: ([left = NaN, right = NaN]) => left * right,
    Div: ([left = NaN, right = NaN]) => left / right,
    Greater: ([left = NaN, right = NaN]) => Number(left > right),
    Where: ([condition = 0, left = NaN, right = NaN]) => (condition === 0 ? right : left),
    Identity: ([x = NaN]) => x,
    Relu: ([x = NaN]) => Math.max(x, 0),
    Clip: ([x = NaN, low = -Infinity, high = Infinity]) => Math.min(Math.max(x, low), high),
    LeakyRelu: ([x = NaN], { alpha = 0.01 }) => (x < 0 ? alpha * x : x),
    Elu: ([x = NaN], { alpha = 1 }) => (x < 0 ? alpha * Math.expm1(x) : x),
    Sigmoid: ([x = NaN]) => 1 / (1 + Math.exp(-x)),
    Tanh: ([x = NaN]) => Math.tanh(x),
    Exp: ([x = NaN]) => Math.exp(x),
    Log: ([x = NaN]) => Math.log(x),
    Abs: ([x = NaN]) => Math.abs(x),
    Neg: ([x = NaN]) => -x,
    Erf: ([x = NaN]) => errorFunction(x),
};

/** The Maclaurin series of erf where it converges quickly, otherwise its continued fraction. */
function errorFunction(x: number): number {
    const size = Math.abs(x);
    if (size > 6) {
        return Math.sign(x);
    }
    if (size < 3) {
        let term = size;
        let sum = size;
        for (let n = 1; Math.abs(term) > 1e-17 && n < 200; n++) {
            term *= -(size * size) / n;
            sum += term / (2 * n + 1);
        }
        return Math.sign(x) * sum * (2 / Math.sqrt(Math.PI));
    }
    let fraction = size;
    for (let n = 60; n > 0; n--) {
        fraction = size + n / 2 / fraction;
    }
    return Math.sign(x) * (1 - Math.exp(-size * size) / (fraction * Math.sqrt(Math.PI)));
}

export type Border = Extract<Arithmetic, { readonly kind: "convolution" }>["border"];

/** An input position along one axis, and the tap of the kernel that it meets. */
export interface Tap {
    /** Undefined in the padding. */
    readonly at: number | undefined;
    readonly tap: number;
    /** Whether it is in the input or in its padding, not beyond as with `ceil_mode`. */
    readonly counts: boolean;
}

/** The taps of output position `y` along an axis of `size` input positions. */
export function tapsAlong(axis: AxisTaps, size: number, y: number, border: Border = "zeros"): readonly Tap[] {
    switch (axis.kind) {
        case "sliding":
            return Array.from({ length: axis.kernel }, (_, tap) => {
                const position = y * axis.stride - axis.before + tap * axis.dilation;
                return { at: throughBorder(position, size, border), tap, counts: position < size + axis.after };
            });
        case "spread":
            return Array.from({ length: axis.kernel }, (_, index) => axis.kernel - 1 - index).flatMap((tap) => {
                const at = (y + axis.before - tap * axis.dilation) / axis.stride;
                return Number.isInteger(at) && at >= 0 && at < size ? [{ at, tap, counts: true }] : [];
            });
        case "divided": {
            const start = Math.floor((y * size) / axis.outputs);
            const end = Math.ceil(((y + 1) * size) / axis.outputs);
            return Array.from({ length: end - start }, (_, tap) => ({ at: start + tap, tap, counts: true }));
        }
    }
}

/** The number of taps of the kernel along an axis. */
export function kernelSize(axis: AxisTaps, size: number): number {
    return axis.kind === "divided" ? size : axis.kernel;
}

/** The position whose number is at a position that may be outside the input. */
function throughBorder(position: number, size: number, border: Border): number | undefined {
    if (position >= 0 && position < size) {
        return position;
    }
    switch (border) {
        case "zeros":
            return undefined;
        case "reflect":
            return position < 0 ? -position : 2 * (size - 1) - position;
        case "replicate":
            return position < 0 ? 0 : size - 1;
        case "circular":
            return ((position % size) + size) % size;
    }
}
