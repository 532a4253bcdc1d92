import { pythonName } from "../../python/names.ts";
import { withoutDead } from "./liveness.ts";
import type { LowNode } from "./lowering.ts";
import type { PlannedValue } from "./plan.ts";

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
    const conflicts = new Conflicts();
    const order: PlannedValue[] = [];
    const { live } = withoutDead(nodes, liveAfter, (target, others, source) => {
        order.push(target);
        for (const one of others) {
            if (one !== target && one !== source) {
                conflicts.add(target, one);
            }
        }
    });
    for (const { value } of parameters) {
        for (const one of [...live, ...parameters.map((other) => other.value)]) {
            if (one !== value) {
                conflicts.add(value, one);
            }
        }
    }
    const fixedNames = new Map(parameters.flatMap(({ value, name }) =>
        (name === undefined ? [] : [[value, name] as const])));
    coalesce(nodes, conflicts, fixedNames);
    const groups = [...new Set([...parameters.map(({ value }) => value), ...order.toReversed()]
        .map((value) => conflicts.groupOf(value)))];
    const names = new Map<PlannedValue, string>();
    const assign = (group: PlannedValue, candidates: readonly string[]): void => {
        const used = new Set([...conflicts.of(group)].flatMap((one) => names.get(conflicts.groupOf(one)) ?? []));
        names.set(group, firstFree(candidates, (one) => !used.has(one) && !taken.has(one)));
    };
    const fixed = new Map(parameters.flatMap(({ value, name }) =>
        (name === undefined ? [] : [[conflicts.groupOf(value), pythonName(name)] as const])));
    for (const [group, name] of fixed) {
        names.set(group, name);
    }
    const inputs = new Set(parameters.map(({ value }) => conflicts.groupOf(value)));
    const requests = groups.map((group) =>
        ({ group, readAs: conflicts.members(group).flatMap((one) => [...one.readAs]) }));
    for (const { group, readAs } of requests) {
        if (!names.has(group) && readAs.length > 0) {
            assign(group, [...new Set(readAs)].map(pythonName));
        }
    }
    for (const { group } of requests) {
        if (!names.has(group)) {
            assign(group, inputs.has(group) ? ["x", "inputs"] : plainNames);
        }
    }
    return new Map([...parameters.map(({ value }) => value), ...order]
        .map((value) => [value, names.get(conflicts.groupOf(value)) ?? "x"]));
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
    nodes: readonly LowNode[], conflicts: Conflicts, fixed: ReadonlyMap<PlannedValue, string>,
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
                        conflicts.join(target, source);
                    }
                }
                break;
            case "if":
                coalesce(node.then, conflicts, fixed);
                coalesce(node.otherwise, conflicts, fixed);
                break;
            case "for":
                coalesce(node.body, conflicts, fixed);
                break;
        }
    }
}

/** Which values cannot share a variable, and which do. */
class Conflicts {
    readonly #edges = new Map<PlannedValue, Set<PlannedValue>>();
    readonly #parents = new Map<PlannedValue, PlannedValue>();
    readonly #members = new Map<PlannedValue, PlannedValue[]>();

    add(a: PlannedValue, b: PlannedValue): void {
        this.#edgesOf(a).add(b);
        this.#edgesOf(b).add(a);
    }

    groupOf(value: PlannedValue): PlannedValue {
        let one = value;
        for (let parent = this.#parents.get(one); parent !== undefined; parent = this.#parents.get(one)) {
            one = parent;
        }
        return one;
    }

    members(group: PlannedValue): readonly PlannedValue[] {
        return this.#members.get(group) ?? [group];
    }

    /** The values that conflict with a group. */
    of(group: PlannedValue): ReadonlySet<PlannedValue> {
        return new Set(this.members(group).flatMap((one) => [...this.#edgesOf(one)]));
    }

    join(a: PlannedValue, b: PlannedValue): void {
        const [left, right] = [this.groupOf(a), this.groupOf(b)];
        const others = new Set(this.members(right));
        if (left === right || [...this.of(left)].some((one) => others.has(one))) {
            return;
        }
        this.#members.set(left, [...this.members(left), ...others]);
        this.#parents.set(right, left);
    }

    #edgesOf(value: PlannedValue): Set<PlannedValue> {
        const edges = this.#edges.get(value) ?? new Set();
        this.#edges.set(value, edges);
        return edges;
    }
}
