import type { DiagnosticCode } from "../../server/diagnostics/catalogue.ts";
import type { Written, WrittenCall } from "./written-call.ts";

/** Where a call is refused that ONNX Runtime, or both it and PyTorch, would take. */
export interface Stricter {
    readonly code: DiagnosticCode;
    /** Which calls it is about. */
    readonly about: (call: WrittenCall) => boolean;
    /** PyTorch's rule, or the reason to go beyond it. */
    readonly because: string;
    /** A call that shows it. */
    readonly example: WrittenCall;
}

/** The complete list: ONNX Runtime also rejects calls that are rejected for any other reason. */
export const stricter: readonly Stricter[] = [
    {
        code: "kernel-exceeds-input",
        about: ({ layer }) => layer === "max_pool" || layer === "avg_pool",
        because: "ONNX Runtime rounds (1 − 3)/3 to 0 and makes a window of nothing; PyTorch: \"Output size is too small\"",
        example: call("avg_pool", [4, 1], { kernel: 3 }),
    },
    {
        code: "invalid-padding",
        about: ({ layer, arguments: written }) => /_(un)?pool$/.test(layer) && !sides(written).some((side) => side < 0),
        because: "PyTorch: \"pad should be at most half of effective kernel size\"; ONNX Runtime's limit is the kernel",
        example: call("max_pool", [4, 9], { kernel: 3, padding: 2 }),
    },
    {
        code: "invalid-padding",
        about: ({ layer, arguments: written }) =>
            /conv/.test(layer) && valueOf(written, "padding_mode") !== undefined && sides(written).some((side) => side < 0),
        because: "PyTorch: \"negative padding is not supported\", which only its detour over F.pad does not ask for",
        example: call("conv", [4, 9], { channels: 2, kernel: 3, padding: -1, padding_mode: "reflect" }),
    },
    {
        code: "invalid-padding",
        about: ({ layer, arguments: written }) => layer === "max_unpool" && sides(written).some((side) => side < 0),
        because: "it is the padding of the pooling that is undone, of which PyTorch says \"pad must be non-negative\"",
        example: call("max_unpool", [4, 4], { indices: { name: "b", shape: [4, 4] }, kernel: 2, padding: -1 }),
    },
    {
        code: "unpool-mismatch",
        about: ({ layer }) => layer === "max_unpool",
        because: "indices count in what was pooled; PyTorch: \"Found an invalid max index\", or values in wrong places",
        example: call("max_unpool", [4, 4], { indices: { name: "where", shape: [4, 4] }, kernel: 2 }),
    },
    {
        code: "rank-mismatch",
        about: ({ layer }) => layer === "channel_shuffle",
        because: "PyTorch: \"channel_shuffle expects input with > 2 dims\"",
        example: call("channel_shuffle", [4], { groups: 2 }),
    },
    {
        code: "rank-mismatch",
        about: ({ layer }) => layer === "pad",
        because: "axis 0 is channels, and borders go around positions; F.pad would pad the features",
        example: call("pad", [4], { padding: 1 }),
    },
    {
        code: "rank-mismatch",
        about: ({ layer }) => ["add", "sub", "mul", "maximum", "mean"].includes(layer),
        because: "PyTorch lines shapes up from the last axis, so that features would meet the width, and only if they are as many",
        example: { layer: "mul", operands: [{ name: "a", shape: [3, 5, 4] }, { name: "b", shape: [4] }], arguments: [] },
    },
    {
        code: "missing-argument",
        about: ({ layer, operands }) => operands.length < 2 && ["maximum", "mean"].includes(layer),
        because: "torch.maximum and torch.stack take tensors: ONNX's Max and Mean take one, which is what it is",
        example: { layer: "maximum", operands: [{ name: "a", shape: [3] }], arguments: [] },
    },
    {
        code: "missing-argument",
        about: ({ operands }) => operands.every((one) => typeof one === "number"),
        because: "PyTorch's operators take tensors; numbers alone make no layer",
        example: { layer: "add", operands: [1, 2], arguments: [] },
    },
    {
        code: "wrong-type",
        about: ({ layer, operands }) => layer === "mean" && operands.some((one) => typeof one === "number"),
        because: "torch.stack takes tensors alone",
        example: { layer: "mean", operands: [{ name: "a", shape: [3] }, 2], arguments: [] },
    },
    {
        code: "invalid-argument",
        about: ({ arguments: written }) => ["mode", "padding_mode"].some((name) => valueOf(written, name) === "circular"),
        because: "PyTorch: \"Padding value causes wrapping around more than once\"",
        example: call("pad", [4, 2], { padding: 3, mode: "circular" }),
    },
    {
        code: "invalid-argument",
        about: ({ arguments: written }) => Number(valueOf(written, "eps")) < 0,
        because: "PyTorch: \"batch_norm eps must be non-negative\"; with the others it would take the root of a negative number",
        example: call("batch_norm", [4], { eps: -1 }),
    },
    {
        code: "invalid-argument",
        about: ({ layer }) => layer === "prelu",
        because: "PyTorch: \"Mismatch of parameter numbers and input channel size\"; ONNX Runtime repeats the one channel",
        example: call("prelu", [1, 5], { num_parameters: 7 }),
    },
    {
        code: "invalid-argument",
        about: ({ layer, arguments: written }) => layer === "upsample" && valueOf(written, "align_corners") === true,
        because: "PyTorch: \"align_corners option can only be set with the interpolating modes\"",
        example: call("upsample", [4, 6], { scale: 2, align_corners: true }),
    },
    {
        code: "invalid-argument",
        about: ({ layer, arguments: written }) => layer === "upsample" && valueOf(written, "mode") !== undefined,
        because: "PyTorch: \"Got 3D input, but bilinear mode needs 4D input\"; ONNX has one mode for all ranks",
        example: call("upsample", [4, 6], { scale: 2, mode: "bilinear" }),
    },
    {
        code: "invalid-argument",
        about: ({ layer, arguments: written }) => layer === "slice" && Number(valueOf(written, "step")) < 0,
        because: "PyTorch: \"step must be greater than zero\"",
        example: call("slice", [4, 6], { start: 3, end: -5, step: -1 }),
    },
];

function call(layer: string, shape: readonly number[], args: Readonly<Record<string, Written>>): WrittenCall {
    const written = Object.entries(args).map(([name, value]) => ({ name, value, positional: false }));
    return { layer, operands: [{ name: "a", shape }], arguments: written };
}

function valueOf(written: WrittenCall["arguments"], name: string): Written | undefined {
    return written.find((one) => one.name === name)?.value;
}

/** All numbers of a padding. */
function sides(written: WrittenCall["arguments"]): readonly number[] {
    return [valueOf(written, "padding") ?? 0].flat(2).filter((side) => typeof side === "number");
}
