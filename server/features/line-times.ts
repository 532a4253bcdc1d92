import type { Node } from "../../grammar/syntax-tree.ts";
import { descendants } from "../../grammar/traversal.ts";
import type { Analysis } from "../analysis/analysis.ts";
import type { ModelGraph, Scope } from "../graph/graph.ts";
import type { LayerTimes } from "../protocol.ts";

/** The milliseconds that the calls in a node took, in their uses in the measured model. */
export function lineTime({ uses, models }: Analysis, node: Node, times: LayerTimes): number {
    let total = 0;
    for (const one of descendants(node)) {
        for (const { layer, opened, model } of one.kind === "call" ? uses.get(one) ?? [] : []) {
            const graph = models[model];
            if (graph?.name === times.model) {
                const { ofPath, ofScope } = timesOf(graph, times);
                total += (layer === undefined ? opened && ofScope.get(opened) : ofPath.get(layer.path)) ?? 0;
            }
        }
    }
    return total;
}

interface KnownTimes {
    readonly times: LayerTimes;
    readonly ofPath: ReadonlyMap<string, number>;
    /** Of all layers in each scope, at any depth. */
    readonly ofScope: ReadonlyMap<Scope, number>;
}

const known = new WeakMap<ModelGraph, KnownTimes>();

function timesOf(graph: ModelGraph, times: LayerTimes): KnownTimes {
    const before = known.get(graph);
    if (before?.times === times) {
        return before;
    }
    const ofPath = new Map(times.layers.map(({ path, milliseconds }) => [path, milliseconds]));
    const ofScope = new Map<Scope, number>();
    for (const { path, scope: inner } of graph.layers) {
        for (let scope: Scope | undefined = inner; scope !== undefined; scope = scope.parent) {
            ofScope.set(scope, (ofScope.get(scope) ?? 0) + (ofPath.get(path) ?? 0));
        }
    }
    const found = { times, ofPath, ofScope };
    known.set(graph, found);
    return found;
}
