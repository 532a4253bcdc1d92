import type { Arithmetic } from "../arithmetic.ts";
import { call, keyword, literal } from "../python/syntax.ts";
import type { Shape } from "../sizes/shape.ts";
import { elementCount } from "../sizes/shape.ts";
import { isMultiple } from "../sizes/size-condition.ts";
import { fixedSize, unknownSize, type Size } from "../sizes/size.ts";
import {
    biasOptions, channelsOptions, dilationOptions, groupsOptions, kernelOptions, paddingOptions, strideOptions,
} from "./argument-options.ts";
import {
    boolean, dilations, groupCount, integer, padding, perAxis, strides,
} from "./argument-readers.ts";
import { required, withDefault, type Padding, type PerAxis } from "./argument-types.ts";
import { channelsOnly, hasRank, spatialRanks, type Reporter } from "./axes.ts";
import { borderMode, borderNodes, checkBorder, type BorderMode } from "./border.ts";
import { productOf, sumOf } from "./counts.ts";
import { defineLayer, type LayerDefinition, type ParameterTensor, type TypedInference } from "./definition.ts";
import { parameterSize, requireSizes } from "./demands.ts";
import { int, ints, onnxBuilder } from "./onnx-builder.ts";
import type { OnnxNames, OnnxNode } from "./onnx-form.ts";
import {
    channelsOf, fixed, argumentSlot, input as inputPart, moduleForm, named, slotPart, own, positional, torchPads,
    type Hole, type PytorchForm, type PytorchSlot, type Template,
} from "./pytorch-form.ts";
import { windowReach } from "./reach.ts";
import { floats, type SavedTensors } from "./saved-tensors.ts";
import type { LayerTraits } from "./traits.ts";
import { doubledSide, onnxPads, readWindows, slideWindows, slidingTaps, type AxisWindow } from "./window.ts";

/** What a convolution's rule computes besides shapes. */
interface ConvolutionDetails {
    readonly windows: readonly AxisWindow[];
    readonly groups: number;
}

interface ConvolutionArguments {
    readonly kernel: PerAxis;
    readonly stride: PerAxis;
    readonly padding: Padding;
    readonly dilation: PerAxis;
    readonly bias: boolean;
    readonly padding_mode: BorderMode;
}

/** The last arguments of every convolution. */
const spatialArguments = {
    stride: withDefault(strides, 1,
        "The distance between neighbouring windows. 2 halves the size; a stride larger than the kernel skips " +
        "input.", strideOptions),
    padding: withDefault(padding, 0,
        "Padding around the input: one number, one per axis, a pair per axis (`[[top, bottom], [left, right]]`), " +
        "`\"same\"` for ⌈n/s⌉ outputs (an odd pixel goes after) or `\"valid\"` for none. " +
        "Half an odd kernel, `(k - 1) / 2`, keeps the size at stride 1. PyTorch refuses `\"same\"` with a stride.", paddingOptions),
    dilation: withDefault(dilations, 1,
        "The distance between the kernel's taps. A kernel of 3 with dilation 2 spans 5, so it needs padding 2 to " +
        "keep the size.", dilationOptions),
} as const;

const biasArgument = withDefault(boolean, true,
    "Whether a learned number is added to each output channel. Before `batch_norm` it has no effect: write " +
    "`bias=false`.", biasOptions);

const paddingModeArgument = withDefault(borderMode, "zeros",
    "The content of the padding: `\"zeros\"`, the mirrored image (`\"reflect\"`), its repeated edge " +
    "(`\"replicate\"`) or its opposite side (`\"circular\"`).");

/** The common traits of convolutions. */
export const convolutionTraits = {
    elementwise: false, activation: false, normalization: false, cancelsBias: false, biasAxis: "channels",
    resamples: true, pools: false, merges: undefined,
} as const satisfies Partial<LayerTraits>;

