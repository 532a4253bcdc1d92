import { valuesIn, type LowNode } from "./lowering.ts";
import type { PlannedValue } from "./plan.ts";

/** Called for each assignment with the values that are read after it, itself included if it is read. */
export type OnAssignment = (
    target: PlannedValue, live: ReadonlySet<PlannedValue>, source: PlannedValue | undefined,
) => void;

export interface Lively {
    /** The nodes whose results are read. */
    readonly nodes: readonly LowNode[];
    /** The values that are read before they are assigned. */
    readonly live: ReadonlySet<PlannedValue>;
}

/** Removes assignments that nothing reads, from the last node to the first. */
export function withoutDead(
    nodes: readonly LowNode[], liveAfter: ReadonlySet<PlannedValue>, onAssignment: OnAssignment = () => undefined,
): Lively {
    let live = new Set(liveAfter);
    const kept: LowNode[] = [];
    const read = (values: readonly PlannedValue[]): void => {
        for (const one of values) {
            live.add(one);
        }
    };
    for (const node of nodes.toReversed()) {
        switch (node.kind) {
            case "assign": {
                const targets = node.targets.map((one) => (one !== undefined && live.has(one) ? one : undefined));
                if (targets.every((one) => one === undefined)) {
                    break;
                }
                for (const target of targets) {
                    if (target !== undefined) {
                        onAssignment(target, live, undefined);
                    }
                }
                for (const target of targets) {
                    if (target !== undefined) {
                        live.delete(target);
                    }
                }
                read(valuesIn(node.expression));
                kept.push({ ...node, targets });
                break;
            }
            case "copy": {
                const pairs = node.pairs.filter(({ target, source }) => live.has(target) && target !== source);
                for (const { target, source } of pairs) {
                    onAssignment(target, live, source);
                }
                for (const { target } of pairs) {
                    live.delete(target);
                }
                read(pairs.map(({ source }) => source));
                if (pairs.length > 0) {
                    kept.push({ kind: "copy", pairs });
                }
                break;
            }
            case "if": {
                const then = withoutDead(node.then, live, onAssignment);
                const otherwise = withoutDead(node.otherwise, live, onAssignment);
                if (then.nodes.length > 0 || otherwise.nodes.length > 0) {
                    live = new Set([...then.live, ...otherwise.live]);
                    read(valuesIn(node.test));
                    kept.push({ ...node, then: then.nodes, otherwise: otherwise.nodes });
                }
                break;
            }
            case "for": {
                // A round reads what the previous one left.
                let around = live;
                for (;;) {
                    const next = new Set([...around, ...withoutDead(node.body, around).live]);
                    if (next.size === around.size) {
                        break;
                    }
                    around = next;
                }
                const body = withoutDead(node.body, around, onAssignment);
                if (body.nodes.length > 0) {
                    live = new Set([...live, ...body.live]);
                    read(valuesIn(node.iterable));
                    kept.push({ ...node, body: body.nodes });
                }
                break;
            }
        }
    }
    return { nodes: kept.toReversed(), live };
}
