import type { ArgumentType, ArgumentValue, Padding, PerAxis, ValueArgument } from "./argument-types.ts";
import type { LayerFinding, LayerProblem, Requirement } from "./problems.ts";

/** The problem with a number, if any. */
type NumberCheck = (value: number, name: string) => LayerFinding | undefined;

/** An integer of at least `minimum`. */
export function integer(minimum?: number): ArgumentType<number> {
    return {
        label: "an integer",
        read: readInteger,
        ...(minimum === undefined ? {} : { check: blaming(atLeast(minimum)) }),
    };
}

/** A number that `check` accepts. */
export function number(check?: NumberCheck): ArgumentType<number> {
    return {
        label: "a number",
        read: readNumber,
        ...(check === undefined ? {} : { check: blaming(check) }),
    };
}

/** A number of at least 0. */
export const nonNegativeNumber: ArgumentType<number> = number((value, name) =>
    value < 0 ? invalidArgument(name, value, { kind: "at-least", bound: 0 }) : undefined);

/** A probability between 0 and 1. */
export const probability: ArgumentType<number> = number((value, name) =>
    value < 0 || value > 1 ? invalidArgument(name, value, { kind: "between", least: 0, most: 1 }) : undefined);

export const boolean: ArgumentType<boolean> = {
    label: "true or false",
    choices: ["true", "false"],
    read: (value) => (typeof value === "boolean" ? value : undefined),
};

/** One of several words. */
export function choice<T extends string>(...words: readonly [T, ...T[]]): ArgumentType<T> {
    const known: readonly T[] = words;
    return {
        label: known.map((word) => `"${word}"`).join(", "),
        choices: known.map((word) => `"${word}"`),
        read: (value) => known.find((word) => word === value),
    };
}

/** An axis of a value; negative axes count from the end. The rule checks the range, because it knows the rank. */
export const axis: ArgumentType<number> = { label: "an integer, the axis", read: readInteger };

/** A list of integers. */
export function integers(
    label: string, check?: (value: readonly number[], name: string) => LayerFinding | undefined,
): ArgumentType<readonly number[]> {
    return {
        label,
        read: (value) => readList(value, readInteger),
        ...(check === undefined ? {} : { check: blaming(check) }),
    };
}

/** The number of equal parts, or the size of each part. */
export const parts: ArgumentType<number | readonly number[]> = {
    label: "an integer, or a list of sizes",
    read: (value) => readInteger(value) ?? readList(value, readInteger),
    check: blaming((value, name) => {
        if (typeof value !== "number") {
            return value.length === 0
                ? invalidArgument(name, "[]", { kind: "non-empty-list" })
                : firstOf(value, name, atLeast(1));
        }
        return value > mostParts
            ? invalidArgument(name, value, { kind: "at-most", bound: mostParts })
            : atLeast(1)(value, name);
    }),
};

/** Far more results than a line can name. */
const mostParts = 10_000;

/** An integer for all spatial axes, or a list with one per axis. */
export function perAxis(minimum: number): ArgumentType<PerAxis> {
    return perAxisOf(readInteger, "an integer, or a list with one per axis", atLeast(minimum));
}

export const strides: ArgumentType<PerAxis> = perAxisOf(
    readInteger, "an integer, or a list with one per axis",
    (value) => (value < 1 ? { code: "invalid-stride", value } : undefined));

export const dilations: ArgumentType<PerAxis> = perAxisOf(
    readInteger, "an integer, or a list with one per axis",
    (value) => (value < 1 ? { code: "invalid-dilation", value } : undefined));

/** Factors for sizes. */
export const scales: ArgumentType<PerAxis> = perAxisOf(
    readNumber, "a number, or a list with one per axis",
    (value, name) => (value > 0 ? undefined : invalidArgument(name, value, { kind: "greater-than", bound: 0 })));

/** Integers whose range the rule checks, because it depends on other arguments. */
export const perAxisUnchecked: ArgumentType<PerAxis> = perAxisOf(
    readInteger, "an integer, or a list with one per axis", () => undefined);

