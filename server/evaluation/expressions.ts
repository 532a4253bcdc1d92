import type {
    BinaryExpression, ConditionalExpression, Expression, IndexExpression, ListExpression, NameExpression, Span,
} from "../../grammar/syntax-tree.ts";
import { bothHold, eitherHolds, holdsAsSampled, opposite, type SizeCondition } from "../sizes/size-condition.ts";
import { applyBinary, negate, sizedList } from "./arithmetic.ts";
import { demandSizes, report, scopeOf, step, textOf, type Context } from "./context.ts";
import { conditionDatum, isUnknown, isValue, listOf, numberOf, printDatum, truthOf, unknownDatum, type Datum } from "./data.ts";
import { frames } from "./evaluation.ts";
import { evaluateFunctionCall } from "./function-calls.ts";
import { resolveName } from "./names.ts";
import { chargeFor, describe, demandFixed, plainValue, recordDatum, settle } from "./results.ts";
import type { TypedPart } from "./type-problems.ts";
import { evaluateAttribute } from "./value-attributes.ts";

/** Evaluates an expression. An invalid one is reported once, and unknown. */
export function evaluateExpression(expression: Expression, context: Context): Datum {
    step(expression, context);
    context.evaluation.enter(frames.expression);
    const datum = expressionDatum(expression, context);
    context.evaluation.leave(frames.expression);
    const scope = scopeOf(context);
    if (scope !== undefined) {
        context.evaluation.trace?.recordDatum(expression, scope, datum);
    }
    return datum;
}

function expressionDatum(expression: Expression, context: Context): Datum {
    switch (expression.kind) {
        case "number":
            if (Math.abs(expression.value) > Number.MAX_SAFE_INTEGER) {
                report(context, expression, {
                    code: "number-too-large",
                    value: context.frame.file.parsed.text.slice(expression.start, expression.end),
                });
                return unknownDatum;
            }
            return expression.value;
        case "string":
            return expression.wellFormed ? expression.value : unknownDatum;
        case "boolean":
            return expression.value;
        case "name":
            return evaluateName(expression, context);
        case "in":
            return evaluateIn(expression, context);
        case "list":
            return evaluateList(expression, context);
        case "unary":
            return evaluateUnary(expression.operator, expression.operand, expression, context);
        case "binary":
            return evaluateBinary(expression, context);
        case "conditional":
            return evaluateConditional(expression, context);
        case "call-expression":
            return evaluateFunctionCall(expression, context);
        case "attribute":
            return evaluateAttribute(expression, context);
        case "index":
            return evaluateIndex(expression, context);
        case "error":
            return unknownDatum;
    }
}

/**
 * The condition of an `if` or conditional: true, false, or unknown. Demands that it has the same value for all sizes.
 */
export function evaluateCondition(expression: Expression, context: Context): boolean | "unknown" {
    const condition = evaluateSizeCondition(expression, context);
    if (condition?.test !== undefined) {
        demandSizes(context, expression, holdsAsSampled(condition), () => ({
            kind: "condition", text: textOf(expression, context), number: String(condition.truth),
        }));
    }
    return condition?.truth ?? "unknown";
}

/** A condition on the dynamic sizes it depends on; undefined if unknown. */
export function evaluateSizeCondition(
    expression: Expression, context: Context, part: TypedPart = { kind: "condition" },
): SizeCondition | undefined {
    const datum = evaluateExpression(expression, context);
    const condition = truthOf(datum);
    if (condition === undefined && !isUnknown(datum)) {
        report(context, expression, { code: "wrong-type", part, expected: "boolean", found: describe(datum) });
    }
    return condition;
}

function evaluateName(expression: NameExpression, context: Context): Datum {
    const datum = resolveName(expression.text, expression, context);
    recordDatum(expression, datum, context);
    return datum;
}

function evaluateIn(expression: Expression, context: Context): Datum {
    if (context.body === undefined) {
        report(context, expression, { code: "no-such-in", where: "outside" });
        return unknownDatum;
    }
    const { input } = context.body;
    if (input === undefined) {
        report(context, expression, { code: "no-such-in", where: "before-input" });
        return unknownDatum;
    }
    const datum: Datum = { kind: "value", value: input };
    recordDatum(expression, datum, context);
    return datum;
}

/** A list of values is reported once, and unknown. */
function evaluateList(expression: ListExpression, context: Context): Datum {
    const elements = expression.elements.map((element) => evaluateExpression(element, context));
    const value = elements.find(isValue);
    if (value === undefined) {
        return settle(sizedList(elements), expression, context);
    }
    report(context, expression, {
        code: "wrong-type", part: { kind: "list-element" }, expected: "plain", found: { shape: printDatum(value) },
    });
    return unknownDatum;
}

