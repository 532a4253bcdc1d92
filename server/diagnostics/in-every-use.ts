import type { Call } from "../../grammar/syntax-tree.ts";
import type { Analysis } from "../analysis/analysis.ts";
import type { Layer } from "../graph/graph.ts";

/**
 * What was found of layers, without those whose line is also used in another way: a change of the line that helps one
 * use would break the other.
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

/** Gathers what a check finds of the layers of all models. */
export function layersWith<Found>(
    { models }: Analysis, find: (layer: Layer, model: Analysis["models"][number]) => Found | undefined,
): ReadonlyMap<Layer, Found> {
    const found = new Map<Layer, Found>();
    for (const model of models) {
        for (const layer of model.layers) {
            const one = find(layer, model);
            if (one !== undefined) {
                found.set(layer, one);
            }
        }
    }
    return found;
}
