import type { Layer } from "../graph.ts";
import type { Activity } from "./activity.ts";
import type { Distribution } from "./distribution.ts";
import type { GradientForm, Gradients } from "./gradient.ts";

/** The signal through one layer: forward to a result, and backward to its inputs. */
export interface SignalStep {
    readonly result: readonly Activity[];
    /** The gradients of each input, for those of the result. */
    back(gradients: Gradients): readonly Gradients[];
}

/** What a layer reads. */
export interface SignalInput {
    readonly parts: readonly Activity[];
    /** Its sizes, channels first. */
    readonly sizes: readonly number[];
}

export interface LayerSignal {
    readonly layer: Layer;
    readonly inputs: readonly SignalInput[];
    /** The sizes of the result. */
    readonly sizes: readonly number[];
    /** The mean square of the initial values of each of its tensors, and their common value if they have one. */
    readonly tensors: ReadonlyMap<string, InitialTensor>;
    /** Whether norms use the statistics of the batch, and dropout drops. */
    readonly training: boolean;
    /** Whether its result is an output of the model. */
    readonly isOutput: boolean;
    /** The result of a function on a distribution times `inner`, computed once per distribution. */
    readonly applied: (
        key: string, distribution: Distribution, inner: number, apply: () => AppliedFunction,
    ) => AppliedFunction;
}

/** A function of the numbers of a distribution, and the square of its derivative. */
export interface AppliedFunction {
    readonly distribution: Distribution;
    readonly slopes: GradientForm;
}

export interface InitialTensor {
    readonly meanSquare: number;
    /** The value of all its numbers; undefined if they are random. */
    readonly value: number | undefined;
}

export function countOf(sizes: readonly number[]): number {
    return sizes.reduce((product, size) => product * size, 1);
}