export const groupCount: ArgumentType<number> = {
    label: "an integer",
    read: readInteger,
    check: blaming((value) =>
        value < 1 ? { code: "invalid-groups", groups: value, channels: 0, of: "input" } : undefined),
};

/** The padding of a convolution or pooling. */
export const padding: ArgumentType<Padding> = {
    label: "an integer, one per axis, a pair per axis, \"same\" or \"valid\"",
    choices: ["\"same\"", "\"valid\""],
    read: readPadding,
    check: blaming(negativePadding),
};

/** A numeric padding; also reads the words, so that the message can say that this layer does not accept them. */
export function numericPadding(layer: string, negative: "allowed" | "refused"): ArgumentType<Padding> {
    return {
        label: "an integer, one per axis, or a pair per axis",
        read: readPadding,
        check: blaming((value) => {
            if (value === "same" || value === "valid") {
                return { code: "invalid-padding", reason: "not-here", word: value, layer };
            }
            return negative === "refused" ? negativePadding(value) : undefined;
        }),
    };
}

/** A value argument (tensor). */
export const value: ArgumentType<ValueArgument> = {
    label: "a value",
    read: (argument) => (typeof argument === "object" && !isList(argument) ? argument : undefined),
};

function perAxisOf(
    read: (value: ArgumentValue) => number | undefined, label: string, check: NumberCheck,
): ArgumentType<PerAxis> {
    return {
        label,
        read: (argument) => read(argument) ?? readList(argument, read),
        check: blaming((argument, name) => firstOf(typeof argument === "number" ? [argument] : argument, name, check)),
    };
}

function readNumber(argument: ArgumentValue): number | undefined {
    return typeof argument === "number" && Number.isFinite(argument) ? argument : undefined;
}

function readInteger(argument: ArgumentValue): number | undefined {
    return typeof argument === "number" && Number.isSafeInteger(argument) ? argument : undefined;
}

/** A list, if all its items can be read. */
function readList<T>(argument: ArgumentValue, read: (item: ArgumentValue) => T | undefined): readonly T[] | undefined {
    if (!isList(argument)) {
        return undefined;
    }
    const items: T[] = [];
    for (const item of argument) {
        const one = read(item);
        if (one === undefined) {
            return undefined;
        }
        items.push(one);
    }
    return items;
}

function isList(argument: ArgumentValue): argument is readonly ArgumentValue[] {
    return Array.isArray(argument);
}

function readPadding(argument: ArgumentValue): Padding | undefined {
    if (argument === "same" || argument === "valid") {
        return argument;
    }
    return readInteger(argument) ?? readList(argument, (item) => readInteger(item) ?? readPair(item));
}

function readPair(argument: ArgumentValue): readonly [number, number] | undefined {
    const [before, after, ...rest] = readList(argument, readInteger) ?? [];
    return before === undefined || after === undefined || rest.length > 0 ? undefined : [before, after];
}

function negativePadding(argument: Padding): LayerFinding | undefined {
    const sides = typeof argument === "number" ? [argument] : typeof argument === "string" ? [] : argument.flat();
    const negative = sides.find((side) => side < 0);
    return negative === undefined ? undefined : { code: "invalid-padding", reason: "negative", value: negative };
}

function atLeast(minimum: number): NumberCheck {
    return (argument, name) =>
        (argument < minimum ? invalidArgument(name, argument, { kind: "at-least", bound: minimum }) : undefined);
}

function firstOf(values: readonly number[], name: string, check: NumberCheck): LayerFinding | undefined {
    for (const one of values) {
        const finding = check(one, name);
        if (finding !== undefined) {
            return finding;
        }
    }
    return undefined;
}

/** Adds the argument's name to the findings of a check. */
function blaming<T>(
    check: (value: T, name: string) => LayerFinding | undefined,
): (value: T, name: string) => LayerProblem | undefined {
    return (argument, name) => {
        const finding = check(argument, name);
        return finding === undefined ? undefined : { ...finding, argument: name };
    };
}

function invalidArgument(name: string, written: number | string, requirement: Requirement): LayerFinding {
    return { code: "invalid-argument", name, value: String(written), requirement };
}
