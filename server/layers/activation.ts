import { choice, integer, number } from "./argument-readers.ts";
import { withDefault } from "./argument-types.ts";
import { perElement } from "./counts.ts";
import { parameterSize } from "./demands.ts";
import { defineLayer, type LayerDefinition, type ParameterTensor } from "./definition.ts";
import { alongAxis, float, onnxBuilder, type OnnxBuilder } from "./onnx-builder.ts";
import type { OnnxNode } from "./onnx-form.ts";
import { functionForm, argumentSlot, moduleForm, named } from "./pytorch-form.ts";
import { savesInput, savesResult, type SavingRule } from "./saved-tensors.ts";
import type { Aliases, LayerTraits, ValueRange } from "./traits.ts";

const family = "Activation";

/** The common traits of elementwise activations. */
const elementwiseActivation: LayerTraits = {
    elementwise: true, activation: true, normalization: false, cancelsBias: false, biasAxis: undefined,
    channels: "kept", mixesChannels: false, resamples: false, pools: false, merges: undefined,
};

const notNegative: ValueRange = [0, Infinity];

/** An activation without arguments: its function of one element, and the number of operations. */
interface PlainActivation {
    readonly name: string;
    readonly aliases: Aliases;
    readonly summary: string;
    readonly documentation: string;
    readonly pytorchName: string;
    readonly range?: ValueRange;
    readonly keeps?: ValueRange;
    /** Per element. */
    readonly operations: number;
    readonly form: (onnx: OnnxBuilder) => readonly OnnxNode[];
    /** PyTorch's function: `F.relu`. */
    readonly pytorchFunction: string;
    readonly saves: SavingRule<unknown, unknown>;
}

function plainActivation(
    { operations, form, pytorchFunction, range, keeps, ...described }: PlainActivation,
): LayerDefinition {
    return defineLayer({
        ...described,
        family,
        traits: {
            ...elementwiseActivation,
            ...(range === undefined ? {} : { range }),
            ...(keeps === undefined ? {} : { keeps }),
        },
        operands: { from: "line" },
        arguments: {},
        positional: 0,
        infer: (call) => {
            const input = call.inputs[0] ?? [];
            return { outputs: [input], operations: perElement(input, operations) };
        },
        guess: (_, [input]) => input,
        onnx: (_, __, names) => form(onnxBuilder(names)),
        pytorch: () => functionForm(described.pytorchName.replace("torch.", ""), pytorchFunction),
    });
}

export const relu: LayerDefinition = plainActivation({
    name: "relu",
    aliases: {},
    summary: "Replaces negative values with 0.",
    documentation: "The usual activation of convolutional networks.",
    pytorchName: "torch.nn.ReLU",
    pytorchFunction: "F.relu",
    saves: savesResult,
    range: notNegative,
    keeps: notNegative,
    operations: 1,
    form: (onnx) => onnx.result("Relu", [onnx.input()]),
});

export const relu6: LayerDefinition = plainActivation({
    name: "relu6",
    aliases: {},
    summary: "Clamps values to the range from 0 to 6.",
    documentation: "MobileNet's activation: the bound keeps low-precision arithmetic exact.",
    pytorchName: "torch.nn.ReLU6",
    pytorchFunction: "F.relu6",
    saves: savesInput,
    range: [0, 6],
    keeps: [0, 6],
    operations: 2,
    form: (onnx) => onnx.result("Clip", [onnx.input(), onnx.scalar(0), onnx.scalar(6)]),
});

export const selu: LayerDefinition = plainActivation({
    name: "selu",
    aliases: {},
    summary: "An exponential activation scaled so that values keep mean 0 and variance 1 from layer to layer.",
    documentation: "1.0507·x if x > 0, otherwise 1.0507·1.6733·(eˣ − 1).",
    pytorchName: "torch.nn.SELU",
    pytorchFunction: "F.selu",
    saves: savesInput,
    operations: 4,
    form: (onnx) => {
        const elu = onnx.add("Elu", [onnx.input()], { alpha: float(1.6732632423543772) });
        return onnx.result("Mul", [elu, onnx.scalar(1.0507009873554805)]);
    },
});

