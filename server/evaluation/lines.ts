import type { Identifier, Line, Output } from "../../grammar/syntax-tree.ts";
import type { EvaluatedDecorator, Value } from "../graph/graph.ts";
import { checkClaim } from "./claims.ts";
import { recordUse, report, type BodyContext, type Context } from "./context.ts";
import { kindOf, isUnknown, isValue, printDatum, unknownDatum, type Datum } from "./data.ts";
import { findDecorator } from "./decorators.ts";
import type { PathBase } from "./evaluation.ts";

/** Binds a line's names, makes the first value the current one and checks the claim. Aliases change nothing. */
export function finishLine(
    line: Line | Output, names: readonly Identifier[], values: readonly Value[], context: BodyContext,
): void {
    names.forEach((name, index) => {
        const value = values[index] ?? context.evaluation.unknownValue();
        bindName(name, { kind: "value", value }, context);
    });
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

/** Binds a name to a datum. A name can be rebound, but not from number to value or back; `_` is not bound. */
export function bindName(name: Identifier, datum: Datum, context: Context): void {
    if (name.text === "_") {
        return;
    }
    const { frame, evaluation, body } = context;
    const before = frame.names.get(name.text);
    if (before !== undefined && !isUnknown(before) && !isUnknown(datum) && isValue(before) !== isValue(datum)) {
        report(context, name, {
            code: "changed-kind", name: name.text, from: kindOf(before), to: kindOf(datum),
        });
        frame.names.set(name.text, unknownDatum);
        return;
    }
    frame.names.set(name.text, datum);
    evaluation.recordThing(name, frame.file.uri, body?.scope, isValue(datum)
        ? datum.value
        : { printed: printDatum(datum) });
}
