import { referencesIn, replaced } from "../../python/traversal.ts";
import type { ForwardNode, PlannedExpression, PlannedValue, Reference } from "./plan.ts";

/** Inlines values that are part of a larger expression in the source and read once. */
export function inlined(nodes: readonly ForwardNode[], returned: readonly PlannedValue[]): {
    readonly nodes: readonly ForwardNode[]; readonly returned: readonly PlannedExpression[];
} {
    const counts = new Map<PlannedValue, number>();
    const count = (value: PlannedValue, times = 1): void => {
        counts.set(value, (counts.get(value) ?? 0) + times);
    };
    countReads(nodes, count);
    for (const value of returned) {
        count(value);
    }
    const inside = new Map<PlannedValue, PlannedExpression>();
    const substitute = (expression: PlannedExpression): PlannedExpression =>
        replaced<Reference, Reference>(expression, (one) => (one.kind !== "reference" ? undefined
            : one.to.kind === "value" ? inside.get(one.to) ?? one : one));
    const visit = (list: readonly ForwardNode[]): readonly ForwardNode[] => list.flatMap(visitNode);
    const visitNode = (node: ForwardNode): readonly ForwardNode[] => {
        switch (node.kind) {
            case "assign": {
                const expression = substitute(node.expression);
                const [target] = node.targets;
                if (node.isInline && node.targets.length === 1 && target !== undefined && counts.get(target) === 1) {
                    inside.set(target, expression);
                    return [];
                }
                return [{ ...node, expression }];
            }
            case "if":
                return [{
                    ...node, test: substitute(node.test), then: visit(node.then), otherwise: visit(node.otherwise),
                }];
            case "for":
                return [{ ...node, iterable: substitute(node.iterable), body: visit(node.body) }];
        }
    };
    const visited = visit(nodes);
    return {
        nodes: visited,
        returned: returned.map((value) => inside.get(value) ?? { kind: "reference", to: value }),
    };
}

/** Counts the reads of values. A value that leaves an `if` or a loop needs a variable, so it counts twice. */
function countReads(nodes: readonly ForwardNode[], count: (value: PlannedValue, times?: number) => void): void {
    const inExpression = (expression: PlannedExpression): void => {
        for (const one of referencesIn(expression)) {
            if (one.kind === "value") {
                count(one);
            }
        }
    };
    for (const node of nodes) {
        switch (node.kind) {
            case "assign":
                inExpression(node.expression);
                break;
            case "if":
                inExpression(node.test);
                countReads(node.then, count);
                countReads(node.otherwise, count);
                for (const { then, otherwise } of node.merges) {
                    count(then, 2);
                    count(otherwise, 2);
                }
                break;
            case "for":
                inExpression(node.iterable);
                countReads(node.body, count);
                for (const { start, end } of node.carried) {
                    count(end, 2);
                    if (start !== undefined) {
                        count(start, 2);
                    }
                }
                break;
        }
    }
}
