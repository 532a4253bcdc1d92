import type { NumberType, StoredTensor, TensorTable } from "./safetensors.ts";

/** An open safetensors file: its table, and a function that reads a range of its bytes. */
export interface TensorFile {
    readonly tensors: TensorTable;
    bytes(start: number, end: number): Uint8Array;
}

/** Converts the numbers of each type of weights to float32 in `target`. */
const converters = {
    F32: (bytes, target) => {
        new Uint8Array(target.buffer, target.byteOffset, target.byteLength).set(bytes);
    },
    F64: (bytes, target) => {
        fill(bytes, 8, target, (view, at) => view.getFloat64(at, true));
    },
    F16: (bytes, target) => {
        fill(bytes, 2, target, (view, at) => halfNumber(view.getUint16(at, true)));
    },
    // The upper half of a float32.
    BF16: (bytes, target) => {
        const bits = new Uint32Array(target.buffer, target.byteOffset, target.length);
        fill(bytes, 2, bits, (view, at) => view.getUint16(at, true) << 16);
    },
} as const satisfies Partial<Record<NumberType, (bytes: Uint8Array, target: Float32Array) => void>>;

/**
 * Whether tensors of this type can be weights: integers and 8-bit numbers would need a scale, which files do not have.
 */
export function isWeightType(type: NumberType): type is keyof typeof converters {
    return Object.hasOwn(converters, type);
}

/** Writes a tensor's numbers as float32 into `target`, which holds exactly that tensor. */
export function readNumbers(
    file: TensorFile, { name, type, shape, start, end }: StoredTensor, target: Float32Array,
): void {
    const count = shape.reduce((product, size) => product * size, 1);
    if (!isWeightType(type) || count !== target.length) {
        throw new RangeError(`${name} has ${count} numbers of type ${type}, not ${target.length} that can be weights.`);
    }
    converters[type](file.bytes(start, end), target);
}

function fill(
    bytes: Uint8Array, size: number, target: Float32Array | Uint32Array, read: (view: DataView, at: number) => number,
): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let index = 0; index < target.length; index++) {
        target[index] = read(view, index * size);
    }
}

/** A half-precision number (IEEE 754 binary16) from its bits. */
function halfNumber(bits: number): number {
    const sign = bits >> 15 === 0 ? 1 : -1;
    const exponent = (bits >> 10) & 0x1f;
    const fraction = bits & 0x3ff;
    if (exponent === 0x1f) {
        return fraction === 0 ? sign * Infinity : NaN;
    }
    return exponent === 0
        ? sign * fraction * 2 ** -24
        : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
