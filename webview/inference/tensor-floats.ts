import type { Tensor } from "onnxruntime-web/jspi";

/** The numbers of a tensor in an array that can be moved to the page. */
export function floatsOf(tensor: Tensor, data: Tensor.DataType = tensor.data): Float32Array<ArrayBuffer> {
    const isWhole = data instanceof Float32Array && data.byteLength === data.buffer.byteLength;
    return isWhole && data.buffer instanceof ArrayBuffer
        ? new Float32Array(data.buffer)
        : Float32Array.from(data, Number);
}
