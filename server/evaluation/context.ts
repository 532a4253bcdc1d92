import type { Block, Body, Call, Expression, Model, Span } from "../../grammar/syntax-tree.ts";
import type { DemandSource, Layer, Scope, Value } from "../graph/graph.ts";
import type { Location } from "../names/location.ts";
import type { FileScope, FunctionDeclaration } from "../names/program.ts";
import type { SizeCondition, SizeTest } from "../sizes/size-condition.ts";
import type { Datum } from "./data.ts";
import { limits, type EvaluatedScope, type Evaluation } from "./evaluation.ts";
import type { ModelProblem, RelatedPlace } from "./problems.ts";
import type { UsedNode } from "./records.ts";

/** A function of a body, with the names around it: those that the body has bound by the time of a call. */
export interface BodyFunction extends FunctionDeclaration {
    readonly names: ReadonlyMap<string, Datum>;
}

/** The names one use of a block, or a model, sees and gives. */
export interface Frame {
    readonly file: FileScope;
    readonly names: Map<string, Datum>;
    readonly functions: Map<string, BodyFunction>;
    /** The use of the block, or the model: what `@path` counts from. Undefined for a file's own lets. */
    readonly scope: EvaluatedScope | undefined;
    readonly kind: "model" | "block" | "file";
    /** The block or model whose body this is; undefined for a file's own lets. */
    readonly node: Block | Model | undefined;
    /** Whether a name may be missing because of an error, a condition or loop count that is not known. */
    uncertain: boolean;
    /** How many findings there were once a `require` of this use of a block had failed; undefined if none has. */
    reportedAtRefusal: number | undefined;
    /** What `return` gave; undefined before it. */
    returned: readonly Value[] | undefined;
}

/** Where statements stand: the body of a block, model or one round of a loop, with its current value. */
export interface BodyState {
    readonly frame: Frame;
    readonly scope: EvaluatedScope;
    /** What the body was given, which `in` names. */
    input: Value | undefined;
    /** The value of the line above. */
    current: Value | undefined;
    /** How many unnamed steps of each kind there were. */
    readonly counters: Map<string, number>;
    readonly inLoop: boolean;
    /** Whether the one unnamed line of a loop's body is named by the round itself. */
    readonly namedByRound: boolean;
}

/**
 * The entrances to the interpreter's recursion: what is defined by expressions or statements of the language itself
 * (functions, lets, blocks, loops) evaluates them through these.
 */
export interface Interpreter {
    evaluateExpression(expression: Expression, context: Context): Datum;
    /** Evaluates the statements of a body in order. */
    runBody(body: Body, context: BodyContext): void;
}

/** Everything an expression or statement is evaluated with. */
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

/** Reports at a place of the file that is being evaluated. */
export function report(
    context: Context, span: Span, finding: ModelProblem, related: readonly RelatedPlace[] = [],
): void {
    context.evaluation.report(finding, locate(context, span), scopeOf(context), related);
}

/** Reports that a call has too few arguments or too many, which is not known of one that is not closed yet. */
export function reportArguments(
    context: Context, call: Call, span: Span,
    finding: Extract<ModelProblem, { readonly code: "missing-argument" | "too-many-arguments" }>,
): void {
    if (!call.unclosed) {
        report(context, span, finding);
    }
}

/** Reports what the samples of the free sizes do not meet; other sizes may, if it depends on them. */
export function reportUnmet(
    context: Context, span: Span, finding: ModelProblem, demanded: SizeTest | undefined,
    related: readonly RelatedPlace[] = [],
): void {
    context.evaluation.report(finding, locate(context, span), scopeOf(context), related, demanded);
}

/** Asks a condition of the free sizes it depends on; one that no free size decides is nothing to ask. */
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

/** Keeps what a statement, flow or step gave, with the layer it made or the scope it opened. */
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

/** Counts an evaluation step; past the limit, reports it and stops. */
export function step(span: Span, context: Context): void {
    if (!context.evaluation.countStep()) {
        context.evaluation.stop(locate(context, span), scopeOf(context), { code: "step-limit", limit: limits.steps });
    }
}

/** An expression as it is written. */
export function textOf(expression: Span, context: Context): string {
    return context.frame.file.parsed.text.slice(expression.start, expression.end);
}
