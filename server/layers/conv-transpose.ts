import { call as pythonCall, keyword } from "../python/syntax.ts";
import { constant, evaluateFormula, minus, plus, term, type Formula } from "../sizes/formula.ts";
import { elementCount, type Shape } from "../sizes/shape.ts";
import { atLeast, bothHold } from "../sizes/size-condition.ts";
import {
    addSizes, fixedSize, isKnown, outOfReachAtSample, subtractSizes, unknownSize, type Size,
} from "../sizes/size.ts";
import {
    biasOptions, channelsOptions, dilationOptions, groupsOptions, kernelOptions, paddingOptions, strideOptions,
    toOptions,
} from "./argument-options.ts";
import {
    boolean, dilations, groupCount, integer, numericPadding, perAxis, perAxisUnchecked, strides, value,
} from "./argument-readers.ts";
import { optional, required, withDefault } from "./argument-types.ts";
import { channelsOnly, forEachAxis, hasRank, spatialRanks, type AxisFormula, type Reporter } from "./axes.ts";
import { convolutionParameters, convolutionTraits, groupsFit, guessWindowed, symmetricPadding } from "./conv.ts";
import { productOf } from "./counts.ts";
import { defineLayer, type LayerDefinition } from "./definition.ts";
import { parameterSize, requireSizes } from "./demands.ts";
import { alongAxis, int, ints, onnxBuilder, string } from "./onnx-builder.ts";
import {
    channelsOf, fixed, argumentSlot, input as inputPart, moduleForm, named, own, positional, spatialSizes, torchPads,
    type Hole, type Template,
} from "./pytorch-form.ts";
import { spreadReach } from "./reach.ts";
import { savesInput } from "./saved-tensors.ts";
import {
    dilatedKernel, onnxPads, paddingTerms, positiveSize, readWindows, spreadFormula, type AxisWindow,
} from "./window.ts";

interface TransposedDetails {
    readonly windows: readonly AxisWindow[];
    /** One per axis. */
    readonly outputPadding: readonly number[];
}

