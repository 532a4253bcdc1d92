import type { For, Repeat } from "../../../grammar/syntax-tree.ts";
import { isValue } from "../../evaluation/data.ts";
import type { Scope, Value } from "../../graph/graph.ts";
import { name, type Expression } from "../../python/syntax.ts";
import { namesIn } from "../../python/traversal.ts";
import type { Binding } from "./bindings.ts";
import type { Draft, Environment } from "./draft.ts";
import { channelsInWords } from "./numbers.ts";
import { pathsOf } from "./parts.ts";
import { bindRound, loopHeader, withoutChanging, type LoopHeader } from "./rounds.ts";
import type { PlannedStep } from "./steps.ts";
import { PlannedValue, at, channelsOf, mapScopes, type Carried, type Holder, type InitNode } from "./plan.ts";

/** A value that enters a loop and changes in it. */
interface Entering {
    /** Its names; undefined for the current value. */
    readonly names: (string | undefined)[];
    readonly start: PlannedValue;
    readonly inside: PlannedValue;
}

/**
 * A loop of several lines as a loop of `forward`, with the same lines for all rounds. With `isShared`, names that have
 * the same value at the start of each round are one value.
 */
export function rolledLoop(
    draft: Draft, loop: Repeat | For, rounds: ReadonlyMap<Scope, readonly Scope[]>, environment: Environment,
    isShared: boolean,
): PlannedStep | undefined {
    const instances = [...rounds.values()].flat();
    const holder: Holder = { kind: "round", scopes: new Set(instances) };
    const around: Environment = { ...environment, instances, holder, isExpression: false };
    const bound = bindRound(draft, loop, withoutChanging(draft, around, instances), true);
    const running: { readonly entering: Entering; readonly symbol: string }[] = [];
    const entering = enteringValues(draft, environment, bound, running, isShared);
    const inside = withEntering(bound, entering);
    const body = draft.branch();
    const after = draft.context.planner.body(body, loop.body, inside);
    const header = loopHeader(draft, loop, environment, inside);
    if (after.returned !== undefined || header === undefined) {
        return undefined;
    }
    const before: InitNode[] = [];
    const updates: InitNode[] = [];
    for (const { entering: one, symbol } of running) {
        const end = endOf(one, after);
        if (one.start.channels !== undefined && end?.channels !== undefined) {
            before.push({ kind: "local", name: symbol, value: one.start.channels });
            updates.push({ kind: "local", name: symbol, value: end.channels });
            draft.setValues(symbol, mapScopes([...rounds.keys()], (scope) => {
                const last = rounds.get(scope)?.at(-1);
                return channelsOf(last === undefined ? at(one.start.values, scope) : at(end.values, last));
            }));
        } else if (draft.symbols.get(symbol) !== undefined && readsName(body.init, symbol)) {
            return undefined;
        }
    }
    draft.init.push(...before);
    const parts = addRounds(draft, loop, holder, header, body, updates, environment);
    const leaving = leavingValues(draft, rounds, environment, inside, after, entering, new Map(running.map((one) =>
        [one.entering, name(one.symbol)])));
    draft.forward.push({
        kind: "for", target: header.target, iterable: header.forward, parts, body: body.forward,
        carried: leaving.map(({ carried }) => carried),
    });
    const names = new Map<string, Binding>();
    for (const [key, one] of after.names) {
        const left = leaving.find((other) => other.names.includes(key));
        if (left !== undefined) {
            names.set(key, { kind: "value", value: left.carried.after });
        } else if (one.kind === "number" && environment.names.get(key) !== one) {
            const values = mapScopes([...rounds.keys()], (scope) => {
                const last = rounds.get(scope)?.at(-1);
                return last === undefined ? at(one.values, scope) : at(one.values, last);
            });
            names.set(key, { kind: "number", values, init: undefined, forward: undefined });
        } else {
            names.set(key, environment.names.get(key) ?? one);
        }
    }
    const current = leaving.find((one) => one.names.includes(undefined))?.carried.after;
    return { results: current === undefined ? [] : [current], names };
}

/** The values that rounds change, as each round starts with them: names that always have the same value are one. */
function enteringValues(
    draft: Draft, environment: Environment, bound: Environment,
    running: { readonly entering: Entering; readonly symbol: string }[], isShared: boolean,
): readonly Entering[] {
    const { trace } = draft.context;
    const found: Entering[] = [];
    const add = (key: string | undefined, start: PlannedValue, values: ReadonlyMap<Scope, Value>): void => {
        const known = found.find((one) => isShared && one.start === start &&
            bound.instances.every((scope) => one.inside.values.get(scope) === values.get(scope)));
        if (known !== undefined) {
            known.names.push(key);
            return;
        }
        const words = channelsInWords(draft, bound, values, [start.channels]);
        const symbol = words !== undefined || draft.context.isLiteral || start.channels === undefined
            ? undefined
            : draft.addSymbol({
                name: key === undefined ? "channels" : `${key}_channels`, kind: "running", of: undefined,
                default: undefined, values: mapScopes(bound.instances, (scope) => channelsOf(values.get(scope))),
            });
        const one: Entering = { names: [key], start, inside: new PlannedValue(values, words ?? symbol) };
        found.push(one);
        if (symbol?.kind === "name") {
            running.push({ entering: one, symbol: symbol.name });
        }
    };
    if (environment.current !== undefined) {
        add(undefined, environment.current, mapScopes(bound.instances, (scope) => trace.entered(scope)?.input));
    }
    for (const [key, binding] of environment.names) {
        if (binding.kind === "value") {
            const values = mapScopes(bound.instances, (scope) => {
                const datum = trace.entered(scope)?.names.get(key);
                return datum !== undefined && isValue(datum) ? datum.value : undefined;
            });
            if (bound.instances.some((scope) => values.get(scope) !== at(binding.value.values, scope))) {
                add(key, binding.value, values);
            }
        }
    }
    return found;
}

