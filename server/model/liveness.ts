import { consumersOf } from "./consumers.ts";
import type { Layer, ModelGraph, Value } from "./graph.ts";

/** What of a graph its outputs depend on. */
export interface Liveness {
    reachesOutput(layer: Layer): boolean;
    /** The results that nothing reads: of a layer that reaches no output one, of others each. */
    readonly unread: readonly Value[];
}

const known = new WeakMap<ModelGraph, Liveness>();

/** Which layers reach an output, and which results nothing reads; found out once. */
export function livenessOf(graph: ModelGraph): Liveness {
    const before = known.get(graph);
    if (before !== undefined) {
        return before;
    }
    const live = new Set<Layer>();
    const waiting = graph.outputs.map(({ value }) => value.producer);
    for (let producer = waiting.pop(); waiting.length > 0 || producer !== undefined; producer = waiting.pop()) {
        if (producer?.kind === "layer" && !live.has(producer)) {
            live.add(producer);
            for (const input of producer.inputs) {
                waiting.push(input.producer);
            }
        }
    }
    const consumers = consumersOf(graph);
    const isUnread = (value: Value): boolean => consumers.of(value).length === 0 && !consumers.isOutput(value);
    const unread = graph.layers.flatMap((layer) => {
        const results = layer.outputs.filter(isUnread);
        // Of a layer that reaches nothing only the first result is told, and none if something reads another.
        return live.has(layer) ? results : results.length === layer.outputs.length ? results.slice(0, 1) : [];
    });
    const liveness: Liveness = { reachesOutput: (layer) => live.has(layer), unread };
    known.set(graph, liveness);
    return liveness;
}
