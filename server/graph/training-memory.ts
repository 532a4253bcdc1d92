import { elementCount } from "../sizes/shape.ts";
import { peakActivations } from "./activation-memory.ts";
import { bytesPerFloat } from "./cost.ts";
import { totalFigures } from "./figures.ts";
import type { ModelGraph, Value } from "./graph.ts";
import { namedParameters, parameterCount } from "./parameters.ts";
import { backwardOf, elementBytes, keptBytes, type KeptTensor, type Precision } from "./saved-tensors.ts";

export const optimizers = ["sgd", "momentum", "adam"] as const;
export type Optimizer = (typeof optimizers)[number];

/** How a model is trained. */
export interface Training {
    readonly optimizer: Optimizer;
    readonly precision: Precision;
}

export const defaultTraining: Training = { optimizer: "adam", precision: "fp32" };

/** Bytes that training a model takes. */
export interface TrainingMemory {
    readonly weights: number;
    readonly gradients: number;
    /** One number per parameter with momentum, two with Adam. */
    readonly optimizer: number;
    /** Tensors kept for the backward pass, whatever the batch. */
    readonly savedOnce: number;
    /** Tensors kept for the backward pass, for each image. */
    readonly saved: number;
    /** At the fullest moment of the backward pass, for each image: what is still kept, and gradients of activations. */
    readonly peak: number;
}

/** The state of an optimizer, in 32-bit floats per parameter. */
export const optimizerState: Readonly<Record<Optimizer, number>> = { sgd: 0, momentum: 1, adam: 2 };

/** Returns what training takes; undefined if a size is unknown. */
export function trainingMemory(graph: ModelGraph, { optimizer, precision }: Training): TrainingMemory | undefined {
    const { parameters, untrained } = totalFigures(graph);
    const { perImage, perBatch } = keptBytes(backwardOf(graph, precision).kept);
    const peak = backwardPeak(graph, precision);
    const copies = weightCopies(graph);
    if (
        parameters === undefined || untrained === undefined || perImage === undefined || perBatch === undefined ||
        peak === undefined || copies === undefined
    ) {
        return undefined;
    }
    return {
        weights: bytesPerFloat * (parameters + untrained) + (precision === "mixed" ? copies : 0),
        gradients: bytesPerFloat * parameters,
        optimizer: bytesPerFloat * optimizerState[optimizer] * parameters,
        savedOnce: perBatch,
        saved: perImage,
        peak,
    };
}

/**
 * Bytes of the 16-bit copies of weights in mixed precision: those of convolutions and linear layers. Undefined if a
 * size is unknown.
 */
export function weightCopies(graph: ModelGraph): number | undefined {
    return namedParameters(graph).reduce<number | undefined>((sum, { tensor }) => {
        const count = tensor.initialization.kind === "random" ? parameterCount(tensor) : 0;
        return sum === undefined || count === undefined ? undefined : sum + elementBytes.half * count;
    }, 0);
}

/** Bytes at the fullest moment of training on a batch. */
export function trainingBytes(memory: TrainingMemory, batch: number): number {
    const { weights, gradients, optimizer, savedOnce, peak } = memory;
    return weights + gradients + optimizer + savedOnce + batch * peak;
}

/** The largest batch whose training fits into this many bytes; 0 if none does. */
export function largestBatch(memory: TrainingMemory, bytes: number): number {
    const rest = bytes - trainingBytes(memory, 0);
    return rest < 0 || memory.peak === 0 ? 0 : Math.floor(rest / memory.peak);
}

/** The memories of common devices, in GiB. */
export const deviceMemories = [8, 16, 24, 80] as const;
export const bytesPerGibibyte = 2 ** 30;

/** Bytes at the fullest moment of inference on one image: weights and activations; undefined if a size is unknown. */
export function inferenceBytes(graph: ModelGraph): number | undefined {
    const { parameters, untrained } = totalFigures(graph);
    const activations = peakActivations(graph);
    return parameters === undefined || untrained === undefined || activations === undefined
        ? undefined
        : bytesPerFloat * (parameters + untrained) + activations;
}

/**
 * The most bytes per image during the backward pass, layer by layer from the last: the tensors whose layers are still
 * to come, the gradients of the values around the current layer, and those that wait for further readers.
 */
function backwardPeak(graph: ModelGraph, precision: Precision): number | undefined {
    const { kept, needsGradient, typeOf } = backwardOf(graph, precision);
    let held = keptBytes(kept).perImage;
    const gradients = new Set<Value>();
    let peak = held;
    const change = (bytes: number | undefined): void => {
        held = held === undefined || bytes === undefined ? undefined : held + bytes;
        peak = peak === undefined || held === undefined ? undefined : Math.max(peak, held);
    };
    const bytesOf = (value: Value): number | undefined => {
        const elements = elementCount(value.shape);
        return elements === undefined ? undefined : elementBytes[typeOf(value)] * elements;
    };
    const addGradient = (value: Value): void => {
        if (needsGradient(value) && !gradients.has(value)) {
            gradients.add(value);
            change(bytesOf(value));
        }
    };
    graph.outputs.forEach(({ value }) => addGradient(value));
    const freed = Map.groupBy(kept, ({ first }: KeptTensor) => first);
    for (const layer of graph.layers.toReversed()) {
        if (layer.outputs.some((value) => gradients.has(value))) {
            layer.inputs.forEach(addGradient);
        }
        for (const value of layer.outputs) {
            if (gradients.delete(value)) {
                const bytes = bytesOf(value);
                change(bytes === undefined ? undefined : -bytes);
            }
        }
        const bytes = keptBytes(freed.get(layer) ?? []).perImage;
        change(bytes === undefined ? undefined : -bytes);
    }
    return peak;
}
