import type { Block, For, InExpression, Input, Item, Node, Repeat } from "../../grammar/syntax-tree.ts";
import { children } from "../../grammar/traversal.ts";

/** What `in` can name the value of: what a block is called on, what enters an iteration, or a model's input. */
export type InputOwner = Block | Repeat | For | Input;

/** What each `in` of an item refers to; an `in` that refers to nothing is left out. */
export function inputOwners(item: Item): ReadonlyMap<InExpression, InputOwner> {
    const owners = new Map<InExpression, InputOwner>();
    if (item.kind === "block" || item.kind === "model") {
        collectOwners(item, item.kind === "block" ? item : undefined, owners);
    }
    return owners;
}

/** Adds the owners of what is in a node, where `owner` is that of its beginning; returns that of its end. */
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
