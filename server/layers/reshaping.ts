import { attribute, call as pythonCall, literal, subscript, tuple } from "../python/syntax.ts";
import { evaluateFormula, floorQuotient, term, times, type Formula } from "../sizes/formula.ts";
import { elementCount, sampleShape, type Shape } from "../sizes/shape.ts";
import { isMultiple, sizesEqual } from "../sizes/size-condition.ts";
import { fixedSize, productOfSizes, unknownAtSample, unknownSize } from "../sizes/size.ts";
import { integers } from "./argument-readers.ts";
import { required } from "./argument-types.ts";
import type { Reporter } from "./axes.ts";
import { defineLayer, type LayerDefinition } from "./definition.ts";
import { requireSizes } from "./demands.ts";
import { ints, keepBatch, onnxBuilder } from "./onnx-builder.ts";
import { expressionForm, argumentSlot, input as inputPart, moduleForm, slotPart, type Hole } from "./pytorch-form.ts";
import { stretchReach } from "./reach.ts";
import type { LayerTraits } from "./traits.ts";

const family = "Reshaping";

/** The common traits of these layers: they rearrange elements without computing. */
const arrangingTraits = {
    elementwise: false, activation: false, normalization: false, cancelsBias: false, biasAxis: undefined,
    channels: "derived", resamples: false, pools: false, merges: undefined,
} as const satisfies Partial<LayerTraits>;

export const flatten: LayerDefinition = defineLayer({
    name: "flatten",
    family,
    traits: { ...arrangingTraits, mixesChannels: false },
    aliases: {},
    summary: "Flattens all axes into one axis of features.",
    documentation:
        "Use it between the convolutions and the first `linear`. The number of features depends on the input size. " +
        "With `global_avg_pool()` before it, it is the number of channels for every input.",
    pytorchName: "torch.nn.Flatten",
    operands: { from: "line" },
    arguments: {},
    positional: 0,
    infer: (call) => {
        const input = call.inputs[0] ?? [];
        const [first, ...rest] = input.map((size) => term("n", size));
        const formula = first === undefined ? undefined : rest.reduce<Formula>(times, first);
        return {
            outputs: [[productOfSizes(input)]],
            axes: formula === undefined || rest.length === 0 ? [] : [{ axis: 0, formula }],
            reach: [[input.map(() => (rest.length === 0 ? "same" : "scattered"))]],
        };
    },
    guess: (_, [input]) => [input === undefined ? unknownSize : productOfSizes(input)],
    onnx: (_, __, names) => {
        const onnx = onnxBuilder(names);
        return onnx.result("Flatten", [onnx.input()], { axis: { int: 1 } });
    },
    saves: () => ({ view: "rows" }),
    pytorch: (_, { outputs }) => ({
        ...moduleForm("nn.Flatten", [], { channels: { value: outputs[0]?.[0]?.sample ?? 0, from: { elements: true } } }),
        expression: pythonCall<Hole>("torch.flatten", [inputPart(), literal(1)]),
    }),
});

export const reshape: LayerDefinition = defineLayer({
    name: "reshape",
    family,
    traits: { ...arrangingTraits, mixesChannels: true },
    aliases: { PyTorch: ["view", "Unflatten"] },
    summary: "Arranges the elements in a new shape, row by row.",
    documentation:
        "The shape leaves out the batch. One size can be −1 and is inferred. Elements keep their order; to " +
        "exchange axes, use `permute`.",
    pytorchName: "torch.reshape",
    operands: { from: "line" },
    arguments: {
        shape: required(integers("a list of integers, one of which may be −1", checkRequested),
            "The new shape, `[256, -1]`. Its product must be the number of elements."),
    },
    positional: 1,
    infer: (call) => inferReshape(call, call.inputs[0] ?? [], call.arguments.shape),
    guess: ({ shape }) => shape?.map((size) => (size < 1 ? unknownSize : fixedSize(size))),
    onnx: (_, { outputs }, names) => {
        const onnx = onnxBuilder(names);
        return onnx.result("Reshape", [onnx.input(), onnx.integers([keepBatch, ...(sampleShape(outputs[0]) ?? [])])]);
    },
    saves: () => ({ view: "rows" }),
    pytorch: (call) => {
        const { shape } = call.arguments;
        const batch = subscript<Hole>(attribute(inputPart(), "shape"), literal(0));
        const sizes = shape.map((size, index) => slotPart(argumentSlot("shape", size, index)));
        return expressionForm(
            pythonCall<Hole>("torch.reshape", [inputPart(), tuple([batch, ...sizes])]),
            shape[0] === undefined || shape[0] === -1 ? {} : { channels: argumentSlot("shape", shape[0], 0) });
    },
});