function withEntering(environment: Environment, entering: readonly Entering[]): Environment {
    const names = new Map(environment.names);
    for (const { names: keys, inside } of entering) {
        for (const key of keys) {
            if (key !== undefined) {
                names.set(key, { kind: "value", value: inside });
            }
        }
    }
    const input = entering.find((one) => one.names.includes(undefined))?.inside;
    return { ...environment, names, current: input, input };
}

/** The value of an entering value when a round ends. */
function endOf(entering: Entering, after: Environment): PlannedValue | undefined {
    const [key] = entering.names;
    if (key === undefined) {
        return after.current;
    }
    const binding = after.names.get(key);
    return binding?.kind === "value" ? binding.value : undefined;
}

/** The values that change from round to round, and those that remain after the last round. */
function leavingValues(
    draft: Draft, rounds: ReadonlyMap<Scope, readonly Scope[]>, environment: Environment, inside: Environment,
    after: Environment, entering: readonly Entering[], running: ReadonlyMap<Entering, Expression>,
): readonly { readonly names: readonly (string | undefined)[]; readonly carried: Carried }[] {
    const leave = (
        start: PlannedValue | undefined, within: PlannedValue, end: PlannedValue, variable?: Expression,
    ): Carried => {
        const values = mapScopes([...rounds.keys()], (scope) => {
            const last = rounds.get(scope)?.at(-1);
            return last === undefined
                ? start === undefined ? undefined : at(start.values, scope)
                : at(end.values, last);
        });
        const words = channelsInWords(draft, environment, values, [start?.channels, end.channels, variable]);
        return { start, inside: within, end, after: new PlannedValue(values, words) };
    };
    const found = entering.flatMap((one) => {
        const end = endOf(one, after);
        const isShared = one.names.every((key) => endOf({ ...one, names: [key] }, after) === end);
        if (end === undefined || !isShared) {
            draft.fail("names that part in a round");
            return [];
        }
        return [{ names: one.names, carried: leave(one.start, one.inside, end, running.get(one)) }];
    });
    const known = new Set(entering.flatMap(({ names }) => names));
    const assigned = [...after.names].flatMap(([key, one]) => {
        const begun = inside.names.get(key);
        if (one.kind !== "value" || known.has(key) || (begun?.kind === "value" && begun.value === one.value)) {
            return [];
        }
        const start = begun?.kind === "value" ? begun.value : undefined;
        return [{ names: [key], carried: leave(start, new PlannedValue(new Map(), undefined), one.value) }];
    });
    return [...found, ...assigned];
}

/** Adds the parts of the rounds to `__init__`; returns the list that holds them. */
function addRounds(
    draft: Draft, loop: Repeat | For, holder: Holder, header: LoopHeader, body: Draft, updates: readonly InitNode[],
    environment: Environment,
) {
    const statements = [...body.init, ...updates];
    if ((body.registered.get(holder)?.size ?? 0) === 0) {
        if (body.init.length > 0) {
            draft.init.push({ kind: "for", target: header.target, iterable: header.init, body: statements });
        }
        draft.keepRegistered(body);
        return undefined;
    }
    const [path, ...others] = new Set(pathsOf(draft, loop, environment).values());
    if (path === undefined || others.length > 0 || environment.holder.kind === "round") {
        draft.fail("the path of a loop differs");
        return undefined;
    }
    draft.init.push({
        kind: "rounds", path, holder, target: header.target, iterable: header.init, body: statements,
    });
    draft.keepRegistered(body);
    return { holder, list: { kind: "member", holder: environment.holder, path, isParameter: false } } as const;
}

/** Whether statements of `__init__` read a name. */
function readsName(nodes: readonly InitNode[], target: string): boolean {
    const reads = (expression: Expression): boolean => namesIn(expression).has(target);
    return nodes.some((one) => {
        switch (one.kind) {
            case "member":
            case "local":
                return reads(one.value);
            case "named":
                return reads(one.name) || reads(one.value);
            case "if":
                return reads(one.test) || readsName(one.then, target) || readsName(one.otherwise, target);
            case "for":
            case "rounds":
                return reads(one.iterable) || readsName(one.body, target);
            case "absent":
                return false;
            case "statement":
                return true;
        }
    });
}
