import type { Arithmetic } from "../arithmetic.ts";
import type { Inference, LayerCall, LayerDefinition } from "../layers/definition.ts";
import type { NeededGradients, SavedTensors, View } from "../layers/saved-tensors.ts";
import { foundOnce, foundOnceWith } from "./found-once.ts";

/** A layer whose rule has run. Equal layers have the same inference, which therefore holds what follows from it. */
export interface InferredLayer {
    readonly definition: LayerDefinition;
    readonly call: LayerCall;
    readonly inference: Inference;
}

/** How a layer computes its numbers, computed once for all equal layers. */
export function arithmeticOf(layer: InferredLayer): Arithmetic | undefined {
    return findArithmetic(layer.inference, layer);
}

const findArithmetic = foundOnceWith((_: Inference, { definition, call, inference }: InferredLayer) =>
    definition.arithmetic(call, inference));

/** What PyTorch keeps of a layer for the backward pass, computed once for all equal layers with the same needs. */
export function savedOf(
    { definition, call, inference }: InferredLayer, inputs: number, needsGradient: (position: number) => boolean,
): SavedTensors {
    const needs: NeededGradients = { input: needsGradient };
    if (inputs > mostFlags) {
        return definition.saves(call, inference, needs);
    }
    let key = 0;
    for (let position = 0; position < inputs; position += 1) {
        key = 2 * key + (needsGradient(position) ? 1 : 0);
    }
    const byNeeds = knownSaved(inference);
    const known = byNeeds.get(key);
    if (known !== undefined) {
        return known;
    }
    const saved = definition.saves(call, inference, needs);
    byNeeds.set(key, saved);
    return saved;
}

/** The needs of more inputs do not fit into a key; only layers that join many values have them. */
const mostFlags = 30;

/** By the needs of the inputs as binary digits. */
const knownSaved = foundOnce<Inference, Map<number, SavedTensors>>(() => new Map());

/** The view of its first input that a layer's results are, computed once for all equal layers. */
export function viewOf(layer: InferredLayer): View | undefined {
    return savedOf(layer, layer.call.inputs.length, () => false).view;
}
