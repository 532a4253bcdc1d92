import type { Call } from "../../grammar/syntax-tree.ts";
import type { Analysis } from "../analysis/analysis.ts";
import { foundOnce } from "../graph/found-once.ts";
import type { Layer, ModelGraph } from "../graph/graph.ts";

/**
 * Findings about layers whose line has the same finding in every use: a change of the line that helps one use could
 * break another.
 */
export function inEveryUse<Found>(
    found: ReadonlyMap<Layer, Found>, { uses }: Analysis,
): readonly (readonly [Layer, Found])[] {
    const always = new Map<Call, boolean>();
    return [...found].filter(([{ node }]) => {
        const known = always.get(node) ??
            (uses.get(node) ?? []).every(({ layer }) => layer === undefined || found.has(layer));
        always.set(node, known);
        return known;
    });
}

/**
 * Makes a function that collects the findings of `find` about the layers of all models. A graph keeps these findings,
 * so they must only contain spans of the graph and the tree, which move with the text.
 */
export function layersWith<Found>(
    find: (layer: Layer, graph: ModelGraph) => Found | undefined,
): (analysis: Analysis) => ReadonlyMap<Layer, Found> {
    const inGraph = foundOnce((graph: ModelGraph): readonly (readonly [Layer, Found])[] => {
        const found: (readonly [Layer, Found])[] = [];
        for (const layer of graph.layers) {
            const one = find(layer, graph);
            if (one !== undefined) {
                found.push([layer, one]);
            }
        }
        return found;
    });
    return ({ models }) => new Map(models.flatMap(inGraph));
}
