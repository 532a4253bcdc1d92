import type { ParameterTensor } from "../layers/definition.ts";
import type { Layer, ModelGraph } from "./graph.ts";

/** A tensor of a graph under its full name; layers that share weights name the same one. */
export interface NamedParameter {
    /** As PyTorch's state_dict has it: `layer2.0.conv1.weight`. */
    readonly name: string;
    readonly tensor: ParameterTensor;
    /** The layers that use it, in order. */
    readonly layers: readonly Layer[];
}

/** Every tensor of the graph's layers once, in the order of first use. */
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

/** The full name of one of a layer's tensors; the tensor without a name of its own is called as its layer. */
export function parameterName(layer: Layer, tensor: string): string {
    return tensor === "" ? layer.weightPath : `${layer.weightPath}.${tensor}`;
}

/** How many numbers a tensor has; undefined where its sizes are not known. */
export function parameterCount(tensor: ParameterTensor): number | undefined {
    return tensor.shape?.reduce((product, size) => product * size, 1);
}

/** Whether a layer counts in a network's depth: a convolution or linear layer, whose weights begin at random. */
export function isWeighted(layer: Layer): boolean {
    return layer.inference?.parameters.some(({ initialization }) => initialization.kind === "random") ?? false;
}
