import type { Scope } from "./graph.ts";

/** The innermost scope that contains two scopes; undefined for scopes of different graphs. */
export function commonScope(a: Scope, b: Scope): Scope | undefined {
    if (a === b || a.parent === b.parent) {
        return a === b ? a : a.parent;
    }
    const around = new Set<Scope>(scopesAround(a));
    return scopesAround(b).find((scope) => around.has(scope));
}

/** The child of a scope that contains a scope further inside: the use of a block or a loop, skipping rounds. */
export function childTowards(outer: Scope, inner: Scope): Scope | undefined {
    const around = scopesAround(inner);
    const at = around.indexOf(outer);
    return around.slice(0, Math.max(0, at)).findLast(({ kind }) => kind !== "round");
}

/** A scope and the scopes around it, from the inside out. */
function scopesAround(scope: Scope): readonly Scope[] {
    const around: Scope[] = [];
    for (let one: Scope | undefined = scope; one !== undefined; one = one.parent) {
        around.push(one);
    }
    return around;
}
