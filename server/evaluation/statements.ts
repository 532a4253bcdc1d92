import type {
    Body, Expression, Identifier, If, Let, Line, Output, Require, Return, ShapeClaim, Statement,
} from "../../grammar/syntax-tree.ts";
import { allOf, sizesEqual, type SizeTest } from "../sizes/size-condition.ts";
import { compareSizes, fixedSize, multiplySizes } from "../sizes/size.ts";
import {
    describeKind, isUnknown, isValue, numberOf, printDatum, sizeOf, unknownDatum, type Datum,
} from "./data.ts";
import { evaluateDecorators, findDecorator } from "./decorators.ts";
import {
    demandSizes, locate, recordUse, report, reportUnmet, scopeOf, type Context, type PathBase,
} from "./evaluation.ts";
import { evaluateCondition, evaluateExpression, evaluateSizeCondition, plainValue, textOf } from "./expressions.ts";
import { evaluateFlow, reportResultCount, type BodyContext } from "./flows.ts";
import type { EvaluatedDecorator, Value } from "../graph/graph.ts";
import { evaluateInput, evaluateOutput } from "./model-interface.ts";
import { isFreeNumber } from "./size-arithmetic.ts";
import { changesOfSize, comesFromFault } from "../graph/size-origins.ts";
import { placeOfOrigin } from "./related-places.ts";

/** Evaluates the statements of a body in order; `return` ends the block at once. */
export function runBody(body: Body, context: BodyContext): void {
    for (const statement of body.statements) {
        if (context.frame.returned !== undefined && !context.evaluation.hypothetical) {
            return;
        }
        context.evaluation.step(statement, context);
        evaluateStatement(statement, context);
    }
}

function evaluateStatement(statement: Statement, context: BodyContext): void {
    switch (statement.kind) {
        case "line":
            evaluateLine(statement, context);
            return;
        case "let":
            evaluateLet(statement, context);
            return;
        case "if":
            evaluateIf(statement, context);
            return;
        case "require":
            evaluateRequire(statement, context);
            return;
        case "return":
            evaluateReturn(statement, context);
            return;
        case "input":
            evaluateInput(statement, context);
            return;
        case "output":
            evaluateOutput(statement, context);
            return;
    }
}

function evaluateLine(line: Line, context: BodyContext): void {
    const decorators = evaluateDecorators(line.decorators, "line", context);
    const { flow } = line;
    const values = evaluateFlow(flow, { base: linePath(line, decorators, context), names: line.names.length }, context);
    const last = flow.steps.at(-1);
    if (last !== undefined && values.length !== Math.max(1, line.names.length)) {
        reportResultCount(last, values.length, line.names.length, context);
    } else if (last === undefined && line.names.length > 1) {
        report(context, flow, {
            code: "wrong-result-count", callee: flow.source?.kind === "name" ? flow.source.text : "in", results: 1,
            names: line.names.length,
        });
    }
    finishLine(line, line.names, values, context);
}

/** Gives a line's names its values, makes the first the current one and checks the claim. Aliases change nothing. */
export function finishLine(
    line: Line | Output, names: readonly Identifier[], values: readonly Value[], context: BodyContext,
): void {
    for (const [index, name] of names.entries()) {
        const value = values[index] ?? context.evaluation.unknownValue();
        bindName(name, { kind: "value", value }, context);
    }
    const isAlias = line.flow?.source !== undefined && line.flow.steps.length === 0 && names.length > 0;
    if (!isAlias) {
        context.body.current = values[0];
    }
    const [first] = values;
    if (line.claim !== undefined && first !== undefined) {
        checkClaim(line.claim, first, context);
    }
    recordUse(line, values, context);
}

/** What the steps of a line are named by: `@path`, its first name, the round it stands in, or nothing. */
export function linePath(
    line: Line | Output, decorators: readonly EvaluatedDecorator[], context: BodyContext,
): PathBase | undefined {
    if (line.flow === undefined || line.flow.steps.length === 0) {
        return undefined;
    }
    const { body, evaluation, frame } = context;
    const path = findDecorator(decorators, "path");
    if (path !== undefined && path.positional.length > 0) {
        return evaluation.takeSharedPath(frame.scope ?? body.scope, path.positional.map(String).join(""));
    }
    const name = line.kind === "line" ? line.names[0] : line.name;
    if (name !== undefined && name.text !== "_") {
        return evaluation.takePath(body.scope, name.text);
    }
    return body.namedByRound ? body.scope : undefined;
}

