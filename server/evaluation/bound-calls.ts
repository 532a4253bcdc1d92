import type { Argument, Call, Decorator, Span } from "../../grammar/syntax-tree.ts";
import { bindCall, type BoundCall, type Signature } from "./call-binding.ts";
import { report, type Context } from "./context.ts";
import type { MissingArgument, ModelProblem, SurplusHint } from "./problems.ts";
import type { CallRecord } from "./records.ts";
import { typicalArguments } from "./typical-arguments.ts";

/** How problems describe the callee of a call. */
export interface CalleeLabels {
    readonly callee: string;
    /** What a required parameter expects, if known. */
    expected?(parameter: string): MissingArgument | undefined;
    /** The habit that explains too many positional arguments. */
    readonly hint?: SurplusHint | undefined;
}

/** The last bindings of calls. The binding only depends on the callee, so it is also reused at the next keystroke. */
const lastBound = new WeakMap<Call | Decorator, CallRecord>();

/**
 * Binds a call's arguments, once for all uses of the call; the analysis keeps the result. `callee` is the definition or
 * declaration that the call resolves to.
 */
export function boundCall(
    call: Call | Decorator, callee: object, signature: () => Signature, { evaluation }: Context,
): BoundCall {
    let record = lastBound.get(call);
    if (record?.callee !== callee) {
        record = { callee, bound: bindCall(signature(), call.arguments) };
        lastBound.set(call, record);
    }
    evaluation.records.calls.set(call, record);
    return record.bound;
}

/**
 * Reports the problems of a call's binding. Missing arguments are not reported if there is a surplus or duplicate one,
 * or if the fix for a misspelt callee adds them.
 */
export function reportBinding(
    bound: BoundCall, signature: () => Signature, call: Call | Decorator, labels: CalleeLabels, context: Context,
): void {
    if (isWellBound(bound)) {
        return;
    }
    const { callee, hint } = labels;
    const isUnclosed = call.kind === "call" && call.unclosed;
    for (const { argument, name, suggestion } of bound.unknown) {
        reportUnknownArgument(argument, callee, name, signature(), suggestion, context);
    }
    for (const { parameter, argument } of bound.duplicate) {
        report(context, nameOf(argument), { code: "duplicate-argument", callee, name: parameter });
    }
    const [surplus] = bound.surplus;
    if (surplus !== undefined && !isUnclosed) {
        const actual = call.arguments.filter(({ name }) => name === undefined).length;
        report(context, surplus.value, {
            code: "too-many-arguments", callee, actual, most: signature().positional,
            ...(hint === undefined ? {} : { hint }),
        });
    }
    const isAdded = call.kind === "call" && call.callee.text !== callee &&
        typicalArguments(callee, bound.missing) !== undefined;
    if (surplus === undefined && bound.duplicate.length === 0 && !isUnclosed && !isAdded) {
        const span = call.kind === "call" ? call.callee : call.name ?? call;
        for (const name of bound.missing) {
            const expected = labels.expected?.(name);
            report(context, span, {
                code: "missing-argument", callee, name, ...(expected === undefined ? {} : { expected }),
            });
        }
    }
}

/** Reports an argument with an unknown name. */
export function reportUnknownArgument(
    argument: Argument, callee: string, name: string, { parameters }: Signature, suggestion: string | undefined,
    context: Context,
): void {
    const problem: ModelProblem = {
        code: "unknown-argument", callee, name, known: parameters.map((parameter) => parameter.name),
    };
    report(context, nameOf(argument), suggestion === undefined ? problem : { ...problem, suggestion });
}

export function isWellBound({ surplus, unknown, duplicate, missing }: BoundCall): boolean {
    return surplus.length === 0 && unknown.length === 0 && duplicate.length === 0 && missing.length === 0;
}

function nameOf(argument: Argument): Span {
    return argument.name ?? argument.value;
}
