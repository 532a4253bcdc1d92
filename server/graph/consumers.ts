import { foundOnce } from "./found-once.ts";
import type { Layer, ModelGraph, Value } from "./graph.ts";

/** Who reads the values of a graph. */
export interface Consumers {
    /** The layers that read a value, in order, each once. */
    of(value: Value): readonly Layer[];
    isRead(value: Value): boolean;
    /** Whether a value is one of the model's outputs. */
    isOutput(value: Value): boolean;
}

const nobody: readonly Layer[] = [];

/** Who reads each value of a graph; found out once. */
export const consumersOf = foundOnce((graph: ModelGraph): Consumers => {
    // By the values' ids; most values have one reader.
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
            return found === undefined ? nobody : Array.isArray(found) ? found : [found];
        },
        isRead: ({ id }) => readers[id] !== undefined,
        isOutput: ({ id }) => outputs.has(id),
    };
});

/** The values whose content a layer works on; one that only gives a size or positions has no part in it. */
export function worksOn({ definition, inputs }: Layer): readonly Value[] {
    return definition.operands.from === "line" && inputs.length > 1 ? inputs.slice(0, 1) : inputs;
}
