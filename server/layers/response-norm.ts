import { binary, call as pythonCall, keyword, literal, slice, subscript } from "../python/syntax.ts";
import { elementCount } from "../sizes/shape.ts";
import { axisOptions, epsOptions } from "./argument-options.ts";
import { axis, integer, nonNegativeNumber, number } from "./argument-readers.ts";
import { required, withDefault } from "./argument-types.ts";
import { hasRank, resolveAxis, spatialRanks } from "./axes.ts";
import { perElement, productOf, sumOf } from "./counts.ts";
import { defineLayer, type LayerDefinition } from "./definition.ts";
import { parameterSize } from "./demands.ts";
import { normalizationTraits } from "./norm.ts";
import {
    channelsOf, expressionForm, functionForm, argumentSlot, input as inputPart, named, own, parameterForms, positional,
    type Hole,
} from "./pytorch-form.ts";
import { alongAxis, int, ints, keepBatch, onnxBuilder } from "./onnx-builder.ts";
import { floats, floatsLike, savesInput } from "./saved-tensors.ts";

export const lrn: LayerDefinition = defineLayer({
    name: "lrn",
    family: "Normalization",
    traits: { ...normalizationTraits, cancelsBias: false, biasAxis: undefined, mixesChannels: true },
    aliases: { PyTorch: ["LocalResponseNorm"], informal: ["local_response_normalization"] },
    summary: "AlexNet's local response normalization: divides each value by the activity of neighbouring channels.",
    documentation:
        "y = x / (k + alpha · mean of x² over `size` channels)^beta, with zeros beyond the first and last channel. " +
        "As in PyTorch, alpha multiplies the mean; in the paper, it multiplies the sum. Newer networks use " +
        "`batch_norm` instead.",
    pytorchName: "torch.nn.LocalResponseNorm",
    operands: { from: "line" },
    arguments: {
        size: required(integer(1), "The number of neighbouring channels, usually 5."),
        alpha: withDefault(number(), 1e-4, "The factor of the neighbours' mean square."),
        beta: withDefault(number(), 0.75, "The exponent of the divisor."),
        k: withDefault(number(), 1, "Added before the exponent is applied."),
    },
    positional: 1,
    infer: (call) => {
        const input = call.inputs[0] ?? [];
        hasRank(call, "lrn", input, spatialRanks);
        // A square, the window's mean, and four operations to scale, shift, raise and divide.
        return { outputs: [input], operations: perElement(input, call.arguments.size + 5) };
    },
    guess: (_, [input]) => input,
    onnx: (call, _, names) => {
        const { size, alpha, beta, k } = call.arguments;
        const onnx = onnxBuilder(names);
        const input = call.inputs[0] ?? [];
        // Channels become the rows of one plane, so that an average pooling can run along them; WebGPU has no LRN.
        const square = onnx.add("Mul", [onnx.input(), onnx.input()]);
        const plane = onnx.reshape(square, [keepBatch, 1, input[0]?.sample ?? 0, -1]);
        const mean = onnx.add("AveragePool", [plane], {
            kernel_shape: ints([size, 1]),
            strides: ints([1, 1]),
            pads: ints([Math.floor(size / 2), 0, Math.floor((size - 1) / 2), 0]),
            count_include_pad: int(1),
        });
        const restored = onnx.reshape(mean, [keepBatch, ...input.map((length) => length.sample ?? 0)]);
        const sum = onnx.add("Add", [onnx.add("Mul", [restored, onnx.scalar(alpha)]), onnx.scalar(k)]);
        return onnx.result("Div", [onnx.input(), onnx.add("Pow", [sum, onnx.scalar(beta)])]);
    },
    // Besides the input: the padded squares, the divisor before the exponent, and the divisor.
    saves: (call) => {
        const [input = []] = call.inputs;
        const [channels, ...positions] = input;
        const padded = sumOf(channels?.sample, call.arguments.size, -1);
        return {
            inputs: [0],
            own: [floats(productOf(padded, elementCount(positions))), floatsLike(input), floatsLike(input)],
        };
    },
    pytorch: (call) => {
        const { size, alpha, beta, k } = call.arguments;
        return functionForm("nn.LocalResponseNorm", "F.local_response_norm", [
            positional(argumentSlot("size", size)),
            named("alpha", argumentSlot("alpha", alpha), 1e-4),
            named("beta", argumentSlot("beta", beta), 0.75),
            named("k", argumentSlot("k", k), 1),
        ]);
    },
});