export const conv: LayerDefinition = defineLayer({
    name: "conv",
    family: "Convolution",
    traits: { ...convolutionTraits, channels: "set", mixesChannels: true },
    aliases: {
        PyTorch: ["Conv1d", "Conv2d", "Conv3d"],
        Keras: ["Conv1D", "Conv2D", "Conv3D"],
        informal: ["convolution"],
    },
    summary:
        "Slides a learned kernel over the input: each output is a weighted sum of all channels in the kernel's " +
        "window.",
    documentation:
        "Works on `[channels, length]`, `[channels, height, width]` and `[channels, depth, height, width]`. Input " +
        "channels are inferred: `conv(64, 3)` computes 64 channels with a 3×3 kernel, like PyTorch's `Conv2d(in, " +
        "64, 3)`.\n\n" +
        "The size of each axis is ⌊(n + p − d·(k − 1) − 1)/s⌋ + 1, where p is the padding of both sides together. " +
        "Without padding, a kernel of 3 removes 2 from every axis.",
    pytorchName: "torch.nn.Conv2d",
    operands: { from: "line" },
    arguments: {
        channels: required(integer(1), "The number of output channels.", channelsOptions),
        kernel: required(perAxis(1), "The kernel's size: `3` for 3×3, or one number per axis, `[1, 7]`.", kernelOptions),
        ...spatialArguments,
        groups: withDefault(groupCount, 1,
            "Splits the channels into independent groups. It must divide the input and output channels.", groupsOptions),
        bias: biasArgument,
        padding_mode: paddingModeArgument,
    },
    positional: 2,
    infer: (call) => {
        const { channels, groups } = call.arguments;
        return inferConvolution(call, "conv", call.inputs[0] ?? [], call.arguments, fixedSize(channels), groups);
    },
    guess: ({ channels, kernel }, [input]) => guessWindowed(channels, kernel, input),
    onnx: (call, { details }, names) => convolutionNodes(call.arguments, details, call.inputs[0] ?? [], names),
    arithmetic: (call, { details }) => convolutionArithmetic(call.arguments, details),
    saves: (call, { details }) => savedByConvolution(call.arguments, details, call.inputs[0]),
    pytorch: (call, { details }) => {
        const { channels, groups } = call.arguments;
        return convolutionForms(
            call.arguments, details, call.inputs[0] ?? [], argumentSlot("channels", channels), argumentSlot("groups", groups));
    },
});

export const depthwiseConv: LayerDefinition = defineLayer({
    name: "depthwise_conv",
    family: "Convolution",
    traits: { ...convolutionTraits, channels: "derived", mixesChannels: false },
    aliases: { Keras: ["DepthwiseConv1D", "DepthwiseConv2D"], informal: ["dwconv", "depthwise"] },
    summary: "A convolution that filters each channel separately.",
    documentation:
        "It is a `conv` with as many groups as input channels. It is much cheaper, because it does not mix " +
        "channels. Followed by a 1×1 `conv`, it forms a depthwise separable convolution.",
    pytorchName: "torch.nn.Conv2d",
    operands: { from: "line" },
    arguments: {
        kernel: required(perAxis(1), "The kernels' size: `3` for 3×3, or one number per axis.", kernelOptions),
        multiplier: withDefault(integer(1), 1, "The number of output channels per input channel.", {
            aliases: { Keras: ["depth_multiplier"] },
        }),
        ...spatialArguments,
        bias: biasArgument,
        padding_mode: paddingModeArgument,
    },
    positional: 1,
    infer: (call) => {
        const input = call.inputs[0] ?? [];
        const groups = parameterSize(call, input[0]);
        const channels = productOf(groups, call.arguments.multiplier);
        return inferConvolution(
            call, "depthwise_conv", input, call.arguments,
            channels === undefined ? unknownSize : fixedSize(channels), groups);
    },
    guess: ({ kernel, multiplier }, [input]) =>
        guessWindowed(productOf(input?.[0]?.sample, multiplier ?? 1), kernel, input),
    onnx: (call, { details }, names) => convolutionNodes(call.arguments, details, call.inputs[0] ?? [], names),
    arithmetic: (call, { details }) => convolutionArithmetic(call.arguments, details),
    saves: (call, { details }) => savedByConvolution(call.arguments, details, call.inputs[0]),
    pytorch: (call, { details, outputs }) => {
        const input = call.inputs[0] ?? [];
        const channels = channelsOf(input[0]?.sample);
        const { multiplier } = call.arguments;
        const made = multiplier === 1 ? channels : {
            value: outputs[0]?.[0]?.sample ?? 0, from: { channels: "times", argument: "multiplier", power: 1 },
        } as const;
        return convolutionForms(call.arguments, details, input, made, channels);
    },
});

