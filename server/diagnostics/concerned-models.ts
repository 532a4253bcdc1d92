import type { Span } from "../../grammar/syntax-tree.ts";
import type { ModelGraph } from "../graph/graph.ts";

/** Whether a place belongs to the model or to something that any model may use, such as a block. */
export function concerns(span: Span, graph: ModelGraph, models: readonly ModelGraph[]): boolean {
    const holder = models.find(({ location }) => location.span.start <= span.start && span.end <= location.span.end);
    return holder === undefined || holder === graph;
}
