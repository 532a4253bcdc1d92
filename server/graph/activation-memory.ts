import { sampleShape } from "../sizes/shape.ts";
import { consumersOf } from "./consumers.ts";
import { bytesPerFloat } from "./cost.ts";
import { foundOnce } from "./found-once.ts";
import type { ModelGraph, Value } from "./graph.ts";

/**
 * The most bytes that the values of a model take at one time, for one image, as 32-bit floats: in the order of the
 * text, each value from the layer that makes it to the last that reads it. Undefined if a size is unknown.
 */
export const peakActivations = foundOnce((graph: ModelGraph): number | undefined => {
    const consumers = consumersOf(graph);
    const { layers } = graph;
    // What each step frees after it: inputs are there from the start, outputs until the end.
    const freed = layers.map(() => 0);
    const made = layers.map(() => 0);
    let held = 0;
    let unknown = 0;
    const add = (value: Value, from: number): void => {
        const elements = sampleShape(value.shape)?.reduce((product, size) => product * size, 1);
        unknown += elements === undefined ? 1 : 0;
        const bytes = bytesPerFloat * (elements ?? 0);
        if (from < 0) {
            held += bytes;
        } else {
            made[from] = (made[from] ?? 0) + bytes;
        }
        const last = consumers.isOutput(value) ? undefined : consumers.of(value).at(-1)?.index ?? Math.max(from, 0);
        if (last !== undefined) {
            freed[last] = (freed[last] ?? 0) + bytes;
        }
    };
    graph.inputs.forEach(({ value }) => add(value, -1));
    layers.forEach(({ outputs, index }) => outputs.forEach((value) => add(value, index)));
    let peak = held;
    for (const { index } of layers) {
        held += made[index] ?? 0;
        peak = Math.max(peak, held);
        held -= freed[index] ?? 0;
    }
    return unknown === 0 ? peak : undefined;
});
