import type { Span } from "../../grammar/syntax-tree.ts";
import type { ModelGraph } from "../graph/graph.ts";
import { firstIndex } from "../../grammar/spans.ts";

/** The model that contains a place; undefined for a place that any model may use, such as a block. */
export function holderOf(span: Span, models: readonly ModelGraph[]): ModelGraph | undefined {
    // Models are in the order of the text.
    const holder = models[firstIndex(models, ({ location }) => span.end <= location.span.end)];
    return holder !== undefined && holder.location.span.start <= span.start ? holder : undefined;
}

/** Whether a place belongs to the model or to something that any model may use, such as a block. */
export function concerns(span: Span, graph: ModelGraph, models: readonly ModelGraph[]): boolean {
    const holder = holderOf(span, models);
    return holder === undefined || holder === graph;
}
