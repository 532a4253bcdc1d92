import { limits } from "../limits.ts";
import { allHold, bothHold, holdsAsSampled, opposite, settled, type SizeCondition } from "../sizes/size-condition.ts";
import { fixedSize, floorDivideSizes, type Size } from "../sizes/size.ts";
import { formatShape } from "../sizes/shape.ts";
import type { DecoratorValue, Value } from "../graph/graph.ts";
import type { DatumKind } from "./type-problems.ts";

/** The value of an expression during evaluation. */
export type Datum =
    | number
    | string
    | boolean
    | readonly Datum[]
    | SizeDatum
    | ConditionDatum
    | RangeDatum
    | ValueDatum
    | UnknownDatum;

/** A number that comes from a shape: it keeps its size, and so depends on the input's. */
export interface SizeDatum {
    readonly kind: "size";
    /** Its value at the default sizes: `size` over `divisor`, unless the size has no normal form. */
    readonly number: number;
    readonly size: Size;
    /** 1, except for fractions such as `H / 4`. */
    readonly divisor: number;
}

/** A boolean that depends on the input's size. */
export interface ConditionDatum {
    readonly kind: "condition";
    readonly truth: boolean;
    readonly condition: SizeCondition;
}

/** `from..to`: the integers from `from` to `to` − 1. */
export interface RangeDatum {
    readonly kind: "range";
    readonly from: number;
    readonly to: number;
}

export interface ValueDatum {
    readonly kind: "value";
    readonly value: Value;
}

/** A value that an error left unknown: it causes no further errors. */
export interface UnknownDatum {
    readonly kind: "unknown";
}

export const unknownDatum: UnknownDatum = { kind: "unknown" };

export function sizeDatum(size: Size): Datum {
    return size.sample === undefined ? unknownDatum : { kind: "size", number: size.sample, size, divisor: 1 };
}

/** A condition as a datum: a boolean if no dynamic size decides it. */
export function conditionDatum(condition: SizeCondition): Datum {
    const { truth, test } = condition;
    if (truth === undefined) {
        return unknownDatum;
    }
    return test === undefined ? truth : { kind: "condition", truth, condition };
}

export function isList(datum: Datum): datum is readonly Datum[] {
    return Array.isArray(datum);
}

export function isUnknown(datum: Datum): datum is UnknownDatum {
    return typeof datum === "object" && !isList(datum) && datum.kind === "unknown";
}

export function isSize(datum: Datum): datum is SizeDatum {
    return typeof datum === "object" && !isList(datum) && datum.kind === "size";
}

export function isCondition(datum: Datum): datum is ConditionDatum {
    return typeof datum === "object" && !isList(datum) && datum.kind === "condition";
}

export function isRange(datum: Datum): datum is RangeDatum {
    return typeof datum === "object" && !isList(datum) && datum.kind === "range";
}

export function isValue(datum: Datum): datum is ValueDatum {
    return typeof datum === "object" && !isList(datum) && datum.kind === "value";
}

/** The number of a datum at the default sizes; undefined if it is not a number. */
export function numberOf(datum: Datum): number | undefined {
    if (typeof datum === "number") {
        return datum;
    }
    return isSize(datum) ? datum.number : undefined;
}

/** The size of an integer or size; undefined for anything else, and for a fraction at the default sizes. */
export function sizeOf(datum: Datum): Size | undefined {
    if (isSize(datum)) {
        if (!Number.isInteger(datum.number)) {
            return undefined;
        }
        return datum.divisor === 1 ? datum.size : floorDivideSizes(datum.size, fixedSize(datum.divisor));
    }
    return typeof datum === "number" && Number.isInteger(datum) ? fixedSize(datum) : undefined;
}

/** The kind of a datum, for problems. */
export function kindOf(datum: Datum): DatumKind {
    switch (typeof datum) {
        case "number": return "number";
        case "string": return "string";
        case "boolean": return "boolean";
        default:
    }
    if (isList(datum)) {
        return "list";
    }
    switch (datum.kind) {
        case "size": return "number";
        case "condition": return "boolean";
        case "range": return "range";
        case "value": return "value";
        case "unknown": return "unknown";
    }
}

interface ListSize {
    readonly elements: number;
    readonly depth: number;
}

/** The sizes of lists, which share parts: each is measured once. */
const listSizes = new WeakMap<readonly Datum[], ListSize>();

/** The size of a list as if it shared nothing, which is what printing and comparing it takes. */
export function sizeOfList(list: readonly Datum[]): ListSize {
    const known = listSizes.get(list);
    if (known !== undefined) {
        return known;
    }
    let elements = list.length;
    let depth = 1;
    for (const element of list) {
        if (typeof element === "string") {
            elements += element.length;
        } else if (isList(element)) {
            const inner = sizeOfList(element);
            elements += inner.elements;
            depth = Math.max(depth, 1 + inner.depth);
        }
    }
    const size = { elements, depth };
    listSizes.set(list, size);
    return size;
}

