import { elementCount } from "../sizes/shape.ts";
import { fixedSize } from "../sizes/size.ts";
import { biasOptions } from "./argument-options.ts";
import { boolean, integer } from "./argument-readers.ts";
import { required, withDefault } from "./argument-types.ts";
import { hasRank } from "./axes.ts";
import { convolutionParameters } from "./conv.ts";
import { productOf } from "./counts.ts";
import { defineLayer, type LayerDefinition } from "./definition.ts";
import { parameterSize } from "./demands.ts";
import { int, onnxBuilder } from "./onnx-builder.ts";
import { channelsOf, argumentSlot, moduleForm, named, positional } from "./pytorch-form.ts";
import { savesInput } from "./saved-tensors.ts";

export const linear: LayerDefinition = defineLayer({
    name: "linear",
    family: "Linear",
    traits: {
        elementwise: false, activation: false, normalization: false, cancelsBias: false, biasAxis: "last",
        channels: "set", mixesChannels: true, resamples: false, pools: false, merges: undefined,
    },
    aliases: { Keras: ["Dense"], ONNX: ["Gemm"], informal: ["fc", "fully_connected"] },
    summary: "A fully connected layer: every output is a weighted sum of all input features.",
    documentation:
        "It applies to `[features]`, or to the last axis of a value with two axes. After convolutions, add " +
        "`flatten()`, or `global_avg_pool()` and `flatten()`. Flattening a feature map ties the network to one " +
        "input size. In older networks, the first `linear` has most of the parameters.\n\n" +
        "It has no activation: two consecutive `linear` layers can be replaced by one.",
    pytorchName: "torch.nn.Linear",
    operands: { from: "line" },
    arguments: {
        features: required(integer(1), "The number of output features: for a classifier, the number of classes.", {
            aliases: { PyTorch: ["out_features"], Keras: ["units"] }, listed: false,
        }),
        bias: withDefault(boolean, true, "Whether a learned number is added to each output feature.", biasOptions),
    },
    positional: 2,
    infer: (call) => {
        const { features, bias } = call.arguments;
        const input = call.inputs[0] ?? [];
        const fits = hasRank(call, "linear", input, [1, 2]);
        const positions = fits ? input.slice(0, -1) : [];
        const output = [...positions, fixedSize(features)];
        const inputs = fits ? parameterSize(call, input.at(-1)) : undefined;
        const weight = inputs === undefined ? undefined : [features, inputs] as const;
        return {
            outputs: [output],
            parameters: convolutionParameters(weight, bias ? features : undefined),
            macs: weight === undefined ? undefined : productOf(...weight, elementCount(positions)),
            operations: bias ? elementCount(output) : 0,
            reach: [[[...positions.map(() => "same" as const), "whole"]]],
        };
    },
    guess: ({ features }, [input]) => {
        if (features === undefined) {
            return undefined;
        }
        return input?.length === 2 ? [...input.slice(0, -1), fixedSize(features)] : [fixedSize(features)];
    },
    onnx: (call, _, names) => {
        const onnx = onnxBuilder(names);
        const weight = onnx.parameter("weight");
        if (call.inputs[0]?.length === 1) {
            const bias = call.arguments.bias ? [onnx.parameter("bias")] : [];
            return onnx.result("Gemm", [onnx.input(), weight, ...bias], { transB: int(1) });
        }
        const transposed = onnx.add("Transpose", [weight], { perm: { ints: [1, 0] } });
        if (!call.arguments.bias) {
            return onnx.result("MatMul", [onnx.input(), transposed]);
        }
        return onnx.result("Add", [onnx.add("MatMul", [onnx.input(), transposed]), onnx.parameter("bias")]);
    },
    arithmetic: () => ({ kind: "linear" }),
    saves: savesInput,
    pytorch: (call) => {
        const { features, bias } = call.arguments;
        const input = call.inputs[0] ?? [];
        const width = input.at(-1)?.sample ?? 0;
        const isAlone = input.length === 1;
        return moduleForm("nn.Linear", [
            positional(isAlone ? channelsOf(width) : { value: width, from: { lastAxis: true } }),
            positional(argumentSlot("features", features)),
            named("bias", argumentSlot("bias", bias), true),
        ], isAlone ? { channels: argumentSlot("features", features) } : {});
    },
});
