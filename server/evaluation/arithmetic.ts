import type { BinaryOperator } from "../../grammar/syntax-tree.ts";
import { limits } from "../limits.ts";
import { opposite, settled, type SizeCondition } from "../sizes/size-condition.ts";
import {
    addSizes, fixedSize, floorDivideSizes, multiplySizes, subtractSizes, type Size,
} from "../sizes/size.ts";
import {
    conditionDatum, equalData, isList, isSize, isUnknown, kindOf, listOf, numberOf, sizeDatum, sizeOf, sizeOfList,
    unknownDatum, type Datum,
} from "./data.ts";
import type { ExpectedType, OperationFailure, TypeProblem } from "./type-problems.ts";
import { combineDynamic, compareDynamic, isDynamicNumber } from "./size-arithmetic.ts";

/**
 * The result of an operation: a datum, or why there is none. `problem` is an operand of the wrong type, `failure` a
 * number for which the operation is undefined, `overflow` a result of 2^53 or more.
 */
export type Operated =
    | { readonly datum: Datum; readonly problem?: never; readonly failure?: never; readonly overflow?: never }
    | { readonly datum?: never; readonly problem: TypeProblem; readonly failure?: never; readonly overflow?: never }
    | {
        readonly datum?: never; readonly problem?: never; readonly failure: OperationFailure; readonly overflow?: never;
    }
    | { readonly datum?: never; readonly problem?: never; readonly failure?: never; readonly overflow: Overflow };

/** A result that is too large; without a value if it is not finite. */
interface Overflow {
    readonly value?: string;
}

/** The operators that evaluate both operands; `and` and `or` evaluate the right one only if needed. */
export type EagerOperator = Exclude<BinaryOperator, "and" | "or">;

/** A list, or that it is too long or nested too deep. */
export function sizedList(list: readonly Datum[]): Operated {
    const { elements, depth } = sizeOfList(list);
    if (elements > limits.listElements) {
        return { failure: { reason: "too-long", kind: "list", limit: limits.listElements } };
    }
    return depth > limits.nestedLists ? { failure: { reason: "too-deep", limit: limits.nestedLists } } : { datum: list };
}

/** Applies an operator as in Python; `/` is exact or a float, `//` and `%` round down. */
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
        const side = a === undefined ? "left" : "right";
        return { problem: { part: { kind: side, operator }, expected: "number", found: { kind: kindOf(wrong) } } };
    }
    const isDynamic = isDynamicNumber(left) || isDynamicNumber(right);
    if (isOrder(operator)) {
        const truth = inOrder(operator, a - b);
        return { datum: isDynamic ? conditionDatum(compareDynamic(operator, left, right, truth)) : truth };
    }
    if (operator === "..") {
        return Number.isInteger(a) && Number.isInteger(b)
            ? { datum: { kind: "range", from: a, to: b } }
            : { problem: { part: { kind: "range-bound" }, expected: "integer", found: { printed: `${a}..${b}` } } };
    }
    if ((operator === "/" || operator === "//" || operator === "%") && b === 0) {
        return { failure: { reason: "division-by-zero", operation: `${a} ${operator} 0` } };
    }
    if (isDynamic) {
        const computed = withinLimit(compute(operator, a, b), `${a} ${operator} ${b}`);
        return typeof computed.datum === "number"
            ? { datum: combineDynamic(operator, left, right, computed.datum) }
            : computed;
    }
    const sizes = isSize(left) || isSize(right) ? sizeArithmetic(operator, left, right, a, b) : undefined;
    return sizes === undefined ? withinLimit(compute(operator, a, b), `${a} ${operator} ${b}`) : { datum: sizeDatum(sizes) };
}

function compareNumbers(a: Datum, b: Datum): SizeCondition {
    const truth = numberOf(a) === numberOf(b);
    return isDynamicNumber(a) || isDynamicNumber(b) ? compareDynamic("==", a, b, truth) : settled(truth);
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

/** The same for integers of which one is a size, so that the result stays a size; undefined if it is not one. */
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

function withinLimit(value: number, operation: string): Operated {
    if (Number.isNaN(value)) {
        return { failure: { reason: "not-real", operation } };
    }
    if (Math.abs(value) > Number.MAX_SAFE_INTEGER) {
        return { overflow: Number.isFinite(value) ? { value: String(value) } : {} };
    }
    return { datum: value };
}

function joinData(left: string | readonly Datum[], right: Datum): Operated {
    if (typeof left === "string") {
        if (typeof right !== "string") {
            return wrongRightSide("string", right);
        }
        return left.length + right.length > limits.listElements
            ? { failure: { reason: "too-long", kind: "string", limit: limits.listElements } }
            : { datum: left + right };
    }
    const other = listOf(right);
    if (other === undefined) {
        return wrongRightSide("list", right);
    }
    return left.length + other.length > limits.listElements
        ? { failure: { reason: "too-long", kind: "list", limit: limits.listElements } }
        : sizedList([...left, ...other]);
}

function wrongRightSide(expected: ExpectedType, right: Datum): Operated {
    return { problem: { part: { kind: "right", operator: "+" }, expected, found: { kind: kindOf(right) } } };
}
