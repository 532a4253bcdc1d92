import { call as pythonCall } from "../python/syntax.ts";
import { minus, plus, term, type Formula } from "../sizes/formula.ts";
import { sampleShape, type Shape } from "../sizes/shape.ts";
import { atLeast } from "../sizes/size-condition.ts";
import { fixedSize, outOfReachAtSample, unknownSize, type Size } from "../sizes/size.ts";
import { paddingOptions, sizeOptions, toOptions } from "./argument-options.ts";
import { choice, number, numericPadding, perAxis, value } from "./argument-readers.ts";
import { optional, required, withDefault } from "./argument-types.ts";
import { channelsOnly, forEachAxis, hasRank, spatialRanks, type Reporter } from "./axes.ts";
import { borderNodes, checkBorder, type BorderMode, type BorderSides } from "./border.ts";
import { defineLayer, type LayerDefinition } from "./definition.ts";
import { requireSizes } from "./demands.ts";
import { onnxBuilder } from "./onnx-builder.ts";
import {
    argumentSlot, expressionForm, fixed, input as inputPart, moduleForm, named, positional, slotPart, spatialSizes,
    torchPads, type Hole,
} from "./pytorch-form.ts";
import { stretchReach } from "./reach.ts";
import type { LayerTraits } from "./traits.ts";
import { paddingTerms, positiveSize, readPaddings } from "./window.ts";

const family = "Resampling";

/** The common traits of both layers: they add or remove positions at the border, and keep the others. */
const borderTraits: LayerTraits = {
    elementwise: false, activation: false, normalization: false, cancelsBias: false, biasAxis: undefined,
    channels: "kept", mixesChannels: false, resamples: false, pools: false, merges: undefined,
};

/** Padding with a number is "constant" here and "zeros" in a convolution, as in PyTorch. */
const borderOfMode = {
    constant: "zeros", reflect: "reflect", replicate: "replicate", circular: "circular",
} as const satisfies Record<string, BorderMode>;

const moduleOfMode = {
    constant: "Constant", reflect: "Reflection", replicate: "Replication", circular: "Circular",
} as const;

export const pad: LayerDefinition = defineLayer({
    name: "pad",
    family,
    traits: borderTraits,
    aliases: {
        PyTorch: ["ZeroPad2d", "ConstantPad2d", "ReflectionPad2d", "ReplicationPad2d", "CircularPad2d"],
        Keras: ["ZeroPadding1D", "ZeroPadding2D", "ZeroPadding3D"],
    },
    summary: "Adds a border around the spatial axes.",
    documentation:
        "Convolutions and pooling layers have a `padding` argument. Use `pad` for what they cannot do, such as " +
        "another value, or a border around a merged value. A negative padding removes rows and columns.",
    pytorchName: "torch.nn.functional.pad",
    operands: { from: "line" },
    arguments: {
        padding: required(numericPadding("pad", "allowed"),
            "One number, one per axis, or a pair per axis, `[[top, bottom], [left, right]]`. `F.pad` lists the " +
            "pairs from the last axis.", paddingOptions),
        mode: withDefault(choice("constant", "reflect", "replicate", "circular"), "constant",
            "The content of the border: `value`, the mirrored image, its repeated edge, or its opposite side."),
        value: withDefault(number(), 0, "The number for `\"constant\"`."),
    },
    positional: 2,
    infer: (call) => {
        const input = call.inputs[0] ?? [];
        const details = { sides: [] as readonly BorderSides[] };
        if (!hasRank(call, "pad", input, spatialRanks)) {
            return { outputs: [undefined], details };
        }
        const paddings = readPaddings(call, call.arguments.padding, input.length - 1);
        const sides = paddings?.map(([before, after]) => ({ before, after }));
        if (sides === undefined) {
            return { outputs: [channelsOnly(input[0] ?? unknownSize, input.length - 1)], details };
        }
        checkBorder(call, borderOfMode[call.arguments.mode], sides, input, "padding");
        const formulas = sides.map(({ before, after }, index) => ({
            axis: index + 1,
            formula: borderedFormula(input[index + 1] ?? unknownSize, before, after),
        }));
        const sizes = formulas.map(({ axis, formula }) => positiveSize(call, input, axis, formula, "padding"));
        return {
            outputs: [[input[0] ?? unknownSize, ...sizes]],
            axes: formulas,
            reach: [[["same", ...sides.map(({ before }, index) => stretchReach(index + 1, -before))]]],
            details: { sides },
        };
    },
    guess: (_, [input]) => spatialGuess(input),
    onnx: (call, { details: { sides } }, names) => {
        const { mode, value: filling } = call.arguments;
        const onnx = onnxBuilder(names);
        const padded = borderNodes(onnx, onnx.input(), borderOfMode[mode], sides, call.inputs[0] ?? [], filling);
        return onnx.result("Identity", [padded]);
    },
    saves: (call) => (["reflect", "replicate"].includes(call.arguments.mode) ? { inputs: [0] } : {}),
    pytorch: (call, { details: { sides } }) => {
        const { mode, value: filling } = call.arguments;
        const pads = torchPads(sides, "padding", call.arguments.padding);
        // nn.ZeroPad1d and nn.ZeroPad3d were added later than the others.
        const module = mode === "constant" && filling === 0 && sides.length === 2 ? "Zero" : moduleOfMode[mode];
        const isConstant = mode === "constant" && module !== "Zero";
        return {
            ...moduleForm(`nn.${module}Pad${sides.length}d`, [
                { name: undefined, value: pads }, ...(isConstant ? [positional(argumentSlot("value", filling))] : []),
            ]),
            expression: pythonCall<Hole>("F.pad", [
                inputPart(), pads, named("mode", argumentSlot("mode", mode), "constant"),
                ...(mode === "constant" ? [named("value", argumentSlot("value", filling), 0)] : []),
            ]),
        };
    },
});

