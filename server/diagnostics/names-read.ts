import type { Block, Let, Model } from "../../grammar/syntax-tree.ts";
import { descendants } from "../../grammar/traversal.ts";

/** Which of `wanted` a block, model or function reads anywhere: in an expression, before an arrow, as an output. */
export function namesRead(item: Block | Model | Let, wanted: ReadonlySet<string>): ReadonlySet<string> {
    const read = new Set<string>();
    for (const node of descendants(item)) {
        const name = node.kind === "name"
            ? node.text
            : node.kind === "output" && node.flow === undefined ? node.name?.text : undefined;
        if (name !== undefined && wanted.has(name)) {
            read.add(name);
            if (read.size === wanted.size) {
                break;
            }
        }
    }
    return read;
}
