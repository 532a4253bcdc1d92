import type { Arithmetic } from "../arithmetic.ts";
import { call as pythonCall, literal } from "../python/syntax.ts";
import { elementCount, type Shape } from "../sizes/shape.ts";
import { axisOptions, biasOptions, epsOptions, groupsOptions } from "./argument-options.ts";
import { axis, boolean, groupCount, nonNegativeNumber, number } from "./argument-readers.ts";
import { required, withDefault } from "./argument-types.ts";
import { allRanks, hasRank, resolveAxis, spatialRanks, type Reporter } from "./axes.ts";
import { groupsFit } from "./conv.ts";
import { perElement, productOf } from "./counts.ts";
import { defineLayer, type LayerDefinition, type ParameterTensor } from "./definition.ts";
import { parameterSize } from "./demands.ts";
import {
    channelsOf, argumentSlot, input as inputPart, moduleForm, named, own, positional,
    type Hole, type PytorchForm, type PytorchSlot, type Template, type TemplateArgument,
} from "./pytorch-form.ts";
import { alongAxis, float, int, ints, keepBatch, onnxBuilder, type OnnxBuilder } from "./onnx-builder.ts";
import { floats, type OwnTensor } from "./saved-tensors.ts";
import type { LayerTraits } from "./traits.ts";

/** Operations per element of a normalization: mean, difference, square, mean of squares, scaling. */
const normalizing = 5;
/** A factor and an offset per element. */
const scaling = 2;

const epsArgument = withDefault(nonNegativeNumber, 1e-5,
    "Added to the variance to avoid division by zero.", epsOptions);

const momentumArgument = withDefault(number(), 0.1,
    "How fast the running mean and variance change during training. It has no effect at inference.",
    { listed: false });

/** The common traits of normalizations. */
export const normalizationTraits = {
    elementwise: false, activation: false, normalization: true, channels: "kept", resamples: false, pools: false,
    merges: undefined,
} as const satisfies Partial<LayerTraits>;

export const batchNorm: LayerDefinition = defineLayer({
    name: "batch_norm",
    family: "Normalization",
    traits: { ...normalizationTraits, cancelsBias: true, biasAxis: "channels", mixesChannels: false },
    aliases: {
        PyTorch: ["BatchNorm1d", "BatchNorm2d", "BatchNorm3d"],
        Keras: ["BatchNormalization"],
        informal: ["bn"],
    },
    summary: "Normalizes each channel to mean 0 and variance 1, then applies a learned scale and shift.",
    documentation:
        "At inference it uses the running mean and variance gathered in training, two numbers per channel that are " +
        "not learned and not counted as parameters. The bias of a `conv` or `linear` directly before it has no " +
        "effect: write `bias=false` there.",
    pytorchName: "torch.nn.BatchNorm2d",
    operands: { from: "line" },
    arguments: {
        eps: epsArgument,
        momentum: momentumArgument,
        affine: withDefault(boolean, true, "Whether it has a learned weight and bias per channel."),
        track_running_stats: withDefault(boolean, true,
            "Whether it keeps a running mean and variance for inference. Otherwise it uses those of the current " +
            "batch."),
    },
    positional: 0,
    infer: (call) => {
        const { affine, track_running_stats: tracks } = call.arguments;
        const input = call.inputs[0] ?? [];
        hasRank(call, "batch_norm", input, allRanks);
        return {
            outputs: [input],
            parameters: channelParameters(call, input, affine, tracks),
            operations: perElement(input, tracks ? scaling : normalizing + (affine ? scaling : 0)),
        };
    },
    guess: (_, [input]) => input,
    onnx: (call, _, names) => {
        const { affine, eps, track_running_stats: tracks } = call.arguments;
        const onnx = onnxBuilder(names);
        const input = call.inputs[0] ?? [];
        if (tracks) {
            return withRunningFigures(onnx, input, affine, eps);
        }
        const axes = onnx.integers(input.map((_size, index) => (index === 0 ? 0 : index + 1)));
        return scaled(onnx, normalized(onnx, onnx.input(), axes, eps), input, affine);
    },
    arithmetic: (call) => channelNormalization(call.inputs[0] ?? [], call.arguments),
    // Mean and inverse deviation of each channel of the batch.
    saves: (call) => ({ inputs: [0], own: [{ ...statistics(call.inputs[0]?.[0]?.sample), per: "batch" }] }),
    pytorch: (call) => trackingForm("BatchNorm", call.inputs[0] ?? [], call.arguments, { affine: true, tracks: true }),
});

