import type {
    Argument, Call, Flow, For, InExpression, Model, NameExpression, Repeat, Step,
} from "../../grammar/syntax-tree.ts";
import { foundOnce } from "../graph/found-once.ts";
import type { Value } from "../graph/graph.ts";
import { layers } from "../layers/catalogue.ts";
import type { FileScope } from "../names/program.ts";
import { applyBlock, unknownValues } from "./block-calls.ts";
import { builtInFunctions } from "./built-in-functions.ts";
import { recordUse, report, type BodyContext, type Context } from "./context.ts";
import { isUnknown, isValue, unknownDatum, type Datum } from "./data.ts";
import { frames } from "./evaluation.ts";
import { evaluateExpression } from "./expressions.ts";
import { applyLayer } from "./layer-calls.ts";
import { evaluateLoop } from "./loops.ts";
import { findCalled, lookUp, resolveName } from "./names.ts";
import type { StepPath } from "./paths.ts";
import { describe, plainValue, recordDatum } from "./results.ts";
import { suggestCallee } from "./suggestions.ts";

/** How the steps of a flow are named; without a base, by kind and number. */
export interface FlowNaming {
    readonly base: StepPath | undefined;
    /** The number of names before the flow: how many results its last step may have. */
    readonly names: number;
}

/**
 * Evaluates a flow from its source, or from the current value, through its steps. Returns the results of its last step:
 * at least one, unknown if an error left none.
 */
export function evaluateFlow(flow: Flow, naming: FlowNaming, context: BodyContext): readonly Value[] {
    const source = flow.source === undefined ? undefined : evaluateSource(flow.source, context);
    return evaluateSteps(flow.steps, source, naming, context);
}

/** Evaluates a flow that is an argument or returned, and records its use: that of a line's flow is the line's. */
export function evaluateBranch(flow: Flow, naming: FlowNaming, context: BodyContext): readonly Value[] {
    const values = evaluateFlow(flow, naming, context);
    recordUse(flow, values, context);
    return values;
}

/** Evaluates steps from `source`, or from the current value. */
function evaluateSteps(
    steps: readonly Step[], source: Value | undefined, naming: FlowNaming, context: BodyContext,
): readonly Value[] {
    context.evaluation.enter(frames.flow);
    let values = source === undefined ? undefined : [source] as readonly Value[];
    let current = source ?? context.body.current;
    let index = 0;
    for (const step of steps) {
        const isLast = index === steps.length - 1;
        const base = stepBase(naming.base, index, steps.length, context);
        values = evaluateStep(step, current, { base, names: isLast ? naming.names : 1 }, context);
        if (!isLast && values.length > 1) {
            reportResultCount(step, values.length, 1, context);
        }
        current = values[0];
        index += 1;
    }
    context.evaluation.leave(frames.flow);
    return values ?? [context.evaluation.unknownValue()];
}

/** The path of an unnamed step: its kind, `_` and a number. */
export function stepPath(base: StepPath | undefined, kind: string, context: BodyContext): StepPath {
    if (base !== undefined) {
        return base;
    }
    const number = (context.body.counters.get(kind) ?? 0) + 1;
    context.body.counters.set(kind, number);
    return context.evaluation.paths.take(context.body.scope, `${kind}_${number}`);
}

/** Reports that the number of a step's results differs from the number of names. */
export function reportResultCount(step: Step, results: number, names: number, context: Context): void {
    const callee = step.kind === "call" ? step.callee.text : step.kind;
    const span = step.kind === "call" ? step.callee : step.keyword;
    report(context, span, { code: "wrong-result-count", callee, results, names });
}

function stepBase(
    base: StepPath | undefined, index: number, count: number, context: BodyContext,
): StepPath | undefined {
    return base === undefined || count === 1 ? base : context.evaluation.paths.take(base, String(index));
}

/** The value at which a flow starts. */
export function evaluateSource(source: NameExpression | InExpression, context: BodyContext): Value {
    const datum: Datum = source.kind === "in"
        ? evaluateExpression(source, context)
        : resolveName(source.text, source, context);
    if (source.kind === "name") {
        recordDatum(source, datum, context);
    }
    if (isValue(datum)) {
        return datum.value;
    }
    if (!isUnknown(datum)) {
        const name = source.kind === "name" ? source.text : "in";
        report(context, source, {
            code: "wrong-type", part: { kind: "name", name }, expected: "value", found: describe(datum),
        });
    }
    return context.evaluation.unknownValue();
}

function evaluateStep(
    step: Step, input: Value | undefined, naming: FlowNaming, context: BodyContext,
): readonly Value[] {
    return step.kind === "call"
        ? evaluateCall(step, input, naming, context)
        : evaluateLoopStep(step, input, naming, context);
}

function evaluateLoopStep(
    loop: Repeat | For, input: Value | undefined, naming: FlowNaming, context: BodyContext,
): readonly Value[] {
    const path = stepPath(naming.base, loop.kind, context);
    const { value, scope } = evaluateLoop(loop, input, path, context);
    const values = [value ?? context.evaluation.unknownValue()];
    recordUse(loop, values, context, undefined, scope);
    return values;
}

/**
 * Evaluates a call of a layer or block; reports any other callee, and continues with the probable one if there is one.
 */
