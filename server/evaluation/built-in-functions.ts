import { isSize, isUnknown, kindOf, listOf, numberOf, unknownDatum, type Datum } from "./data.ts";
import { applyBinary, type Operated } from "./arithmetic.ts";
import { builtInFunctionNames, type BuiltInFunctionName } from "../names/language-names.ts";
import type { ExpectedType } from "./type-problems.ts";
import { extremeOf, isDynamicNumber, lostNumber, roundDynamic } from "./size-arithmetic.ts";

/** A built-in function. */
export interface BuiltInFunction {
    readonly name: string;
    readonly signature: string;
    readonly documentation: string;
    /** The number of arguments it takes. */
    readonly minimum: number;
    readonly maximum: number;
    apply(args: readonly Datum[]): Operated;
}

/** The implementations of the functions. */
const definitions: Readonly<Record<BuiltInFunctionName, Omit<BuiltInFunction, "name">>> = {
    min: define("min(a, b, …)", "The smallest of its arguments, or of one list.", 1, Infinity,
        (args) => extreme("min", args, (a, b) => a < b)),
    max: define("max(a, b, …)", "The largest of its arguments, or of one list.", 1, Infinity,
        (args) => extreme("max", args, (a, b) => a > b)),
    abs: define("abs(x)", "The absolute value of a number.", 1, 1, ([x]) => ofNumber("abs", x, Math.abs)),
    floor: define("floor(x)", "The largest integer not above x.", 1, 1, ([x]) => ofNumber("floor", x, Math.floor)),
    ceil: define("ceil(x)", "The smallest integer not below x.", 1, 1, ([x]) => ofNumber("ceil", x, Math.ceil)),
    round: define("round(x)", "The nearest integer; halves round to the even one.", 1, 1,
        ([x]) => ofNumber("round", x, roundHalfToEven)),
    sqrt: define("sqrt(x)", "The square root.", 1, 1, ([x]) => squareRoot(x)),
    len: define("len(list)", "The number of elements of a list, range or string.", 1, 1, ([x]) => lengthOf(x)),
    sum: define("sum(list)", "The sum of a list of numbers.", 1, 1, ([x]) => sumOf(x)),
};

/** All built-in functions by name. */
export const builtInFunctions: ReadonlyMap<string, BuiltInFunction> = new Map(
    builtInFunctionNames.map((name) => [name, { name, ...definitions[name] }]),
);

function define(
    signature: string, documentation: string, minimum: number, maximum: number,
    apply: (args: readonly Datum[]) => Operated,
): Omit<BuiltInFunction, "name"> {
    return { signature, documentation, minimum, maximum, apply };
}

function extreme(name: "min" | "max", args: readonly Datum[], better: (a: number, b: number) => boolean): Operated {
    const [only] = args;
    const candidates = args.length === 1 && only !== undefined ? listOf(only) ?? args : args;
    let best: Datum | undefined;
    for (const candidate of candidates) {
        if (isUnknown(candidate)) {
            return { datum: unknownDatum };
        }
        const value = numberOf(candidate);
        if (value === undefined) {
            return wrongOperand(name, "number", candidate);
        }
        if (best === undefined || better(value, numberOf(best) ?? value)) {
            best = candidate;
        }
    }
    if (best === undefined) {
        return { failure: { reason: "empty-list", callee: name } };
    }
    const number = numberOf(best);
    return number !== undefined && candidates.some(isDynamicNumber)
        ? { datum: extremeOf(name, candidates, number) }
        : { datum: best };
}

function ofNumber(
    name: "abs" | "floor" | "ceil" | "round" | "sqrt", operand: Datum | undefined, compute: (value: number) => number,
): Operated {
    if (operand === undefined || isUnknown(operand)) {
        return { datum: unknownDatum };
    }
    const value = numberOf(operand);
    if (value === undefined) {
        return wrongOperand(name, "number", operand);
    }
    const result = compute(value);
    if (isDynamicNumber(operand)) {
        if (name === "round" && operand.divisor === 1) {
            return { datum: operand };
        }
        return { datum: name === "round" || name === "sqrt" ? lostNumber(result, operand) : roundDynamic(name, operand, result) };
    }
    return { datum: isSize(operand) && result === value ? operand : result };
}

function squareRoot(operand: Datum | undefined): Operated {
    const value = operand === undefined ? undefined : numberOf(operand);
    return value !== undefined && value < 0
        ? { failure: { reason: "negative-root", operand: String(value) } }
        : ofNumber("sqrt", operand, Math.sqrt);
}

function lengthOf(operand: Datum | undefined): Operated {
    if (operand === undefined || isUnknown(operand)) {
        return { datum: unknownDatum };
    }
    if (typeof operand === "string") {
        return { datum: Array.from(operand).length };
    }
    const list = listOf(operand);
    return list === undefined
        ? wrongOperand("len", "list", operand)
        : { datum: list.length };
}

function sumOf(operand: Datum | undefined): Operated {
    if (operand === undefined || isUnknown(operand)) {
        return { datum: unknownDatum };
    }
    const list = listOf(operand);
    if (list === undefined) {
        return wrongOperand("sum", "number-list", operand);
    }
    let total: Datum = 0;
    for (const element of list) {
        const added: Operated = applyBinary("+", total, element);
        if (added.datum === undefined || (numberOf(added.datum) === undefined && !isUnknown(added.datum))) {
            return { problem: { part: { kind: "summand" }, expected: "number", found: { kind: kindOf(element) } } };
        }
        total = added.datum;
    }
    return { datum: total };
}

function wrongOperand(callee: string, expected: ExpectedType, actual: Datum): Operated {
    return { problem: { part: { kind: "operand", callee }, expected, found: { kind: kindOf(actual) } } };
}

function roundHalfToEven(value: number): number {
    const below = Math.floor(value);
    const fraction = value - below;
    if (fraction !== 0.5) {
        return Math.round(value);
    }
    return below % 2 === 0 ? below : below + 1;
}
