import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";
import type { WeightTensor } from "../protocol.ts";
import { readTensorTable, type TensorTable } from "../weights/safetensors.ts";
import { isWeightType, readNumbers, type TensorFile } from "../weights/tensor-numbers.ts";

/**
 * Writes a tensor's numbers into `target`, which holds exactly that tensor: those in `file`, or seeded ones. These
 * depend only on the seed and the tensor's name, so tensors can be filled in any order, and they are the same in every
 * engine: they use only integer arithmetic, one multiplication and one rounding to float32.
 */
export function fillWeights(tensor: WeightTensor, seed: number, target: Float32Array, file?: TensorFile): void {
    if (target.length !== tensor.count) {
        throw new RangeError(`${tensor.name} has ${tensor.count} numbers, not ${target.length}.`);
    }
    const { fill } = tensor;
    if (fill.kind === "constant") {
        target.fill(fill.value);
        return;
    }
    if (fill.kind === "file") {
        const stored = file?.tensors.get(fill.tensor);
        if (file === undefined || stored === undefined || stored.shape.join() !== tensor.dims.join()) {
            throw new RangeError(`The file has no tensor ${fill.tensor} of the shape that the model needs.`);
        }
        readNumbers(file, stored, target);
        return;
    }
    const random = xoroshiro128plusFromState(generatorState(`${seed}/${tensor.name}`));
    const scale = fill.limit / 2 ** 31;
    for (let i = 0; i < target.length; i++) {
        target[i] = random.next() * scale;
    }
}

/**
 * The file with a model's trained weights, from its bytes; undefined if it does not have all that `weights` need,
 * because it has changed since its header was read.
 */
export function trainedFile(bytes: Uint8Array, weights: readonly WeightTensor[]): TensorFile | undefined {
    const tensors = readTensorTable(bytes, bytes.length);
    return "problem" in tensors || !hasWeights(tensors, weights)
        ? undefined
        : { tensors, bytes: (start, end) => bytes.subarray(start, end) };
}

/** Whether a file has all tensors that `weights` take from it, in their shapes and with numbers that can be weights. */
export function hasWeights(tensors: TensorTable, weights: readonly WeightTensor[]): boolean {
    return weights.every(({ fill, dims }) => {
        const stored = fill.kind === "file" ? tensors.get(fill.tensor) : undefined;
        return fill.kind !== "file"
            || (stored !== undefined && isWeightType(stored.type) && stored.shape.join() === dims.join());
    });
}

/** Four words that are very different for similar texts, because the generator's first numbers reveal its state. */
function generatorState(text: string): readonly number[] {
    const hash = hashText(text);
    return [1, 2, 3, 4].map((word) => mixBits(hash + Math.imul(word, 0x9e3779b9)));
}

/** FNV-1a (Fowler, Noll, Vo), 32 bits, over UTF-16 code units. */
function hashText(text: string): number {
    let hash = 0x811c9dc5;
    for (let i = 0; i < text.length; i++) {
        hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    }
    return hash;
}

/** MurmurHash3's 32-bit finalizer (Appleby, public domain). */
function mixBits(value: number): number {
    let bits = value | 0;
    bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
    bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
    return bits ^ (bits >>> 16);
}
