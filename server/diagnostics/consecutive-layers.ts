import type { Analysis } from "../analysis/analysis.ts";
import type { Layer, ModelGraph } from "../graph/graph.ts";
import type { Found } from "./check.ts";
import { removeStep } from "./edits.ts";
import type { Fix } from "./fix.ts";
import { inEveryUse, layersWith } from "./in-every-use.ts";
import { text, type Text } from "../text.ts";

/** A check's finding about a layer and the previous one. */
export interface ConsecutiveLayers<Facts> {
    readonly before: Layer;
    readonly facts: Facts;
    /** What the previous layer does, shown at its place. */
    readonly place: Text;
    readonly fixes: (analysis: Analysis) => readonly Fix[];
}

/**
 * Makes a function that finds the layers of a file that do not fit the previous layer, on lines for which this is true
 * in every use. The result of `find` only depends on the graph.
 */
export function findConsecutive<Facts>(
    find: (layer: Layer, graph: ModelGraph) => ConsecutiveLayers<Facts> | undefined,
): (analysis: Analysis) => Iterable<Found<Facts>> {
    const unsuited = layersWith(find);
    return (analysis) => inEveryUse(unsuited(analysis), analysis).map(
        ([layer, { before, facts, place, fixes }]): Found<Facts> => ({
            location: layer.location,
            scope: layer.scope,
            facts,
            related: [{ ...before.location, message: place }],
            fixes: () => fixes(analysis),
        }));
}

/** Removes a layer from its line, if it is in the analysed file. */
export function removeLayer({ definition, location, node }: Layer, { uri, file }: Analysis): readonly Fix[] {
    const candidates = location.uri === uri ? removeStep(file, node) : [];
    return candidates.map((edits) => ({
        title: text("Remove `{layer}`", { layer: definition.name }), edits, preferred: true,
    }));
}
