import type { Expression } from "../../python/syntax.ts";
import { referencesIn } from "../../python/traversal.ts";
import type { ForwardNode, Holder, MemberReference, PlannedExpression, PlannedValue, Reference } from "./plan.ts";

/** A statement of `forward` in which `if` and loops pass on values by copies. */
export type LowNode =
    | {
        readonly kind: "assign"; readonly targets: readonly (PlannedValue | undefined)[];
        readonly expression: PlannedExpression;
    }
    | { readonly kind: "copy"; readonly pairs: readonly Copy[] }
    | {
        readonly kind: "if"; readonly test: PlannedExpression; readonly shown: MemberReference | undefined;
        readonly then: readonly LowNode[]; readonly otherwise: readonly LowNode[];
    }
    | {
        readonly kind: "for"; readonly target: Expression; readonly iterable: PlannedExpression;
        readonly parts: { readonly holder: Holder; readonly list: Reference } | undefined;
        readonly body: readonly LowNode[];
    };

export interface Copy {
    readonly target: PlannedValue;
    readonly source: PlannedValue;
}

/** Replaces merged and carried values with copies. `same` maps a value after a loop to the value that it equals. */
export function lowered(nodes: readonly ForwardNode[], same: Map<PlannedValue, PlannedValue>): readonly LowNode[] {
    return nodes.flatMap((node): readonly LowNode[] => {
        switch (node.kind) {
            case "assign":
                return [{ kind: "assign", targets: node.targets, expression: node.expression }];
            case "if":
                return [{
                    kind: "if", test: node.test, shown: node.shown,
                    then: [
                        ...lowered(node.then, same),
                        copies(node.merges.map(({ result, then }) => ({ target: result, source: then }))),
                    ],
                    otherwise: [
                        ...lowered(node.otherwise, same),
                        copies(node.merges.map(({ result, otherwise }) => ({ target: result, source: otherwise }))),
                    ],
                }];
            case "for": {
                for (const { inside, after } of node.carried) {
                    same.set(after, inside);
                    for (const one of after.readAs) {
                        inside.readAs.add(one);
                    }
                }
                return [
                    copies(node.carried.flatMap(({ start, inside }) =>
                        (start === undefined ? [] : [{ target: inside, source: start }]))),
                    {
                        kind: "for", target: node.target, iterable: node.iterable, parts: node.parts,
                        body: [
                            ...lowered(node.body, same),
                            copies(node.carried.map(({ inside, end }) => ({ target: inside, source: end }))),
                        ],
                    },
                ];
            }
        }
    });
}

function copies(pairs: readonly Copy[]): LowNode {
    return { kind: "copy", pairs };
}

/** The values that an expression reads. */
export function valuesIn(expression: PlannedExpression): readonly PlannedValue[] {
    return referencesIn(expression).filter((one) => one.kind === "value");
}
