import { descendants } from "../../grammar/traversal.ts";
import type { Call, ParsedFile } from "../../grammar/syntax-tree.ts";
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
    let last: Call | undefined;
    for (const node of item === undefined ? [] : descendants(item)) {
        // Of calls with one end, the outermost, which comes first, makes the value.
        if (node.kind === "call" && node.end <= offset && node.end > (last?.end ?? -1)) {
            last = node;
        }
    }
    return last;
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