export const permute: LayerDefinition = defineLayer({
    name: "permute",
    family,
    traits: { ...arrangingTraits, mixesChannels: true },
    aliases: { PyTorch: ["transpose"] },
    summary: "Reorders the axes of a value.",
    documentation:
        "`permute([1, 2, 0])` turns `[channels, height, width]` into `[height, width, channels]`. The batch is not " +
        "counted and stays first. Layers treat axis 0 as channels, whatever it was before.",
    pytorchName: "torch.permute",
    operands: { from: "line" },
    arguments: {
        order: required(integers("a list of axes"),
            "For each new axis, the old axis it comes from. Every axis appears once.",
            { aliases: { PyTorch: ["dims"], ONNX: ["perm"] } }),
    },
    positional: 1,
    infer: (call) => {
        const input = call.inputs[0] ?? [];
        const order = readOrder(call, call.arguments.order, input);
        return {
            outputs: [order?.map((axis) => input[axis] ?? unknownSize) ?? input.map(() => unknownSize)],
            reach: [[input.map((_, axis) => stretchReach(order?.indexOf(axis) ?? axis, 0))]],
            details: { order: order ?? [] },
        };
    },
    guess: ({ order }, [input]) => (order ?? input)?.map(() => unknownSize),
    onnx: (_, { details: { order } }, names) => {
        const onnx = onnxBuilder(names);
        return onnx.result("Transpose", [onnx.input()], { perm: ints([0, ...order.map((axis) => axis + 1)]) });
    },
    saves: () => ({ view: "permuted" }),
    pytorch: (_, { details: { order } }) => expressionForm(pythonCall<Hole>(
        attribute(inputPart(), "permute"), [0, ...order.map((axis) => axis + 1)].map((axis) => literal(axis)))),
});

function checkRequested(requested: readonly number[], name: string) {
    const open = requested.filter((size) => size === -1).length;
    if (requested.length > 0 && open < 2 && requested.every((size) => size === -1 || size >= 1)) {
        return undefined;
    }
    return {
        code: "invalid-argument", name, value: `[${requested.join(", ")}]`,
        requirement: { kind: "sizes" },
    } as const;
}

function inferReshape(reporter: Reporter, input: Shape, requested: readonly number[]) {
    const elements = productOfSizes(input);
    const product = requested.filter((size) => size !== -1).reduce((product, size) => product * size, 1);
    const open = requested.indexOf(-1);
    const condition = open === -1 ? sizesEqual(elements, fixedSize(product)) : isMultiple(elements, product);
    const fits = requireSizes(reporter, condition,
        () => ({ code: "reshape-mismatch", shape: input, requested, argument: "shape" }));
    const whole = term("n", elements);
    const formula = product === 1 ? whole : floorQuotient(whole, term("m", product));
    const rest = fits ? evaluateFormula(formula) : unknownAtSample(evaluateFormula(formula));
    return {
        outputs: [requested.map((size) => (size === -1 ? rest : fixedSize(size)))],
        axes: open === -1 || !fits || elementCount(input) === undefined ? [] : [{ axis: open, formula }],
        reach: [[input.map(() => "scattered" as const)]],
    };
}

/** The order with axes from 0; undefined, and reported, if it is not a permutation of the shape's axes. */
function readOrder(reporter: Reporter, order: readonly number[], shape: Shape): readonly number[] | undefined {
    const rank = shape.length;
    if (order.length !== rank) {
        reporter.report({
            code: "invalid-argument", name: "order", value: `[${order.join(", ")}]`, argument: "order",
            requirement: { kind: "permutation", rank },
        });
        return undefined;
    }
    const axes = order.map((axis) => (axis < 0 ? axis + rank : axis));
    if (new Set(axes).size !== rank || axes.some((axis) => axis < 0 || axis >= rank)) {
        reporter.report({
            code: "invalid-argument", name: "order", value: `[${order.join(", ")}]`, argument: "order",
            requirement: { kind: "permutation", rank },
        });
        return undefined;
    }
    return axes;
}
