import * as v from "valibot";
import { repeatedKey } from "./json-keys.ts";

/** The types of numbers in a safetensors file, with their sizes in bytes. */
const numberSizes = {
    F64: 8, F32: 4, F16: 2, BF16: 2, F8_E4M3: 1, F8_E5M2: 1, F8_E8M0: 1, I64: 8, I32: 4, I16: 2, I8: 1, U64: 8, U32: 4,
    U16: 2, U8: 1, BOOL: 1, C64: 8,
} as const;

export type NumberType = keyof typeof numberSizes;

/** A tensor as the file's header describes it. */
export interface StoredTensor {
    readonly name: string;
    readonly type: NumberType;
    readonly shape: readonly number[];
    /** The range of its numbers in the file, in bytes; `end` is exclusive. */
    readonly start: number;
    readonly end: number;
}

/** The tensors of a file by name. */
export type TensorTable = ReadonlyMap<string, StoredTensor>;

/** Why a file is not a valid safetensors file. */
export type TensorFileProblem =
    /** It exists, but is not read: a folder, for example, or a file that is too large. */
    | { readonly kind: "unreadable" }
    | { readonly kind: "too-short"; readonly length: number }
    | { readonly kind: "header-too-long"; readonly length: number; readonly limit: number }
    | { readonly kind: "header-past-end"; readonly length: number; readonly fileLength: number }
    | { readonly kind: "not-json" }
    | { readonly kind: "duplicate-name"; readonly name: string }
    /** An entry of the header is not a type, a shape and two offsets; `field` is missing or has the wrong form. */
    | { readonly kind: "invalid-entry"; readonly name: string; readonly field: string }
    | { readonly kind: "unknown-type"; readonly name: string; readonly type: string }
    /** The shape and type need a different number of bytes than between the offsets. */
    | { readonly kind: "wrong-size"; readonly name: string; readonly expected: number; readonly actual: number }
    /** The tensors must follow one another without gaps: `name` starts at `actual` instead of at `expected`. */
    | { readonly kind: "wrong-start"; readonly name: string; readonly expected: number; readonly actual: number }
    /** The tensors take `expected` bytes after the header, and the file has `actual`. */
    | { readonly kind: "wrong-length"; readonly expected: number; readonly actual: number };

export interface TensorFileFailure {
    readonly problem: TensorFileProblem;
}

/** The number of bytes with the length of the header. */
const lengthBytes = 8;

/** Room for about 80,000 tensors. A longer header is not read. */
const longestHeader = 8 * 2 ** 20;

/**
 * How many bytes of a file `readTensorTable` needs, from its first 8 bytes or more. `fileLength` is the length of the
 * whole file.
 */
export function headLength(start: Uint8Array, fileLength: number): number | TensorFileFailure {
    if (fileLength < lengthBytes || start.length < lengthBytes) {
        return { problem: { kind: "too-short", length: fileLength } };
    }
    const view = new DataView(start.buffer, start.byteOffset, lengthBytes);
    const length = Number(view.getBigUint64(0, true));
    if (length > fileLength - lengthBytes) {
        return { problem: { kind: "header-past-end", length, fileLength } };
    }
    return length > longestHeader
        ? { problem: { kind: "header-too-long", length, limit: longestHeader } }
        : lengthBytes + length;
}

/**
 * Reads the table of a file's tensors from its start, up to `headLength`. The file is not trusted: the result is
 * consistent with itself and with `fileLength`. Does not read any numbers.
 */
export function readTensorTable(start: Uint8Array, fileLength: number): TensorTable | TensorFileFailure {
    const dataStart = headLength(start, fileLength);
    if (typeof dataStart !== "number") {
        return dataStart;
    }
    const entries = readHeader(start.subarray(lengthBytes, dataStart));
    if (!Array.isArray(entries)) {
        return entries;
    }
    const table = new Map<string, StoredTensor>();
    for (const [name, entry] of entries) {
        if (name === metadataName) {
            continue;
        }
        const tensor = readEntry(name, entry, dataStart);
        if ("problem" in tensor) {
            return tensor;
        }
        table.set(name, tensor);
    }
    return layoutProblem(table, dataStart, fileLength) ?? table;
}

/** The entry with texts about the file instead of a tensor. */
const metadataName = "__metadata__";

function readHeader(bytes: Uint8Array): [string, unknown][] | TensorFileFailure {
    try {
        const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
        const header: unknown = JSON.parse(text);
        if (typeof header !== "object" || header === null || Array.isArray(header)) {
            return { problem: { kind: "not-json" } };
        }
        // JSON.parse keeps the last of duplicate keys, and another reader might keep the first.
        const repeated = repeatedKey(text);
        return repeated === undefined
            ? Object.entries(header)
            : { problem: { kind: "duplicate-name", name: repeated } };
    } catch {
        return { problem: { kind: "not-json" } };
    }
}

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const entrySchema = v.object({
    dtype: v.string(), shape: v.array(count), data_offsets: v.strictTuple([count, count]),
});

function readEntry(name: string, entry: unknown, dataStart: number): StoredTensor | TensorFileFailure {
    const read = v.safeParse(entrySchema, entry, { abortEarly: true });
    if (!read.success) {
        return { problem: { kind: "invalid-entry", name, field: v.getDotPath(read.issues[0]) ?? "" } };
    }
    const { dtype, shape, data_offsets: [start, end] } = read.output;
    if (!isNumberType(dtype)) {
        return { problem: { kind: "unknown-type", name, type: dtype } };
    }
    const expected = shape.reduce((product, size) => product * size, numberSizes[dtype]);
    return end - start === expected
        ? { name, type: dtype, shape, start: dataStart + start, end: dataStart + end }
        : { problem: { kind: "wrong-size", name, expected, actual: end - start } };
}

function isNumberType(text: string): text is NumberType {
    return Object.hasOwn(numberSizes, text);
}

/** Tensors must not overlap or leave gaps, so that no byte of a file is hidden or has two meanings. */
function layoutProblem(table: TensorTable, dataStart: number, fileLength: number): TensorFileFailure | undefined {
    let end = dataStart;
    for (const tensor of [...table.values()].sort((a, b) => a.start - b.start || a.end - b.end)) {
        if (tensor.start !== end) {
            const { name, start } = tensor;
            return { problem: { kind: "wrong-start", name, expected: end - dataStart, actual: start - dataStart } };
        }
        end = tensor.end;
    }
    return end === fileLength
        ? undefined
        : { problem: { kind: "wrong-length", expected: end - dataStart, actual: fileLength - dataStart } };
}
