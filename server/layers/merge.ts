import { binary, call as pythonCall, keyword, list, literal } from "../python/syntax.ts";
import { evaluateFormula, plus, term, type Formula } from "../sizes/formula.ts";
import type { Shape } from "../sizes/shape.ts";
import { eitherHolds, sizesEqual, type SizeCondition } from "../sizes/size-condition.ts";
import { fixedSize, isDynamic, isKnown, largerSize, unknownAtSample, unknownSize, type Size } from "../sizes/size.ts";
import { axisOptions } from "./argument-options.ts";
import { axis } from "./argument-readers.ts";
import { withDefault } from "./argument-types.ts";
import { resolveAxis, withAxis, type Reporter } from "./axes.ts";
import { perElement } from "./counts.ts";
import { requireSizes } from "./demands.ts";
import { defineLayer, type Inference, type LayerCall, type LayerDefinition } from "./definition.ts";
import {
    channelsOf, expressionForm, folded, input as inputPart, joined, slotPart, type Hole, type PytorchForm,
    type Template,
} from "./pytorch-form.ts";
import { int, onnxBuilder, type OnnxBuilder } from "./onnx-builder.ts";
import { reachAlong } from "./reach.ts";
import {
    floatsLike, savesNothing, type NeededGradients, type OwnTensor, type SavedTensors, type SavingRule,
} from "./saved-tensors.ts";
import type { Aliases, LayerTraits } from "./traits.ts";

/** The common traits of layers that join values. */
const mergingTraits = {
    activation: false, normalization: false, cancelsBias: false, biasAxis: undefined, channels: "derived",
    mixesChannels: false, resamples: false, pools: false,
} as const satisfies Partial<LayerTraits>;

const broadcasting =
    "Sizes must agree axis by axis. A size of 1 is broadcast, so `[channels, 1, 1]` can be combined with a whole " +
    "feature map.";

export const add: LayerDefinition = defineElementwise({
    name: "add",
    merges: "sum",
    aliases: {},
    summary: "Adds values element by element, as in residual blocks.",
    documentation: `${broadcasting} Arguments can also be numbers. If the channels differ, use a 1×1 ` +
        "`conv` in the shortcut.",
    pytorchName: "torch.add",
    maximum: Infinity,
    numbers: true,
    combine: (onnx, left, right, output) => onnx.add("Add", [left, right], undefined, output),
    saves: savesNothing,
    pytorch: joinedBy("+"),
});

export const sub: LayerDefinition = defineElementwise({
    name: "sub",
    merges: "sum",
    aliases: { Keras: ["Subtract"] },
    summary: "Subtracts the second value from the first, element by element.",
    documentation: `${broadcasting} One of the two can be a number.`,
    pytorchName: "torch.sub",
    maximum: 2,
    numbers: true,
    combine: (onnx, left, right, output) => onnx.add("Sub", [left, right], undefined, output),
    saves: savesNothing,
    pytorch: joinedBy("-"),
});

export const mul: LayerDefinition = defineElementwise({
    name: "mul",
    merges: "product",
    aliases: { Keras: ["Multiply"] },
    summary: "Multiplies values element by element, as in attention and gates.",
    documentation: `${broadcasting} Arguments can also be numbers: \`mul(x, 0.1)\`.`,
    pytorchName: "torch.mul",
    maximum: Infinity,
    numbers: true,
    combine: (onnx, left, right, output) => onnx.add("Mul", [left, right], undefined, output),
    saves: savedFactors,
    pytorch: joinedBy("*"),
});

export const maximum: LayerDefinition = defineElementwise({
    name: "maximum",
    merges: "maximum",
    aliases: { PyTorch: ["max"] },
    summary: "Keeps the largest of several values, element by element.",
    documentation: `${broadcasting} Arguments can also be numbers.`,
    pytorchName: "torch.maximum",
    maximum: Infinity,
    numbers: true,
    // WebGPU has no Max.
    combine: (onnx, left, right, output) =>
        onnx.add("Where", [onnx.add("Greater", [left, right]), left, right], undefined, output),
    saves: savedCompared,
    pytorch: (call) => {
        const operands = operandParts(call);
        const values = operands.filter(({ isNumber }) => !isNumber).map((one) => one.part);
        const numbers = operands.filter(({ isNumber }) => isNumber).map((one) => one.part);
        const largest = folded(values, (left, right) => pythonCall<Hole>("torch.maximum", [left, right])) ?? literal(0);
        const least = numbers.length > 2 ? [pythonCall<Hole>("max", numbers)] : numbers;
        return expressionForm(least.reduce(
            (left, right) => pythonCall<Hole>("torch.clamp", [left, keyword("min", right)]), largest));
    },
});

