import { findDecorator } from "../graph/decorators.ts";
import type { ModelGraph } from "../graph/graph.ts";
import type { Location } from "../names/location.ts";

/** The place of a model's reference to its weights file. */
export function weightsPlace(graph: ModelGraph): Location {
    const decorator = findDecorator(graph.decorators, "weights");
    const span = decorator?.spans.get("file");
    return span === undefined ? graph.location : { uri: graph.uri, span: { start: span.start, end: span.end } };
}
