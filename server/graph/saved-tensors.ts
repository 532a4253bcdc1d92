import type { ElementType, View } from "../layers/saved-tensors.ts";
import { elementCount } from "../sizes/shape.ts";
import { foundOnce } from "./found-once.ts";
import type { Layer, ModelGraph, Value } from "./graph.ts";
import { livenessOf } from "./liveness.ts";

/** A tensor that training keeps from the forward to the backward pass. */
export interface KeptTensor {
    /** Undefined if a size is unknown. */
    readonly elements: number | undefined;
    readonly type: ElementType;
    readonly per: "image" | "batch";
    /** The first and the last layer that keep it. */
    readonly first: Layer;
    last: Layer;
}

/** What training keeps for the backward pass, and which values need gradients. */
export interface Backward {
    /** Each storage once, in the order in which layers first keep them. */
    readonly kept: readonly KeptTensor[];
    /** By the layer that first keeps them, so that sums over layers are those of the model. */
    readonly byLayer: ReadonlyMap<Layer, readonly KeptTensor[]>;
    readonly needsGradient: (value: Value) => boolean;
}

/** Returns what training a model keeps, computed once. Its inputs need no gradients. */
export const backwardOf = foundOnce((graph: ModelGraph): Backward => findBackward(graph, false));

/** What training keeps. With `differentiable`, gradients flow to the inputs too, as inside a larger network. */
export function findBackward(graph: ModelGraph, differentiable: boolean): Backward {
    const liveness = livenessOf(graph);
    const needing = new Set<Value>(differentiable ? graph.inputs.map(({ value }) => value) : []);
    const storages = new Map<Value, Stored>();
    const storedAs = (value: Value): Stored => storages.get(value) ?? ownStorage(value);
    const tensors = new Map<Value, KeptTensor>();
    const byLayer = new Map<Layer, KeptTensor[]>();
    const keep = (layer: Layer, tensor: Omit<KeptTensor, "first" | "last">): KeptTensor => {
        const kept = { ...tensor, first: layer, last: layer };
        byLayer.set(layer, [...byLayer.get(layer) ?? [], kept]);
        return kept;
    };
    for (const layer of graph.layers) {
        const { call, inference, inputs, outputs, definition } = layer;
        if (call === undefined || inference === undefined) {
            outputs.forEach((value) => needing.add(value));
            continue;
        }
        const saved = definition.saves(call, inference, { input: (position) => isNeeding(inputs[position]) });
        const [first] = inputs;
        for (const value of outputs) {
            const from = first === undefined ? ownStorage(value) : storedAs(first);
            storages.set(value, resultStorage(layer, from, value, saved.view));
        }
        const isTrained = inference.parameters.some(({ learned }) => learned) || inputs.some(isNeeding);
        if (!isTrained) {
            continue;
        }
        outputs.forEach((value) => needing.add(value));
        if (!liveness.reachesOutput(layer)) {
            continue;
        }
        const values = [
            ...(saved.inputs ?? []).map((position) => inputs[position]),
            ...(saved.results ?? []).map((position) => outputs[position]),
        ];
        for (const value of values) {
            if (value === undefined) {
                continue;
            }
            const { of } = storedAs(value);
            const known = tensors.get(of);
            if (known === undefined) {
                tensors.set(of, keep(layer, { elements: elementCount(of.shape), type: elementType(of), per: "image" }));
            } else {
                known.last = layer;
            }
        }
        saved.own?.forEach((tensor) => keep(layer, tensor));
    }
    function isNeeding(value: Value | undefined): boolean {
        return value !== undefined && needing.has(value);
    }
    return { kept: [...byLayer.values()].flat(), byLayer, needsGradient: (value) => needing.has(value) };
}

/** The bytes of tensors with this many bytes per float. */
export function keptBytes(
    tensors: readonly KeptTensor[], floatBytes: number,
): { readonly perImage: number | undefined; readonly perBatch: number | undefined } {
    const sumOf = (per: KeptTensor["per"]): number | undefined => tensors.reduce<number | undefined>((sum, tensor) => {
        if (tensor.per !== per) {
            return sum;
        }
        const bytes = tensor.type === "index" ? bytesPerIndex : floatBytes;
        return sum === undefined || tensor.elements === undefined ? undefined : sum + bytes * tensor.elements;
    }, 0);
    return { perImage: sumOf("image"), perBatch: sumOf("batch") };
}

/** PyTorch's positions are 64-bit integers. */
const bytesPerIndex = 8;

/** Where a value is stored, and whether its elements are there row by row without gaps. */
interface Stored {
    /** The value whose storage it is. */
    readonly of: Value;
    readonly layout: "rows" | "permuted" | "part";
}

function ownStorage(value: Value): Stored {
    return { of: value, layout: "rows" };
}

function resultStorage(layer: Layer, input: Stored, value: Value, view: View | undefined): Stored {
    switch (view) {
        case "same": return input;
        case "permuted": return { of: input.of, layout: input.layout === "part" ? "part" : "permuted" };
        case "part": return { of: input.of, layout: "part" };
        case "rows": return input.layout === "rows" ? input : ownStorage(value);
        // Elementwise results have the order of their input, without its gaps.
        case undefined: return layer.definition.traits.elementwise && input.layout === "permuted"
            ? { of: value, layout: "permuted" }
            : ownStorage(value);
    }
}

/** The second result of a max pooling holds positions. */
function elementType({ producer, result }: Value): ElementType {
    return producer?.kind === "layer" && producer.definition.traits.pools && result === 1 ? "index" : "float";
}
