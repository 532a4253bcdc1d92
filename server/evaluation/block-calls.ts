import type { Block, Call } from "../../grammar/syntax-tree.ts";
import type { Value, WrittenArguments } from "../graph/graph.ts";
import type { BlockDeclaration } from "../names/program.ts";
import { boundCall, reportBinding } from "./bound-calls.ts";
import type { Signature } from "./call-binding.ts";
import { locate, type BodyContext, type BodyState, type Context, type Frame } from "./context.ts";
import { isUnknown, isValue, printDatum, unknownDatum, type Datum } from "./data.ts";
import type { EvaluatedScope } from "./evaluation.ts";
import { evaluateExpression } from "./expressions.ts";
import type { StepPath } from "./paths.ts";
import { recordDatum } from "./results.ts";
import { declaredSignature } from "./signatures.ts";

/**
 * Evaluates a use of a block: binds its parameters and runs its body on `input`. `names` is the number of values that
 * the line names.
 */
export function applyBlock(
    declaration: BlockDeclaration, call: Call, data: readonly Datum[], input: Value | undefined,
    path: StepPath, names: number, context: Context & { readonly body: BodyState },
): { readonly values: readonly Value[]; readonly scope: EvaluatedScope | undefined } {
    const { evaluation } = context;
    const { written, bound, complete } = bindParameters(declaration, call, data, context);
    if (evaluation.hypothetical) {
        return { values: unknownValues(names, context), scope: undefined };
    }
    const { block, file } = declaration;
    const location = locate(context, call);
    const definition = evaluation.locate(file.uri, block);
    const frame: Frame = {
        file, names: new Map(), functions: new Map(), scope: undefined, kind: "block", node: block, uncertain: !complete,
        reportedAtRefusal: undefined, returned: undefined,
    };
    const bindings = bindDefaults(declaration, bound, frame, input, context);
    const scope = evaluation.openScope({
        kind: "block", path: path.path, weightPath: path.weightPath, label: label(declaration, bindings),
        call: { name: declaration.name, arguments: writtenArguments(declaration, bindings, written) },
        parent: context.body.scope, location, definition, round: undefined,
    }, input);
    if (!complete) {
        return { values: unknownValues(names, context), scope };
    }
    const ownFrame: Frame = { ...frame, scope };
    const body: BodyState = {
        frame: ownFrame, scope, input, current: input, counters: new Map(), inLoop: false, namedByRound: false,
    };
    const inner = { ...context, frame: ownFrame, body };
    evaluation.trace?.enter(scope, { input, names: new Map(bindings), block, written, file });
    if (block.input !== undefined && input !== undefined) {
        evaluation.recordThing(block.input, file.uri, scope, input);
    }
    for (const parameter of block.parameters) {
        const datum = bindings.get(parameter.name.text);
        if (datum === undefined) {
            continue;
        }
        const thing = isValue(datum) ? datum.value : { printed: printDatum(datum) };
        evaluation.recordThing(parameter.name, file.uri, scope, thing);
        const argument = written.byParameter.get(parameter.name.text);
        if (argument !== undefined) {
            evaluation.recordThing(argument, context.frame.file.uri, context.body.scope, thing);
        }
    }
    evaluation.nested(declaration.name, location, context.body.scope, () => {
        if (block.body !== undefined) {
            context.interpreter.runBody(block.body, inner);
        }
    });
    // Findings after a failed `require` are what it guards against.
    if (ownFrame.reportedAtRefusal !== undefined) {
        evaluation.forgetSince(ownFrame.reportedAtRefusal);
    }
    scope.results = ownFrame.returned ?? [body.current ?? evaluation.unknownValue()];
    return { values: scope.results, scope };
}

interface BoundParameters {
    readonly written: WrittenArguments;
    readonly bound: ReadonlyMap<string, Datum>;
    /** Whether every parameter is bound: otherwise the block is not entered. */
    readonly complete: boolean;
}

function bindParameters(
    declaration: BlockDeclaration, call: Call, data: readonly Datum[], context: Context,
): BoundParameters {
    const signature = (): Signature => declaredSignature(declaration.block.parameters);
    const binding = boundCall(call, declaration.block, signature, context);
    reportBinding(binding, signature, call, { callee: declaration.name }, context);
    const bound = new Map<string, Datum>();
    for (const [name, argument] of binding.byParameter) {
        bound.set(name, data[call.arguments.indexOf(argument)] ?? unknownDatum);
    }
    return { written: binding, bound, complete: binding.missing.length === 0 };
}

/** Binds each parameter to its argument or its default, which can use earlier parameters and `in`. */
function bindDefaults(
    declaration: BlockDeclaration, bound: ReadonlyMap<string, Datum>, frame: Frame, input: Value | undefined,
    context: Context & { readonly body: BodyState },
): ReadonlyMap<string, Datum> {
    let inner: BodyContext | undefined;
    bindBlockInput(declaration.block, input, frame);
    for (const { name, default: standard } of declaration.block.parameters) {
        const argument = bound.get(name.text);
        if (argument !== undefined || standard === undefined) {
            frame.names.set(name.text, argument ?? unknownDatum);
            continue;
        }
        inner ??= {
            ...context, frame, body: {
                frame, scope: context.body.scope, input, current: input, counters: new Map(), inLoop: false,
                namedByRound: false,
            },
        };
        const datum = evaluateExpression(standard, inner);
        frame.names.set(name.text, datum);
        recordDatum(standard, datum, inner);
    }
    return frame.names;
}

/** Binds a block's input to its name in the block's head. */
export function bindBlockInput({ input: name }: Block, input: Value | undefined, { names }: Frame): void {
    if (name !== undefined && name.text !== "_") {
        names.set(name.text, input === undefined ? unknownDatum : { kind: "value", value: input });
    }
}

/**
 * `Basic(128, stride=2)`: parameters with their evaluated arguments; values by their shape, and leading ones unnamed.
 */
function label(declaration: BlockDeclaration, bindings: ReadonlyMap<string, Datum>): string {
    const shown = declaration.block.parameters.flatMap((parameter, index) => {
        const datum = bindings.get(parameter.name.text);
        if (datum === undefined || isUnknown(datum)) {
            return [];
        }
        const printed = printDatum(datum);
        return [index === 0 && parameter.default === undefined ? printed : `${parameter.name.text}=${printed}`];
    });
    return `${declaration.name}(${shown.join(", ")})`;
}

/** The arguments of a call as in `label`, without defaults and tensors. */
function writtenArguments(
    { block }: BlockDeclaration, bindings: ReadonlyMap<string, Datum>, { byParameter }: WrittenArguments,
): readonly string[] {
    return block.parameters.flatMap(({ name, default: standard }, index) => {
        const datum = bindings.get(name.text);
        if (datum === undefined || isUnknown(datum) || isValue(datum) || !byParameter.has(name.text)) {
            return [];
        }
        return [index === 0 && standard === undefined ? printDatum(datum) : `${name.text}=${printDatum(datum)}`];
    });
}

/** The results of a call whose results are unknown: one value per name, at least one. */
export function unknownValues(count: number, context: Context): readonly Value[] {
    return Array.from({ length: Math.max(1, count) }, () => context.evaluation.unknownValue());
}