export const instanceNorm: LayerDefinition = defineLayer({
    name: "instance_norm",
    family: "Normalization",
    traits: { ...normalizationTraits, cancelsBias: true, biasAxis: "channels", mixesChannels: false },
    aliases: {
        PyTorch: ["InstanceNorm1d", "InstanceNorm2d", "InstanceNorm3d"],
        ONNX: ["InstanceNormalization"],
        informal: ["in_norm"],
    },
    summary: "Normalizes each channel of each image to mean 0 and variance 1.",
    documentation:
        "Unlike `batch_norm` it does not depend on other images of the batch. It has no learned numbers unless " +
        "`affine=true`.",
    pytorchName: "torch.nn.InstanceNorm2d",
    operands: { from: "line" },
    arguments: {
        eps: epsArgument,
        momentum: momentumArgument,
        affine: withDefault(boolean, false, "Whether it has a learned weight and bias per channel."),
        track_running_stats: withDefault(boolean, false,
            "Whether it keeps a running mean and variance and uses them at inference."),
    },
    positional: 0,
    infer: (call) => {
        const { affine, track_running_stats: tracks } = call.arguments;
        const input = call.inputs[0] ?? [];
        hasRank(call, "instance_norm", input, spatialRanks);
        return {
            outputs: [input],
            parameters: channelParameters(call, input, affine, tracks),
            operations: perElement(input, tracks ? scaling : normalizing + (affine ? scaling : 0)),
        };
    },
    guess: (_, [input]) => input,
    onnx: (call, _, names) => {
        const { affine, eps, track_running_stats: tracks } = call.arguments;
        const onnx = onnxBuilder(names);
        const input = call.inputs[0] ?? [];
        if (tracks) {
            return withRunningFigures(onnx, input, affine, eps);
        }
        const channels = input[0]?.sample ?? 0;
        const weight = affine ? onnx.parameter("weight") : onnx.filled(1, [channels]);
        const bias = affine ? onnx.parameter("bias") : onnx.filled(0, [channels]);
        return onnx.result("InstanceNormalization", [onnx.input(), weight, bias], { epsilon: float(eps) });
    },
    arithmetic: (call) => channelNormalization(call.inputs[0] ?? [], call.arguments),
    // PyTorch normalizes the channels of all images as those of one, with the weights repeated for each image.
    saves: (call) => {
        const channels = call.inputs[0]?.[0]?.sample;
        return { inputs: [0], own: [statistics(channels), ...(call.arguments.affine ? [floats(channels)] : [])] };
    },
    pytorch: (call) =>
        trackingForm("InstanceNorm", call.inputs[0] ?? [], call.arguments, { affine: false, tracks: false }),
});

export const groupNorm: LayerDefinition = defineLayer({
    name: "group_norm",
    family: "Normalization",
    traits: { ...normalizationTraits, cancelsBias: false, biasAxis: "channels", mixesChannels: true },
    aliases: { Keras: ["GroupNormalization"], informal: ["gn"] },
    summary: "Normalizes each group of channels to mean 0 and variance 1.",
    documentation:
        "With one group, it normalizes the whole image. With as many groups as channels, it is `instance_norm`. It " +
        "does not depend on the batch, so it suits small batches.",
    pytorchName: "torch.nn.GroupNorm",
    operands: { from: "line" },
    arguments: {
        groups: required(groupCount, "The number of groups, which must divide the channels. Often 32.",
            groupsOptions),
        eps: epsArgument,
        affine: withDefault(boolean, true, "Whether it has a learned weight and bias per channel."),
    },
    positional: 1,
    infer: (call) => {
        const { groups, affine } = call.arguments;
        const input = call.inputs[0] ?? [];
        if (hasRank(call, "group_norm", input, allRanks)) {
            groupsFit(call, groups, input[0], undefined);
        }
        return {
            outputs: [input],
            parameters: channelParameters(call, input, affine, false),
            operations: perElement(input, normalizing + (affine ? scaling : 0)),
        };
    },
    guess: (_, [input]) => input,
    onnx: (call, _, names) => {
        const { groups, affine, eps } = call.arguments;
        const onnx = onnxBuilder(names);
        const input = call.inputs[0] ?? [];
        const grouped = onnx.reshape(onnx.input(), [keepBatch, groups, -1]);
        const normal = onnx.add(
            "InstanceNormalization", [grouped, onnx.filled(1, [groups]), onnx.filled(0, [groups])],
            { epsilon: float(eps) });
        const restored = onnx.reshape(normal, [keepBatch, ...input.map((size) => size.sample ?? 0)]);
        return scaled(onnx, restored, input, affine);
    },
    arithmetic: ({ arguments: { groups, eps } }) =>
        ({ kind: "normalization", eps, statistics: { of: "group", groups } }),
    saves: (call) => ({ inputs: [0], own: [statistics(call.arguments.groups)] }),
    pytorch: (call) => {
        const { groups, affine, eps } = call.arguments;
        return moduleForm("nn.GroupNorm", [
            positional(argumentSlot("groups", groups)),
            positional(channelsOf(call.inputs[0]?.[0]?.sample)),
            epsForm(eps),
            named("affine", argumentSlot("affine", affine), true),
        ]);
    },
});

