import type { If } from "../../../grammar/syntax-tree.ts";
import type { Scope } from "../../graph/graph.ts";
import { name, type Expression, type PythonLiteral } from "../../python/syntax.ts";
import { equal, namesIn } from "../../python/traversal.ts";
import type { Binding } from "./bindings.ts";
import type { Draft, Environment } from "./draft.ts";
import { channelsInWords, initNumber, storedExpression } from "./numbers.ts";
import {
    PlannedValue, at, mapScopes, type InitNode, type MemberReference, type Merge, type PlannedExpression,
} from "./plan.ts";
import { tracedLiterals } from "./translation.ts";

/** Plans an `if`: follows a branch that all uses take, and otherwise writes a condition. */
export function planIf(draft: Draft, statement: If, environment: Environment): Environment {
    const { condition } = statement;
    if (condition === undefined) {
        return environment;
    }
    const decided = tracedLiterals(draft, condition, environment.instances);
    const isTaken = (scope: Scope): boolean => decided.get(scope) === true;
    const otherwise = (side: Draft, around: Environment): Environment => (statement.else?.kind === "if"
        ? planIf(side, statement.else, around)
        : draft.context.planner.body(side, statement.else, around));
    if (environment.instances.every(isTaken)) {
        return draft.context.planner.body(draft, statement.then, environment);
    }
    if (!environment.instances.some(isTaken)) {
        return otherwise(draft, environment);
    }
    const test = initNumber(draft, environment, {
        values: mapScopes(environment.instances, isTaken), source: condition, role: "condition",
    });
    const [then, not] = [draft.branch(), draft.branch()];
    const left = draft.context.planner.body(
        then, statement.then, { ...environment, instances: environment.instances.filter(isTaken) });
    const right = otherwise(
        not, { ...environment, instances: environment.instances.filter((scope) => !isTaken(scope)) });
    if (left.returned !== undefined || right.returned !== undefined) {
        draft.fail("only some uses return");
    }
    draft.keepRegistered(then);
    draft.keepRegistered(not);
    const merged = mergeEnvironments(draft, environment, left, right, test);
    const shown = addParts(draft, test, then.init, not.init, environment);
    draft.tests.push(test);
    if (then.forward.length > 0 || not.forward.length > 0 || merged.merges.length > 0) {
        draft.forward.push({
            kind: "if", test: storedTest(draft, test, then), shown, then: then.forward, otherwise: not.forward,
            merges: merged.merges,
        });
    }
    return merged.environment;
}

/** Adds the parts of both branches; returns a part that only one of them has, if there is one. */
function addParts(
    draft: Draft, test: Expression, then: readonly InitNode[], otherwise: readonly InitNode[],
    { holder }: Environment,
): MemberReference | undefined {
    if (then.length === 0 && otherwise.length === 0) {
        return undefined;
    }
    const shown = holder.kind === "class" ? then.find((one) => one.kind === "member" && !one.path.includes(".") &&
        !otherwise.some((other) => other.kind === "member" && other.path === one.path)) : undefined;
    if (shown?.kind === "member") {
        draft.init.push({ kind: "absent", path: shown.path });
    }
    draft.init.push({ kind: "if", test, then, otherwise });
    return shown?.kind === "member"
        ? { kind: "member", holder, path: shown.path, isParameter: shown.isParameter }
        : undefined;
}

/** A condition in `forward`: a separate attribute if it is more than a name. */
function storedTest(draft: Draft, test: Expression, then: Draft): PlannedExpression {
    const symbols = [...namesIn(test)].flatMap((one) => draft.symbols.get(one) ?? []);
    const isSum = then.forward.some((one) => one.kind === "assign" && one.expression.kind === "binary" &&
        one.expression.operator === "+");
    const isShort = symbols.length < 2 && !isSum && test.kind !== "call";
    if (test.kind === "name" || isShort || symbols.some(({ kind }) => kind === "loop")) {
        return storedExpression(draft, test);
    }
    const values = new Map<Scope, PythonLiteral>(draft.context.uses.flatMap((scope) => {
        const value = draft.evaluate(test, scope);
        return value?.kind === "plain" && value.value !== undefined ? [[scope, value.value] as const] : [];
    }));
    const known = draft.init.find((one) => one.kind === "local" && equal(one.value, test));
    if (known?.kind === "local") {
        return storedExpression(draft, name(known.name));
    }
    const local = draft.addSymbol({
        name: isSum ? "residual" : "condition", kind: "local", of: undefined, default: undefined, values,
    });
    draft.init.push({ kind: "local", name: local.kind === "name" ? local.name : "", value: test });
    return storedExpression(draft, local);
}

/** Merges the environments after both branches of an `if`. */
function mergeEnvironments(
    draft: Draft, before: Environment, left: Environment, right: Environment, test: Expression,
): { readonly environment: Environment; readonly merges: readonly Merge[] } {
    const merges: Merge[] = [];
    const mergeValues = (then: PlannedValue, otherwise: PlannedValue): PlannedValue => {
        if (then === otherwise) {
            return then;
        }
        const known = merges.find((one) => one.then === then && one.otherwise === otherwise);
        if (known !== undefined) {
            return known.result;
        }
        const values = mapScopes(before.instances, (scope) =>
            at((left.instances.includes(scope) ? then : otherwise).values, scope));
        const either: Expression | undefined = then.channels === undefined || otherwise.channels === undefined
            ? undefined
            : { kind: "conditional", test, then: then.channels, otherwise: otherwise.channels };
        const channels = channelsInWords(draft, before, values, [then.channels, otherwise.channels]) ??
            channelsInWords(draft, before, values, [either]);
        const result = new PlannedValue(values, channels);
        merges.push({ result, then, otherwise });
        return result;
    };
    const names = new Map<string, Binding>();
    for (const [key, one] of left.names) {
        const other = right.names.get(key);
        if (other === one) {
            names.set(key, one);
        } else if (one.kind === "value" && other?.kind === "value") {
            names.set(key, { kind: "value", value: mergeValues(one.value, other.value) });
        } else if (one.kind === "number" && other?.kind === "number") {
            names.set(key, {
                kind: "number", values: new Map([...one.values, ...other.values]),
                init: sameOrNone(one.init, other.init), forward: sameOrNone(one.forward, other.forward),
            });
        }
    }
    const current = left.current === undefined || right.current === undefined
        ? undefined
        : mergeValues(left.current, right.current);
    return { environment: { ...before, names, current }, merges };
}

function sameOrNone<R>(a: Expression<R> | undefined, b: Expression<R> | undefined): Expression<R> | undefined {
    return a !== undefined && b !== undefined && equal(a, b) ? a : undefined;
}
