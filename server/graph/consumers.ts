import { foundOnce } from "./found-once.ts";
import type { Layer, ModelGraph, Value } from "./graph.ts";

/** Which layers read the values of a graph. */
export interface Consumers {
    /** The layers that read a value, in order, without duplicates. */
    of(value: Value): readonly Layer[];
    isRead(value: Value): boolean;
    /** Whether a value is one of the model's outputs. */
    isOutput(value: Value): boolean;
}

const noLayers: readonly Layer[] = [];

/** Returns the consumers of a graph's values, computed once. */
export const consumersOf = foundOnce((graph: ModelGraph): Consumers => {
    // Indexed by value id; most values have a single reader.
    const readers: (Layer | Layer[] | undefined)[] = [];
    for (const layer of graph.layers) {
        for (const { id } of layer.inputs) {
            const others = readers[id];
            if (others === undefined) {
                readers[id] = layer;
            } else if (!Array.isArray(others)) {
                readers[id] = others === layer ? layer : [others, layer];
            } else if (others.at(-1) !== layer) {
                others.push(layer);
            }
        }
    }
    const outputs = new Set(graph.outputs.map(({ value }) => value.id));
    return {
        of: ({ id }) => {
            const found = readers[id];
            return found === undefined ? noLayers : Array.isArray(found) ? found : [found];
        },
        isRead: ({ id }) => readers[id] !== undefined,
        isOutput: ({ id }) => outputs.has(id),
    };
});

/** The values whose elements a layer reads; an operand that only provides a size or positions is not one of them. */
export function worksOn({ definition, inputs }: Layer): readonly Value[] {
    return definition.operands.from === "line" && inputs.length > 1 ? inputs.slice(0, 1) : inputs;
}