export const silu: LayerDefinition = plainActivation({
    name: "silu",
    aliases: { Keras: ["swish"] },
    summary: "Multiplies each value by its own sigmoid: a smooth ReLU, also called swish.",
    documentation: "x·sigmoid(x), the activation of EfficientNet and YOLOv5. `hard_swish` is its cheap approximation.",
    pytorchName: "torch.nn.SiLU",
    pytorchFunction: "F.silu",
    saves: savesInput,
    operations: 2,
    form: (onnx) => onnx.result("Mul", [onnx.input(), onnx.add("Sigmoid", [onnx.input()])]),
});

export const mish: LayerDefinition = plainActivation({
    name: "mish",
    aliases: {},
    summary: "Multiplies each value by the hyperbolic tangent of its softplus: smooth, with small negative values.",
    documentation: "x·tanh(ln(1 + eˣ)), the activation of YOLOv4.",
    pytorchName: "torch.nn.Mish",
    pytorchFunction: "F.mish",
    saves: savesInput,
    operations: 4,
    form: (onnx) => onnx.result("Mul", [onnx.input(), onnx.add("Tanh", [softplusOf(onnx)])]),
});

export const sigmoid: LayerDefinition = plainActivation({
    name: "sigmoid",
    aliases: { informal: ["logistic"] },
    summary: "Maps each value to the range from 0 to 1.",
    documentation:
        "For independent labels and for masks. For one class out of many, use `softmax`. PyTorch's " +
        "`BCEWithLogitsLoss` includes it: omit it if you train with that loss.",
    pytorchName: "torch.nn.Sigmoid",
    pytorchFunction: "torch.sigmoid",
    saves: savesResult,
    range: [0, 1],
    operations: 1,
    form: (onnx) => onnx.result("Sigmoid", [onnx.input()]),
});

export const hardSigmoid: LayerDefinition = plainActivation({
    name: "hard_sigmoid",
    aliases: {},
    summary: "A piecewise linear sigmoid: x/6 + ½, clamped to the range from 0 to 1.",
    documentation: "The slope is 1/6, as in PyTorch. The default of ONNX is 0.2.",
    pytorchName: "torch.nn.Hardsigmoid",
    pytorchFunction: "F.hardsigmoid",
    saves: savesInput,
    range: [0, 1],
    operations: 4,
    form: (onnx) => onnx.result("Div", [shiftedRelu6(onnx), onnx.scalar(6)]),
});

export const hardSwish: LayerDefinition = plainActivation({
    name: "hard_swish",
    aliases: { Keras: ["HardSilu"] },
    summary: "Multiplies each value by its hard sigmoid: MobileNetV3's cheap `silu`.",
    documentation: "x·(x/6 + ½), with the factor in parentheses clamped to the range from 0 to 1.",
    pytorchName: "torch.nn.Hardswish",
    pytorchFunction: "F.hardswish",
    saves: savesInput,
    operations: 5,
    form: (onnx) => {
        const gate = onnx.add("Div", [shiftedRelu6(onnx), onnx.scalar(6)]);
        return onnx.result("Mul", [onnx.input(), gate]);
    },
});

export const tanh: LayerDefinition = plainActivation({
    name: "tanh",
    aliases: {},
    summary: "Maps each value to the range from −1 to 1.",
    documentation: "Common as the last layer of image generators.",
    pytorchName: "torch.nn.Tanh",
    pytorchFunction: "torch.tanh",
    saves: savesResult,
    range: [-1, 1],
    operations: 1,
    form: (onnx) => onnx.result("Tanh", [onnx.input()]),
});

