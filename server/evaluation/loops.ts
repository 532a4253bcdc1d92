import { textOnOneLine } from "../../grammar/source-tokens.ts";
import type { Body, For, Identifier, Repeat } from "../../grammar/syntax-tree.ts";
import type { Value } from "../graph/graph.ts";
import { locate, report, step, type BodyState, type Context } from "./context.ts";
import {
    isRange, isUnknown, isValue, kindOf, listOf, numberOf, printDatum, unknownDatum, type Datum,
} from "./data.ts";
import { work, type EvaluatedScope } from "./evaluation.ts";
import { evaluateExpression } from "./expressions.ts";
import { bindName } from "./lines.ts";
import type { StepPath } from "./paths.ts";
import { demandFixed } from "./results.ts";

/** Evaluates a loop: runs its body once per round, each on the result of the previous one. Returns the last result. */
export function evaluateLoop(
    loop: Repeat | For, input: Value | undefined, path: StepPath, context: Context & { readonly body: BodyState },
): { readonly value: Value | undefined; readonly scope: EvaluatedScope } {
    const { evaluation, frame } = context;
    const rounds = evaluateRounds(loop, context);
    const location = locate(context, loop);
    const scope = evaluation.openScope({
        kind: "loop", path: path.path, weightPath: path.weightPath, label: label(loop, rounds, context),
        parent: context.body.scope, location, definition: undefined, round: undefined,
    });
    if (loop.body === undefined) {
        return { value: input, scope };
    }
    if (rounds === undefined && !evaluation.hypothetical) {
        frame.uncertain = true;
        return { value: evaluation.unknownValue(), scope };
    }
    const namedByRound = isOneUnnamedLine(loop.body);
    const count = evaluation.hypothetical ? 1 : rounds?.count ?? 0;
    let value = input;
    for (let round = 0; round < count; round += 1) {
        step(loop, context, work.round);
        const element = evaluation.hypothetical ? undefined : rounds?.at(round);
        const bound = bindRound(loop, element ?? unknownDatum, context);
        const roundScope = evaluation.openScope({
            kind: "round", ...evaluation.paths.take(scope, String(round)),
            label: bound === "" ? `round ${round}` : bound, parent: scope, location, definition: undefined, round,
        });
        const body: BodyState = {
            frame, scope: roundScope, input: value, current: value, counters: new Map(), inLoop: true, namedByRound,
        };
        evaluation.trace?.enter(roundScope, {
            input: value, names: new Map(frame.names), block: undefined, written: undefined, file: frame.file,
        });
        context.interpreter.runBody(loop.body, { ...context, body });
        value = body.current;
    }
    return { value, scope };
}

/** The rounds of a loop, and what each binds. */
interface Rounds {
    readonly count: number;
    at(round: number): Datum | undefined;
}

function evaluateRounds(loop: Repeat | For, context: Context): Rounds | undefined {
    const expression = loop.kind === "repeat" ? loop.count : loop.iterable;
    if (expression === undefined) {
        return undefined;
    }
    const datum = evaluateExpression(expression, context);
    if (isUnknown(datum)) {
        return undefined;
    }
    if (loop.kind === "repeat") {
        const count = numberOf(datum);
        if (count === undefined || !Number.isInteger(count) || count < 0) {
            report(context, expression, {
                code: "wrong-type", part: { kind: "repeat-count" }, expected: "non-negative-integer",
                found: count === undefined ? { kind: kindOf(datum) } : { printed: String(count) },
            });
            return undefined;
        }
        demandFixed(datum, "count", expression, context);
        return { count, at: () => 0 };
    }
    if (isRange(datum)) {
        return { count: Math.max(0, datum.to - datum.from), at: (round) => datum.from + round };
    }
    const list = listOf(datum);
    if (list === undefined) {
        report(context, expression, {
            code: "wrong-type", part: { kind: "iterable" }, expected: "range-or-list",
            found: isValue(datum) ? { shape: printDatum(datum) } : { printed: printDatum(datum) },
        });
        return undefined;
    }
    return { count: list.length, at: (round) => list[round] };
}

/** Binds a round's names; returns the round's label: `i = 3`. */
function bindRound(loop: Repeat | For, element: Datum, context: Context): string {
    if (loop.kind === "repeat") {
        return "";
    }
    const [only] = loop.names;
    if (loop.names.length === 1 && only !== undefined) {
        bindName(only, element, context);
        return `${only.text} = ${printDatum(element)}`;
    }
    const parts = isUnknown(element) ? undefined : listOf(element);
    if (!isUnknown(element) && parts?.length !== loop.names.length) {
        report(context, loop.iterable ?? loop.keyword, {
            code: "wrong-type", part: { kind: "each-element", names: loop.names.map((name) => name.text) },
            expected: { listOf: loop.names.length }, found: { printed: printDatum(element) },
        });
    }
    return loop.names.map((name, index) => bindPart(name, parts?.[index] ?? unknownDatum, context)).join(", ");
}

function bindPart(name: Identifier, datum: Datum, context: Context): string {
    bindName(name, datum, context);
    return `${name.text} = ${printDatum(datum)}`;
}

/** Whether a loop's body is one unnamed line, apart from lets and requires: the round's number is then its name. */
function isOneUnnamedLine(body: Body): boolean {
    const [only, ...others] = body.statements.filter((one) => one.kind !== "let" && one.kind !== "require");
    return others.length === 0 && only?.kind === "line" && only.names.every((name) => name.text === "_");
}

/** `repeat 6`, `for i in 0..6` */
function label(loop: Repeat | For, rounds: Rounds | undefined, context: Context): string {
    if (loop.kind === "repeat") {
        return `repeat ${rounds?.count ?? "?"}`;
    }
    const text = textOnOneLine(context.frame.file.parsed, { start: loop.start, end: loop.body?.start ?? loop.end });
    return text.length <= 40 ? text : `for ${loop.names.map((name) => name.text).join(", ")} × ${rounds?.count ?? "?"}`;
}
