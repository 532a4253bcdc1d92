import type { Node } from "../../grammar/syntax-tree.ts";
import { descendants } from "../../grammar/traversal.ts";
import type { Analysis } from "../analysis/analysis.ts";
import { layerMacs, layerParameters } from "../graph/cost.ts";
import { foundOnce } from "../graph/found-once.ts";
import type { Layer, Scope } from "../graph/graph.ts";

/** The known parameters and multiply-adds of calls; shared weights count each time. */
export interface LineCost {
    parameters: number;
    macs: number;
}

/** What the calls in a node cost in all uses of all models. */
export function lineCost(analysis: Analysis, node: Node): LineCost {
    const total: LineCost = { parameters: 0, macs: 0 };
    const costs = callCosts(analysis);
    for (const one of descendants(node)) {
        const cost = one.kind === "call" ? costs.get(one.start) : undefined;
        total.parameters += cost?.parameters ?? 0;
        total.macs += cost?.macs ?? 0;
    }
    return total;
}

/** The cost of each call of the file by its start: of a layer's own, and of all layers in a block. */
const callCosts = foundOnce(({ uri, models }: Analysis): ReadonlyMap<number, LineCost> => {
    const costs = new Map<number, LineCost>();
    for (const layer of models.flatMap(({ layers }) => layers)) {
        for (const start of callsAround(layer, uri)) {
            const cost = costs.get(start) ?? { parameters: 0, macs: 0 };
            cost.parameters += layerParameters(layer) ?? 0;
            cost.macs += layerMacs(layer) ?? 0;
            costs.set(start, cost);
        }
    }
    return costs;
});

/** The starts of a layer's call and of the calls of the blocks around it that are in a file. */
function callsAround(layer: Layer, uri: string): ReadonlySet<number> {
    const starts = new Set<number>();
    if (layer.location.uri === uri) {
        starts.add(layer.location.span.start);
    }
    for (let scope: Scope | undefined = layer.scope; scope !== undefined; scope = scope.parent) {
        if (scope.kind === "block" && scope.location.uri === uri) {
            starts.add(scope.location.span.start);
        }
    }
    return starts;
}
