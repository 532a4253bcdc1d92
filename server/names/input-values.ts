import type { Block, For, InExpression, Input, Item, Node, Repeat } from "../../grammar/syntax-tree.ts";
import { children } from "../../grammar/traversal.ts";

/** What determines the value of `in`: the input of a block, the value that enters a round, or a model's input. */
export type InputOwner = Block | Repeat | For | Input;

/** The owner of each `in` of an item; leaves out an `in` that refers to nothing. */
export function inputOwners(item: Item): ReadonlyMap<InExpression, InputOwner> {
    const owners = new Map<InExpression, InputOwner>();
    if (item.kind === "block" || item.kind === "model") {
        collectOwners(item, item.kind === "block" ? item : undefined, owners);
    }
    return owners;
}

/** Collects the owners in a node that starts with `owner`; returns the owner at its end. */
function collectOwners(
    node: Node, owner: InputOwner | undefined, owners: Map<InExpression, InputOwner>,
): InputOwner | undefined {
    if (node.kind === "in") {
        if (owner !== undefined) {
            owners.set(node, owner);
        }
        return owner;
    }
    let current = owner;
    for (const child of children(node)) {
        if (child.kind === "body" && (node.kind === "repeat" || node.kind === "for")) {
            collectOwners(child, node, owners);
        } else {
            current = collectOwners(child, current, owners);
        }
    }
    return node.kind === "input" ? node : current;
}