/** Gives a name a datum. A name may be given anew, but not turn from number to value or back; `_` is no name. */
export function bindName(name: Identifier, datum: Datum, context: Context): void {
    if (name.text === "_") {
        return;
    }
    const { frame, evaluation, body } = context;
    const before = frame.names.get(name.text);
    if (before !== undefined && !isUnknown(before) && !isUnknown(datum) && isValue(before) !== isValue(datum)) {
        report(context, name, {
            code: "changed-kind", name: name.text, from: describeKind(before), to: describeKind(datum),
        });
        frame.names.set(name.text, unknownDatum);
        return;
    }
    frame.names.set(name.text, datum);
    evaluation.recordThing(name, frame.file.uri, body?.scope, isValue(datum)
        ? datum.value
        : { printed: printDatum(datum) });
}

function evaluateLet(statement: Let, context: BodyContext): void {
    evaluateDecorators(statement.decorators, "statement", context);
    if (statement.name === undefined) {
        return;
    }
    if (statement.parameters !== undefined) {
        context.frame.functions.set(statement.name.text, {
            kind: "function", name: statement.name.text, parameters: statement.parameters, declaration: statement,
            file: context.frame.file, names: context.frame.names,
        });
        return;
    }
    const datum = statement.value === undefined
        ? unknownDatum
        : plainValue(evaluateExpression(statement.value, context), statement.value, context);
    bindName(statement.name, datum, context);
}

function evaluateIf(statement: If, context: BodyContext): void {
    evaluateDecorators(statement.decorators, "statement", context);
    const condition = statement.condition === undefined
        ? "unknown"
        : evaluateCondition(statement.condition, "the condition of `if`", context);
    const otherwise = (): void => {
        if (statement.else?.kind === "if") {
            evaluateIf(statement.else, context);
        } else if (statement.else !== undefined) {
            runBody(statement.else, context);
        }
    };
    if (context.evaluation.hypothetical) {
        if (statement.then !== undefined) {
            runBody(statement.then, context);
        }
        otherwise();
        context.body.current = context.evaluation.unknownValue();
    } else if (condition === "unknown") {
        // Which names and value there are below cannot be told, so nothing is said of them.
        context.frame.uncertain = true;
        context.body.current = context.evaluation.unknownValue();
    } else if (condition && statement.then !== undefined) {
        runBody(statement.then, context);
    } else if (!condition) {
        otherwise();
    }
}

function evaluateRequire(statement: Require, context: BodyContext): void {
    evaluateDecorators(statement.decorators, "statement", context);
    if (statement.condition === undefined) {
        return;
    }
    const condition = evaluateSizeCondition(statement.condition, "what `require` asks for", context);
    const text = textOf(statement.condition, context);
    if (condition?.test !== undefined && !context.evaluation.hypothetical) {
        const { demands, requirements } = context.evaluation;
        const place = statement.condition;
        (context.frame.kind === "model" ? requirements : demands).add(condition.test, () => ({
            location: locate(context, place), scope: scopeOf(context),
            source: { kind: "require", text, message: statement.message?.value },
        }));
    }
    if (condition?.truth !== false) {
        return;
    }
    reportUnmet(context, statement.condition, {
        code: "failed-require", condition: text,
        numbers: conditionNumbers(statement.condition, context),
        ...(statement.message === undefined ? {} : { message: statement.message.value }),
    }, condition.test);
    if (context.frame.kind === "block") {
        context.frame.reportedAtRefusal ??= context.evaluation.reported;
    }
}

/** The numbers a condition was decided by: `in.channels is 10, groups is 4`. */
function conditionNumbers(condition: Expression, context: BodyContext): string {
    const { text } = context.frame.file.parsed;
    const numbers = new Map<string, string>();
    const visit = (expression: Expression): void => {
        switch (expression.kind) {
            case "name":
            case "attribute":
            case "index": {
                const datum = evaluateExpression(expression, context);
                if (!isValue(datum)) {
                    numbers.set(text.slice(expression.start, expression.end), printDatum(datum));
                }
                return;
            }
            case "unary":
                visit(expression.operand);
                return;
            case "binary":
                visit(expression.left);
                visit(expression.right);
                return;
            case "call-expression":
                for (const argument of expression.call.arguments) {
                    if (argument.value.kind !== "flow") {
                        visit(argument.value);
                    }
                }
                return;
            default:
        }
    };
    visit(condition);
    return [...numbers].map(([name, value]) => `\`${name}\` is ${value}`).join(", ");
}

