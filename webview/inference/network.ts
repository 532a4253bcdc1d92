import type { InferenceModel } from "../../server/protocol.ts";

/** A model to run. */
export interface Network {
    readonly model: InferenceModel;
    /** The bytes of the model's `trained` file. */
    readonly trained?: ArrayBuffer;
}

/** Whether two networks compute the same: their texts may differ in comments and blank lines. */
export function isSameNetwork(one: Network, other: Network): boolean {
    return one === other || (
        one.model.onnx === other.model.onnx
        && one.model.seed === other.model.seed
        && JSON.stringify(one.model.weights) === JSON.stringify(other.model.weights)
        && isSameFile(one.trained, other.trained)
    );
}

function isSameFile(one: ArrayBuffer | undefined, other: ArrayBuffer | undefined): boolean {
    if (one === undefined || other === undefined) {
        return one === other;
    }
    const [left, right] = [new Uint8Array(one), new Uint8Array(other)];
    return left.length === right.length && left.every((byte, index) => byte === right[index]);
}