/** How many elements or characters have to be read to copy or compare a datum. */
export function contentLength(datum: Datum): number {
    if (typeof datum === "string") {
        return datum.length;
    }
    if (typeof datum !== "object") {
        return 0;
    }
    if (isList(datum)) {
        return sizeOfList(datum).elements;
    }
    return datum.kind === "range" ? Math.min(longestRange, Math.max(0, datum.to - datum.from)) : 0;
}

/** The longest text of a datum; the rest of a longer one is `…`. */
const longestPrinted = 1000;

/** The datum in the language's syntax; a value as its shape. Only the beginning of a long list. */
export function printDatum(datum: Datum): string {
    return isList(datum) ? printList(datum, longestPrinted) : printElement(datum);
}

function printList(list: readonly Datum[], longest: number): string {
    let text = "[";
    for (const element of list) {
        if (text.length >= longest) {
            return `${text}, …]`;
        }
        const room = longest - text.length;
        text += `${text === "[" ? "" : ", "}${isList(element) ? printList(element, room) : printElement(element)}`;
    }
    return `${text}]`;
}

function printElement(datum: Exclude<Datum, readonly Datum[]>): string {
    switch (typeof datum) {
        case "number": return String(datum);
        case "boolean": return String(datum);
        case "string":
            return JSON.stringify(datum.length > longestPrinted ? `${datum.slice(0, longestPrinted)}…` : datum);
        default:
    }
    switch (datum.kind) {
        case "size": return String(datum.number);
        case "condition": return String(datum.truth);
        case "range": return `${datum.from}..${datum.to}`;
        case "value": return formatShape(datum.value.shape);
        case "unknown": return "?";
    }
}

/** The longest range that is expanded to a list. */
const longestRange = limits.listElements;

/** A list or range as a list; undefined for anything else, and for a range that is too long. */
export function listOf(datum: Datum): readonly Datum[] | undefined {
    if (isList(datum)) {
        return datum;
    }
    if (!isRange(datum) || datum.to - datum.from > longestRange) {
        return undefined;
    }
    const { from, to } = datum;
    return Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
}

/**
 * The `==` of the language: compares the contents of numbers, strings, booleans and lists; undecided if unknown.
 * `compareNumbers` compares two numbers.
 */
export function equalData(
    a: Datum, b: Datum, compareNumbers: (a: Datum, b: Datum) => SizeCondition,
): SizeCondition {
    if (isUnknown(a) || isUnknown(b)) {
        return { truth: undefined, test: undefined };
    }
    const [left, right] = [numberOf(a), numberOf(b)];
    if (left !== undefined || right !== undefined) {
        return left === undefined || right === undefined ? settled(false) : compareNumbers(a, b);
    }
    if (isCondition(a) || isCondition(b)) {
        return equalConditions(a, b);
    }
    if (isRange(a) && isRange(b)) {
        return settled(a.from === b.from && a.to === b.to);
    }
    const [listA, listB] = [listOf(a), listOf(b)];
    if (listA === undefined || listB === undefined) {
        return settled(a === b);
    }
    return listA.length === listB.length
        ? allHold(listA.map((element, index) => equalData(element, listB[index] ?? unknownDatum, compareNumbers)))
        : settled(false);
}

/** Compares two booleans, at least one of which depends on the input's size: it is fixed at the default sizes. */
function equalConditions(a: Datum, b: Datum): SizeCondition {
    const [left, right] = [truthOf(a), truthOf(b)];
    if (left === undefined || right === undefined) {
        return settled(false);
    }
    const fixed = [left, right].map(holdsAsSampled).reduce(bothHold);
    const same = left.truth === right.truth;
    return { truth: same, test: same ? fixed.test : opposite(fixed).test };
}

/** The condition of a boolean; undefined for anything else. */
export function truthOf(datum: Datum): SizeCondition | undefined {
    return typeof datum === "boolean" ? settled(datum) : isCondition(datum) ? datum.condition : undefined;
}

/** The datum as plain numbers, strings, booleans and lists; undefined for values and unknown data. */
export function plainDatum(datum: Datum): DecoratorValue | undefined {
    if (typeof datum === "number" || typeof datum === "string" || typeof datum === "boolean") {
        return datum;
    }
    const elements = listOf(datum);
    if (elements === undefined) {
        return isCondition(datum) ? datum.truth : numberOf(datum);
    }
    const plain: DecoratorValue[] = [];
    for (const element of elements) {
        const value = plainDatum(element);
        if (value === undefined) {
            return undefined;
        }
        plain.push(value);
    }
    return plain;
}