function evaluateReturn(statement: Return, context: BodyContext): void {
    evaluateDecorators(statement.decorators, "statement", context);
    const { frame, body } = context;
    if (frame.kind === "model" || body.inLoop) {
        report(context, { start: statement.start, end: statement.start + "return".length }, {
            code: "misplaced-statement", statement: "return", where: frame.kind === "model" ? "in a model" : "in a loop",
            instead: frame.kind === "model"
                ? "name the result with `output`"
                : "a loop's value is its last line's; return after it",
        });
    }
    const values = statement.flows.flatMap((flow) => {
        const given = evaluateFlow(flow, { base: undefined, names: 1 }, context);
        const last = flow.steps.at(-1);
        if (given.length > 1 && last !== undefined) {
            reportResultCount(last, given.length, 1, context);
        }
        return given.slice(0, 1);
    });
    if (values.length > 0 && frame.kind === "block") {
        frame.returned = values;
        body.current = values[0];
    }
}

/** Compares a claim with the shape a line gives; sizes that are not known agree with everything. */
function checkClaim(claim: ShapeClaim, value: Value, context: BodyContext): void {
    if (claim.shapeSpan === undefined) {
        return;
    }
    const claimed = claim.dimensions.map((dimension) =>
        dimension.kind === "wildcard" ? undefined : claimedSize(dimension, context));
    const { shape } = value;
    if (shape === undefined) {
        return;
    }
    const { text } = context.frame.file.parsed;
    const asked: SizeTest[] = [];
    const wrong = claimed.flatMap((size, axis) => {
        const actual = shape[axis];
        const known = size === undefined || isUnknown(size) ? undefined : sizeOf(size);
        if (actual === undefined || size === undefined || isUnknown(size)) {
            return [];
        }
        const dimension = claim.dimensions[axis];
        if (isFreeNumber(size) && dimension !== undefined) {
            const same = sizesEqual(size.size, multiplySizes(actual, fixedSize(size.divisor)));
            demandSizes(context, dimension, same, () => ({
                kind: "claim", axis, text: textOf(dimension, context), value,
            }));
            if (same.truth === false && same.test !== undefined) {
                asked.push(same.test);
            }
        }
        return known === undefined || compareSizes(known, actual) === "different" ? [axis] : [];
    });
    if (wrong.length === 0 && claimed.length === shape.length) {
        return;
    }
    // A claim that fails in several uses is one problem, which names them all.
    const hasFailed = context.evaluation.failedClaims.some((failed) => failed.claim === claim);
    if (!hasFailed && isConsequence(value, wrong, context)) {
        return;
    }
    context.evaluation.failedClaims.push({ claim, value, axes: wrong });
    const printed = claimed.map((size, axis) => {
        const dimension = claim.dimensions[axis];
        return size === undefined || dimension === undefined
            ? "_"
            : isUnknown(size) ? text.slice(dimension.start, dimension.end) : printDatum(size);
    });
    // A number that is wrong is so at the sample, whatever other sizes would give.
    const isForAllSizes = claimed.length === shape.length && asked.length === wrong.length;
    reportUnmet(context, claim.shapeSpan, {
        code: "failed-claim", claimed: `[${printed.join(", ")}]`, actual: shape,
        axes: claimed.length === shape.length ? wrong : [],
    }, isForAllSizes ? allOf(asked) : undefined,
    changesOfSize(value, wrong[0] ?? 0).map((change) => placeOfOrigin(change.value, change.origin)));
}

/** Whether sizes differ from a claim because of what has been said of those they come from. */
function isConsequence(value: Value, axes: readonly number[], { evaluation }: BodyContext): boolean {
    const isFlat = value.shape?.length === 1;
    const alike = evaluation.failedClaims.filter((failed) =>
        isFlat || axes.every((axis) => failed.axes.some((other) => (other === 0) === (axis === 0))));
    return axes.length > 0 && comesFromFault(value, axes, alike.map((failed) => failed.value));
}

function claimedSize(dimension: Expression, context: BodyContext): Datum {
    const datum = plainValue(evaluateExpression(dimension, context), dimension, context);
    if (isUnknown(datum) || numberOf(datum) !== undefined) {
        return datum;
    }
    report(context, dimension, {
        code: "wrong-type", what: "a claimed size", expected: "a whole number or `_`", found: printDatum(datum),
    });
    return unknownDatum;
}

