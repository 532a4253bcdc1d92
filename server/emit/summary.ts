import { intensityOf, rooflinePlace, totalFigures, type Device, type Figures } from "../graph/figures.ts";
import type { Layer, ModelGraph, Value } from "../graph/graph.ts";
import {
    measureFields, pictureInput, receptiveFields, type FieldMeasures,
} from "../graph/receptive-field.ts";
import {
    bytesPerGibibyte, defaultTraining, deviceMemories, inferenceBytes, largestBatch, optimizerState, trainingMemory,
    type Training,
} from "../graph/training-memory.ts";
import type { Location } from "../names/location.ts";
import type { Shape } from "../sizes/shape.ts";
import { rowPath, summaryRows, type SummaryRow } from "./summary-rows.ts";

/** A model's figures, as `cnn summary --format json` prints them. Unknown figures are null. */
export interface Summary {
    readonly model: string;
    readonly inputs: readonly NamedShape[];
    readonly outputs: readonly NamedShape[];
    /** The layers, or with a depth, one row for all layers whose paths begin alike. */
    readonly layers: readonly LayerSummary[];
    readonly totals: CostSummary;
    readonly memory: MemorySummary;
}

export interface NamedShape {
    readonly name: string;
    readonly shape: ShapeSummary;
}

/** For one image, in 32-bit floats. Null if a part of the sum is unknown. */
export interface CostSummary {
    readonly layers: number;
    /** 0 for a layer that reuses an earlier layer's weights, so that the column adds up to the total. */
    readonly parameters: number | null;
    /** Numbers that training updates without gradients, such as running statistics. */
    readonly untrained: number | null;
    readonly macs: number | null;
    /** Elementwise operations that are not MACs. */
    readonly operations: number | null;
    /** Bytes of the results. */
    readonly activations: number | null;
    /** Bytes that training keeps for the backward pass; 0 for what an earlier layer keeps already. */
    readonly saved: number | null;
    /** Bytes that training keeps for each batch, whatever its size. */
    readonly savedOnce: number | null;
    /** Bytes of gradients of the parameters. */
    readonly gradients: number | null;
    /** Bytes of the optimizer's state. */
    readonly optimizer: number | null;
    /** Bytes read and written by the forward pass. */
    readonly moved: number | null;
    /** Floating point operations per byte moved. */
    readonly intensity: number | null;
    /** The place in the roofline model of the device; absent without one. */
    readonly roofline?: { readonly seconds: number; readonly bound: "compute" | "memory" } | null;
}

export interface LayerSummary extends CostSummary {
    readonly path: string;
    readonly kind: string;
    /** The kernel's size on each axis; null for layers without one. */
    readonly kernel: readonly number[] | null;
    readonly inputs: readonly ShapeSummary[];
    /** For each input, the path of its row or the name of the model's input: `pool[1]` is a second result. */
    readonly from: readonly (string | null)[];
    /** The first result. */
    readonly output: ShapeSummary;
    readonly outputs: readonly ShapeSummary[];
    /** The path whose weights it reuses; null if it has its own. */
    readonly sharedWith: string | null;
    /**
     * The receptive field of the output in the first input with spatial axes, one entry per axis; null if it reads
     * nothing of it, or if what it reads is not a window.
     */
    readonly receptiveField: FieldSummary | null;
    /** From 1, in the file of the layer. */
    readonly line: number;
}

export interface FieldSummary {
    readonly size: readonly number[];
    /** 0 if all positions have the same field. */
    readonly stride: readonly number[];
    /** Where the first position's field starts, negative in the padding. */
    readonly start: readonly number[];
}

/** Bytes. Null if a size is unknown. */
export interface MemorySummary {
    /** Weights and the most activations at one time, for one image. */
    readonly inference: number | null;
    readonly training: TrainingSummary | null;
}

export interface TrainingSummary extends Training {
    readonly weights: number;
    readonly gradients: number;
    readonly optimizerState: number;
    /** Tensors kept for the backward pass: for each batch, and for each image. */
    readonly savedOnce: number;
    readonly saved: number;
    /** The most that an image needs at one time: kept tensors and gradients of activations. */
    readonly peak: number;
    readonly largestBatches: readonly { readonly gibibytes: number; readonly batch: number }[];
}

/** Without the batch; null for an unknown size, or for an unknown rank. */
export type ShapeSummary = readonly (number | null)[] | null;

export interface SummaryOptions {
    /** Layers below this many steps of a path share a row; unlimited if omitted. */
    readonly depth?: number | undefined;
    readonly training?: Training | undefined;
    readonly device?: Device | undefined;
}

