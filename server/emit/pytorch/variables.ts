import { pythonName } from "../../python/names.ts";
import { withoutDead } from "./liveness.ts";
import type { LowNode } from "./lowering.ts";
import type { PlannedValue } from "./plan.ts";
import { LiveRanges, type Variable } from "./shared-variables.ts";

/** A parameter of `forward`; `name` is undefined for a block's input, which can have any name. */
export interface ForwardParameter {
    readonly value: PlannedValue;
    readonly name: string | undefined;
    /** Whether to keep it even if nothing reads it, as for a model's inputs. */
    readonly isKept: boolean;
}

/** Names for values that the source does not name; the first free one is used. */
const plainNames = ["x", "out", "y", "z", "value"];

/**
 * Chooses a variable for every value: the name that later lines use, or a plain one. Values that are live at the same
 * time have different variables; a copy is saved if one variable can hold both values.
 */
export function nameVariables(
    nodes: readonly LowNode[], liveAfter: ReadonlySet<PlannedValue>, parameters: readonly ForwardParameter[],
    taken: ReadonlySet<string>,
): ReadonlyMap<PlannedValue, string> {
    const ranges = new LiveRanges();
    withoutDead(nodes, liveAfter, ranges);
    ranges.enter(parameters.map(({ value }) => value));
    const variables = new Map([...parameters.map(({ value }) => value), ...ranges.assigned.toReversed()]
        .map((value) => [value, ranges.variableOf(value)]));
    coalesce(nodes, variables, new Map(parameters.flatMap(({ value, name }) =>
        (name === undefined ? [] : [[value, name] as const]))));
    const names = new Map<Variable, string>();
    const named = new Map<string, Variable>();
    const assign = (variable: Variable, name: string): void => {
        const before = named.get(name);
        names.set(variable, name);
        named.set(name, before === undefined ? variable : before.joined(variable));
    };
    const choose = (variable: Variable, candidates: readonly string[]): void => {
        assign(variable, firstFree(candidates, (one) =>
            !taken.has(one) && named.get(one)?.conflictsWith(variable) !== true));
    };
    const inputs = new Set(parameters.flatMap(({ value }) => variables.get(value) ?? []));
    for (const { value, name } of parameters) {
        const variable = variables.get(value);
        if (name !== undefined && variable !== undefined) {
            assign(variable, pythonName(name));
        }
    }
    const requests = [...new Set(variables.values())].map((variable) =>
        ({ variable, readAs: variable.values.flatMap((one) => [...one.readAs]) }));
    for (const { variable, readAs } of requests) {
        if (!names.has(variable) && readAs.length > 0) {
            choose(variable, [...new Set(readAs)].map(pythonName));
        }
    }
    for (const { variable } of requests) {
        if (!names.has(variable)) {
            choose(variable, inputs.has(variable) ? ["x", "inputs"] : plainNames);
        }
    }
    return new Map([...variables].map(([value, variable]) => [value, names.get(variable) ?? "x"]));
}

function firstFree(candidates: readonly string[], isFree: (name: string) => boolean): string {
    const found = candidates.find(isFree);
    if (found !== undefined) {
        return found;
    }
    const [first = "x"] = candidates;
    for (let number = 2; ; number += 1) {
        if (isFree(`${first}_${number}`)) {
            return `${first}_${number}`;
        }
    }
}

/** Joins the two values of a copy if they are never live at the same time with different contents. */
function coalesce(
    nodes: readonly LowNode[], variables: Map<PlannedValue, Variable>, fixed: ReadonlyMap<PlannedValue, string>,
): void {
    for (const node of nodes) {
        switch (node.kind) {
            case "assign":
                break;
            case "copy":
                for (const { target, source } of node.pairs) {
                    // Parameters, and values with another name in the source, keep their names.
                    const name = fixed.get(source);
                    if (name === undefined || target.readAs.size === 0 || target.readAs.has(name)) {
                        join(variables, target, source);
                    }
                }
                break;
            case "if":
                coalesce(node.then, variables, fixed);
                coalesce(node.otherwise, variables, fixed);
                break;
            case "for":
                coalesce(node.body, variables, fixed);
                break;
        }
    }
}

function join(variables: Map<PlannedValue, Variable>, target: PlannedValue, source: PlannedValue): void {
    const [left, right] = [variables.get(target), variables.get(source)];
    if (left === undefined || right === undefined || left === right || left.conflictsWith(right)) {
        return;
    }
    const joined = left.joined(right);
    for (const one of (joined === left ? right : left).values) {
        variables.set(one, joined);
    }
}
