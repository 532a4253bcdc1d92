import type { Node } from "../../grammar/syntax-tree.ts";
import { descendants } from "../../grammar/traversal.ts";
import type { Analysis } from "../analysis/analysis.ts";
import { layerMacs, layerParameters } from "../graph/cost.ts";
import { foundOnce } from "../graph/found-once.ts";
import type { Layer, ModelGraph, Scope } from "../graph/graph.ts";

/** The known parameters and multiply-adds of calls; shared weights count each time. */
export interface LineCost {
    parameters: number;
    macs: number;
}

/** What the calls in a node cost in the uses that an analysis has of them, in all models. */
export function lineCost({ uses, models }: Analysis, node: Node): LineCost {
    const total: LineCost = { parameters: 0, macs: 0 };
    for (const one of descendants(node)) {
        for (const { layer, opened, model } of one.kind === "call" ? uses.get(one) ?? [] : []) {
            const graph = models[model];
            if (layer !== undefined) {
                addLayer(total, layer);
            } else if (opened !== undefined && graph !== undefined) {
                const { parameters, macs } = costsOfScopes(graph).get(opened) ?? { parameters: 0, macs: 0 };
                total.parameters += parameters;
                total.macs += macs;
            }
        }
    }
    return total;
}

/** The cost of all layers in each scope, at any depth. */
const costsOfScopes = foundOnce(({ layers }: ModelGraph): ReadonlyMap<Scope, LineCost> => {
    const costs = new Map<Scope, LineCost>();
    for (const layer of layers) {
        for (let scope: Scope | undefined = layer.scope; scope !== undefined; scope = scope.parent) {
            const cost = costs.get(scope) ?? { parameters: 0, macs: 0 };
            addLayer(cost, layer);
            costs.set(scope, cost);
        }
    }
    return costs;
});

function addLayer(cost: LineCost, layer: Layer): void {
    cost.parameters += layerParameters(layer) ?? 0;
    cost.macs += layerMacs(layer) ?? 0;
}
