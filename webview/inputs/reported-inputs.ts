import type { InferenceResult } from "../../server/webview-protocol.ts";
import type { PreparedInput } from "./source.ts";

/** The maximum number of elements for which a result includes an input. */
const largestReported = 2 ** 20;

/** The inputs in a result, so that another runtime can repeat the run. */
export function describeInputs(inputs: readonly PreparedInput[]): InferenceResult["inputs"] {
    return inputs.map(({ tensor: { name, dims, values }, pixels }) => ({
        name,
        dims,
        source: pixels === undefined ? "random" : "image",
        ...(values.length <= largestReported ? { values: encodeFloats(values) } : {}),
    }));
}

function encodeFloats(values: Float32Array): string {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    const pieces: string[] = [];
    for (let start = 0; start < bytes.length; start += 0x8000) {
        pieces.push(String.fromCharCode(...bytes.subarray(start, start + 0x8000)));
    }
    return btoa(pieces.join(""));
}
