import type { Span } from "../../../grammar/syntax-tree.ts";
import type { Analysis } from "../../analysis/analysis.ts";
import type { Layer, Scope } from "../../graph/graph.ts";
import type { Location } from "../../names/location.ts";

/** Whether a part of a file computes a layer with tensors, directly or in a block that it calls. */
export function hasTensors({ models, uri }: Analysis, { start, end }: Span): boolean {
    const isInside = (place: Location): boolean =>
        place.uri === uri && start <= place.span.start && place.span.end <= end;
    return models.some(({ layers }) => layers.some((layer) =>
        (layer.inference?.parameters.length ?? 0) > 0 && placesOf(layer).some(isInside)));
}

/** The place of a layer's call, and the calls and loops around it. */
function placesOf({ location, scope }: Layer): readonly Location[] {
    const places = [location];
    for (let around: Scope | undefined = scope; around !== undefined; around = around.parent) {
        places.push(around.location);
    }
    return places;
}
