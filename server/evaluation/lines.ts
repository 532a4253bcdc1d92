import type { Identifier, Line, Output } from "../../grammar/syntax-tree.ts";
import { findDecorator } from "../graph/decorators.ts";
import type { EvaluatedDecorator, Value } from "../graph/graph.ts";
import { checkClaim } from "./claims.ts";
import { recordUse, report, type BodyContext, type Context } from "./context.ts";
import { kindOf, isUnknown, isValue, unknownDatum, type Datum } from "./data.ts";
import type { StepPath } from "./paths.ts";
import { recordDatum } from "./results.ts";

/** Binds a line's names, makes the first value the current one and checks the claim. Aliases change nothing. */
export function finishLine(
    line: Line | Output, names: readonly Identifier[], values: readonly Value[], context: BodyContext,
): void {
    let index = 0;
    for (const name of names) {
        rebind(name, { kind: "value", value: values[index] ?? context.evaluation.unknownValue() }, context);
        index += 1;
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

/** The prefix of a line's paths: `@path`, its first name, the round, or nothing. */
export function linePath(
    line: Line | Output, decorators: readonly EvaluatedDecorator[], context: BodyContext,
): StepPath | undefined {
    if (line.flow === undefined || line.flow.steps.length === 0) {
        return undefined;
    }
    const { body, evaluation, frame } = context;
    const path = findDecorator(decorators, "path");
    if (path !== undefined && path.positional.length > 0) {
        return evaluation.paths.takeShared(frame.scope ?? body.scope, path.positional.map(String).join(""));
    }
    const name = line.kind === "line" ? line.names[0] : line.name;
    if (name !== undefined && name.text !== "_") {
        return evaluation.paths.take(body.scope, name.text);
    }
    return body.namedByRound ? body.scope : undefined;
}

/** Binds a name to a datum, and records it for hover; the values of a line's names are in its uses. */
export function bindName(name: Identifier, datum: Datum, context: Context): void {
    if (rebind(name, datum, context)) {
        recordDatum(name, datum, context);
    }
}

/**
 * Binds a name to a datum; returns whether it does. A name can be rebound, but not from number to value or back; `_` is
 * not bound.
 */
function rebind(name: Identifier, datum: Datum, context: Context): boolean {
    if (name.text === "_") {
        return false;
    }
    const { names } = context.frame;
    const before = names.get(name.text);
    if (before !== undefined && !isUnknown(before) && !isUnknown(datum) && isValue(before) !== isValue(datum)) {
        report(context, name, {
            code: "changed-kind", name: name.text, from: kindOf(before), to: kindOf(datum),
        });
        names.set(name.text, unknownDatum);
        return false;
    }
    names.set(name.text, datum);
    return true;
}