export const softplus: LayerDefinition = plainActivation({
    name: "softplus",
    aliases: {},
    summary: "A smooth ReLU that is always positive: ln(1 + eˣ).",
    documentation: "For outputs that must be greater than 0, such as variances.",
    pytorchName: "torch.nn.Softplus",
    pytorchFunction: "F.softplus",
    saves: savesInput,
    range: notNegative,
    operations: 3,
    form: (onnx) => {
        const [rest, positive] = softplusParts(onnx);
        return onnx.result("Add", [positive, rest]);
    },
});

export const leakyRelu: LayerDefinition = defineLayer({
    name: "leaky_relu",
    family,
    traits: { ...elementwiseActivation, keeps: notNegative },
    aliases: {},
    summary: "Multiplies negative values by a small factor.",
    documentation: "PyTorch's slope is 0.01; Darknet and many discriminators use 0.1 or 0.2.",
    pytorchName: "torch.nn.LeakyReLU",
    operands: { from: "line" },
    arguments: { negative_slope: withDefault(number(), 0.01, "The factor for negative values.") },
    positional: 0,
    infer: (call) => {
        const input = call.inputs[0] ?? [];
        return { outputs: [input], operations: perElement(input, 2) };
    },
    guess: (_, [input]) => input,
    onnx: (call, _, names) => {
        const onnx = onnxBuilder(names);
        return onnx.result("LeakyRelu", [onnx.input()], { alpha: float(call.arguments.negative_slope) });
    },
    saves: savesInput,
    pytorch: (call) => functionForm("nn.LeakyReLU", "F.leaky_relu", [
        named("negative_slope", argumentSlot("negative_slope", call.arguments.negative_slope), 0.01),
    ]),
});

export const prelu: LayerDefinition = defineLayer({
    name: "prelu",
    family,
    traits: { ...elementwiseActivation, keeps: notNegative },
    aliases: {},
    summary: "A leaky ReLU whose slope is learned.",
    documentation: "One slope for all channels, or one per channel with `num_parameters`. The initial slope is 0.25.",
    pytorchName: "torch.nn.PReLU",
    operands: { from: "line" },
    arguments: { num_parameters: withDefault(integer(1), 1, "1, or the number of channels for one slope per " +
        "channel.") },
    positional: 0,
    infer: (call) => {
        const { num_parameters: slopes } = call.arguments;
        const input = call.inputs[0] ?? [];
        const channels = slopes === 1 ? undefined : parameterSize(call, input[0]);
        if (slopes !== 1 && channels !== undefined && slopes !== channels) {
            call.report({
                code: "invalid-argument", name: "num_parameters", value: String(slopes),
                requirement: { kind: "slopes", channels },
                argument: "num_parameters",
            });
        }
        const weight: ParameterTensor = {
            name: "weight", shape: [slopes], learned: true, initialization: { kind: "constant", value: 0.25 },
        };
        return { outputs: [input], parameters: [weight], operations: perElement(input, 2) };
    },
    guess: (_, [input]) => input,
    onnx: (call, _, names) => {
        const onnx = onnxBuilder(names);
        // relu(x) − slope·relu(−x): WebGPU has no PRelu.
        const slope = onnx.shapedParameter(
            "weight", alongAxis(call.arguments.num_parameters, 0, call.inputs[0]?.length ?? 1));
        const negative = onnx.add("Relu", [onnx.add("Neg", [onnx.input()])]);
        return onnx.result("Sub", [onnx.add("Relu", [onnx.input()]), onnx.add("Mul", [slope, negative])]);
    },
    saves: savesInput,
    pytorch: (call) =>
        moduleForm("nn.PReLU", [named("num_parameters", argumentSlot("num_parameters", call.arguments.num_parameters), 1)]),
});

