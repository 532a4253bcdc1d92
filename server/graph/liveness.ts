import { consumersOf } from "./consumers.ts";
import { foundOnce } from "./found-once.ts";
import type { Layer, ModelGraph, Value } from "./graph.ts";

/** Which values and layers of a graph its outputs depend on. */
export interface Liveness {
    reachesOutput(layer: Layer): boolean;
    /** The results that nothing reads: at most one of a layer that reaches no output, all of other layers. */
    readonly unread: ReadonlySet<Value>;
}

/** Returns which layers reach an output and which results nothing reads, computed once. */
export const livenessOf = foundOnce((graph: ModelGraph): Liveness => {
    const live = new Uint8Array(graph.layers.length);
    const waiting = graph.outputs.map(({ value }) => value.producer);
    while (waiting.length > 0) {
        const producer = waiting.pop();
        if (producer?.kind === "layer" && live[producer.index] === 0) {
            live[producer.index] = 1;
            for (const input of producer.inputs) {
                waiting.push(input.producer);
            }
        }
    }
    const consumers = consumersOf(graph);
    const isUnread = (value: Value): boolean => !consumers.isRead(value) && !consumers.isOutput(value);
    const unread = new Set<Value>();
    for (const { index, outputs } of graph.layers) {
        const isLive = live[index] === 1;
        if (isLive && outputs.length === 1) {
            continue;
        }
        // A layer that reaches no output reports only its first result, or none if something reads another.
        if (isLive || outputs.every(isUnread)) {
            for (const value of isLive ? outputs : outputs.slice(0, 1)) {
                if (isUnread(value)) {
                    unread.add(value);
                }
            }
        }
    }
    return { reachesOutput: (layer) => live[layer.index] === 1, unread };
});
