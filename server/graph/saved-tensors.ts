import type { ElementType } from "../layers/saved-tensors.ts";
import { elementCount } from "../sizes/shape.ts";
import { savedOf } from "./call-facts.ts";
import { foundOnce } from "./found-once.ts";
import type { Layer, ModelGraph, Value } from "./graph.ts";
import { livenessOf } from "./liveness.ts";
import { isWeighted } from "./parameters.ts";
import { StorageMap } from "./storages.ts";

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
    readonly typeOf: (value: Value) => ElementType;
}

export const precisions = ["fp32", "mixed"] as const;
/** With "mixed", convolutions and linear layers work with 16-bit floats, and the others with those of their inputs. */
export type Precision = (typeof precisions)[number];

const backwardInFloats = foundOnce((graph: ModelGraph): Backward => findBackward(graph, "fp32", false));
const backwardInHalves = foundOnce((graph: ModelGraph): Backward => findBackward(graph, "mixed", false));

/** Returns what training a model keeps, computed once. Its inputs need no gradients. */
export function backwardOf(graph: ModelGraph, precision: Precision = "fp32"): Backward {
    return precision === "mixed" ? backwardInHalves(graph) : backwardInFloats(graph);
}

/** What training keeps. With `differentiable`, gradients flow to the inputs too, as inside a larger network. */
export function findBackward(graph: ModelGraph, precision: Precision, differentiable: boolean): Backward {
    const halves = precision === "mixed" ? halfValues(graph) : new Set<Value>();
    const typeOf = (value: Value): ElementType => (halves.has(value) ? "half" : elementType(value));
    const liveness = livenessOf(graph);
    // Both are indexed by value id.
    const needing: boolean[] = [];
    const tensors: (KeptTensor | undefined)[] = [];
    const need = ({ id }: Value): void => {
        needing[id] = true;
    };
    if (differentiable) {
        graph.inputs.forEach(({ value }) => { need(value); });
    }
    const storages = new StorageMap();
    const byLayer = new Map<Layer, KeptTensor[]>();
    const keep = (layer: Layer, tensor: Omit<KeptTensor, "first" | "last">): KeptTensor => {
        const kept = { ...tensor, first: layer, last: layer };
        const others = byLayer.get(layer);
        if (others === undefined) {
            byLayer.set(layer, [kept]);
        } else {
            others.push(kept);
        }
        return kept;
    };
    for (const layer of graph.layers) {
        const { call, inference, inputs, outputs, definition } = layer;
        if (call === undefined || inference === undefined) {
            outputs.forEach(need);
            continue;
        }
        const saved = savedOf(
            { definition, call, inference }, inputs.length, (position) => isNeeding(inputs[position]));
        storages.add(layer, saved.view);
        const isTrained = inference.parameters.some(({ learned }) => learned) || inputs.some(isNeeding);
        if (!isTrained) {
            continue;
        }
        outputs.forEach(need);
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
            if (precision === "mixed" && isWeighted(layer) && !halves.has(value)) {
                keep(layer, { elements: elementCount(value.shape), type: "half", per: "image" });
                continue;
            }
            const { of } = storages.of(value);
            const known = tensors[of.id];
            if (known === undefined) {
                tensors[of.id] = keep(layer, { elements: elementCount(of.shape), type: typeOf(of), per: "image" });
            } else {
                known.last = layer;
            }
        }
        const isHalf = outputs.some((value) => halves.has(value));
        saved.own?.forEach((tensor) =>
            keep(layer, tensor.type === "float" && tensor.per === "image" && isHalf ? { ...tensor, type: "half" } : tensor));
    }
    function isNeeding(value: Value | undefined): boolean {
        return value !== undefined && needing[value.id] === true;
    }
    return { kept: [...byLayer.values()].flat(), byLayer, needsGradient: isNeeding, typeOf };
}

/** The values of 16 bits in mixed precision: an operator with inputs of both kinds works with 32. */
function halfValues(graph: ModelGraph): ReadonlySet<Value> {
    const halves = new Set<Value>();
    for (const layer of graph.layers) {
        if (isWeighted(layer) || (layer.inputs.length > 0 && layer.inputs.every((value) => halves.has(value)))) {
            layer.outputs.filter((value) => elementType(value) === "float").forEach((value) => halves.add(value));
        }
    }
    return halves;
}

/** The bytes of tensors. */
export function keptBytes(
    tensors: readonly KeptTensor[],
): { readonly perImage: number | undefined; readonly perBatch: number | undefined } {
    const sumOf = (per: KeptTensor["per"]): number | undefined => tensors.reduce<number | undefined>((sum, tensor) => {
        if (tensor.per !== per) {
            return sum;
        }
        const bytes = elementBytes[tensor.type];
        return sum === undefined || tensor.elements === undefined ? undefined : sum + bytes * tensor.elements;
    }, 0);
    return { perImage: sumOf("image"), perBatch: sumOf("batch") };
}

/** PyTorch's positions are 64-bit integers. */
export const elementBytes: Readonly<Record<ElementType, number>> = { float: 4, half: 2, index: 8 };

/** The second result of a max pooling holds positions. */
export function elementType({ producer, result }: Value): ElementType {
    return producer?.kind === "layer" && producer.definition.traits.pools && result === 1 ? "index" : "float";
}