export const mean: LayerDefinition = defineElementwise({
    name: "mean",
    merges: "sum",
    aliases: { Keras: ["Average"] },
    summary: "Takes the mean of several values, element by element.",
    documentation: `${broadcasting} The mean over the positions of one value is \`global_avg_pool\`.`,
    pytorchName: "torch.mean",
    maximum: Infinity,
    numbers: false,
    combine: (onnx, left, right, output) => onnx.add("Add", [left, right], undefined, output),
    finish: (onnx, sum, operands) => onnx.result("Div", [sum, onnx.scalar(operands)]),
    saves: savesNothing,
    pytorch: (call) => expressionForm(binary<Hole>(
        "/", joined("+", operandParts(call).map((one) => one.part)), literal(call.inputs.length))),
});

interface Elementwise {
    readonly name: string;
    readonly aliases: Aliases;
    readonly merges: LayerTraits["merges"];
    readonly summary: string;
    readonly documentation: string;
    readonly pytorchName: string;
    /** The maximum number of operands. */
    readonly maximum: number;
    readonly numbers: boolean;
    readonly combine: (onnx: OnnxBuilder, left: string, right: string, output: string | undefined) => string;
    /** Finishes the result after all operands are combined. */
    readonly finish?: (onnx: OnnxBuilder, combined: string, operands: number) => void;
    readonly pytorch: (call: Operated) => PytorchForm;
    readonly saves: SavingRule<Operated, Inference>;
}

type Operated = Pick<LayerCall, "inputs" | "numbers">;

/** A factor is kept if the other one needs a gradient. Several are multiplied from left to right. */
function savedFactors(call: Operated, { outputs }: Inference, needs: NeededGradients): SavedTensors {
    const kept = new Set<number>();
    const own: OwnTensor[] = [];
    let needed = needs.input(0);
    for (let right = 1; right < call.inputs.length; right++) {
        if (needs.input(right)) {
            // The product so far, or the first factor.
            if (right === 1) {
                kept.add(0);
            } else {
                own.push(floatsLike(outputs[0]));
            }
        }
        if (needed) {
            kept.add(right);
        }
        needed ||= needs.input(right);
    }
    return { inputs: [...kept], own };
}

/** Both compared values, from left to right; numbers are compared last. */
function savedCompared(call: Operated, { outputs }: Inference): SavedTensors {
    const comparisons = call.inputs.length - 1 + call.numbers.size;
    const own = Array.from({ length: Math.max(comparisons - 1, 0) }, () => floatsLike(outputs[0]));
    return { inputs: [...call.inputs.keys()], own };
}

/** The operands between operators. */
function joinedBy(operator: "+" | "-" | "*"): (call: Operated) => PytorchForm {
    return (call) => expressionForm(joined(operator, operandParts(call).map((one) => one.part)));
}

/** The operands in the order of the source. */
function operandParts(call: Operated): readonly { readonly part: Template; readonly isNumber: boolean }[] {
    let value = 0;
    return Array.from({ length: call.inputs.length + call.numbers.size }, (_, position) => {
        const operand = call.numbers.get(position);
        if (operand !== undefined) {
            return { part: slotPart({ value: operand, from: { operand: position } }), isNumber: true };
        }
        value += 1;
        return { part: inputPart(value - 1), isNumber: false };
    });
}

