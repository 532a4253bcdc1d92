import { elementCount, type Shape } from "../sizes/shape.ts";

/**
 * What PyTorch keeps of a layer's call until the backward pass, and where its results are stored. The rules are those
 * of PyTorch's derivatives (docs/cost.md); `test/graph/saved-tensors.test.ts` compares them with autograd.
 */
export interface SavedTensors {
    /** The inputs that it keeps. A tensor that several layers keep takes memory once. */
    readonly inputs?: readonly number[];
    /** The results that it keeps. */
    readonly results?: readonly number[];
    /** Tensors that only the layer has: masks, positions, statistics, padded inputs. */
    readonly own?: readonly OwnTensor[];
    /** How its results share the storage of its first input. Omitted if they have their own. */
    readonly view?: View;
}

/** A tensor that a layer keeps besides its inputs and results. */
export interface OwnTensor {
    /** Undefined if a size is unknown. */
    readonly elements: number | undefined;
    readonly type: ElementType;
    /** Whether there is one per image or one per batch. */
    readonly per: "image" | "batch";
}

/** Floats of layers that work in 16 bits in mixed precision become halves; indices never. */
export type ElementType = "float" | "half" | "index";

export type View =
    /** The same elements in the same layout. */
    | "same"
    /** The same elements in another order of the axes, which is no longer row by row. */
    | "permuted"
    /** A part of the elements. */
    | "part"
    /** The same elements if they are row by row; otherwise a copy. */
    | "rows";

/** Which gradients a call needs. */
export interface NeededGradients {
    /** Whether gradients flow to an input: the data of a network needs none. */
    input(position: number): boolean;
}

/** The rule of a layer; only asked if one of its inputs or tensors needs a gradient. */
export type SavingRule<Call, Inferred> =
    (call: Call, inference: Inferred, needs: NeededGradients) => SavedTensors;

/** For layers whose derivative needs only sizes. */
export const savesNothing: SavingRule<unknown, unknown> = () => ({});
/** For layers whose derivative is a function of their input. */
export const savesInput: SavingRule<unknown, unknown> = () => ({ inputs: [0] });
/** For layers whose derivative is a function of their result. */
export const savesResult: SavingRule<unknown, unknown> = () => ({ results: [0] });

/** A float tensor of some elements per image. */
export function floats(elements: number | undefined): OwnTensor {
    return { elements, type: "float", per: "image" };
}

/** A float tensor with the elements of a value. */
export function floatsLike(shape: Shape | undefined): OwnTensor {
    return floats(elementCount(shape));
}

/** The positions of a pooling's maxima, as 64-bit integers. */
export function indicesLike(shape: Shape | undefined): OwnTensor {
    return { elements: elementCount(shape), type: "index", per: "image" };
}
