import { layers } from "../../server/layers/catalogue.ts";
import type { ArgumentValue } from "../../server/layers/argument-types.ts";
import type { Inference, LayerCall, LayerDefinition } from "../../server/layers/definition.ts";
import type { LayerProblem } from "../../server/layers/problems.ts";
import { formatNumbers, formatSymbols } from "../../server/sizes/formula.ts";
import { formatShape, type Shape } from "../../server/sizes/shape.ts";
import { fixedSize, unknownSize } from "../../server/sizes/size.ts";

/** A value argument, by its shape: `{ to: value("[64, 14, 14]") }`. */
export interface ShapedValue {
    readonly shape: string;
}

export function value(shape: string): ShapedValue {
    return { shape };
}

export type TestArgument = ArgumentValue | ShapedValue;

/** The result of calling a layer, with shapes as text. */
export interface CalledLayer {
    readonly definition: LayerDefinition;
    readonly call: LayerCall;
    /** Undefined if an argument was rejected before the rule could run. */
    readonly inference: Inference | undefined;
    /** The first result's shape. */
    readonly output: string;
    readonly outputs: readonly string[];
    readonly problems: readonly LayerProblem[];
    /** The formula of each computed axis of the first result, filled in. */
    readonly numbers: readonly string[];
    readonly symbols: readonly string[];
    /** Every tensor as `weight [64, 3, 7, 7]`. */
    readonly parameters: readonly string[];
    readonly macs: number | undefined;
    readonly operations: number | undefined;
}

/** `[64, ?, 7]` as a shape. */
export function shape(text: string): Shape {
    const inner = text.slice(1, -1).trim();
    return inner === ""
        ? []
        : inner.split(",").map((size) => (size.trim() === "?" ? unknownSize : fixedSize(Number(size))));
}

/** Calls a layer on operands, which are shapes or numbers, with arguments by name. */
export function callLayer(
    name: string, operands: string | readonly (string | number)[], args: Readonly<Record<string, TestArgument>> = {},
): CalledLayer {
    const definition = layers.get(name);
    if (definition === undefined) {
        throw new Error(`There is no layer ${name}.`);
    }
    const all = typeof operands === "string" ? [operands] : operands;
    const inputs = all.filter((operand) => typeof operand === "string").map(shape);
    const numbers = new Map<number, number>();
    for (const [position, operand] of all.entries()) {
        if (typeof operand === "number") {
            numbers.set(position, operand);
        }
    }
    const problems: LayerProblem[] = [];
    const values = new Map<string, unknown>();
    let complete = true;
    for (const unknown of Object.keys(args).filter((argument) => !definition.arguments.has(argument))) {
        throw new Error(`${name} has no argument ${unknown}.`);
    }
    for (const [argument, { type, required, default: standard }] of definition.arguments) {
        const written = args[argument];
        if (written === undefined) {
            values.set(argument, standard);
            complete &&= !required;
            continue;
        }
        const read = type.read(isShapedValue(written) ? { kind: "value", input: inputs.length } : written);
        if (read === undefined) {
            throw new TypeError(`${argument} of ${name} cannot be ${JSON.stringify(written)}.`);
        }
        if (isShapedValue(written)) {
            inputs.push(shape(written.shape));
        }
        const problem = type.check?.(read, argument);
        if (problem !== undefined) {
            problems.push(problem);
            complete = false;
            continue;
        }
        values.set(argument, read);
    }
    const call: LayerCall = {
        arguments: values, inputs, numbers, report: (problem) => { problems.push(problem); }, demand: () => undefined,
    };
    const inference = complete ? definition.infer(call) : undefined;
    const outputs = inference?.outputs ?? [definition.guess(values, inputs)];
    return {
        definition,
        call,
        inference,
        output: formatShape(outputs[0]),
        outputs: outputs.map((shape) => formatShape(shape)),
        problems,
        numbers: inference?.axes.map(({ formula }) => formatNumbers(formula)) ?? [],
        symbols: inference?.axes.map(({ formula }) => formatSymbols(formula)) ?? [],
        parameters: inference?.parameters.map(({ name: tensor, shape: sizes }) =>
            `${tensor} [${sizes?.join(", ") ?? "?"}]`) ?? [],
        macs: inference?.macs,
        operations: inference?.operations,
    };
}

function isShapedValue(argument: TestArgument): argument is ShapedValue {
    return typeof argument === "object" && "shape" in argument;
}
