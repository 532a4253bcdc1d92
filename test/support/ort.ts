import { truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { modelWithExternalWeights } from "../../server/emit/onnx-file.ts";
import type { OnnxModel } from "../../server/emit/onnx.ts";
import { fillWeights } from "../../server/emit/weights.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/**
 * How sessions of tests are opened: without fusing or folding anything, and on one thread. Threads of a session wait
 * for work by spinning, which costs small networks more than their work, and other test files use the other cores.
 */
export const sessionOptions = {
    graphOptimizationLevel: "disabled", intraOpNumThreads: 1, interOpNumThreads: 1,
} as const satisfies InferenceSession.SessionOptions;

export interface OrtOptions {
    /** Zeros of any size are free: they are a file that occupies no space. */
    readonly weights?: "seeded" | "zeros";
    /** For a model whose batch is "N". */
    readonly batch?: number;
    /** The largest magnitude of the inputs, which are uniformly distributed. */
    readonly inputLimit?: number;
}

/** A layer of which ONNX Runtime's shape is not ours. */
export interface ShapeMismatch {
    readonly tensor: string;
    readonly shown: readonly number[];
    readonly real: readonly number[] | undefined;
}

/** Runs a model in ONNX Runtime on seeded input; returns its outputs by name. */
export async function runOnnx(
    model: OnnxModel, { weights = "seeded", batch = 1, inputLimit = 1 }: OrtOptions = {},
): Promise<ReadonlyMap<string, Tensor>> {
    await using folder = weights === "zeros" ? await temporaryFolder("onnx") : undefined;
    const session = await (folder === undefined ? openSeeded(model) : openWithZeros(model, folder.path));
    try {
        return new Map(Object.entries(await session.run(seededFeeds(model, batch, inputLimit))));
    } finally {
        await session.release();
    }
}

/** Inputs for a model, the same each time; the first entry of a batch equals a batch of one. */
export function seededFeeds(model: OnnxModel, batch = 1, limit = 1): Readonly<Record<string, Tensor>> {
    return Object.fromEntries(
        model.inputs.map(({ name, dims: [, ...rest] }) => [name, seededInput(name, [batch, ...rest], limit)]),
    );
}

/** The differences between ONNX Runtime's shapes and ours, for every result of every layer. */
export function shapeMismatches(
    model: OnnxModel, results: ReadonlyMap<string, Tensor>, batch = 1,
): readonly ShapeMismatch[] {
    const expected = [...model.outputs, ...model.layers.flatMap((layer) => layer.results)]
        .map(({ name, dims: [, ...rest] }) => ({ tensor: name, shown: [batch, ...rest] }));
    return expected
        .map(({ tensor, shown }) => ({ tensor, shown, real: results.get(tensor)?.dims }))
        .filter(({ shown, real }) => real === undefined || shown.join() !== real.join());
}

/** Loads a model with its seeded weights. */
async function openSeeded(model: OnnxModel): Promise<InferenceSession> {
    const data = new Uint8Array(model.weightsLength);
    for (const tensor of model.weights) {
        fillWeights(tensor, model.seed, new Float32Array(data.buffer, tensor.offset, tensor.count));
    }
    return InferenceSession.create(modelWithExternalWeights(model, weightsFile), {
        externalData: data.length === 0 ? [] : [{ path: weightsFile, data }],
        ...sessionOptions,
        logSeverityLevel: 3,
    });
}

/** Loads a model with a file of zeros, which ONNX Runtime maps into memory and, not repacked, reads only to compute. */
async function openWithZeros(model: OnnxModel, folder: string): Promise<InferenceSession> {
    const modelFile = join(folder, "model.onnx");
    await writeFile(modelFile, modelWithExternalWeights(model, weightsFile));
    await writeFile(join(folder, weightsFile), "");
    await truncate(join(folder, weightsFile), model.weightsLength);
    return InferenceSession.create(modelFile, {
        extra: { session: { disable_prepacking: "1" } },
        ...sessionOptions,
        logSeverityLevel: 3,
    });
}

const weightsFile = "weights.bin";

function seededInput(name: string, dims: readonly number[], limit: number): Tensor {
    const count = dims.reduce((product, size) => product * size, 1);
    const numbers = new Float32Array(count);
    fillWeights({ name, dims, offset: 0, count, fill: { kind: "uniform", limit } }, 0, numbers);
    return new Tensor("float32", numbers, dims);
}
