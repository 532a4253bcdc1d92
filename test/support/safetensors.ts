/** A tensor for a file; its numbers are zeros unless there are others. */
export interface WrittenTensor {
    readonly type: string;
    readonly shape: readonly number[];
    readonly numbers?: Uint8Array;
}

const sizes: Readonly<Record<string, number>> = { F64: 8, F32: 4, F16: 2, BF16: 2, I64: 8, U8: 1 };

/** A safetensors file as in its specification: 8 bytes with the header's length, the header, the numbers. */
export function safetensorsFile(tensors: Readonly<Record<string, WrittenTensor>>): Uint8Array {
    const header: Record<string, unknown> = {};
    const data: Uint8Array[] = [];
    let end = 0;
    for (const [name, { type, shape, numbers }] of Object.entries(tensors)) {
        const length = shape.reduce((product, size) => product * size, sizes[type] ?? NaN);
        header[name] = { dtype: type, shape, data_offsets: [end, end + length] };
        data.push(numbers ?? new Uint8Array(length));
        end += length;
    }
    return fileWithHeader(JSON.stringify(header), Buffer.concat(data));
}

/** A file with any header, and any bytes after it. */
export function fileWithHeader(header: string, data: Uint8Array = new Uint8Array()): Uint8Array {
    const text = new TextEncoder().encode(header);
    const length = new DataView(new ArrayBuffer(8));
    length.setBigUint64(0, BigInt(text.length), true);
    return new Uint8Array(Buffer.concat([new Uint8Array(length.buffer), text, data]));
}

/** `fc.weight F32 [10, 64]` on each line is a file with these tensors; any other text is a file with that text. */
export function describedTensors(text: string): Uint8Array {
    const lines = text.split("\n").filter((line) => line.trim() !== "");
    const tensors = lines.map((line) => /^(\S+)\s+(\w+)\s+\[([\d, ]*)\]$/.exec(line.trim()));
    const found = tensors.flatMap((parts) => {
        const [, name, type, shape] = parts ?? [];
        return name === undefined || type === undefined || shape === undefined
            ? []
            : [[name, { type, shape: shape.split(",").filter((size) => size.trim() !== "").map(Number) }] as const];
    });
    return found.length === lines.length
        ? safetensorsFile(Object.fromEntries(found))
        : new TextEncoder().encode(text);
}