export const convTranspose: LayerDefinition = defineLayer({
    name: "conv_transpose",
    family: "Convolution",
    traits: { ...convolutionTraits, channels: "set", mixesChannels: true },
    aliases: {
        PyTorch: ["ConvTranspose1d", "ConvTranspose2d", "ConvTranspose3d"],
        Keras: ["Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose"],
        informal: ["deconv", "deconvolution"],
    },
    summary:
        "A transposed convolution: every input element adds a scaled kernel to the output, so a stride enlarges it.",
    documentation:
        "The size of each axis is (n − 1)·s − p + d·(k − 1) + output_padding + " +
        "1. Kernel 2 with stride 2, or kernel " +
        "4 with stride 2 and padding 1, doubles the size exactly; kernel 3 needs `output_padding=1` for that. " +
        "Padding makes the output smaller.\n\n" +
        "A kernel that the stride does not divide covers some outputs more often than others, which shows as a " +
        "checkerboard pattern.",
    pytorchName: "torch.nn.ConvTranspose2d",
    operands: { from: "line" },
    arguments: {
        channels: required(integer(1), "The number of output channels.", channelsOptions),
        kernel: required(perAxis(1), "The kernel's size: `2` for 2×2, or one number per axis.", kernelOptions),
        stride: withDefault(strides, 1,
            "The distance between the kernels of neighbouring inputs: the factor of enlargement.", strideOptions),
        padding: withDefault(numericPadding("conv_transpose", "refused"), 0,
            "Removed from each side of the output: one number, one per axis, or a pair per axis. " +
            "More padding makes the result smaller.", paddingOptions),
        output_padding: optional(perAxisUnchecked,
            "Added after the output on each axis, because a strided convolution maps several sizes to one. " +
            "It must be smaller than the stride or the dilation.", { defaultLabel: "0" }),
        dilation: withDefault(dilations, 1, "The distance between the kernel's taps.", dilationOptions),
        groups: withDefault(groupCount, 1, "Splits the channels into independent groups.", groupsOptions),
        bias: withDefault(boolean, true, "Whether a learned number is added to each output channel.", biasOptions),
        to: optional(value,
            "A value whose spatial sizes the output gets, by choosing `output_padding`. " +
            "Useful before a `concat` with an earlier, larger feature map.", toOptions),
    },
    positional: 2,
    infer: (call) => {
        const { channels, kernel, groups, bias } = call.arguments;
        const input = call.inputs[0] ?? [];
        const details: TransposedDetails = { windows: [], outputPadding: [] };
        const wrong = { macs: undefined, operations: undefined, details };
        if (!hasRank(call, "conv_transpose", input, spatialRanks)) {
            return { outputs: [guessWindowed(channels, kernel, undefined)], ...wrong };
        }
        const windows = readWindows(call, call.arguments, input);
        if (windows === undefined) {
            return { outputs: [channelsOnly(channels, input.length - 1)], ...wrong };
        }
        const fits = groupsFit(call, groups, input[0], channels);
        const target = call.arguments.to === undefined ? undefined : call.inputs[call.arguments.to.input];
        const { sizes, formulas, outputPadding } = target === undefined
            ? enlarge(call, input, windows, call.arguments.output_padding ?? 0)
            : enlargeTo(call, input, windows, call.arguments.output_padding, target);
        const output: Shape = [fixedSize(channels), ...sizes];
        const inputs = parameterSize(call, input[0]);
        const weight = !fits || inputs === undefined
            ? undefined
            : [inputs, channels / groups, ...windows.map((window) => window.kernel)] as const;
        return {
            outputs: [output],
            axes: formulas,
            parameters: convolutionParameters(weight, bias ? channels : undefined),
            macs: weight === undefined ? undefined : productOf(...weight, elementCount(input.slice(1))),
            operations: bias ? elementCount(output) : 0,
            reach: [[["whole", ...windows.map((window, index) => spreadReach(index + 1, window))]]],
            details: { windows, outputPadding },
        };
    },
    guess: ({ channels, kernel }, [input]) => guessWindowed(channels, kernel, input),
    onnx: (call, { details: { windows, outputPadding } }, names) => {
        const onnx = onnxBuilder(names);
        const attributes = {
            kernel_shape: ints(windows.map(({ kernel }) => kernel)),
            strides: ints(windows.map(({ stride }) => stride)),
            dilations: ints(windows.map(({ dilation }) => dilation)),
            group: int(call.arguments.groups),
        };
        const inputs = [onnx.input(), onnx.parameter("weight")];
        const bias = call.arguments.bias ? [onnx.parameter("bias")] : [];
        if (windows.every(({ stride }, index) => (outputPadding[index] ?? 0) < stride)) {
            return onnx.result("ConvTranspose", [...inputs, ...bias], {
                ...attributes, pads: ints(onnxPads(windows)), output_padding: ints(outputPadding),
            });
        }
        // ONNX Runtime rejects an output padding of at least the stride. Output padding first cancels padding after the
        // output; beyond that, no kernel reaches the added elements: they are zeros plus the bias.
        const returned = windows.map(({ before, after }, index) =>
            ({ before, after: Math.max(after - (outputPadding[index] ?? 0), 0) }));
        const added = windows.map(({ after }, index) => Math.max((outputPadding[index] ?? 0) - after, 0));
        const covered = onnx.add("ConvTranspose", inputs, { ...attributes, pads: ints(onnxPads(returned)) });
        const ends = onnx.integers([0, 0, ...added.map(() => 0), 0, 0, ...added]);
        const extended = onnx.add("Pad", [covered, ends, onnx.scalar(0)], { mode: string("constant") });
        return call.arguments.bias
            ? onnx.result("Add", [extended, onnx.shapedParameter(
                "bias", alongAxis(call.arguments.channels, 0, windows.length + 1))])
            : onnx.result("Identity", [extended]);
    },
    arithmetic: (call, { details: { windows } }) => ({
        kind: "convolution",
        axes: windows.map(({ kernel, stride, dilation, before }) => ({ kind: "spread", kernel, stride, dilation, before })),
        groups: call.arguments.groups,
        border: "zeros",
        inputFirst: true,
    }),
    saves: savesInput,
    pytorch: (call, { details: { windows, outputPadding } }) => {
        const { channels, kernel, stride, padding, output_padding: extra, dilation, groups, bias, to } = call.arguments;
        const input = call.inputs[0] ?? [];
        const symmetric = symmetricPadding(padding, windows);
        // PyTorch crops both sides equally: the excess of one side is cropped from a larger output.
        const common = windows.map(({ before, after }) => Math.min(before, after));
        const rest = windows.map(({ before, after }, index) =>
            ({ before: (common[index] ?? 0) - before, after: (common[index] ?? 0) - after }));
        // For `output_size`, PyTorch only chooses output paddings below the stride, although it accepts larger ones.
        const chooses = to !== undefined && windows.every(({ stride }, index) => (outputPadding[index] ?? 0) < stride);
        const added = symmetric === undefined || (to !== undefined && !chooses)
            ? [named("output_padding", fixed(outputPadding), 0)]
            : extra === undefined ? [] : [named("output_padding", argumentSlot("output_padding", extra), 0)];
        const called: Template = symmetric === undefined
            ? pythonCall<Hole>("F.pad", [pythonCall(own, [inputPart()]), torchPads(rest)])
            : pythonCall(own, [inputPart(), keyword("output_size", spatialSizes(to?.input ?? 0))]);
        return moduleForm(`nn.ConvTranspose${input.length - 1}d`, [
            positional(channelsOf(input[0]?.sample)),
            positional(argumentSlot("channels", channels)),
            positional(argumentSlot("kernel", kernel)),
            named("stride", argumentSlot("stride", stride), 1),
            named("padding", symmetric ?? fixed(common), 0),
            ...added,
            named("groups", argumentSlot("groups", groups), 1),
            named("bias", argumentSlot("bias", bias), true),
            named("dilation", argumentSlot("dilation", dilation), 1),
        ], {
            channels: argumentSlot("channels", channels),
            ...(symmetric === undefined || chooses ? { called } : {}),
        });
    },
});

