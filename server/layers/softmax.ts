import { axisOptions } from "./argument-options.ts";
import { axis } from "./argument-readers.ts";
import { withDefault } from "./argument-types.ts";
import { resolveAxis } from "./axes.ts";
import { perElement } from "./counts.ts";
import { defineLayer, type LayerDefinition } from "./definition.ts";
import { int, onnxBuilder } from "./onnx-builder.ts";
import { fixed, functionForm, named } from "./pytorch-form.ts";
import { reachAlong } from "./reach.ts";
import { savesResult } from "./saved-tensors.ts";
import type { LayerTraits } from "./traits.ts";

/** The common traits of both layers: a nonlinearity over a whole axis. */
const softmaxTraits: LayerTraits = {
    elementwise: false, activation: true, normalization: false, cancelsBias: false, biasAxis: undefined,
    channels: "kept", mixesChannels: true, resamples: false, pools: false, merges: undefined,
};

export const softmax: LayerDefinition = defineLayer({
    name: "softmax",
    family: "Activation",
    traits: { ...softmaxTraits, range: [0, 1] },
    aliases: {},
    summary: "Converts the values along an axis to probabilities: positive numbers with sum 1.",
    documentation:
        "By default over the channels at each position. PyTorch's `CrossEntropyLoss` includes it: omit it if you " +
        "train with that loss.",
    pytorchName: "torch.nn.Softmax",
    operands: { from: "line" },
    arguments: {
        axis: withDefault(axis, 0, "The axis whose values sum to 1: 0 is channels or features, -1 the last one.", axisOptions),
    },
    positional: 0,
    infer: (call) => {
        const input = call.inputs[0] ?? [];
        const along = resolveAxis(call, call.arguments.axis, input) ?? 0;
        // A maximum, a difference, an exponential, a sum and a division.
        return {
            outputs: [input], operations: perElement(input, 5), reach: [[reachAlong(input.length, along, "whole")]],
            details: { along },
        };
    },
    guess: (_, [input]) => input,
    onnx: (_, { details: { along } }, names) => {
        const onnx = onnxBuilder(names);
        return onnx.result("Softmax", [onnx.input()], { axis: int(along + 1) });
    },
    arithmetic: (_, { details: { along } }) => ({ kind: "softmax", axis: along, logarithm: false }),
    saves: savesResult,
    pytorch: (_, { details: { along } }) => functionForm("nn.Softmax", "F.softmax", [named("dim", fixed(along + 1))]),
});

export const logSoftmax: LayerDefinition = defineLayer({
    name: "log_softmax",
    family: "Activation",
    traits: softmaxTraits,
    aliases: {},
    summary: "The logarithm of softmax, computed without losing small probabilities.",
    documentation: "The input that PyTorch's `NLLLoss` expects.",
    pytorchName: "torch.nn.LogSoftmax",
    operands: { from: "line" },
    arguments: { axis: withDefault(axis, 0, "The axis whose probabilities sum to 1: 0 is channels or features.", axisOptions) },
    positional: 0,
    infer: (call) => {
        const input = call.inputs[0] ?? [];
        const along = resolveAxis(call, call.arguments.axis, input) ?? 0;
        // A maximum, a difference, an exponential, a sum and another difference.
        return {
            outputs: [input], operations: perElement(input, 5), reach: [[reachAlong(input.length, along, "whole")]],
            details: { along },
        };
    },
    guess: (_, [input]) => input,
    onnx: (_, { details: { along } }, names) => {
        const onnx = onnxBuilder(names);
        const axes = onnx.integers([along + 1]);
        const shifted = onnx.add("Sub", [onnx.input(), onnx.add("ReduceMax", [onnx.input(), axes])]);
        const sum = onnx.add("ReduceSum", [onnx.add("Exp", [shifted]), axes]);
        return onnx.result("Sub", [shifted, onnx.add("Log", [sum])]);
    },
    arithmetic: (_, { details: { along } }) => ({ kind: "softmax", axis: along, logarithm: true }),
    saves: savesResult,
    pytorch: (_, { details: { along } }) =>
        functionForm("nn.LogSoftmax", "F.log_softmax", [named("dim", fixed(along + 1))]),
});