function defineElementwise(
    { merges, maximum: most, numbers, combine, finish, pytorch, saves, ...described }: Elementwise,
): LayerDefinition {
    return defineLayer({
        ...described,
        family: "Merging",
        traits: { ...mergingTraits, elementwise: true, merges },
        operands: { from: "arguments", minimum: 2, maximum: most, numbers },
        arguments: {},
        positional: 0,
        infer: (call) => {
            const output = broadcast(call, described.name);
            const steps = call.inputs.length + call.numbers.size - (finish === undefined ? 1 : 0);
            return { outputs: [output], operations: perElement(output, steps) };
        },
        guess: (_, inputs) => inputs.find((input) => input !== undefined),
        onnx: (call, _, names) => {
            const onnx = onnxBuilder(names);
            const operands = operandNames(call, onnx);
            const combined = operands.reduce((left, right, index) => {
                const isLast = index === operands.length - 1 && finish === undefined;
                return combine(onnx, left, right, isLast ? onnx.output() : undefined);
            });
            finish?.(onnx, combined, operands.length);
            return onnx.nodes;
        },
        saves: (call, inference, needs) => saves(call, inference, needs),
        pytorch: (call) => pytorch(call),
    });
}

export const concat: LayerDefinition = defineLayer({
    name: "concat",
    family: "Merging",
    traits: { ...mergingTraits, elementwise: false, merges: "concatenation" },
    aliases: { PyTorch: ["cat"], Keras: ["Concatenate"] },
    summary: "Concatenates values along one axis, by default the channels.",
    documentation:
        "All other axes must agree. A branch can be written in place, `concat(conv(64, 1), max_pool(3, stride=1, " +
        "padding=1))`, and can have a name.",
    pytorchName: "torch.cat",
    operands: { from: "arguments", minimum: 1, maximum: Infinity, numbers: false },
    arguments: {
        axis: withDefault(axis, 0, "The axis to concatenate along: 0 is channels.", axisOptions),
    },
    positional: 0,
    infer: (call) => {
        const shapes = call.inputs;
        const first = shapes[0] ?? [];
        if (!ranksAgree(call, "concat", shapes)) {
            return { outputs: [undefined], details: { along: 0 } };
        }
        const along = resolveAxis(call, call.arguments.axis, first) ?? 0;
        const parts = shapes.map((shape, index) => term(`n${subscript(index + 1)}`, shape[along] ?? unknownSize));
        const [part, ...others] = parts;
        const formula = part === undefined ? undefined : others.reduce<Formula>(plus, part);
        const output = agreedShape(call, "concat", shapes, { broadcast: false, except: along });
        // Values with different channels were hardly meant to be concatenated along another axis.
        const isDoubtful = along !== 0 && !isKnown(output[0] ?? unknownSize);
        const size = formula === undefined || isDoubtful ? unknownSize : evaluateFormula(formula);
        return {
            outputs: [withAxis(output, along, size)],
            axes: formula === undefined || others.length === 0 ? [] : [{ axis: along, formula }],
            reach: others.length === 0 ? undefined : [shapes.map(() => reachAlong(first.length, along, "scattered"))],
            details: { along },
        };
    },
    guess: (_, inputs) => inputs.find((input) => input !== undefined)?.map(() => unknownSize),
    onnx: (call, { details: { along } }, names) => {
        const onnx = onnxBuilder(names);
        return onnx.result("Concat", call.inputs.map((_, index) => onnx.input(index)), { axis: int(along + 1) });
    },
    saves: savesNothing,
    pytorch: (call, { details: { along }, outputs }) => {
        const values = call.inputs.map((_, index) => inputPart(index));
        return expressionForm(
            pythonCall<Hole>("torch.cat", [list(values), keyword("dim", literal(along + 1))]),
            along === 0 ? { channels: channelsOf(outputs[0]?.[0]?.sample, ...call.inputs.keys()) } : {});
    },
});

/** The shape that values broadcast to; reports sizes that disagree and makes them unknown. */
function broadcast(call: Pick<LayerCall, "inputs" | "report" | "demand">, layer: string): Shape | undefined {
    if (call.inputs.length === 0) {
        call.report({
            code: "invalid-argument", name: layer, requirement: { kind: "some-value" },
        });
        return undefined;
    }
    if (!ranksAgree(call, layer, call.inputs)) {
        return undefined;
    }
    return agreedShape(call, layer, call.inputs, { broadcast: true });
}