interface EnlargedAxes {
    readonly sizes: readonly Size[];
    readonly formulas: readonly AxisFormula[];
    readonly outputPadding: readonly number[];
}

function enlarge(
    reporter: Reporter, input: Shape, windows: readonly AxisWindow[], padding: number | readonly number[],
): EnlargedAxes {
    const outputPadding = forEachAxis(reporter, "output_padding", padding, windows.length);
    const sizes: Size[] = [];
    const formulas: AxisFormula[] = [];
    for (const [index, window] of windows.entries()) {
        const extra = outputPadding?.[index];
        if (extra === undefined) {
            sizes.push(unknownSize);
            continue;
        }
        const axis = index + 1;
        const formula = transposedFormula(input[axis] ?? unknownSize, window, extra);
        formulas.push({ axis, formula });
        if (extra < 0 || extra >= Math.max(window.stride, window.dilation)) {
            const { stride, dilation } = window;
            reporter.report({
                code: "invalid-output-padding", value: extra, stride, dilation, argument: "output_padding",
            });
            sizes.push(unknownSize);
            continue;
        }
        sizes.push(positiveSize(reporter, input, axis, formula));
    }
    return { sizes, formulas, outputPadding: outputPadding ?? [] };
}

/** Chooses the output padding with which the output has the target's sizes. */
function enlargeTo(
    reporter: Reporter, input: Shape, windows: readonly AxisWindow[], padding: unknown, target: Shape,
): EnlargedAxes {
    const unknown = { sizes: windows.map(() => unknownSize), formulas: [], outputPadding: windows.map(() => 0) };
    if (padding !== undefined) {
        const names = ["output_padding", "to"];
        reporter.report({ code: "conflicting-arguments", names, provided: names, argument: "to" });
        return unknown;
    }
    if (!hasRank(reporter, "conv_transpose", target, [input.length], "to")) {
        return unknown;
    }
    const sizes: Size[] = [];
    const formulas: AxisFormula[] = [];
    const outputPadding: number[] = [];
    for (const [index, window] of windows.entries()) {
        const axis = index + 1;
        const requested = target[axis] ?? unknownSize;
        const least = evaluateFormula(transposedFormula(input[axis] ?? unknownSize, window, 0));
        const most = addSizes(least, fixedSize(Math.max(window.stride, window.dilation) - 1));
        const isSolvable = bothHold(atLeast(requested, least), atLeast(most, requested));
        if (!requireSizes(reporter, isSolvable, () => ({
            code: "unsolvable-size", layer: "conv_transpose", axis, rank: input.length, requested, least, most,
            argument: "to",
        }))) {
            sizes.push(outOfReachAtSample(requested, least, most));
            outputPadding.push(0);
            continue;
        }
        const extra = subtractSizes(requested, least).sample ?? 0;
        if (isKnown(requested)) {
            formulas.push({ axis, formula: transposedFormula(input[axis] ?? unknownSize, window, extra) });
        }
        sizes.push(requested);
        outputPadding.push(extra);
    }
    return { sizes, formulas, outputPadding };
}

/** (n − 1)·s − 2·p + d·(k − 1) + o + 1, without terms that have no effect. */
function transposedFormula(size: Size, window: AxisWindow, outputPadding: number): Formula {
    const spread = spreadFormula(size, window);
    const cropped = paddingTerms(window.before, window.after).reduce(minus, spread);
    const plain = window.extent === 1 || window.dilation === 1;
    const covered = plus(cropped, plain ? term("k", window.kernel) : dilatedKernel(window));
    const extended = outputPadding === 0 ? covered : plus(covered, term("o", outputPadding));
    return plain ? extended : plus(extended, constant(1));
}
