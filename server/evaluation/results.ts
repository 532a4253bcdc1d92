import type { Expression, Span } from "../../grammar/syntax-tree.ts";
import type { Operated } from "./arithmetic.ts";
import { demandSizes, report, scopeOf, textOf, type Context } from "./context.ts";
import { isValue, kindOf, listOf, printDatum, unknownDatum, type Datum } from "./data.ts";
import { staysAsSampled } from "./size-demands.ts";
import type { FoundType } from "./type-problems.ts";

/** Refuses a value (tensor) where only numbers, strings, booleans and lists may stand. */
export function plainValue(datum: Datum, span: Span, context: Context): Datum {
    if (!isValue(datum)) {
        return datum;
    }
    report(context, span, {
        code: "wrong-type", part: { kind: "expression" }, expected: "plain", found: { shape: printDatum(datum) },
    });
    return unknownDatum;
}

/** The datum an operation gave, or its failure reported. */
export function settle(operated: Operated, span: Span, context: Context): Datum {
    if (operated.datum !== undefined) {
        return operated.datum;
    }
    if (operated.problem !== undefined) {
        report(context, span, { code: "wrong-type", ...operated.problem });
    } else if (operated.overflow !== undefined) {
        report(context, span, { code: "number-too-large", ...operated.overflow });
    } else {
        report(context, span, { code: "invalid-operation", ...operated.failure });
    }
    return unknownDatum;
}

/** A datum as problems show it: what it is, or what kind of thing. */
export function describe(datum: Datum): FoundType {
    if (isValue(datum)) {
        return { shape: printDatum(datum) };
    }
    return listOf(datum) === undefined ? { printed: printDatum(datum) } : { kind: kindOf(datum) };
}

/** Says that a number stays what it is at the sample: how many rounds a loop has, which element is meant. */
export function demandFixed(datum: Datum, kind: "count" | "index", expression: Expression, context: Context): void {
    demandSizes(context, expression, staysAsSampled(datum), () => ({
        kind, text: textOf(expression, context), number: printDatum(datum),
    }));
}

/** Keeps what a name or `in` stood for, for hover. */
export function recordDatum(node: Expression, datum: Datum, context: Context): void {
    context.evaluation.recordThing(node, context.frame.file.uri, scopeOf(context), isValue(datum)
        ? datum.value
        : { printed: printDatum(datum) });
}
