import type { InferenceModel } from "../../server/protocol.ts";
import { formatBytes } from "../../server/quantities.ts";
import { text, type Text } from "../../server/text.ts";

/** The memory that a model needs, in bytes. */
export interface MemoryNeed {
    readonly weights: number;
    /** The largest tensor: a weight, input or result. */
    readonly largest: { readonly name: string; readonly bytes: number };
    /** The largest sum of the results of two consecutive layers: the minimum needed while a layer runs. */
    readonly activations: number;
}

/** A WebGPU adapter's limits on tensor sizes. */
export interface BufferLimits {
    readonly maxBufferSize: number;
}

/**
 * WebAssembly's address space, and the number of copies of the weights that ONNX Runtime holds there while it
 * rearranges them for its kernels: measured, 2.15 GB of weights load and 2.68 GB do not.
 */
const wasmAddressSpace = 2 ** 32;
const wasmCopiesOfWeights = 1.9;

export function memoryNeed(model: InferenceModel): MemoryNeed {
    const weights = model.weights.map(({ name, count }) => ({ name, bytes: count * 4 }));
    const results = model.layers.map(({ path, dims }) => ({ name: path, bytes: byteLength(dims) }));
    const inputs = model.inputs.map(({ name, dims }) => ({ name, bytes: byteLength(dims) }));
    const tensors = [...weights, ...results, ...inputs];
    const held = [...inputs, ...results].map(({ bytes }, index, all) => bytes + (all[index - 1]?.bytes ?? 0));
    return {
        weights: model.weightsLength,
        largest: tensors.reduce((most, one) => (one.bytes > most.bytes ? one : most), { name: "", bytes: 0 }),
        activations: Math.max(0, ...held),
    };
}

/** Why the model cannot run on a GPU with these limits, if it cannot. */
export function webGpuRefusal({ largest }: MemoryNeed, { maxBufferSize }: BufferLimits): Text | undefined {
    return largest.bytes > maxBufferSize
        ? text("{tensor} takes {needed}, and this GPU's buffers hold {limit}", {
            tensor: largest.name, needed: formatBytes(largest.bytes), limit: formatBytes(maxBufferSize),
        })
        : undefined;
}

/** Why the model cannot run on WebAssembly, if it cannot. */
export function wasmRefusal({ weights, activations }: MemoryNeed): Text | undefined {
    const needed = weights * wasmCopiesOfWeights + activations;
    return needed > wasmAddressSpace
        ? text(
            "WebAssembly can hold {limit}; this network needs about {needed} there, with {weights} of weights and {results} of feature maps",
            {
                limit: formatBytes(wasmAddressSpace), needed: formatBytes(needed), weights: formatBytes(weights),
                results: formatBytes(activations),
            },
        )
        : undefined;
}

/** The bytes of a float32 tensor. */
export function byteLength(dims: readonly number[]): number {
    return dims.reduce((product, size) => product * size, 4);
}
