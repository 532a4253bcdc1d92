import type { MapTensor } from "../tensor.ts";

/** The tensors that a layer's arithmetic reads. */
export interface LayerTensors {
    readonly inputs: readonly MapTensor[];
    /** By the layer's own names: `weight`, `bias`. */
    readonly parameters: ReadonlyMap<string, MapTensor>;
}

/** How one element of a layer's result is computed, with the numbers. */
export type Explanation = WindowExplanation | StepsExplanation;

interface Explained {
    /** The result, computed in double precision. */
    readonly value: number;
    /** By how much a computation in float32 can differ from it. */
    readonly rounding: number;
}

/** A window of the input whose numbers are added, averaged or compared. */
export interface WindowExplanation extends Explained {
    readonly kind: "window";
    readonly combine: "sum" | "mean" | "maximum";
    /** The window's extent in taps, one entry per spatial axis. */
    readonly extent: readonly number[];
    /** The channels that contribute most, the strongest first. */
    readonly parts: readonly WindowPart[];
    /** The other channels of the window. */
    readonly rest: { readonly channels: number; readonly sum: number };
    readonly bias?: number;
    /** The number of elements of which a mean is taken. */
    readonly divisor?: number;
}

/** The part of a window in one input channel. */
export interface WindowPart {
    readonly channel: number;
    /** The sum of its products; for other windows, of its values. */
    readonly sum: number;
    /** Row by row; the last axis is the fastest. */
    readonly cells: readonly WindowCell[];
}

export interface WindowCell {
    /** The position in the input's spatial axes; undefined in the padding. */
    readonly at: readonly number[] | undefined;
    readonly value: number;
    /** For a weighted sum. */
    readonly weight?: number;
    readonly product?: number;
    /** For a maximum: whether it is the largest. */
    readonly isLargest?: boolean;
}

/** Operations on a few numbers, one after the other. */
export interface StepsExplanation extends Explained {
    readonly kind: "steps";
    readonly knowns: readonly NamedNumber[];
    /** The last is the result. */
    readonly steps: readonly NamedNumber[];
    /** For statistics: how many elements of the input they are of. */
    readonly elements?: number;
}

/** A number and its mathematical notation: `√(σ² + ε)`. */
export interface NamedNumber {
    readonly notation: string;
    readonly value: number;
}

/** Half the distance between 1 and the next float32. */
export const float32Rounding = 2 ** -24;
