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
