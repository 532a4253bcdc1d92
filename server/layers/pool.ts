import type { Shape } from "../sizes/shape.ts";
import { unknownSize } from "../sizes/size.ts";
import { dilationOptions, kernelOptions, paddingOptions, strideOptions } from "./argument-options.ts";
import { boolean, dilations, padding, perAxis, strides } from "./argument-readers.ts";
import { optional, required, withDefault, type Padding, type PerAxis } from "./argument-types.ts";
import { channelsOnly, hasRank, spatialRanks, type Reporter } from "./axes.ts";
import { guessWindowed, symmetricPadding } from "./conv.ts";
import { perElement, productOf, sumOf } from "./counts.ts";
import { defineLayer, type LayerDefinition, type TypedInference } from "./definition.ts";
import { avgPoolNodes, maxPoolNodes } from "./pool-form.ts";
import { avgPoolForm, maxPoolForm, reaching } from "./pool-pytorch-form.ts";
import { windowReach } from "./reach.ts";
import { floats, floatsLike, indicesLike } from "./saved-tensors.ts";
import type { LayerTraits } from "./traits.ts";
import { readWindows, slideWindows, slidingTaps, type AxisWindow } from "./window.ts";

interface PoolDetails {
    readonly windows: readonly AxisWindow[];
}

interface PoolArguments {
    readonly kernel: PerAxis;
    readonly stride: PerAxis | undefined;
    readonly padding: Padding;
    readonly dilation: PerAxis;
    readonly ceil_mode: boolean;
}

const kernelArgument = required(perAxis(1), "The window's size: `2` for 2×2, or one number per axis.", {
    ...kernelOptions, typical: "2",
});

const strideArgument = optional(strides,
    "The distance between neighbouring windows. By default the kernel, so windows touch but do not overlap.",
    { ...strideOptions, defaultLabel: "kernel" });

const ceilModeArgument = withDefault(boolean, false,
    "Whether a last window that extends beyond the end counts. It must start inside the input or the leading " +
    "padding. GoogLeNet and SqueezeNet need it.");

/** The common traits of poolings: they work on each channel separately and learn nothing. */
export const poolingTraits: LayerTraits = {
    elementwise: false, activation: false, normalization: false, cancelsBias: false, biasAxis: undefined,
    channels: "kept", mixesChannels: false, resamples: true, pools: true, merges: undefined,
};

export const maxPool: LayerDefinition = defineLayer({
    name: "max_pool",
    family: "Pooling",
    traits: poolingTraits,
    aliases: {
        PyTorch: ["MaxPool1d", "MaxPool2d", "MaxPool3d"],
        Keras: ["MaxPooling1D", "MaxPooling2D", "MaxPooling3D"],
    },
    summary: "Keeps the largest value of each window, channel by channel.",
    documentation:
        "The stride defaults to the kernel: `max_pool(2)` halves height and width, `max_pool(3, " +
        "stride=2, padding=1)` does so with windows that overlap. Padding is never selected.\n\n" +
        "With `indices=true` there are two results, `pooled, where = max_pool(2, indices=true)`: the second holds " +
        "the position of each value in its channel, counted row by row as in PyTorch. `max_unpool(where, 2)` puts " +
        "the values back.",
    pytorchName: "torch.nn.MaxPool2d",
    operands: { from: "line" },
    arguments: {
        kernel: kernelArgument,
        stride: strideArgument,
        padding: withDefault(padding, 0,
            "How far windows can extend over the border: one number, one per axis, a pair per axis, `\"same\"` or " +
            "`\"valid\"`. At most half the kernel.", paddingOptions),
        dilation: withDefault(dilations, 1, "The distance between a window's elements.", dilationOptions),
        ceil_mode: ceilModeArgument,
        indices: withDefault(boolean, false, "Whether a second result holds the position of each value.", {
            aliases: { PyTorch: ["return_indices"] }, listed: false,
        }),
    },
    positional: 2,
    infer: (call) => {
        const inferred = inferPool(call, "max_pool", call.inputs[0] ?? [], call.arguments);
        const [output] = inferred.outputs;
        return call.arguments.indices ? { ...inferred, outputs: [output, output] } : inferred;
    },
    guess: ({ kernel }, [input]) => guessWindowed(input?.[0]?.sample, kernel, input),
    onnx: (call, { details, outputs }, names) =>
        maxPoolNodes(details.windows, call.inputs[0] ?? [], outputs[0] ?? [], call.arguments.indices, names),
    arithmetic: (_, { details: { windows } }) => ({ kind: "maximum", axes: windows.map(slidingTaps) }),
    saves: (call, { details: { windows }, outputs }) => {
        const padded = poolsPadded(call.arguments, windows)
            ? paddedElements(windows, call.inputs[0], outputs[0])
            : undefined;
        const indices = call.arguments.indices ? { results: [1] } : {};
        const own = call.arguments.indices ? [] : [indicesLike(outputs[0])];
        return padded === undefined ? { inputs: [0], own, ...indices } : { own: [floats(padded), ...own], ...indices };
    },
    pytorch: (call, { details: { windows }, outputs }) =>
        maxPoolForm(call.arguments, windows, call.inputs[0] ?? [], outputs[0] ?? []),
});