function evaluateUnary(operator: "-" | "+" | "not", operand: Expression, span: Span, context: Context): Datum {
    if (operator === "not") {
        const condition = evaluateSizeCondition(operand, context, { kind: "prefixed", operator });
        return condition === undefined ? unknownDatum : conditionDatum(opposite(condition));
    }
    const datum = evaluateExpression(operand, context);
    if (isUnknown(datum)) {
        return datum;
    }
    if (numberOf(datum) === undefined) {
        report(context, operand, {
            code: "wrong-type", part: { kind: "prefixed", operator }, expected: "number", found: describe(datum),
        });
        return unknownDatum;
    }
    return operator === "+" ? datum : settle(negate(datum), span, context);
}

function evaluateBinary(expression: BinaryExpression, context: Context): Datum {
    const { operator } = expression;
    if (operator === "and" || operator === "or") {
        return evaluateLogical(operator, expression, context);
    }
    const left = plainValue(evaluateExpression(expression.left, context), expression.left, context);
    const evaluateRight = (): Datum =>
        plainValue(evaluateExpression(expression.right, context), expression.right, context);
    // An element appended to a list of values, which has been reported, is a value too.
    const isAppended = operator === "+" && expression.right.kind === "list" && isUnknown(left);
    const right = isAppended && !context.evaluation.hypothetical
        ? context.evaluation.quietly(evaluateRight)
        : evaluateRight();
    if (operator === "..") {
        demandFixed(left, "count", expression.left, context);
        demandFixed(right, "count", expression.right, context);
    }
    chargeFor([left, right], expression, context);
    return settle(applyBinary(operator, left, right), expression, context);
}

/**
 * `and` and `or` evaluate the right operand if the left one does not decide the result, at the default sizes or at
 * others.
 */
function evaluateLogical(operator: "and" | "or", expression: BinaryExpression, context: Context): Datum {
    const decisive = operator === "or";
    const combine = operator === "or" ? eitherHolds : bothHold;
    const unknown: SizeCondition = { truth: undefined, test: undefined };
    const left = evaluateSizeCondition(expression.left, context, { kind: "left", operator }) ?? unknown;
    const isDecided = left.truth === decisive && !context.evaluation.hypothetical;
    if (isDecided && left.test === undefined) {
        return decisive;
    }
    const evaluateRight = (): SizeCondition =>
        evaluateSizeCondition(expression.right, context, { kind: "right", operator }) ?? unknown;
    const right = left.truth === undefined || left.truth === decisive
        ? () => context.evaluation.undecided(evaluateRight)
        : evaluateRight;
    // At the default sizes the right operand is not reached, so its problems there are not reported.
    return conditionDatum(combine(left, isDecided ? context.evaluation.quietly(right) : right()));
}

function evaluateConditional(expression: ConditionalExpression, context: Context): Datum {
    const condition = evaluateCondition(expression.condition, context);
    if (condition === "unknown") {
        for (const branch of [expression.then, expression.otherwise]) {
            context.evaluation.undecided(() => plainValue(evaluateExpression(branch, context), branch, context));
        }
        return unknownDatum;
    }
    const chosen = condition ? expression.then : expression.otherwise;
    return plainValue(evaluateExpression(chosen, context), chosen, context);
}

function evaluateIndex(expression: IndexExpression, context: Context): Datum {
    const indexed = evaluateExpression(expression.object, context);
    if (expression.index.kind === "error") {
        return unknownDatum;
    }
    if (isValue(indexed)) {
        report(context, expression.object, {
            code: "wrong-type", part: { kind: "indexed" }, expected: "list", found: describe(indexed),
        });
    }
    const object = isValue(indexed) ? unknownDatum : indexed;
    const index = plainValue(evaluateExpression(expression.index, context), expression.index, context);
    if (isUnknown(object) || isUnknown(index)) {
        return unknownDatum;
    }
    chargeFor([object], expression, context);
    const elements: readonly Datum[] | undefined = typeof object === "string" ? Array.from(object) : listOf(object);
    const position = numberOf(index);
    if (elements === undefined) {
        report(context, expression.object, {
            code: "wrong-type", part: { kind: "indexed" }, expected: "list", found: describe(object),
        });
        return unknownDatum;
    }
    if (position === undefined || !Number.isInteger(position)) {
        report(context, expression.index, {
            code: "wrong-type", part: { kind: "index" }, expected: "integer", found: describe(index),
        });
        return unknownDatum;
    }
    demandFixed(index, "index", expression.index, context);
    const element = elements[position < 0 ? elements.length + position : position];
    if (element === undefined) {
        report(context, expression.index, {
            code: "invalid-operation", reason: "index-out-of-range", list: textOf(expression.object, context),
            index: position, length: elements.length,
        });
    }
    return element ?? unknownDatum;
}
