import { sampleShape } from "../sizes/shape.ts";
import { consumersOf } from "./consumers.ts";
import { foundOnce } from "./found-once.ts";
import type { ModelGraph, Value } from "./graph.ts";
import { elementBytes, elementType } from "./saved-tensors.ts";
import { inferenceStorages } from "./storages.ts";

/** The fullest moment of inference on one image. */
export interface ActivationPeak {
    readonly bytes: number;
    /** The values that are held then. */
    readonly values: readonly Value[];
}

/** The most bytes that the values of a model take at one time; undefined if a size is unknown. */
export function peakActivations(graph: ModelGraph): number | undefined {
    return activationPeak(graph)?.bytes;
}

/**
 * When the values of a model take the most bytes, for one image, as 32-bit floats: in the order of the text, each value
 * from the layer that makes it to the last that reads it or a view of it. Undefined if a size is unknown.
 */
export const activationPeak = foundOnce((graph: ModelGraph): ActivationPeak | undefined => {
    const consumers = consumersOf(graph);
    const { layers } = graph;
    const storedAs = inferenceStorages(graph);
    // What each step frees after it: inputs are there from the start, outputs until the end.
    const freed = layers.map(() => 0);
    const made = layers.map(() => 0);
    let held = 0;
    let unknown = 0;
    const spans = new Map<Value, { readonly from: number; to: number }>();
    const add = (value: Value, from: number): void => {
        const lastRead = consumers.isOutput(value) ? Infinity : consumers.of(value).at(-1)?.index ?? Math.max(from, 0);
        const { of } = storedAs(value);
        const known = spans.get(of);
        if (known === undefined) {
            spans.set(of, { from, to: lastRead });
        } else {
            known.to = Math.max(known.to, lastRead);
        }
    };
    graph.inputs.forEach(({ value }) => add(value, -1));
    layers.forEach(({ outputs, index }) => outputs.forEach((value) => add(value, index)));
    for (const [value, { from, to }] of spans) {
        const elements = sampleShape(value.shape)?.reduce((product, size) => product * size, 1);
        unknown += elements === undefined ? 1 : 0;
        const bytes = elementBytes[elementType(value)] * (elements ?? 0);
        if (from < 0) {
            held += bytes;
        } else {
            made[from] = (made[from] ?? 0) + bytes;
        }
        if (to !== Infinity) {
            freed[to] = (freed[to] ?? 0) + bytes;
        }
    }
    let peak = held;
    let moment = -1;
    for (const { index } of layers) {
        held += made[index] ?? 0;
        if (held > peak) {
            peak = held;
            moment = index;
        }
        held -= freed[index] ?? 0;
    }
    return unknown > 0 ? undefined : {
        bytes: peak,
        values: Array.from(spans).filter(([, { from, to }]) => from <= moment && moment <= to).map(([value]) => value),
    };
});