export const l2Norm: LayerDefinition = defineLayer({
    name: "l2_norm",
    family: "Normalization",
    traits: { ...normalizationTraits, cancelsBias: false, biasAxis: undefined, mixesChannels: true },
    aliases: { PyTorch: ["normalize"], Keras: ["UnitNormalization"], ONNX: ["LpNormalization"] },
    summary: "Scales the channels at each position to length 1.",
    documentation:
        "It has no parameters. SSD applies `scale(20)` after it.",
    pytorchName: "torch.nn.functional.normalize",
    operands: { from: "line" },
    arguments: {
        axis: withDefault(axis, 0, "The axis to normalize along: 0 is channels.", axisOptions),
        eps: withDefault(nonNegativeNumber, 1e-12, "The smallest divisor.", epsOptions),
    },
    positional: 0,
    infer: (call) => {
        const input = call.inputs[0] ?? [];
        const along = resolveAxis(call, call.arguments.axis, input) ?? 0;
        // A square, a sum and a division.
        return { outputs: [input], operations: perElement(input, 3), details: { along } };
    },
    guess: (_, [input]) => input,
    onnx: (call, { details: { along } }, names) => {
        const onnx = onnxBuilder(names);
        const length = onnx.add("ReduceL2", [onnx.input(), onnx.integers([along + 1])]);
        return onnx.result("Div", [onnx.input(), onnx.add("Clip", [length, onnx.scalar(call.arguments.eps)])]);
    },
    // The length of each position before and after its lower bound.
    saves: (call, { details: { along } }) => {
        const positions = floatsLike((call.inputs[0] ?? []).filter((_, axis) => axis !== along));
        return { inputs: [0], own: [positions, positions] };
    },
    pytorch: (call, { details: { along } }) => expressionForm(pythonCall<Hole>("F.normalize", [
        inputPart(), keyword("dim", literal(along + 1)), named("eps", argumentSlot("eps", call.arguments.eps), 1e-12),
    ])),
});

export const scale: LayerDefinition = defineLayer({
    name: "scale",
    family: "Normalization",
    traits: {
        elementwise: true, activation: false, normalization: false, cancelsBias: false, biasAxis: undefined,
        channels: "kept", mixesChannels: false, resamples: false, pools: false, merges: undefined,
    },
    aliases: { informal: ["layer_scale"] },
    summary: "Multiplies each channel by a learned factor.",
    documentation:
        "Its tensor has the layer's path as its name. ConvNeXt initializes it with 1e-6, SSD with 20.",
    pytorchName: "torch.nn.Parameter",
    operands: { from: "line" },
    arguments: {
        init: withDefault(number(), 1, "The initial value of every factor."),
    },
    positional: 1,
    infer: (call) => {
        const input = call.inputs[0] ?? [];
        const channels = parameterSize(call, input[0]);
        return {
            outputs: [input],
            parameters: [{
                name: "",
                shape: channels === undefined ? undefined : [channels],
                learned: true,
                initialization: { kind: "constant", value: call.arguments.init },
            }],
            operations: perElement(input),
        };
    },
    guess: (_, [input]) => input,
    onnx: (call, _, names) => {
        const onnx = onnxBuilder(names);
        const input = call.inputs[0] ?? [];
        const dims = alongAxis(input[0]?.sample ?? 0, 0, input.length);
        return onnx.result("Mul", [onnx.input(), onnx.shapedParameter("", dims)]);
    },
    saves: savesInput,
    pytorch: (call) => {
        const input = call.inputs[0] ?? [];
        const { init } = call.arguments;
        const channels = channelsOf(input[0]?.sample);
        const others = input.slice(1).map(() => literal(undefined));
        const factor = others.length === 0 ? own : subscript<Hole>(own, slice(), ...others);
        return parameterForms(channels, argumentSlot("init", init), binary("*", inputPart(), factor));
    },
});