/** `[channels, ?, ?]`: the result of a layer with windows, if its input or kernel determines the rank. */
export function guessWindowed(
    channels: number | undefined, kernel: PerAxis | undefined, input: Shape | undefined,
): Shape | undefined {
    const axes = input !== undefined && spatialRanks.includes(input.length)
        ? input.length - 1
        : typeof kernel === "object" ? kernel.length : undefined;
    return axes === undefined ? undefined : channelsOnly(channels ?? unknownSize, axes);
}

/** Whether groups divide the channels on both sides; reports groups that do not. */
export function groupsFit(
    reporter: Reporter, groups: number, input: Size | undefined, output: number | undefined,
): boolean {
    const sides = [["input", input], ["output", output === undefined ? undefined : fixedSize(output)]] as const;
    return sides.every(([of, channels]) => channels === undefined || requireSizes(
        reporter, isMultiple(channels, groups),
        () => ({ code: "invalid-groups", groups, channels: channels.sample ?? 0, of, argument: "groups" })));
}

/** The learned tensors of a convolution; their shapes are undefined if the channels are unknown. */
export function convolutionParameters(
    weight: readonly [number, number, ...number[]] | undefined, bias: number | undefined,
): readonly ParameterTensor[] {
    const [outer, inner, ...kernel] = weight ?? [0, 0];
    const area = kernel.reduce((product, size) => product * size, 1);
    const fans = { fanIn: inner * area, fanOut: outer * area };
    const tensors: ParameterTensor[] = [
        { name: "weight", shape: weight, learned: true, initialization: { kind: "random", ...fans } },
    ];
    if (bias !== undefined) {
        tensors.push({
            name: "bias", shape: [bias], learned: true, initialization: { kind: "bias", fanIn: fans.fanIn },
        });
    }
    return tensors;
}

function inferConvolution(
    call: Reporter, layer: string, input: Shape, args: ConvolutionArguments,
    channels: Size, groups: number | undefined,
): TypedInference<ConvolutionDetails> {
    const details: ConvolutionDetails = { windows: [], groups: groups ?? 1 };
    const wrong = { macs: undefined, operations: undefined, details };
    if (!hasRank(call, layer, input, spatialRanks)) {
        return { outputs: [guessWindowed(channels.sample, args.kernel, undefined)], ...wrong };
    }
    const windows = readWindows(call, args, input);
    if (windows === undefined) {
        return { outputs: [channelsOnly(channels, input.length - 1)], ...wrong };
    }
    const fits = groups === undefined || groupsFit(call, groups, input[0], channels.sample);
    const doubled = windows.map((window, index) => doubledSide(input[index + 1] ?? unknownSize, window));
    checkBorder(call, args.padding_mode, windows, input, "padding", doubled);
    const { sizes, formulas } = slideWindows(call, input, windows);
    const output: Shape = [channels, ...sizes];
    const inputs = parameterSize(call, input[0]);
    const outputs = channels.sample;
    const weight = !fits || inputs === undefined || outputs === undefined || groups === undefined
        ? undefined
        : [outputs, inputs / groups, ...windows.map(({ kernel }) => kernel)] as const;
    const positions = elementCount(sizes);
    return {
        outputs: [output],
        axes: formulas,
        parameters: convolutionParameters(weight, args.bias ? outputs : undefined),
        macs: weight === undefined ? undefined : productOf(...weight, positions),
        operations: args.bias ? elementCount(output) : 0,
        windows,
        reach: [[["whole", ...windows.map((window, index) => windowReach(index + 1, window))]]],
        details: { windows, groups: groups ?? 1 },
    };
}

function convolutionNodes(
    args: ConvolutionArguments, { windows, groups }: ConvolutionDetails, input: Shape, names: OnnxNames,
): readonly OnnxNode[] {
    const onnx = onnxBuilder(names);
    const filled = args.padding_mode !== "zeros";
    const padded = filled ? borderNodes(onnx, onnx.input(), args.padding_mode, windows, input) : onnx.input();
    const inputs = [padded, onnx.parameter("weight"), ...(args.bias ? [onnx.parameter("bias")] : [])];
    return onnx.result("Conv", inputs, {
        kernel_shape: ints(windows.map(({ kernel }) => kernel)),
        strides: ints(windows.map(({ stride }) => stride)),
        dilations: ints(windows.map(({ dilation }) => dilation)),
        pads: ints(filled ? windows.flatMap(() => [0, 0]) : onnxPads(windows)),
        group: int(groups),
    });
}

/**
 * Its input, for the gradient of the weight, or the padded input if PyTorch pads it before: for other modes, and for
 * what one side has more with the padding "same".
 */
