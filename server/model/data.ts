import { fixedSize, formatSize, type Size } from "../sizes/size.ts";
import { formatShape } from "../sizes/shape.ts";
import type { DecoratorValue, Value } from "./graph.ts";

/** What an expression can be while the file is evaluated. */
export type Datum =
    | number
    | string
    | boolean
    | readonly Datum[]
    | SizeDatum
    | RangeDatum
    | ValueDatum
    | UnknownDatum;

/** A number that comes from a shape: it keeps its size, so that it follows the input's. */
export interface SizeDatum {
    readonly kind: "size";
    readonly size: Size;
}

/** `from..to`: the whole numbers from `from` to `to` − 1. */
export interface RangeDatum {
    readonly kind: "range";
    readonly from: number;
    readonly to: number;
}

export interface ValueDatum {
    readonly kind: "value";
    readonly value: Value;
}

/** What an error has left unknown: whatever meets it stays silent. */
export interface UnknownDatum {
    readonly kind: "unknown";
}

export const unknownDatum: UnknownDatum = { kind: "unknown" };

export function sizeDatum(size: Size): Datum {
    return size.sample === undefined ? unknownDatum : { kind: "size", size };
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

export function isRange(datum: Datum): datum is RangeDatum {
    return typeof datum === "object" && !isList(datum) && datum.kind === "range";
}

export function isValue(datum: Datum): datum is ValueDatum {
    return typeof datum === "object" && !isList(datum) && datum.kind === "value";
}

/** The number a datum is at the sample sizes; undefined for anything that is no number. */
export function numberOf(datum: Datum): number | undefined {
    if (typeof datum === "number") {
        return datum;
    }
    return isSize(datum) ? datum.size.sample : undefined;
}

/** The size a whole number or size stands for; undefined for anything else. */
export function sizeOf(datum: Datum): Size | undefined {
    if (isSize(datum)) {
        return datum.size;
    }
    return typeof datum === "number" && Number.isInteger(datum) ? fixedSize(datum) : undefined;
}

/** What kind of thing it is, for messages: "a number", "a string", "a value". */
export function describeKind(datum: Datum): string {
    switch (typeof datum) {
        case "number": return "a number";
        case "string": return "a string";
        case "boolean": return "true or false";
        default:
    }
    if (isList(datum)) {
        return "a list";
    }
    switch (datum.kind) {
        case "size": return "a number";
        case "range": return "a range";
        case "value": return "a value";
        case "unknown": return "unknown";
    }
}

/** The datum as the language writes it; a value as its shape. */
export function printDatum(datum: Datum): string {
    switch (typeof datum) {
        case "number": return String(datum);
        case "boolean": return String(datum);
        case "string": return JSON.stringify(datum);
        default:
    }
    if (isList(datum)) {
        return `[${datum.map(printDatum).join(", ")}]`;
    }
    switch (datum.kind) {
        case "size": return formatSize(datum.size);
        case "range": return `${datum.from}..${datum.to}`;
        case "value": return formatShape(datum.value.shape);
        case "unknown": return "?";
    }
}

/** The longest range that is written out as a list. */
const longestRange = 100_000;

/** A list or range as a list; undefined for anything else, and for a range too long to write out. */
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

/** `==` of the language: numbers, strings, booleans and lists by what they hold; "unknown" if it can't be told. */
export function compareData(a: Datum, b: Datum): boolean | "unknown" {
    if (isUnknown(a) || isUnknown(b)) {
        return "unknown";
    }
    const [left, right] = [numberOf(a), numberOf(b)];
    if (left !== undefined || right !== undefined) {
        return left === right;
    }
    if (isRange(a) && isRange(b)) {
        return a.from === b.from && a.to === b.to;
    }
    const [listA, listB] = [listOf(a), listOf(b)];
    if (listA === undefined || listB === undefined) {
        return a === b;
    }
    if (listA.length !== listB.length) {
        return false;
    }
    let result: boolean | "unknown" = true;
    for (const [index, element] of listA.entries()) {
        const other = listB[index];
        const compared = other === undefined ? false : compareData(element, other);
        if (compared === false) {
            return false;
        }
        if (compared === "unknown") {
            result = "unknown";
        }
    }
    return result;
}

/** The datum as plain numbers, strings, booleans and lists; undefined for values and what is unknown. */
export function plainDatum(datum: Datum): DecoratorValue | undefined {
    if (typeof datum === "number" || typeof datum === "string" || typeof datum === "boolean") {
        return datum;
    }
    const elements = listOf(datum);
    if (elements === undefined) {
        return numberOf(datum);
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