export const layerNorm: LayerDefinition = defineLayer({
    name: "layer_norm",
    family: "Normalization",
    traits: { ...normalizationTraits, cancelsBias: false, biasAxis: undefined, mixesChannels: true },
    aliases: { Keras: ["LayerNormalization"], informal: ["ln", "LayerNorm2d"] },
    summary:
        "Normalizes the channels at each position to mean 0 and variance 1, then applies a learned scale and shift.",
    documentation:
        "It normalizes over one axis, by default the channels, with one weight and bias per entry of that axis. " +
        "ConvNeXt calls this LayerNorm2d. For tokens, `[tokens, features]`, write " +
        "`layer_norm(axis=-1)`.",
    pytorchName: "torch.nn.LayerNorm",
    operands: { from: "line" },
    arguments: {
        axis: withDefault(axis, 0, "The axis to normalize over: 0 is channels, -1 the last one.", axisOptions),
        eps: epsArgument,
        elementwise_affine: withDefault(boolean, true, "Whether it has a learned weight per entry of the axis."),
        bias: withDefault(boolean, true, "Whether it has a learned bias too.", biasOptions),
    },
    positional: 0,
    infer: (call) => {
        const { elementwise_affine: affine, bias } = call.arguments;
        const input = call.inputs[0] ?? [];
        const along = resolveAxis(call, call.arguments.axis, input);
        const size = along === undefined || !affine ? undefined : parameterSize(call, input[along]);
        return {
            outputs: [input],
            parameters: affineParameters(affine, size, affine && bias),
            operations: perElement(input, normalizing + (affine ? scaling : 0)),
            details: { along: along ?? 0 },
        };
    },
    guess: (_, [input]) => input,
    onnx: (call, { details: { along } }, names) => {
        const { elementwise_affine: affine, bias, eps } = call.arguments;
        const onnx = onnxBuilder(names);
        const input = call.inputs[0] ?? [];
        const rank = input.length;
        const size = input[along]?.sample ?? 0;
        const weight = affine ? onnx.parameter("weight") : onnx.filled(1, [size]);
        const inputs = affine && bias ? [weight, onnx.parameter("bias")] : [weight];
        const attributes = { axis: int(-1), epsilon: float(eps) };
        if (along === rank - 1) {
            return onnx.result("LayerNormalization", [onnx.input(), ...inputs], attributes);
        }
        const others = Array.from({ length: rank }, (_axis, index) => index + 1).filter((index) => index !== along + 1);
        const order = [0, ...others, along + 1];
        const back = Array.from({ length: rank + 1 }, (_axis, index) => order.indexOf(index));
        const last = onnx.add("Transpose", [onnx.input()], { perm: ints(order) });
        const normal = onnx.add("LayerNormalization", [last, ...inputs], attributes);
        return onnx.result("Transpose", [normal], { perm: ints(back) });
    },
    arithmetic: (call, { details: { along } }) =>
        ({ kind: "normalization", eps: call.arguments.eps, statistics: { of: "axis", axis: along } }),
    saves: (call, { details: { along } }) => {
        const positions = (call.inputs[0] ?? []).filter((_, axis) => axis !== along);
        return { inputs: [0], own: [statistics(elementCount(positions))] };
    },
    pytorch: (call, { details: { along } }) => {
        const { elementwise_affine: affine, bias, eps } = call.arguments;
        const input = call.inputs[0] ?? [];
        const isLast = along === input.length - 1;
        const size = input[along]?.sample ?? 0;
        const width: PytorchSlot = isLast ? { value: size, from: { lastAxis: true } } : { value: size };
        const args = [
            positional(along === 0 ? channelsOf(size) : width),
            epsForm(eps),
            named("elementwise_affine", argumentSlot("elementwise_affine", affine), true),
            named("bias", argumentSlot("bias", bias), true),
        ];
        if (isLast) {
            return moduleForm("nn.LayerNorm", args);
        }
        const moved = (one: Template, from: number, to: number): Template =>
            pythonCall<Hole>("torch.movedim", [one, literal(from), literal(to)]);
        const called = moved(pythonCall(own, [moved(inputPart(), along + 1, -1)]), -1, along + 1);
        return moduleForm("nn.LayerNorm", args, { called });
    },
});

