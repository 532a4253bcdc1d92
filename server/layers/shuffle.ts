import { call as pythonCall } from "../python/syntax.ts";
import { constant, evaluateFormula, floorQuotient, term, times } from "../sizes/formula.ts";
import { sampleShape, type Shape } from "../sizes/shape.ts";
import { isMultiple } from "../sizes/size-condition.ts";
import { unknownAtSample, unknownSize, type Size } from "../sizes/size.ts";
import { groupsOptions } from "./argument-options.ts";
import { groupCount, integer } from "./argument-readers.ts";
import { required } from "./argument-types.ts";
import { hasRank, spatialRanks, type AxisFormula, type Reporter } from "./axes.ts";
import { groupsFit } from "./conv.ts";
import { defineLayer, type LayerDefinition } from "./definition.ts";
import { requireSizes } from "./demands.ts";
import { int, ints, keepBatch, onnxBuilder, string } from "./onnx-builder.ts";
import {
    expressionForm, functionForm, argumentSlot, input as inputPart, slotPart, positional, type Hole, type PytorchForm,
} from "./pytorch-form.ts";
import { reachAlong, repeatedReach } from "./reach.ts";
import { savesNothing } from "./saved-tensors.ts";
import type { LayerTraits } from "./traits.ts";

const family = "Resampling";

/** The common traits of these layers. */
const shuffleTraits = {
    elementwise: false, activation: false, normalization: false, cancelsBias: false, biasAxis: undefined, pools: false,
    merges: undefined,
} as const satisfies Partial<LayerTraits>;

export const pixelShuffle: LayerDefinition = defineLayer({
    name: "pixel_shuffle",
    family,
    traits: { ...shuffleTraits, channels: "derived", mixesChannels: true, resamples: true },
    aliases: { ONNX: ["DepthToSpace"] },
    summary:
        "Rearranges channels into pixels: factor² channels become one channel, factor times as high and wide.",
    documentation:
        "Enlarges without the checkerboard patterns of `conv_transpose`. The `conv` before it must produce factor² " +
        "times the channels.",
    pytorchName: "torch.nn.PixelShuffle",
    operands: { from: "line" },
    arguments: {
        factor: required(integer(1), "The factor by which each spatial axis grows.", {
            aliases: { PyTorch: ["upscale_factor"], ONNX: ["blocksize"] },
        }),
    },
    positional: 1,
    infer: (call) => {
        const input = call.inputs[0] ?? [];
        if (!hasRank(call, "pixel_shuffle", input, spatialRanks)) {
            return { outputs: [undefined] };
        }
        const r = call.arguments.factor;
        const axes = input.length - 1;
        const channels = quotient(call, input, 0, r ** axes);
        const formulas = input.slice(1).map((size, index) => ({
            axis: index + 1, formula: times(term("n", size), term("r", r)),
        }));
        return {
            outputs: [[channels.size, ...formulas.map(({ formula }) => evaluateFormula(formula))]],
            axes: [...channels.formula, ...formulas],
            reach: [[input.map((_, axis) => (axis === 0 ? "scattered" : repeatedReach(axis, 1, r)))]],
        };
    },
    guess: (_, [input]) => input?.map(() => unknownSize),
    onnx: (call, { outputs }, names) => {
        const r = call.arguments.factor;
        const onnx = onnxBuilder(names);
        const output = sampleShape(outputs[0]) ?? [];
        const [, ...sizes] = sampleShape(call.inputs[0]) ?? [];
        if (sizes.length === 2) {
            return onnx.result("DepthToSpace", [onnx.input()], { blocksize: int(r), mode: string("CRD") });
        }
        // [C, r, r, r, d, h, w] with each r moved after its axis.
        const apart = onnx.reshape(onnx.input(), [keepBatch, output[0] ?? 0, ...sizes.map(() => r), ...sizes]);
        const order = sizes.flatMap((_size, index) => [2 + sizes.length + index, 2 + index]);
        const woven = onnx.add("Transpose", [apart], { perm: ints([0, 1, ...order]) });
        return onnx.result("Reshape", [woven, onnx.integers([keepBatch, ...output])]);
    },
    saves: savesNothing,
    pytorch: (call, { outputs }) => shuffleForm(
        ["nn.PixelShuffle", "F.pixel_shuffle", "shuffle_pixels"], "over", call.arguments.factor, outputs[0] ?? []),
});