function evaluateCall(
    call: Call, input: Value | undefined, naming: FlowNaming, context: BodyContext,
): readonly Value[] {
    const name = resolveCallee(call, context);
    const definition = name === undefined ? undefined : layers.get(name);
    const declared = name === undefined || definition !== undefined ? undefined : findCalled(name, context);
    const takesLine = definition === undefined || definition.operands.from === "line";
    let current = input;
    if (current === undefined && takesLine && name !== undefined) {
        const { evaluation, frame } = context;
        // A model without an input is reported once.
        const isInputless = frame.node?.kind === "model" && !hasInput(frame.node);
        if (!evaluation.hypothetical && !frame.uncertain && !isInputless) {
            report(context, call.callee, { code: "no-current-value", callee: call.callee.text });
        }
        current = context.evaluation.unknownValue();
    }
    // An argument starts from the input of its call, so that the branches of a concat start from the same value.
    const inner: BodyContext = call.arguments.length === 0 || current === context.body.current
        ? context
        : { ...context, body: { ...context.body, current } };
    if (definition !== undefined) {
        const path = stepPath(naming.base, definition.name, context);
        const args = evaluateArguments(call, inner);
        const values = applyLayer(definition, call, args, current, path, naming.names, context);
        const producer = values[0]?.producer;
        recordUse(call, values, context, producer?.kind === "layer" ? producer : undefined);
        return values;
    }
    if (declared?.kind === "block") {
        const path = stepPath(naming.base, declared.name, context);
        const args = evaluateArguments(call, inner);
        const { values, scope } = applyBlock(declared, call, args, current, path, naming.names, context);
        recordUse(call, values, context, undefined, scope);
        return values;
    }
    evaluateArguments(call, inner);
    context.frame.uncertain ||= !context.evaluation.hypothetical && name === undefined;
    const values = unknownValues(naming.names, context);
    recordUse(call, values, context);
    return values;
}

/** Whether a model declares an input anywhere: lines before it are reported separately. */
export function hasInput({ body }: Model): boolean {
    return body?.statements.some(({ kind }) => kind === "input") ?? false;
}

/** The layer or block of a call, or the probable one; undefined, and reported, for anything else. */
function resolveCallee(call: Call, context: BodyContext): string | undefined {
    const { frame } = context;
    const name = call.callee.text;
    if (layers.has(name) || findCalled(name, context)?.kind === "block") {
        return name;
    }
    if (findCalled(name, context) !== undefined || builtInFunctions.has(name)) {
        report(context, call.callee, { code: "unknown-layer", name, reason: "is-a-function" });
        return undefined;
    }
    if (frame.file.models.some((model) => model.name?.text === name)) {
        report(context, call.callee, { code: "unknown-layer", name, reason: "is-a-model" });
        return undefined;
    }
    const datum = lookUp(name, context);
    if (datum !== undefined) {
        // A layer as an argument has been reported at the argument.
        if (!isUnknown(datum) || context.evaluation.hypothetical) {
            report(context, call.callee, { code: "unknown-layer", name, reason: "is-a-value" });
        }
        return undefined;
    }
    if (frame.file.incomplete || frame.file.brokenNames.has(name)) {
        return undefined;
    }
    const suggestion = context.evaluation.mayCompare(name, layers.size + frame.file.called.size)
        ? probableCallees(frame.file)(name) : undefined;
    report(context, call.callee, {
        code: "unknown-layer", name, ...(suggestion === undefined ? {} : { suggestion }),
    });
    return suggestion;
}

/** The probable meanings of a file's unknown layers, computed once: a loop looks them up in each round. */
const probableCallees = foundOnce(({ called }: FileScope) => {
    const blocks = [...called.values()].filter((one) => one.kind === "block").map((one) => one.name);
    const known = new Map<string, string | undefined>();
    return (name: string): string | undefined => {
        if (!known.has(name)) {
            known.set(name, suggestCallee(name, [...layers.keys(), ...blocks]));
        }
        return known.get(name);
    };
});

/** The values of a call's arguments, in order. */
function evaluateArguments({ arguments: written }: Call, context: BodyContext): readonly Datum[] {
    return written.length === 0 ? noData : written.map((argument) => evaluateArgumentValue(argument, context));
}

const noData: readonly Datum[] = [];

/** Evaluates one argument: to a value if it is a name, call or flow of one, otherwise as an expression. */
function evaluateArgumentValue(argument: Argument, context: BodyContext): Datum {
    const { value } = argument;
    if (value.kind === "flow") {
        return branchDatum(value.steps, argument, (naming) => evaluateBranch(value, naming, context), context);
    }
    if (value.kind === "call-expression" && !isFunction(value.call.callee.text, context)) {
        const steps = [value.call];
        return branchDatum(steps, argument, (naming) => evaluateSteps(steps, undefined, naming, context), context);
    }
    if (value.kind === "name" || value.kind === "in") {
        return evaluateExpression(value, context);
    }
    return plainValue(evaluateExpression(value, context), value, context);
}

function isFunction(name: string, context: Context): boolean {
    return builtInFunctions.has(name) || findCalled(name, context)?.kind === "function";
}

/** The value of a branch inside an argument, named after the argument. */
function branchDatum(
    steps: readonly Step[], argument: Argument, evaluate: (naming: FlowNaming) => readonly Value[],
    context: BodyContext,
): Datum {
    const base = argument.name === undefined || steps.length === 0
        ? undefined
        : context.evaluation.paths.take(context.body.scope, argument.name.text);
    context.evaluation.enter(frames.branch);
    const values = evaluate({ base, names: 1 });
    context.evaluation.leave(frames.branch);
    const last = steps.at(-1);
    if (values.length > 1 && last !== undefined) {
        reportResultCount(last, values.length, 1, context);
    }
    const [value] = values;
    return value === undefined ? unknownDatum : { kind: "value", value };
}

