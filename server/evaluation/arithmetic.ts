import type { BinaryOperator } from "../../grammar/syntax-tree.ts";
import { opposite, settled, type SizeCondition } from "../sizes/size-condition.ts";
import {
    addSizes, fixedSize, floorDivideSizes, multiplySizes, subtractSizes, type Size,
} from "../sizes/size.ts";
import {
    conditionDatum, describeKind, equalData, isList, isSize, isUnknown, listOf, numberOf, sizeDatum, sizeOf,
    unknownDatum, type Datum,
} from "./data.ts";
import { combineFree, compareFree, isFreeNumber } from "./size-arithmetic.ts";

/**
 * What an operation gives: a datum, or why it cannot be done. `problem` is an operand of the wrong type, `reason` a
 * number the operation is not defined for, `overflow` a result past ±2^53.
 */
export type Operated =
    | { readonly datum: Datum; readonly problem?: never; readonly reason?: never; readonly overflow?: never }
    | { readonly datum?: never; readonly problem: TypeProblem; readonly reason?: never; readonly overflow?: never }
    | { readonly datum?: never; readonly problem?: never; readonly reason: string; readonly overflow?: never }
    | { readonly datum?: never; readonly problem?: never; readonly reason?: never; readonly overflow: string };

export interface TypeProblem {
    readonly what: string;
    readonly expected: string;
    readonly found: string;
}

/** The operators that take both sides' data; `and` and `or` look at their right side only when they need it. */
export type EagerOperator = Exclude<BinaryOperator, "and" | "or">;

/** The longest list or string that `+` may make. */
const longestResult = 100_000;

/** Applies an operator as Python does; `/` is exact or a float, `//` and `%` floor. */
export function applyBinary(operator: EagerOperator, left: Datum, right: Datum): Operated {
    if (operator === "==" || operator === "!=") {
        const equal = equalData(left, right, compareNumbers);
        return { datum: conditionDatum(operator === "==" ? equal : opposite(equal)) };
    }
    if (isUnknown(left) || isUnknown(right)) {
        return { datum: unknownDatum };
    }
    if (operator === "+" && (typeof left === "string" || isList(left))) {
        return joinData(left, right);
    }
    if (typeof left === "string" && typeof right === "string" && isOrder(operator)) {
        return { datum: inOrder(operator, left < right ? -1 : left > right ? 1 : 0) };
    }
    const [a, b] = [numberOf(left), numberOf(right)];
    if (a === undefined || b === undefined) {
        const wrong = a === undefined ? left : right;
        const side = a === undefined ? "the left side" : "the right side";
        return { problem: { what: `${side} of \`${operator}\``, expected: "a number", found: describeKind(wrong) } };
    }
    const isFree = isFreeNumber(left) || isFreeNumber(right);
    if (isOrder(operator)) {
        const truth = inOrder(operator, a - b);
        return { datum: isFree ? conditionDatum(compareFree(operator, left, right, truth)) : truth };
    }
    if (operator === "..") {
        return Number.isInteger(a) && Number.isInteger(b)
            ? { datum: { kind: "range", from: a, to: b } }
            : { problem: { what: "a range", expected: "whole numbers", found: `${a}..${b}` } };
    }
    if ((operator === "/" || operator === "//" || operator === "%") && b === 0) {
        return { reason: `${a} ${operator} 0 divides by zero` };
    }
    if (isFree) {
        const computed = withinLimit(compute(operator, a, b));
        return typeof computed.datum === "number"
            ? { datum: combineFree(operator, left, right, computed.datum) }
            : computed;
    }
    const sizes = isSize(left) || isSize(right) ? sizeArithmetic(operator, left, right, a, b) : undefined;
    return sizes === undefined ? withinLimit(compute(operator, a, b)) : { datum: sizeDatum(sizes) };
}

function compareNumbers(a: Datum, b: Datum): SizeCondition {
    const truth = numberOf(a) === numberOf(b);
    return isFreeNumber(a) || isFreeNumber(b) ? compareFree("==", a, b, truth) : settled(truth);
}

/** `-x`; `+x` is the number itself. */
export function negate(operand: Datum): Operated {
    return applyBinary("-", 0, operand);
}

type OrderOperator = "<" | "<=" | ">" | ">=";

function isOrder(operator: EagerOperator): operator is OrderOperator {
    return operator === "<" || operator === "<=" || operator === ">" || operator === ">=";
}

function inOrder(operator: OrderOperator, difference: number): boolean {
    switch (operator) {
        case "<": return difference < 0;
        case "<=": return difference <= 0;
        case ">": return difference > 0;
        case ">=": return difference >= 0;
    }
}

function compute(operator: "+" | "-" | "*" | "/" | "//" | "%" | "**", a: number, b: number): number {
    switch (operator) {
        case "+": return a + b;
        case "-": return a - b;
        case "*": return a * b;
        case "/": return a / b;
        case "//": return Math.floor(a / b);
        case "%": return a - b * Math.floor(a / b);
        case "**": return a ** b;
    }
}

/** The same with whole numbers where one is a size, which keeps it a size; undefined where the result is none. */
function sizeArithmetic(operator: string, left: Datum, right: Datum, a: number, b: number): Size | undefined {
    const [x, y] = [sizeOf(left), sizeOf(right)];
    if (x === undefined || y === undefined) {
        return undefined;
    }
    switch (operator) {
        case "+": return addSizes(x, y);
        case "-": return subtractSizes(x, y);
        case "*": return multiplySizes(x, y);
        case "//": return floorDivideSizes(x, y);
        case "/": return a % b === 0 ? floorDivideSizes(x, y) : undefined;
        case "%": return subtractSizes(x, multiplySizes(y, floorDivideSizes(x, y)));
        case "**": return b === 2 ? multiplySizes(x, x) : b === 1 ? x : b === 0 ? fixedSize(1) : undefined;
        default: return undefined;
    }
}

function withinLimit(value: number): Operated {
    if (Number.isNaN(value)) {
        return { reason: "the result is no real number" };
    }
    if (Math.abs(value) > Number.MAX_SAFE_INTEGER) {
        return { overflow: Number.isFinite(value) ? String(value) : "the result" };
    }
    return { datum: value };
}

function joinData(left: string | readonly Datum[], right: Datum): Operated {
    if (typeof left === "string") {
        if (typeof right !== "string") {
            return { problem: { what: "the right side of `+`", expected: "a string", found: describeKind(right) } };
        }
        return left.length + right.length > longestResult
            ? { reason: `a string of more than ${longestResult} characters` }
            : { datum: left + right };
    }
    const other = listOf(right);
    if (other === undefined) {
        return { problem: { what: "the right side of `+`", expected: "a list", found: describeKind(right) } };
    }
    return left.length + other.length > longestResult
        ? { reason: `a list of more than ${longestResult} elements` }
        : { datum: [...left, ...other] };
}
