/** A layer's ONNX form: the operators (opset 18) that compute it, as plain data that server/emit/onnx.ts encodes. */
export interface OnnxNode {
    readonly op: string;
    /** Names of tensors; "" for an omitted optional input. */
    readonly inputs: readonly string[];
    readonly outputs: readonly string[];
    readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
}

export type OnnxAttribute =
    | { readonly int: number }
    | { readonly ints: readonly number[] }
    | { readonly float: number }
    | { readonly floats: readonly number[] }
    | { readonly string: string };

/**
 * The tensors that a layer's ONNX form can name. Their shapes start with the batch: layer axis a is ONNX axis a + 1.
 */
export interface OnnxNames {
    /** The layer's inputs: operands, then value arguments such as `indices`. */
    readonly inputs: readonly string[];
    /** The layer's results. */
    readonly outputs: readonly string[];
    /** One of the layer's own parameters: `parameter("weight")`. */
    parameter(name: string): string;
    /** A new int64 constant; dims defaults to one axis. */
    integers(values: readonly number[], dims?: readonly number[]): string;
    /** A new float32 constant; dims defaults to one axis. */
    floats(values: readonly number[], dims?: readonly number[]): string;
    /** A new name for a tensor between two operators of this layer. */
    intermediate(): string;
}
