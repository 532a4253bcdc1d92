import type { ParameterTensor } from "../layers/definition.ts";
import type { Layer, ModelGraph } from "./graph.ts";

/** A tensor of a graph and its full name; layers that share weights have the same tensor. */
export interface NamedParameter {
    /** As in PyTorch's state_dict: `layer2.0.conv1.weight`. */
    readonly name: string;
    readonly tensor: ParameterTensor;
    /** The layers that use it, in order. */
    readonly layers: readonly Layer[];
}

/** All tensors of the graph's layers without duplicates, in the order of first use. */
export function namedParameters(graph: ModelGraph): readonly NamedParameter[] {
    const byName = new Map<string, { name: string; tensor: ParameterTensor; layers: Layer[] }>();
    for (const layer of graph.layers) {
        for (const tensor of layer.inference?.parameters ?? []) {
            const name = parameterName(layer, tensor.name);
            const known = byName.get(name);
            if (known === undefined) {
                byName.set(name, { name, tensor, layers: [layer] });
            } else {
                known.layers.push(layer);
            }
        }
    }
    return [...byName.values()];
}

/** The full name of a layer's tensor; a tensor with an empty name has the layer's path. */
export function parameterName(layer: Layer, tensor: string): string {
    return tensor === "" ? layer.weightPath : `${layer.weightPath}.${tensor}`;
}

/** The number of elements of a tensor; undefined if a size is unknown. */
export function parameterCount(tensor: ParameterTensor): number | undefined {
    return tensor.shape?.reduce((product, size) => product * size, 1);
}

/**
 * Whether a layer counts towards a network's depth: a convolution or linear layer, whose initial weights are random.
 */
export function isWeighted({ inference }: Layer): boolean {
    return inference !== undefined && inference.parameters.length > 0 &&
        inference.parameters.some(({ initialization }) => initialization.kind === "random");
}
