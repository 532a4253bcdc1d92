import { fillWeights } from "../../server/emit/weights.ts";
import type { InferenceLayer, InferenceModel } from "../../server/protocol.ts";
import { readTensorTable } from "../../server/weights/safetensors.ts";
import type { TensorFile } from "../../server/weights/tensor-numbers.ts";
import type { MapTensor } from "./tensor.ts";

/** The largest number of a layer's weights that are computed for its inspection. */
const mostNumbers = 2 ** 25;

/**
 * A layer's own tensors by their names, from the seed or the bytes of the model's `trained` file; undefined if they are
 * too large to be shown.
 */
export function layerWeights(
    model: InferenceModel, trained: ArrayBuffer | undefined, { parameters }: InferenceLayer,
): ReadonlyMap<string, MapTensor> | undefined {
    const found = parameters.flatMap(({ name, tensor }) => {
        const described = model.weights.find((one) => one.name === tensor);
        return described === undefined ? [] : [{ name, described }];
    });
    if (found.reduce((sum, { described }) => sum + described.count, 0) > mostNumbers) {
        return undefined;
    }
    const file = trained === undefined ? undefined : openFile(new Uint8Array(trained));
    return new Map(found.map(({ name, described }) => {
        const values = new Float32Array(described.count);
        fillWeights(described, model.seed, values, file);
        return [name, { dims: described.dims, values }];
    }));
}

function openFile(bytes: Uint8Array): TensorFile | undefined {
    const tensors = readTensorTable(bytes, bytes.length);
    return "problem" in tensors ? undefined : { tensors, bytes: (start, end) => bytes.subarray(start, end) };
}
