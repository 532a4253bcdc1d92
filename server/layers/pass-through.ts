import { dotted, keyword } from "../python/syntax.ts";
import type { Shape } from "../sizes/shape.ts";
import { probability } from "./argument-readers.ts";
import { required, withDefault, type ArgumentDefinition } from "./argument-types.ts";
import { defineLayer, type LayerDefinition } from "./definition.ts";
import { onnxBuilder } from "./onnx-builder.ts";
import { functionForm, argumentSlot, input as inputPart, moduleForm, named, positional, type PytorchForm } from "./pytorch-form.ts";
import { floats, floatsLike, type OwnTensor } from "./saved-tensors.ts";
import type { Aliases } from "./traits.ts";

/** A layer that returns its input, at least in inference. */
interface PassingLayer {
    readonly name: string;
    readonly aliases: Aliases;
    readonly summary: string;
    readonly documentation: string;
    readonly pytorchName: string;
    readonly arguments: Readonly<Record<string, ArgumentDefinition<unknown>>>;
    /** `p` is its probability, if it has one. */
    readonly pytorch: (p: number) => PytorchForm;
    /** What it keeps to set the same elements to 0 backward; nothing if `p` is 0. */
    readonly mask: (input: Shape | undefined) => readonly OwnTensor[];
}

function passingLayer({ pytorch, mask, ...described }: PassingLayer): LayerDefinition {
    return defineLayer({
        ...described,
        family: "Pass-through",
        traits: {
            elementwise: true, activation: false, normalization: false, cancelsBias: false, biasAxis: undefined,
            channels: "kept", mixesChannels: false, resamples: false, pools: false, merges: undefined,
            drops: "p" in described.arguments,
        },
        operands: { from: "line" },
        positional: Object.keys(described.arguments).length,
        infer: (call) => ({ outputs: [call.inputs[0]] }),
        guess: (_, [input]) => input,
        onnx: (_, __, names) => {
            const onnx = onnxBuilder(names);
            return onnx.result("Identity", [onnx.input()]);
        },
        saves: (call) =>
            (Number(call.arguments["p"] ?? 0) === 0 ? { view: "same" } : { own: mask(call.inputs[0]) }),
        pytorch: (call) => pytorch(Number(call.arguments["p"] ?? 0)),
    });
}

export const dropout: LayerDefinition = passingLayer({
    name: "dropout",
    aliases: {
        PyTorch: ["Dropout1d", "Dropout2d", "Dropout3d"],
        Keras: ["SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D"],
    },
    summary: "During training, sets random values to 0. It does nothing at inference.",
    documentation: "During training, the remaining values are divided by 1 − p, so inference needs no correction.",
    pytorchName: "torch.nn.Dropout",
    arguments: { p: withDefault(probability, 0.5, "The probability that a value becomes 0.", { aliases: { Keras: ["rate"] } }) },
    // A factor for each element; PyTorch's CUDA kernel keeps a byte instead.
    mask: (input) => [floatsLike(input)],
    pytorch: (p) => functionForm("nn.Dropout", "F.dropout", [named("p", argumentSlot("p", p), 0.5)], [keyword("training", dotted("self.training"))]),
});

export const dropPath: LayerDefinition = passingLayer({
    name: "drop_path",
    aliases: { PyTorch: ["StochasticDepth"] },
    summary: "Stochastic depth: during training, drops a whole residual branch for random images. It does nothing " +
        "at inference.",
    documentation: "Place it at the end of the branch, before the `add`. Deeper blocks usually get a larger `p`.",
    pytorchName: "torchvision.ops.StochasticDepth",
    arguments: { p: required(probability, "The probability that the branch is dropped.", {
        aliases: { PyTorch: ["drop_prob"], Keras: ["rate"] },
    }) },
    mask: () => [floats(1)],
    pytorch: (p) => moduleForm("DropPath", [positional(argumentSlot("p", p))], { preamble: ["DropPath"] }),
});

export const identity: LayerDefinition = passingLayer({
    name: "identity",
    aliases: {},
    summary: "Returns its input unchanged.",
    documentation: "Useful as the branch of a `concat` or `add` that does nothing.",
    pytorchName: "torch.nn.Identity",
    arguments: {},
    mask: () => [],
    pytorch: () => ({ ...moduleForm("nn.Identity", []), expression: inputPart() }),
});