export const elu: LayerDefinition = defineLayer({
    name: "elu",
    family,
    traits: { ...elementwiseActivation, keeps: notNegative },
    aliases: {},
    summary: "Keeps positive values. Negative values approach −alpha smoothly.",
    documentation: "x if x > 0, otherwise alpha·(eˣ − 1).",
    pytorchName: "torch.nn.ELU",
    operands: { from: "line" },
    arguments: { alpha: withDefault(number(), 1, "Negative values approach −alpha.") },
    positional: 0,
    infer: (call) => {
        const input = call.inputs[0] ?? [];
        return { outputs: [input], operations: perElement(input, 3) };
    },
    guess: (_, [input]) => input,
    onnx: (call, _, names) => {
        const onnx = onnxBuilder(names);
        return onnx.result("Elu", [onnx.input()], { alpha: float(call.arguments.alpha) });
    },
    saves: savesInput,
    pytorch: (call) => functionForm("nn.ELU", "F.elu", [named("alpha", argumentSlot("alpha", call.arguments.alpha), 1)]),
});

export const gelu: LayerDefinition = defineLayer({
    name: "gelu",
    family,
    traits: elementwiseActivation,
    aliases: {},
    summary:
        "Multiplies each value by the probability that a standard normal variable is below it. Common in " +
        "transformers.",
    documentation: "½·x·(1 + erf(x/√2)), or an approximation with `approximate=\"tanh\"`.",
    pytorchName: "torch.nn.GELU",
    operands: { from: "line" },
    arguments: {
        approximate: withDefault(choice("none", "tanh"), "none", "`\"tanh\"` for the approximation that GPT-2 used."),
    },
    positional: 0,
    infer: (call) => {
        const input = call.inputs[0] ?? [];
        return { outputs: [input], operations: perElement(input, call.arguments.approximate === "none" ? 5 : 9) };
    },
    guess: (_, [input]) => input,
    onnx: (call, _, names) => {
        const onnx = onnxBuilder(names);
        const x = onnx.input();
        const half = onnx.add("Mul", [x, onnx.scalar(0.5)]);
        if (call.arguments.approximate === "none") {
            const bell = onnx.add("Erf", [onnx.add("Mul", [x, onnx.scalar(Math.SQRT1_2)])]);
            return onnx.result("Mul", [half, onnx.add("Add", [bell, onnx.scalar(1)])]);
        }
        const cube = onnx.add("Mul", [onnx.add("Mul", [x, x]), x]);
        const bent = onnx.add("Add", [x, onnx.add("Mul", [cube, onnx.scalar(0.044715)])]);
        const bell = onnx.add("Tanh", [onnx.add("Mul", [bent, onnx.scalar(Math.sqrt(2 / Math.PI))])]);
        return onnx.result("Mul", [half, onnx.add("Add", [bell, onnx.scalar(1)])]);
    },
    saves: savesInput,
    pytorch: (call) => functionForm("nn.GELU", "F.gelu", [
        named("approximate", argumentSlot("approximate", call.arguments.approximate), "none"),
    ]),
});

/** min(max(x + 3, 0), 6). */
function shiftedRelu6(onnx: OnnxBuilder): string {
    const shifted = onnx.add("Add", [onnx.input(), onnx.scalar(3)]);
    return onnx.add("Clip", [shifted, onnx.scalar(0), onnx.scalar(6)]);
}

function softplusOf(onnx: OnnxBuilder): string {
    const [rest, positive] = softplusParts(onnx);
    return onnx.add("Add", [positive, rest]);
}

/** ln(1 + e^−|x|) and relu(x), whose sum is softplus without an exponential that overflows; WebGPU has no Softplus. */
function softplusParts(onnx: OnnxBuilder): readonly [rest: string, positive: string] {
    const decayed = onnx.add("Exp", [onnx.add("Neg", [onnx.add("Abs", [onnx.input()])])]);
    const rest = onnx.add("Log", [onnx.add("Add", [decayed, onnx.scalar(1)])]);
    return [rest, onnx.add("Relu", [onnx.input()])];
}