export const pixelUnshuffle: LayerDefinition = defineLayer({
    name: "pixel_unshuffle",
    family,
    traits: { ...shuffleTraits, channels: "derived", mixesChannels: false, resamples: true },
    aliases: { ONNX: ["SpaceToDepth"] },
    summary: "Rearranges pixels into channels: every square of factor·factor pixels becomes factor² channels.",
    documentation:
        "Shrinks without losing information: the inverse of `pixel_shuffle`. The factor must divide height and width.",
    pytorchName: "torch.nn.PixelUnshuffle",
    operands: { from: "line" },
    arguments: {
        factor: required(integer(1), "The factor by which each spatial axis shrinks.", {
            aliases: { PyTorch: ["downscale_factor"], ONNX: ["blocksize"] },
        }),
    },
    positional: 1,
    infer: (call) => {
        const input = call.inputs[0] ?? [];
        if (!hasRank(call, "pixel_unshuffle", input, spatialRanks)) {
            return { outputs: [undefined] };
        }
        const r = call.arguments.factor;
        const formula = times(term("c", input[0] ?? unknownSize), term("r²", r ** (input.length - 1)));
        const sizes = input.slice(1).map((_, index) => quotient(call, input, index + 1, r));
        return {
            outputs: [[evaluateFormula(formula), ...sizes.map(({ size }) => size)]],
            axes: [{ axis: 0, formula }, ...sizes.flatMap((size) => size.formula)],
            // The channels of a position contain a whole square.
            reach: [[input.map((_, axis) => axis === 0
                ? "scattered"
                : { axis, stride: r, over: 1, first: 0, last: r - 1 })]],
        };
    },
    guess: (_, [input]) => input?.map(() => unknownSize),
    onnx: (call, { outputs }, names) => {
        const r = call.arguments.factor;
        const onnx = onnxBuilder(names);
        const output = sampleShape(outputs[0]) ?? [];
        const [channels = 0] = sampleShape(call.inputs[0]) ?? [];
        const sizes = output.slice(1);
        const apart = onnx.reshape(onnx.input(), [keepBatch, channels, ...sizes.flatMap((size) => [size, r])]);
        const order = [...sizes.map((_size, index) => 3 + 2 * index), ...sizes.map((_size, index) => 2 + 2 * index)];
        const stacked = onnx.add("Transpose", [apart], { perm: ints([0, 1, ...order]) });
        return onnx.result("Reshape", [stacked, onnx.integers([keepBatch, ...output])]);
    },
    saves: savesNothing,
    pytorch: (call, { outputs }) => shuffleForm(
        ["nn.PixelUnshuffle", "F.pixel_unshuffle", "unshuffle_pixels"], "times", call.arguments.factor, outputs[0] ?? []),
});

export const channelShuffle: LayerDefinition = defineLayer({
    name: "channel_shuffle",
    family,
    traits: { ...shuffleTraits, channels: "kept", mixesChannels: false, resamples: false },
    aliases: {},
    summary: "Distributes the channels of each group over all groups, so that the next grouped convolution mixes " +
        "them.",
    documentation: "Used in ShuffleNet: it transposes `[g, c/g]` channels to `[c/g, g]`.",
    pytorchName: "torch.nn.ChannelShuffle",
    operands: { from: "line" },
    arguments: {
        groups: required(groupCount, "The number of groups, which must divide the channels.", groupsOptions),
    },
    positional: 1,
    infer: (call) => {
        const input = call.inputs[0] ?? [];
        if (hasRank(call, "channel_shuffle", input, spatialRanks)) {
            groupsFit(call, call.arguments.groups, input[0], undefined);
        }
        return { outputs: [input], reach: [[reachAlong(input.length, 0, "scattered")]] };
    },
    guess: (_, [input]) => input,
    onnx: (call, { outputs }, names) => {
        const { groups } = call.arguments;
        const onnx = onnxBuilder(names);
        const output = sampleShape(outputs[0]) ?? [];
        const apart = onnx.reshape(onnx.input(), [keepBatch, groups, (output[0] ?? 0) / groups, -1]);
        const dealt = onnx.add("Transpose", [apart], { perm: ints([0, 2, 1, 3]) });
        return onnx.result("Reshape", [dealt, onnx.integers([keepBatch, ...output])]);
    },
    saves: savesNothing,
    pytorch: (call) => functionForm("nn.ChannelShuffle", "F.channel_shuffle", [
        positional(argumentSlot("groups", call.arguments.groups)),
    ]),
});

/** PyTorch only shuffles images; the preamble has a function for values of other ranks. */
function shuffleForm(
    [module, callee, preambleEntry]: readonly [string, string, string], channels: "times" | "over", factor: number,
    output: Shape,
): PytorchForm {
    const power = output.length - 1;
    const made = { value: output[0]?.sample ?? 0, from: { channels, argument: "factor", power } } as const;
    return power === 2
        ? { ...functionForm(module, callee, [positional(argumentSlot("factor", factor))]), channels: made }
        : expressionForm(pythonCall<Hole>(preambleEntry, [inputPart(), slotPart(argumentSlot("factor", factor))]), {
            channels: made, preamble: [preambleEntry],
        });
}

/** One axis divided by a number; reports a size that is not a multiple and makes it unknown. */
function quotient(
    reporter: Reporter, input: Shape, axis: number, divisor: number,
): { readonly size: Size; readonly formula: readonly AxisFormula[] } {
    const size = input[axis] ?? unknownSize;
    const symbol = axis === 0 ? term("c", size) : term("n", size);
    const formula = floorQuotient(symbol, axis === 0 ? constant(divisor) : term("r", divisor));
    const fits = requireSizes(reporter, isMultiple(size, divisor), () => ({
        code: "uneven-split", axis, rank: input.length, size, parts: divisor, argument: "factor",
    }));
    const part = evaluateFormula(formula);
    return fits ? { size: part, formula: [{ axis, formula }] } : { size: unknownAtSample(part), formula: [] };
}
