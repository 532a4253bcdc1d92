import { isSize, isUnknown, kindOf, listOf, numberOf, unknownDatum, type Datum } from "./data.ts";
import { applyBinary, type Operated } from "./arithmetic.ts";
import { builtInFunctionNames, type BuiltInFunctionName } from "../names/language-names.ts";
import type { ExpectedType } from "./type-problems.ts";
import { extremeOf, isFreeNumber, lostNumber, roundFree } from "./size-arithmetic.ts";

/** A function of the language itself. */
export interface BuiltInFunction {
    readonly name: string;
    readonly signature: string;
    readonly documentation: string;
    /** How many arguments it takes. */
    readonly minimum: number;
    readonly maximum: number;
    apply(given: readonly Datum[]): Operated;
}

/** What each of them does. */
const definitions: Readonly<Record<BuiltInFunctionName, Omit<BuiltInFunction, "name">>> = {
    min: define("min(a, b, …)", "The smallest of its arguments, or of one list.", 1, Infinity,
        (given) => extreme("min", given, (a, b) => a < b)),
    max: define("max(a, b, …)", "The largest of its arguments, or of one list.", 1, Infinity,
        (given) => extreme("max", given, (a, b) => a > b)),
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
    apply: (given: readonly Datum[]) => Operated,
): Omit<BuiltInFunction, "name"> {
    return { signature, documentation, minimum, maximum, apply };
}

function extreme(name: "min" | "max", given: readonly Datum[], better: (a: number, b: number) => boolean): Operated {
    const [only] = given;
    const candidates = given.length === 1 && only !== undefined ? listOf(only) ?? given : given;
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
    return number !== undefined && candidates.some(isFreeNumber)
        ? { datum: extremeOf(name, candidates, number) }
        : { datum: best };
}

function ofNumber(
    name: "abs" | "floor" | "ceil" | "round" | "sqrt", given: Datum | undefined, compute: (value: number) => number,
): Operated {
    if (given === undefined || isUnknown(given)) {
        return { datum: unknownDatum };
    }
    const value = numberOf(given);
    if (value === undefined) {
        return wrongOperand(name, "number", given);
    }
    const result = compute(value);
    if (isFreeNumber(given)) {
        if (name === "round" && given.divisor === 1) {
            return { datum: given };
        }
        return { datum: name === "round" || name === "sqrt" ? lostNumber(result, given) : roundFree(name, given, result) };
    }
    return { datum: isSize(given) && result === value ? given : result };
}

function squareRoot(given: Datum | undefined): Operated {
    const value = given === undefined ? undefined : numberOf(given);
    return value !== undefined && value < 0
        ? { failure: { reason: "negative-root", operand: String(value) } }
        : ofNumber("sqrt", given, Math.sqrt);
}

function lengthOf(given: Datum | undefined): Operated {
    if (given === undefined || isUnknown(given)) {
        return { datum: unknownDatum };
    }
    if (typeof given === "string") {
        return { datum: Array.from(given).length };
    }
    const list = listOf(given);
    return list === undefined
        ? wrongOperand("len", "list", given)
        : { datum: list.length };
}

function sumOf(given: Datum | undefined): Operated {
    if (given === undefined || isUnknown(given)) {
        return { datum: unknownDatum };
    }
    const list = listOf(given);
    if (list === undefined) {
        return wrongOperand("sum", "number-list", given);
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

function wrongOperand(callee: string, expected: ExpectedType, given: Datum): Operated {
    return { problem: { part: { kind: "operand", callee }, expected, found: { kind: kindOf(given) } } };
}

function roundHalfToEven(value: number): number {
    const below = Math.floor(value);
    const fraction = value - below;
    if (fraction !== 0.5) {
        return Math.round(value);
    }
    return below % 2 === 0 ? below : below + 1;
}
