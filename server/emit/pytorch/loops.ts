import type { For, Repeat } from "../../../grammar/syntax-tree.ts";
import type { Scope } from "../../graph/graph.ts";
import type { Binding, Bindings } from "./bindings.ts";
import type { Draft, Environment } from "./draft.ts";
import { registerPart } from "./parts.ts";
import { at, mapScopes, type PlannedValue } from "./plan.ts";
import { resultsOf } from "./results.ts";
import { rolledLoop } from "./rolled-loops.ts";
import { bindRound, isFixed, roundsOf } from "./rounds.ts";
import { sequentialLoop } from "./sequential-loops.ts";
import { called, type PlannedStep, type StepPlace } from "./steps.ts";

/** Up to this many rounds are unrolled if they cannot be an nn.Sequential. */
const fewRounds = 2;

/**
 * Plans a loop: as an nn.Sequential if its rounds are consecutive modules, otherwise as a loop of `forward`, otherwise
 * unrolled.
 */
export function planLoop(
    draft: Draft, loop: Repeat | For, input: PlannedValue, environment: Environment, place: StepPlace,
): PlannedStep {
    const rounds = roundsOf(draft, loop, environment);
    const counts = new Set([...rounds.values()].map((one) => one.length));
    const [count = 0] = counts;
    const isEven = counts.size === 1;
    if (isEven && count === 0) {
        return { results: [input], names: environment.names };
    }
    const sequential = draft.attempt((trial) => planSequential(trial, loop, input, environment, place));
    if (sequential !== undefined) {
        return { results: [sequential], names: environment.names };
    }
    const canUnroll = isEven && isFixed(draft, loop, environment);
    const around: Environment = { ...environment, current: input };
    if (!canUnroll || count > fewRounds) {
        const rolled = draft.attempt((trial) => rolledLoop(trial, loop, rounds, around, true)) ??
            draft.attempt((trial) => rolledLoop(trial, loop, rounds, around, false));
        if (rolled !== undefined) {
            return rolled;
        }
    }
    if (!canUnroll) {
        draft.fail("rounds differ");
        return { results: [input], names: environment.names };
    }
    const after = Array.from({ length: count }, (_, index) => index)
        .reduce((one, round) => unrolledRound(draft, loop, rounds, round, one), around);
    return { results: after.current === undefined ? [] : [after.current], names: after.names };
}

function planSequential(
    draft: Draft, loop: Repeat | For, input: PlannedValue, environment: Environment, place: StepPlace,
): PlannedValue | undefined {
    const made = sequentialLoop(draft, loop, input, environment);
    if (made === undefined) {
        return undefined;
    }
    const part = registerPart(draft, loop, made.module, false, environment, place.line);
    const [result] = resultsOf(draft, loop, environment, [made.channels]);
    if (part === undefined || result === undefined) {
        return undefined;
    }
    draft.forward.push(called(part, made.module, input, result, place.isInline));
    return result;
}

function unrolledRound(
    draft: Draft, loop: Repeat | For, rounds: ReadonlyMap<Scope, readonly Scope[]>, round: number,
    environment: Environment,
): Environment {
    const inside = mapScopes([...rounds.keys()], (scope) => rounds.get(scope)?.[round]);
    const instances = [...inside.values()];
    const after = draft.context.planner.body(draft, loop.body, bindRound(draft, loop, {
        ...environment, instances, input: environment.current,
    }, false));
    if (after.returned !== undefined) {
        draft.fail("a return in a loop");
    }
    // After the loop, the round's results are known by the scopes around it.
    const bindings = [...after.names].map(([, one]) => one);
    const values = [after.current, ...bindings.flatMap((one) => (one.kind === "value" ? [one.value] : []))];
    for (const [scope, own] of inside) {
        for (const value of values) {
            const inner = value === undefined ? undefined : at(value.values, own);
            if (value !== undefined && inner !== undefined) {
                value.values.set(scope, inner);
            }
        }
    }
    return { ...environment, names: liftNumbers(after.names, inside), current: after.current };
}

/** The numbers that a loop's round leaves, by the scopes around it. */
function liftNumbers(
    names: Bindings, inside: ReadonlyMap<Scope, Scope>,
): Bindings {
    return new Map([...names].map(([key, one]): readonly [string, Binding] => {
        if (one.kind !== "number") {
            return [key, one];
        }
        const left = mapScopes([...inside.keys()], (scope) => {
            const own = inside.get(scope);
            return own === undefined ? undefined : at(one.values, own);
        });
        return [key, { ...one, values: new Map([...one.values, ...left]) }];
    }));
}

