import type { Expression, Identifier, Span } from "../../grammar/syntax-tree.ts";
import type { Operated } from "./arithmetic.ts";
import { demandSizes, report, scopeOf, step, textOf, type Context } from "./context.ts";
import { contentLength, isValue, kindOf, listOf, printDatum, unknownDatum, type Datum } from "./data.ts";
import { work } from "./evaluation.ts";
import { staysAsSampled } from "./size-demands.ts";
import type { FoundType } from "./type-problems.ts";

/** Rejects a value (tensor) where only numbers, strings, booleans and lists are valid. */
export function plainValue(datum: Datum, span: Span, context: Context): Datum {
    if (!isValue(datum)) {
        return datum;
    }
    report(context, span, {
        code: "wrong-type", part: { kind: "expression" }, expected: "plain", found: { shape: printDatum(datum) },
    });
    return unknownDatum;
}

/** The result of an operation; reports its failure. */
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

/** Counts the work of copying or comparing the contents of data. */
export function chargeFor(data: readonly Datum[], span: Span, context: Context): void {
    const elements = data.reduce<number>((sum, datum) => sum + contentLength(datum), 0);
    if (elements >= work.elementsPerStep) {
        step(span, context, Math.floor(elements / work.elementsPerStep));
    }
}

/** A datum for problems: its text, or its kind. */
export function describe(datum: Datum): FoundType {
    if (isValue(datum)) {
        return { shape: printDatum(datum) };
    }
    return listOf(datum) === undefined ? { printed: printDatum(datum) } : { kind: kindOf(datum) };
}

/** Demands that a number is fixed: the number of a loop's rounds, or an index. */
export function demandFixed(datum: Datum, kind: "count" | "index", expression: Expression, context: Context): void {
    demandSizes(context, expression, staysAsSampled(datum), () => ({
        kind, text: textOf(expression, context), number: printDatum(datum),
    }));
}

/** Records the value of a name or expression, for hover. */
export function recordDatum(node: Expression | Identifier, datum: Datum, context: Context): void {
    const { evaluation, frame: { file: { uri } } } = context;
    if (evaluation.keepsThing(node, uri)) {
        const thing = isValue(datum) ? datum.value : { printed: printDatum(datum) };
        evaluation.recordThing(node, uri, scopeOf(context), thing);
    }
}