export const avgPool: LayerDefinition = defineLayer({
    name: "avg_pool",
    family: "Pooling",
    traits: poolingTraits,
    aliases: {
        PyTorch: ["AvgPool1d", "AvgPool2d", "AvgPool3d"],
        Keras: ["AveragePooling1D", "AveragePooling2D", "AveragePooling3D"],
        ONNX: ["AveragePool"],
    },
    summary: "Takes the mean of each window, channel by channel.",
    documentation:
        "The stride defaults to the kernel. Padding counts as zeros in the mean unless " +
        "`count_include_pad=false`, as in PyTorch; TensorFlow leaves it out.",
    pytorchName: "torch.nn.AvgPool2d",
    operands: { from: "line" },
    arguments: {
        kernel: kernelArgument,
        stride: strideArgument,
        padding: withDefault(padding, 0,
            "Zeros around the input: one number, one per axis, a pair per axis, `\"same\"` or " +
            "`\"valid\"`. At most half the kernel.", paddingOptions),
        ceil_mode: ceilModeArgument,
        count_include_pad: withDefault(boolean, true, "Whether the padding's zeros count in the mean."),
    },
    positional: 2,
    infer: (call) =>
        inferPool(call, "avg_pool", call.inputs[0] ?? [], { ...call.arguments, dilation: 1 }),
    guess: ({ kernel }, [input]) => guessWindowed(input?.[0]?.sample, kernel, input),
    onnx: (call, { details, outputs }, names) => avgPoolNodes(
        details.windows, call.inputs[0] ?? [], outputs[0] ?? [], call.arguments.count_include_pad, names),
    arithmetic: (call, { details: { windows } }) => ({
        kind: "mean", axes: windows.map(slidingTaps), countsPadding: call.arguments.count_include_pad,
    }),
    saves: (call, { details: { windows }, outputs }) =>
        poolsPadded(call.arguments, windows)
            // The padded input and, where padding does not count, the number of elements of each window.
            ? {
                own: [
                    floats(paddedElements(windows, call.inputs[0], outputs[0])),
                    ...(call.arguments.padding === "same" && call.arguments.count_include_pad ? [] : [floatsLike(outputs[0])]),
                ],
            }
            : { inputs: [0] },
    pytorch: (call, { details: { windows }, outputs }) =>
        avgPoolForm(call.arguments, windows, call.inputs[0] ?? [], outputs[0] ?? []),
});

/** Whether PyTorch pads the input before it pools: it does not support the padding itself. */
function poolsPadded({ padding: written }: Pick<PoolArguments, "padding">, windows: readonly AxisWindow[]): boolean {
    return written === "same"
        ? windows.some(({ before, after }) => before > 0 || after > 0)
        : symmetricPadding(written, windows) === undefined;
}

function paddedElements(
    windows: readonly AxisWindow[], input: Shape = [], output: Shape = [],
): number | undefined {
    return productOf(input[0]?.sample, ...reaching(windows, input, output).map(({ before, after }, index) =>
        sumOf(before, input[index + 1]?.sample, after)));
}

function inferPool(
    reporter: Reporter, layer: string, input: Shape, args: PoolArguments,
): TypedInference<PoolDetails> {
    const wrong = { macs: undefined, operations: undefined, details: { windows: [] } };
    if (!hasRank(reporter, layer, input, spatialRanks)) {
        return { outputs: [guessWindowed(undefined, args.kernel, undefined)], ...wrong };
    }
    const channels = input[0] ?? unknownSize;
    const windows = readWindows(reporter, { ...args, stride: args.stride ?? args.kernel }, input);
    if (windows === undefined) {
        return { outputs: [channelsOnly(channels, input.length - 1)], ...wrong };
    }
    checkHalfKernel(reporter, windows);
    const { sizes, formulas } = slideWindows(reporter, input, windows, args.ceil_mode ? "ceil" : "floor");
    const output: Shape = [channels, ...sizes];
    const area = windows.reduce((product, { kernel }) => product * kernel, 1);
    return {
        outputs: [output],
        axes: formulas,
        operations: perElement(output, area),
        windows,
        reach: [[["same", ...windows.map((window, index) => windowReach(index + 1, window))]]],
        details: { windows },
    };
}

/** With padding over half its kernel, a window could contain only padding; PyTorch rejects it too. */
export function checkHalfKernel(reporter: Reporter, windows: readonly AxisWindow[]): void {
    for (const { kernel, before, after, same } of windows) {
        const value = Math.max(before, after);
        if (!same && 2 * value > kernel) {
            reporter.report({
                code: "invalid-padding", reason: "over-half-kernel", value, kernel, argument: "padding",
            });
            return;
        }
    }
}
