import type { Expression, Node } from "../../../grammar/syntax-tree.ts";

/** Whether an expression can replace another one without parentheses. */
export function isAtom({ kind }: Expression): boolean {
    return kind !== "unary" && kind !== "binary" && kind !== "conditional";
}

/** Whether a node's direct parts are whole values, which any expression can replace without parentheses. */
export function hasWholeValues(parent: Node | undefined): boolean {
    return parent === undefined || parent.kind === "argument" || parent.kind === "let" || parent.kind === "list" ||
        parent.kind === "claim" || parent.kind === "for" || parent.kind === "repeat";
}
