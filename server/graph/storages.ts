import type { View } from "../layers/saved-tensors.ts";
import { viewOf } from "./call-facts.ts";
import { foundOnce } from "./found-once.ts";
import type { Layer, ModelGraph, Value } from "./graph.ts";

/** Where a value is stored, and whether its elements are there row by row without gaps. */
export interface Stored {
    /** The value whose storage it is. */
    readonly of: Value;
    readonly layout: "rows" | "permuted" | "part";
}

/** A value's storage: its own, or that of the value it is a view of. */
export type Storages = (value: Value) => Stored;

/** Where the values of a graph are stored at inference, when `dropout` passes its input on. Computed once. */
export const inferenceStorages = foundOnce((graph: ModelGraph): Storages => {
    const storages = new StorageMap();
    for (const layer of graph.layers) {
        const { call, inference, definition } = layer;
        if (call !== undefined && inference !== undefined) {
            storages.add(layer, definition.traits.drops ? "same" : viewOf({ definition, call, inference }));
        }
    }
    return (value) => storages.of(value);
});

/** The storages of values, filled layer by layer. */
export class StorageMap {
    /** Indexed by value id. */
    readonly #known: (Stored | undefined)[] = [];

    of(value: Value): Stored {
        return this.#known[value.id] ?? { of: value, layout: "rows" };
    }

    /** Records where a layer's results are, by the view that they are of its first input. */
    add(layer: Layer, view: View | undefined): void {
        const [first] = layer.inputs;
        if (first === undefined) {
            return;
        }
        const input = this.of(first);
        for (const value of layer.outputs) {
            this.#known[value.id] = resultStorage(layer, input, value, view);
        }
    }
}

function resultStorage(layer: Layer, input: Stored, value: Value, view: View | undefined): Stored {
    const own: Stored = { of: value, layout: "rows" };
    switch (view) {
        case "same": return input;
        case "permuted": return { of: input.of, layout: input.layout === "part" ? "part" : "permuted" };
        case "part": return { of: input.of, layout: "part" };
        case "rows": return input.layout === "rows" ? input : own;
        // Elementwise results have the order of their input, without its gaps.
        case undefined: return layer.definition.traits.elementwise && input.layout === "permuted"
            ? { of: value, layout: "permuted" }
            : own;
    }
}