function savedByConvolution(
    args: ConvolutionArguments, { windows }: ConvolutionDetails, input: Shape | undefined,
): SavedTensors {
    const [form] = borderForms(args, windows);
    const isWhole = form?.called !== undefined || args.padding_mode !== "zeros";
    const added = windows.map(({ before, after }) =>
        (isWhole ? before + after : args.padding === "same" ? Math.abs(after - before) : 0));
    if (added.every((size) => size === 0)) {
        return { inputs: [0] };
    }
    const padded = added.map((size, axis) => sumOf(input?.[axis + 1]?.sample, size));
    const isCopied = args.padding_mode === "zeros" || args.padding_mode === "circular";
    return { inputs: isCopied ? [] : [0], own: [floats(productOf(input?.[0]?.sample, ...padded))] };
}

function convolutionArithmetic(args: ConvolutionArguments, { windows, groups }: ConvolutionDetails): Arithmetic {
    return {
        kind: "convolution", axes: windows.map(slidingTaps), groups, border: args.padding_mode, inputFirst: false,
    };
}

/** nn.Conv2d; a padding that it does not support is applied to its input first. */
function convolutionForms(
    args: ConvolutionArguments, { windows }: ConvolutionDetails, input: Shape, channels: PytorchSlot,
    groups: PytorchSlot,
): readonly PytorchForm[] {
    return borderForms(args, windows).map((border) => moduleForm(`nn.Conv${input.length - 1}d`, [
        positional(channelsOf(input[0]?.sample)),
        positional(channels),
        positional(argumentSlot("kernel", args.kernel)),
        named("stride", argumentSlot("stride", args.stride), 1),
        ...(border.padding === undefined ? [] : [named("padding", border.padding, 0)]),
        named("dilation", argumentSlot("dilation", args.dilation), 1),
        named("groups", groups, 1),
        named("bias", argumentSlot("bias", args.bias), true),
        ...(border.padding === undefined ? [] : [named("padding_mode", argumentSlot("padding_mode", args.padding_mode), "zeros")]),
    ], { ...border, channels }));
}

/** A padding argument of PyTorch's convolution, or the padding of its input. */
interface BorderForm {
    readonly padding?: PytorchSlot;
    readonly called?: Template;
    readonly preamble?: readonly string[];
}

function borderForms(args: ConvolutionArguments, windows: readonly AxisWindow[]): readonly BorderForm[] {
    const mode = args.padding_mode === "zeros" ? [] : [keyword<Hole>("mode", literal(args.padding_mode))];
    if (args.padding === "same") {
        const moves = [
            slotPart(argumentSlot("kernel", args.kernel)), slotPart(argumentSlot("stride", args.stride)),
            ...(args.dilation === 1 ? [] : [slotPart(argumentSlot("dilation", args.dilation))]),
        ];
        const padded: BorderForm = {
            called: call(own, [call<Hole>("pad_same", [inputPart(), ...moves, ...mode])]), preamble: ["pad_same"],
        };
        return windows.some(({ stride }) => stride !== 1) ? [padded] : [{ padding: argumentSlot("padding", "same") }, padded];
    }
    const padding = symmetricPadding(args.padding, windows);
    if (args.padding === "valid") {
        return [{ padding: fixed(0) }, { padding: argumentSlot("padding", "valid") }];
    }
    const padded: BorderForm = {
        called: call(own, [call<Hole>("F.pad", [inputPart(), torchPads(windows, "padding", args.padding), ...mode])]),
    };
    return [...(padding === undefined ? [] : [{ padding }]), ...(typeof args.padding === "number" ? [] : [padded])];
}

/** A padding as PyTorch accepts it, one number per axis; undefined if the sides of an axis differ. */
export function symmetricPadding(
    written: Padding, windows: readonly Pick<AxisWindow, "before" | "after">[],
): PytorchSlot | undefined {
    if (typeof written === "number" || written === "same") {
        return argumentSlot("padding", written);
    }
    if (written === "valid") {
        return fixed(0);
    }
    if (windows.some(({ before, after }) => before !== after)) {
        return undefined;
    }
    const sides = windows.map(({ before }) => before);
    if (written.every((side) => typeof side === "number")) {
        return argumentSlot("padding", sides);
    }
    const [first = 0] = sides;
    return fixed(sides.every((side) => side === first) ? first : sides);
}