/** The model's figures. `lineOf` returns the line, from 1, of a location. */
export function summarize(
    graph: ModelGraph, lineOf: (location: Location) => number,
    { depth = Infinity, training = defaultTraining, device }: SummaryOptions = {},
): Summary {
    const fieldsOf = measuredFields(graph);
    const named = ({ name, value }: { readonly name: string; readonly value: Value }): NamedShape =>
        ({ name, shape: shapeSummary(value.shape) });
    return {
        model: graph.name,
        inputs: graph.inputs.map(named),
        outputs: graph.outputs.map(named),
        layers: summaryRows(graph, depth).map((row) => ({
            path: row.path,
            kind: row.kind,
            kernel: kernelOf(row),
            inputs: row.inputs.map(({ shape }) => shapeSummary(shape)),
            from: row.inputs.map((value) => producerName(value, depth)),
            output: shapeSummary(row.outputs[0]?.shape),
            outputs: row.outputs.map(({ shape }) => shapeSummary(shape)),
            sharedWith: row.sharedWith ?? null,
            ...costSummary(row.figures, training, device),
            receptiveField: fieldSummary(fieldsOf(row.layers.at(-1))),
            line: row.layers[0] === undefined ? 0 : lineOf(row.layers[0].location),
        })),
        totals: costSummary(totalFigures(graph), training, device),
        memory: memorySummary(graph, training),
    };
}

function costSummary(figures: Figures, { optimizer }: Training, device: Device | undefined): CostSummary {
    const { layers, parameters, untrained, macs, operations, activations, saved, savedOnce, moved } = figures;
    const gradients = parameters === undefined ? null : bytesPerNumber * parameters;
    return {
        layers,
        parameters: parameters ?? null,
        untrained: untrained ?? null,
        macs: macs ?? null,
        operations: operations ?? null,
        activations: activations ?? null,
        saved: saved ?? null,
        savedOnce: savedOnce ?? null,
        gradients,
        optimizer: gradients === null ? null : gradients * optimizerState[optimizer],
        moved: moved ?? null,
        intensity: intensityOf(figures) ?? null,
        ...(device === undefined ? {} : { roofline: rooflinePlace(figures, device) ?? null }),
    };
}

/** Gradients and the state of optimizers are 32-bit floats, also in mixed precision. */
const bytesPerNumber = 4;

function memorySummary(graph: ModelGraph, training: Training): MemorySummary {
    const memory = trainingMemory(graph, training);
    return {
        inference: inferenceBytes(graph) ?? null,
        training: memory === undefined ? null : {
            ...training,
            weights: memory.weights,
            gradients: memory.gradients,
            optimizerState: memory.optimizer,
            savedOnce: memory.savedOnce,
            saved: memory.saved,
            peak: memory.peak,
            largestBatches: deviceMemories.map((gibibytes) =>
                ({ gibibytes, batch: largestBatch(memory, gibibytes * bytesPerGibibyte) })),
        },
    };
}

/** `body.0`, `image`, or `pool[1]` for a second result; null if an error left no producer. */
function producerName({ producer, result }: Value, depth: number): string | null {
    if (producer === undefined) {
        return null;
    }
    const name = producer.kind === "input" ? producer.name : rowPath(producer, depth);
    return result === 0 ? name : `${name}[${result}]`;
}

function kernelOf({ layers, path }: SummaryRow): readonly number[] | null {
    const [layer] = layers;
    const kernel = layer?.path === path ? layer.call?.arguments.get("kernel") : undefined;
    if (typeof kernel === "number") {
        return (layer?.inputs[0]?.shape ?? []).slice(1).map(() => kernel);
    }
    return Array.isArray(kernel) ? kernel.map(Number) : null;
}

/** The receptive field of a layer's first result in the input whose fields are shown. */
function measuredFields(graph: ModelGraph): (layer: Layer | undefined) => readonly FieldMeasures[] | undefined {
    const input = pictureInput(graph);
    const fields = input === undefined ? undefined : receptiveFields(graph, input);
    return (layer) => {
        const [output] = layer?.outputs ?? [];
        return input === undefined || output === undefined ? undefined : measureFields(fields?.get(output), input);
    };
}

function fieldSummary(fields: readonly FieldMeasures[] | undefined): FieldSummary | null {
    return fields === undefined ? null : {
        size: fields.map(({ size }) => size),
        stride: fields.map(({ stride: { numerator, denominator } }) => numerator / denominator),
        start: fields.map(({ start }) => start),
    };
}

function shapeSummary(shape: Shape | undefined): ShapeSummary {
    return shape?.map(({ sample }) => sample ?? null) ?? null;
}
