import type { Block, Body, Call, Expression, Model, Span } from "../../grammar/syntax-tree.ts";
import type { DemandSource, Layer, Scope, Value } from "../graph/graph.ts";
import type { Location } from "../names/location.ts";
import type { FileScope, FunctionDeclaration } from "../names/program.ts";
import type { SizeCondition, SizeTest } from "../sizes/size-condition.ts";
import type { Datum } from "./data.ts";
import { limits } from "../limits.ts";
import type { EvaluatedScope, Evaluation } from "./evaluation.ts";
import type { ModelProblem, RelatedPlace } from "./problems.ts";
import type { UsedNode } from "./records.ts";

/** A function of a body, with the names around it: those that the body has bound at the time of the call. */
export interface BodyFunction extends FunctionDeclaration {
    readonly names: ReadonlyMap<string, Datum>;
}

/** The names in scope in one use of a block, or in a model, and its results. */
export interface Frame {
    readonly file: FileScope;
    readonly names: Map<string, Datum>;
    readonly functions: Map<string, BodyFunction>;
    /** The use of the block, or the model: the base of `@path`. Undefined for a file's own lets. */
    readonly scope: EvaluatedScope | undefined;
    readonly kind: "model" | "block" | "file";
    /** The block or model with this body; undefined for a file's own lets. */
    readonly node: Block | Model | undefined;
    /** Whether a name may be missing because of an error, or an unknown condition or loop count. */
    uncertain: boolean;
    /** The number of findings when a `require` of this use of a block failed; undefined if none has. */
    reportedAtRefusal: number | undefined;
    /** The values of `return`; undefined before it. */
    returned: readonly Value[] | undefined;
}

/** The state of a body: of a block, a model or one round of a loop. */
export interface BodyState {
    readonly frame: Frame;
    readonly scope: EvaluatedScope;
    /** The body's input, which is the value of `in`. */
    input: Value | undefined;
    /** The value of the previous line. */
    current: Value | undefined;
    /** The number of unnamed steps of each kind. */
    readonly counters: Map<string, number>;
    readonly inLoop: boolean;
    /** Whether the only, unnamed line of a loop's body has the name of the round. */
    readonly namedByRound: boolean;
}

/**
 * The entry points of the interpreter's recursion: code that expressions or statements of the language define
 * (functions, lets, blocks, loops) is evaluated through these.
 */
export interface Interpreter {
    evaluateExpression(expression: Expression, context: Context): Datum;
    /** Evaluates the statements of a body in order. */
    runBody(body: Body, context: BodyContext): void;
}

/** The environment in which an expression or statement is evaluated. */
export interface Context {
    readonly evaluation: Evaluation;
    readonly interpreter: Interpreter;
    readonly frame: Frame;
    /** Absent for a file's own lets and a function's body. */
    readonly body: BodyState | undefined;
}

/** A context inside a block, model or round. */
export type BodyContext = Context & { readonly body: BodyState };

export function locate(context: Context, span: Span): Location {
    return context.evaluation.locate(context.frame.file.uri, span);
}

/** Reports a finding at a position of the file that is being evaluated. */
export function report(
    context: Context, span: Span, finding: ModelProblem, related: readonly RelatedPlace[] = [],
): void {
    context.evaluation.report(finding, locate(context, span), scopeOf(context), related);
}

/** Reports too few or too many arguments, unless the call is not closed yet. */
export function reportArguments(
    context: Context, call: Call, span: Span,
    finding: Extract<ModelProblem, { readonly code: "missing-argument" | "too-many-arguments" }>,
): void {
    if (!call.unclosed) {
        report(context, span, finding);
    }
}

/** Reports a condition that the default sizes violate, and whether it depends on dynamic sizes. */
export function reportUnmet(
    context: Context, span: Span, finding: ModelProblem, demanded: SizeTest | undefined,
    related: readonly RelatedPlace[] = [],
): void {
    context.evaluation.report(finding, locate(context, span), scopeOf(context), related, demanded);
}

/** Records a condition on the dynamic sizes it depends on, if any. */
export function demandSizes(
    context: Context, span: Span, condition: SizeCondition, source: () => DemandSource,
): void {
    const { test } = condition;
    if (test !== undefined && !context.evaluation.hypothetical) {
        context.evaluation.demands.add(test, () => ({
            source: source(), location: locate(context, span), scope: scopeOf(context),
        }));
    }
}

/** Records the result of a statement, flow or step, with the layer it added or the scope it opened. */
export function recordUse(
    node: UsedNode, values: readonly Value[], context: Context & { readonly body: BodyState }, layer?: Layer,
    opened?: Scope,
): void {
    const { evaluation, frame, body } = context;
    evaluation.record(node, frame.file.uri, { scope: body.scope, model: evaluation.model, values, layer, opened });
}

export function scopeOf(context: Context): EvaluatedScope | undefined {
    return context.body?.scope ?? context.frame.scope;
}

/** Counts evaluation steps; past the limit, reports it and stops. */
export function step(span: Span, context: Context, count = 1): void {
    if (!context.evaluation.countSteps(count)) {
        context.evaluation.stop(locate(context, span), scopeOf(context), { code: "step-limit", limit: limits.steps });
    }
}

/** The text of an expression. */
export function textOf(expression: Span, context: Context): string {
    return context.frame.file.parsed.text.slice(expression.start, expression.end);
}
