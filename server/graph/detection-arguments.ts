import { sampleShape } from "../sizes/shape.ts";
import {
    detectionFormats, type DetectionFormat, type DetectionPart, type DetectionProblem, type DetectionScale,
    type FormatDefinition, type ScoreActivation,
} from "./detection-form.ts";
import type { DecoratorValue, EvaluatedDecorator, GraphOutput } from "./graph.ts";

/** An output with `@detect`, and the arguments that describe it. */
export interface DetectionOutput {
    readonly index: number;
    readonly name: string;
    readonly shape: readonly number[];
    readonly part: DetectionPart;
    /** The output's own arguments. */
    argument(name: string): DecoratorValue | undefined;
}

/** Why the output at this index does not match its `@detect`. */
export interface DetectionMismatch {
    readonly problem: DetectionProblem;
    readonly outputIndex: number;
}

export function mismatch(output: DetectionOutput | undefined, problem: DetectionProblem): DetectionMismatch {
    return { problem, outputIndex: output?.index ?? 0 };
}

/** The list of these results, or the first mismatch among them. */
export function withoutMismatch<T extends object>(
    results: readonly (T | DetectionMismatch)[],
): readonly T[] | DetectionMismatch {
    const found: T[] = [];
    for (const result of results) {
        if ("problem" in result) {
            return result;
        }
        found.push(result);
    }
    return found;
}

/** Undefined if errors left the output's shape unknown. */
export function detectionOutput(
    { name, value }: GraphOutput, index: number, { named }: EvaluatedDecorator,
): DetectionOutput | undefined {
    const shape = sampleShape(value.shape);
    const part = named.get("part");
    const known = part === "boxes" || part === "scores" || part === "objectness" ? part : "all";
    return shape === undefined ? undefined : { index, name, shape, part: known, argument: (one) => named.get(one) };
}

/** Arguments about the whole detection: of the output itself, or of the first one that has it. */
export type SharedArguments = (output: DetectionOutput, name: string) => DecoratorValue | undefined;

export function sharedArguments(outputs: readonly DetectionOutput[]): SharedArguments {
    const known = new Map<string, DecoratorValue | undefined>();
    const ofFirst = (name: string): DecoratorValue | undefined => {
        if (!known.has(name)) {
            known.set(name, outputs.map((one) => one.argument(name)).find((value) => value !== undefined));
        }
        return known.get(name);
    };
    return (output, name) => output.argument(name) ?? ofFirst(name);
}

/** How numbers of the output become boxes and scores. */
export function codingOf(
    output: DetectionOutput, shared: SharedArguments,
): Pick<DetectionScale, "format" | "activation" | "variances"> {
    const format = formatOf(output, shared);
    const definition = definitionOf(format);
    const activation = shared(output, "activation");
    const variances = numbersIn(shared(output, "variances"));
    const [centre, size] = variances ?? definition.variances;
    return {
        format,
        activation: isActivation(activation) ? activation : definition.activation,
        variances: [centre ?? 1, size ?? centre ?? 1],
    };
}

export function formatOf(output: DetectionOutput, shared: SharedArguments): DetectionFormat {
    const format = shared(output, "format");
    return isFormat(format) ? format : "yolo";
}

export function definitionOf(format: DetectionFormat): FormatDefinition {
    return detectionFormats[format];
}

function isFormat(value: DecoratorValue | undefined): value is DetectionFormat {
    return typeof value === "string" && Object.hasOwn(detectionFormats, value);
}

function isActivation(value: DecoratorValue | undefined): value is ScoreActivation {
    return value === "sigmoid" || value === "softmax" || value === "none";
}

export function numberIn(value: DecoratorValue | undefined): number | undefined {
    return typeof value === "number" ? value : undefined;
}

/** A number as a list of one; undefined for an empty list, or one with other items. */
export function numbersIn(value: DecoratorValue | undefined): readonly number[] | undefined {
    const items = typeof value === "object" ? value : [value];
    const numbers = items.filter((item) => typeof item === "number");
    return numbers.length === items.length && numbers.length > 0 ? numbers : undefined;
}

/** As `numbersIn`, if all numbers are positive. */
export function positiveNumbersIn(value: DecoratorValue | undefined): readonly number[] | undefined {
    const numbers = numbersIn(value);
    return numbers?.every((number) => number > 0 && Number.isFinite(number)) === true ? numbers : undefined;
}