export const crop: LayerDefinition = defineLayer({
    name: "crop",
    family,
    traits: borderTraits,
    aliases: { PyTorch: ["CenterCrop"], Keras: ["Cropping1D", "Cropping2D", "Cropping3D"] },
    summary: "Crops the centre of the spatial axes to a size, or to the size of another value.",
    documentation:
        "Starts at ⌊(n − m)/2⌋, where n is the input size and m the output size. The original U-Net crops its skip " +
        "connections before it merges them: `concat(skip -> crop(to=up), up)`.",
    pytorchName: "torchvision.transforms.CenterCrop",
    operands: { from: "line" },
    arguments: {
        size: optional(perAxis(1), "The output's size: one number, or one per axis.", sizeOptions),
        to: optional(value, "A value whose spatial sizes the output gets.", toOptions),
    },
    positional: 1,
    oneOf: ["size", "to"],
    infer: (call) => {
        const input = call.inputs[0] ?? [];
        if (!hasRank(call, "crop", input, spatialRanks)) {
            return { outputs: [undefined] };
        }
        const target = call.arguments.to === undefined ? undefined : call.inputs[call.arguments.to.input];
        const requested = requestedSizes(call, call.arguments.size, target, input);
        const argument = call.arguments.size === undefined ? "to" : "size";
        const sizes = requested.map((size, index) => croppedSize(call, input, index + 1, size, argument));
        const starts = sizes.map((size, index) => cropStart(input[index + 1]?.sample, size.sample));
        return {
            outputs: [[input[0] ?? unknownSize, ...sizes]],
            reach: [[["same", ...starts.map((start, index) => stretchReach(index + 1, start))]]],
        };
    },
    guess: (_, [input]) => spatialGuess(input),
    onnx: (call, { outputs }, names) => {
        const onnx = onnxBuilder(names);
        const [, ...from] = sampleShape(call.inputs[0]) ?? [];
        const [, ...to] = sampleShape(outputs[0]) ?? [];
        const starts = from.map((size, index) => cropStart(size, to[index]));
        const ends = starts.map((start, index) => start + (to[index] ?? 0));
        const bounds = [starts, ends, starts.map((_, index) => index + 2)].map((numbers) => onnx.integers(numbers));
        return onnx.result("Slice", [onnx.input(), ...bounds]);
    },
    saves: () => ({ view: "part" }),
    pytorch: (call) => {
        const { size, to } = call.arguments;
        const axes = (call.inputs[0]?.length ?? 1) - 1;
        const each = typeof size === "number" ? Array.from({ length: axes }, () => size) : size ?? [];
        const cropped = to === undefined
            ? slotPart(typeof size === "number" ? fixed(each) : argumentSlot("size", each))
            : spatialSizes(to.input);
        return expressionForm(pythonCall<Hole>("center_crop", [inputPart(), cropped]), { preamble: ["center_crop"] });
    },
});

/** ⌊(n − m)/2⌋ */
function cropStart(size = 0, cropped = 0): number {
    return Math.floor((size - cropped) / 2);
}

/** n + 2·p, or n + p₀ − p₁ with negative sides. */
function borderedFormula(size: Size, before: number, after: number): Formula {
    const n = term("n", size);
    if (before >= 0 && after >= 0) {
        return paddingTerms(before, after).reduce(plus, n);
    }
    const side = (formula: Formula, symbol: string, amount: number): Formula =>
        (amount < 0 ? minus(formula, term(symbol, -amount)) : plus(formula, term(symbol, amount)));
    const begun = before === 0 ? n : side(n, "p₀", before);
    return after === 0 ? begun : side(begun, "p₁", after);
}

function requestedSizes(
    reporter: Reporter, size: number | readonly number[] | undefined, target: Shape | undefined, input: Shape,
): readonly Size[] {
    const unknown = input.slice(1).map(() => unknownSize);
    if (target !== undefined) {
        return hasRank(reporter, "crop", target, [input.length], "to") ? target.slice(1) : unknown;
    }
    const each = size === undefined ? undefined : forEachAxis(reporter, "size", size, input.length - 1);
    return each?.map(fixedSize) ?? unknown;
}

/** The requested size if the input is large enough; reports a larger one and makes it unknown. */
function croppedSize(reporter: Reporter, input: Shape, axis: number, requested: Size, argument: string): Size {
    const most = input[axis] ?? unknownSize;
    const fits = requireSizes(reporter, atLeast(most, requested), () => ({
        code: "unsolvable-size", layer: "crop", axis, rank: input.length, requested, least: fixedSize(1), most, argument,
    }));
    return fits ? requested : outOfReachAtSample(requested, fixedSize(1), most);
}

function spatialGuess(input: Shape | undefined): Shape | undefined {
    if (input === undefined || input.length < 2) {
        return undefined;
    }
    return channelsOnly(input[0] ?? unknownSize, input.length - 1);
}
