import type { Layer, ModelGraph, Value } from "./graph.ts";

/** Who reads the values of a graph. */
export interface Consumers {
    /** The layers that read a value, in order, each once. */
    of(value: Value): readonly Layer[];
    /** Whether a value is one of the model's outputs. */
    isOutput(value: Value): boolean;
}

const known = new WeakMap<ModelGraph, Consumers>();

/** Who reads each value of a graph; found out once. */
export function consumersOf(graph: ModelGraph): Consumers {
    const before = known.get(graph);
    if (before !== undefined) {
        return before;
    }
    const readers = new Map<number, Layer[]>();
    for (const layer of graph.layers) {
        for (const { id } of layer.inputs) {
            const list = readers.get(id);
            if (list === undefined) {
                readers.set(id, [layer]);
            } else if (list.at(-1) !== layer) {
                list.push(layer);
            }
        }
    }
    const outputs = new Set(graph.outputs.map(({ value }) => value.id));
    const consumers: Consumers = {
        of: ({ id }) => readers.get(id) ?? [],
        isOutput: ({ id }) => outputs.has(id),
    };
    known.set(graph, consumers);
    return consumers;
}

/** The values whose content a layer works on; one that only gives a size or positions has no part in it. */
export function worksOn({ definition, inputs }: Layer): readonly Value[] {
    return definition.operands.from === "line" ? inputs.slice(0, 1) : inputs;
}