function isOne(size: Size): boolean {
    return size.sample === 1;
}

/** The condition that two sizes agree: they are equal, or one of them is 1 and is repeated. */
function sizesMeet(a: Size, b: Size, repeats: boolean): SizeCondition {
    const equal = sizesEqual(a, b);
    if (!repeats || (equal.test === undefined && equal.truth !== false)) {
        return equal;
    }
    const one = fixedSize(1);
    return [sizesEqual(a, one), sizesEqual(b, one)].reduce(eitherHolds, equal);
}

/** The common size of two sizes that agree: if equal or one of them is 1, the larger. */
function mergedSize(a: Size, b: Size, repeats: boolean): Size {
    if (isDynamic(a) && isDynamic(b)) {
        return repeats ? largerSize(a, b) : a;
    }
    if (!isDynamic(a)) {
        return repeats && isOne(a) && isDynamic(b) ? b : a;
    }
    return isKnown(b) && !(repeats && isOne(b)) ? b : a;
}

/** The common size of two sizes that disagree at the default sizes: unknown there, known elsewhere. */
function mismatchedSize(a: Size, b: Size, repeats: boolean): Size {
    if (repeats) {
        return largerSize(a, b);
    }
    return isDynamic(a) ? a : b;
}

function ranksAgree(reporter: Reporter, layer: string, shapes: readonly Shape[]): boolean {
    const reference = shapes[0] ?? [];
    const rank = reference.length;
    const odd = shapes.findIndex((shape) => shape.length !== rank);
    const shape = shapes[odd];
    if (shape === undefined) {
        return true;
    }
    reporter.report({ code: "rank-mismatch", layer, shape, ranks: [rank], reference, operands: [0, odd] });
    return false;
}

/** The common size of all shapes on each axis; reports the first axis without one. */
function agreedShape(
    reporter: Reporter, layer: string, shapes: readonly Shape[],
    { broadcast: repeats, except }: { readonly broadcast: boolean; readonly except?: number },
): Shape {
    const rank = shapes[0]?.length ?? 0;
    return Array.from({ length: rank }, (_, axis) => {
        if (axis === except) {
            return unknownSize;
        }
        const sizes = shapes.map((shape) => shape[axis] ?? unknownSize);
        const leader = leadingSize(sizes, repeats);
        const left = sizes[leader] ?? unknownSize;
        let merged = left;
        for (const [position, right] of sizes.entries()) {
            if (position === leader || right === unknownSize) {
                continue;
            }
            const fits = requireSizes(reporter, sizesMeet(merged, right, repeats), () => {
                const operands = [leader, position];
                const facts = { layer, shapes: operands.map((operand) => shapes[operand]), left, right, operands };
                return axis === 0
                    ? { code: "channel-mismatch", ...facts }
                    : { code: "size-mismatch", axis, rank, ...facts };
            });
            merged = fits
                ? mergedSize(merged, right, repeats)
                : unknownAtSample(mismatchedSize(merged, right, repeats));
        }
        return merged;
    });
}

/**
 * The position of the size that the others must match: the first known one that is not repeated, otherwise the first
 * unknown one, because 1 and an unknown size may give any size.
 */
function leadingSize(sizes: readonly Size[], repeats: boolean): number {
    const known = sizes.findIndex((size) => isKnown(size) && !(repeats && isOne(size)));
    return known >= 0 ? known : Math.max(sizes.findIndex((size) => !isKnown(size)), 0);
}

/** The tensors of the operands in the order of the source, numbers as constants. */
function operandNames(call: Pick<LayerCall, "inputs" | "numbers">, onnx: OnnxBuilder): readonly string[] {
    let value = 0;
    return Array.from({ length: call.inputs.length + call.numbers.size }, (_, position) => {
        const number = call.numbers.get(position);
        if (number !== undefined) {
            return onnx.scalar(number);
        }
        value += 1;
        return onnx.input(value - 1);
    });
}

/** 12 as ₁₂. */
function subscript(value: number): string {
    return String(value).replaceAll(/\d/g, (digit) => String.fromCodePoint(0x2080 + Number(digit)));
}
