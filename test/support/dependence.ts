import { InferenceSession, Tensor } from "onnxruntime-node";
import { modelWithExternalWeights } from "../../server/emit/onnx-file.ts";
import { emitOnnx } from "../../server/emit/onnx.ts";
import type { ModelGraph, Value } from "../../server/graph/graph.ts";
import { sessionOptions } from "./ort.ts";

/** For each position of a value along one of its axes, the first and last input position that changes it. */
export type Dependence = readonly (readonly [first: number, last: number] | undefined)[];

/**
 * What every layer's result depends on along one axis of the model's only input, found by running ONNX Runtime once for
 * each position of the axis, with an input that is 1 there and 0 elsewhere. All weights are positive and there must be
 * no bias, so that nothing cancels and every nonzero result depends on the 1.
 */
export async function dependenceAlong(graph: ModelGraph, axis: number): Promise<ReadonlyMap<Value, Dependence>> {
    const model = emitOnnx(graph, { batch: "N", everyLayer: true });
    if ("refused" in model) {
        throw new Error(model.refused);
    }
    const data = new Uint8Array(model.weightsLength);
    for (const { offset, count } of model.weights) {
        new Float32Array(data.buffer, offset, count).forEach((_, index, numbers) => {
            numbers[index] = 0.2 + (index % 3) / 10;
        });
    }
    const [input] = model.inputs;
    const dims = input?.dims.slice(1).map(Number) ?? [];
    const positions = dims[axis] ?? 0;
    const session = await InferenceSession.create(modelWithExternalWeights(model, "weights.bin"), {
        externalData: data.length === 0 ? [] : [{ path: "weights.bin", data }],
        ...sessionOptions, logSeverityLevel: 3,
    });
    try {
        const impulses = new Tensor("float32", impulsesAlong(dims, axis), [positions, ...dims]);
        const results = await session.run({ [input?.name ?? ""]: impulses });
        return new Map(model.layers.flatMap(({ layer, results: tensors }) => layer.outputs.map((value, index) => {
            const tensor = results[tensors[index]?.name ?? ""];
            if (tensor === undefined) {
                throw new Error(`${layer.path} has no result.`);
            }
            return [value, changedAlong(tensor.data as Float32Array, tensor.dims, axis)] as const;
        })));
    } finally {
        await session.release();
    }
}

/** One image for each position of the axis, with ones there. */
function impulsesAlong(dims: readonly number[], axis: number): Float32Array {
    const [positions, inner, size] = [dims[axis] ?? 0, product(dims.slice(axis + 1)), product(dims)];
    return Float32Array.from({ length: positions * size }, (_, index) => {
        const image = Math.floor(index / size);
        return Math.floor((index % size) / inner) % positions === image ? 1 : 0;
    });
}

function changedAlong(numbers: Float32Array, [images = 0, ...dims]: readonly number[], axis: number): Dependence {
    const [positions, inner, size] = [dims[axis] ?? 0, product(dims.slice(axis + 1)), product(dims)];
    const found: ([number, number] | undefined)[] = Array.from({ length: positions }, () => undefined);
    for (let index = 0; index < images * size; index += 1) {
        if (numbers[index] !== 0) {
            const image = Math.floor(index / size);
            const position = Math.floor((index % size) / inner) % positions;
            found[position] = [found[position]?.[0] ?? image, image];
        }
    }
    return found;
}

function product(numbers: readonly number[]): number {
    return numbers.reduce((left, right) => left * right, 1);
}