/** A weight with initial value 1 and a bias with initial value 0. */
function affineParameters(affine: boolean, size: number | undefined, bias = affine): readonly ParameterTensor[] {
    return [
        ...(affine ? [constantTensor("weight", size, 1, true)] : []),
        ...(bias ? [constantTensor("bias", size, 0, true)] : []),
    ];
}

/** The tensors with one number per channel; the number of channels must therefore be fixed. */
function channelParameters(
    reporter: Reporter, input: Shape, affine: boolean, tracks: boolean,
): readonly ParameterTensor[] {
    const channels = affine || tracks ? parameterSize(reporter, input[0]) : undefined;
    return [...affineParameters(affine, channels), ...(tracks ? runningFigures(channels) : [])];
}

function runningFigures(channels: number | undefined): readonly ParameterTensor[] {
    return [
        constantTensor("running_mean", channels, 0, false),
        constantTensor("running_var", channels, 1, false),
    ];
}

function constantTensor(name: string, size: number | undefined, value: number, learned: boolean): ParameterTensor {
    const shape = size === undefined ? undefined : [size];
    return { name, shape, learned, initialization: { kind: "constant", value } };
}

function withRunningFigures(onnx: OnnxBuilder, input: Shape, affine: boolean, eps: number) {
    const channels = input[0]?.sample ?? 0;
    const weight = affine ? onnx.parameter("weight") : onnx.filled(1, [channels]);
    const bias = affine ? onnx.parameter("bias") : onnx.filled(0, [channels]);
    const inputs = [onnx.input(), weight, bias, onnx.parameter("running_mean"), onnx.parameter("running_var")];
    return onnx.result("BatchNormalization", inputs, { epsilon: float(eps) });
}

/** (x − mean)/√(variance + eps) over some ONNX axes. */
function normalized(onnx: OnnxBuilder, input: string, axes: string, eps: number): string {
    const centered = onnx.add("Sub", [input, onnx.add("ReduceMean", [input, axes])]);
    const variance = onnx.add("ReduceMean", [onnx.add("Mul", [centered, centered]), axes]);
    const deviation = onnx.add("Sqrt", [onnx.add("Add", [variance, onnx.scalar(eps)])]);
    return onnx.add("Div", [centered, deviation]);
}

/** Applies the learned weight and bias of each channel, if any, and returns the layer's result. */
function scaled(onnx: OnnxBuilder, normal: string, input: Shape, affine: boolean) {
    if (!affine) {
        return onnx.result("Identity", [normal]);
    }
    const dims = alongAxis(input[0]?.sample ?? 0, 0, input.length);
    const weighted = onnx.add("Mul", [normal, onnx.shapedParameter("weight", dims)]);
    return onnx.result("Add", [weighted, onnx.shapedParameter("bias", dims)]);
}

/** A mean and an inverse deviation of each group of an image. */
function statistics(groups: number | undefined): OwnTensor {
    return floats(productOf(groups, 2));
}

/** With the running figures of training, or those of each channel. */
function channelNormalization(
    input: Shape, { eps, track_running_stats: tracks }: { readonly eps: number; readonly track_running_stats: boolean },
): Arithmetic {
    const statistics = tracks ? { of: "training" as const } : { of: "group" as const, groups: input[0]?.sample ?? 1 };
    return { kind: "normalization", eps, statistics };
}

function epsForm(eps: number): TemplateArgument {
    return named("eps", argumentSlot("eps", eps), 1e-5);
}

/** nn.BatchNorm2d or nn.InstanceNorm2d; PyTorch's 1d is for values with one axis besides the features. */
function trackingForm(
    module: string, input: Shape,
    args: {
        readonly eps: number; readonly momentum: number; readonly affine: boolean;
        readonly track_running_stats: boolean;
    },
    standard: { readonly affine: boolean; readonly tracks: boolean },
): PytorchForm {
    return moduleForm(`nn.${module}${Math.max(1, input.length - 1)}d`, [
        positional(channelsOf(input[0]?.sample)),
        epsForm(args.eps),
        named("momentum", argumentSlot("momentum", args.momentum), 0.1),
        named("affine", argumentSlot("affine", args.affine), standard.affine),
        named("track_running_stats", argumentSlot("track_running_stats", args.track_running_stats), standard.tracks),
    ]);
}
