import { children } from "../../grammar/traversal.ts";
import type { ParsedFile } from "../../grammar/parsed-file.ts";
import type { Call, Node } from "../../grammar/syntax-tree.ts";
import { layers } from "../layers/catalogue.ts";
import type { LayerDefinition } from "../layers/definition.ts";

/** Returns the layers that most often follow the last call before an offset. */
export function likelyLayers(file: ParsedFile, offset: number): ReadonlySet<LayerDefinition> {
    const call = lastCallBefore(file, offset);
    const previous = layers.get(call?.callee.text ?? "");
    return new Set([...layers.values()].filter((layer) => follows(previous, layer)));
}

function lastCallBefore(file: ParsedFile, offset: number): Call | undefined {
    const item = file.tree.items.findLast(({ start }) => start <= offset);
    return item === undefined ? undefined : lastCallIn(item, offset);
}

/** The call in a node that ends last before an offset: of calls with one end, the outermost, which makes the value. */
function lastCallIn(node: Node, offset: number): Call | undefined {
    if (node.kind === "call" && node.end <= offset) {
        return node;
    }
    for (const child of children(node).toReversed()) {
        const call = child.start < offset ? lastCallIn(child, offset) : undefined;
        if (call !== undefined) {
            return call;
        }
    }
    return undefined;
}

/** Whether a layer is a usual next step: weights, then normalization, then activation, then weights or pooling. */
function follows(previous: LayerDefinition | undefined, { traits, family }: LayerDefinition): boolean {
    const isWeighted = traits.channels === "set";
    if (previous === undefined) {
        return isWeighted;
    }
    if (previous.traits.channels === "set") {
        return traits.normalization || traits.activation;
    }
    if (previous.traits.normalization) {
        return traits.activation;
    }
    if (previous.traits.activation) {
        return isWeighted || traits.pools;
    }
    return isWeighted || (previous.traits.pools && family === "Reshaping");
}
