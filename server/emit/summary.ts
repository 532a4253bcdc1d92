import { intensityOf, rooflinePlace, totalFigures, type Device, type Figures } from "../graph/figures.ts";
import type { Layer, ModelGraph, Value } from "../graph/graph.ts";
import {
    measureFields, pictureInput, receptiveFields, type FieldMeasures,
} from "../graph/receptive-field.ts";
import {
    bytesPerGibibyte, defaultTraining, deviceMemories, inferenceBytes, largestBatch, optimizerState, trainingMemory,
    type Training,
} from "../graph/training-memory.ts";
import { signalOf } from "../graph/signal/signal.ts";
import type { Location } from "../names/location.ts";
import type { Shape } from "../sizes/shape.ts";
import type {
    CostSummary, FieldSummary, LayerSummary, MemorySummary, NamedShape, ShapeSummary, SignalSummary, Summary,
    SummaryTree,
} from "../summary/summary-data.ts";
import { pathDepth, rowPath, summaryRows, type SummaryRow } from "./summary-rows.ts";

export interface SummaryOptions {
    /** Layers below this many steps of a path share a row; unlimited if omitted. */
    readonly depth?: number | undefined;
    readonly training?: Training | undefined;
    readonly device?: Device | undefined;
    /** Whether to predict the signal at initialization. */
    readonly signal?: boolean | undefined;
}

/** The model's figures. `lineOf` returns the line, from 1, of a location. */
export function summarize(
    graph: ModelGraph, lineOf: (location: Location) => number, options: SummaryOptions = {},
): Summary {
    const { depth = Infinity, training = defaultTraining, device } = options;
    const named = ({ name, value }: { readonly name: string; readonly value: Value }): NamedShape =>
        ({ name, shape: shapeSummary(value.shape) });
    return {
        model: graph.name,
        inputs: graph.inputs.map(named),
        outputs: graph.outputs.map(named),
        layers: rowSummaries(graph, lineOf, summaryRows(graph, depth), options),
        totals: costSummary(totalFigures(graph), training, device),
        memory: memorySummary(graph, training),
    };
}

/** The model's figures with those of all blocks, loops and rounds: the rows that a summary of any depth has. */
export function summarizeTree(
    graph: ModelGraph, lineOf: (location: Location) => number, options: Omit<SummaryOptions, "depth"> = {},
): SummaryTree {
    const deepest = graph.layers.reduce((depth, layer) => Math.max(depth, pathDepth(layer)), 0);
    const blocks = Array.from({ length: deepest }, (_, index) => index + 1).flatMap((depth) => {
        const rows = summaryRows(graph, depth).filter(({ path, layers }) =>
            path.split(".").length === depth && (layers.length > 1 || layers[0]?.path !== path));
        return rowSummaries(graph, lineOf, rows, { ...options, depth });
    });
    return { ...summarize(graph, lineOf, options), blocks };
}

function rowSummaries(
    graph: ModelGraph, lineOf: (location: Location) => number, rows: readonly SummaryRow[],
    { depth = Infinity, training = defaultTraining, device, signal = false }: SummaryOptions,
): readonly LayerSummary[] {
    const fieldsOf = measuredFields(graph);
    return rows.map((row) => ({
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
        ...(signal ? { signal: signalSummary(graph, row.outputs[0]) } : {}),
        line: row.layers[0] === undefined ? 0 : lineOf(row.layers[0].location),
    }));
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

function signalSummary(graph: ModelGraph, value: Value | undefined): SignalSummary | null {
    const signal = value === undefined ? undefined : signalOf(graph).of(value);
    return signal === undefined
        ? null
        : { activations: Math.sqrt(signal.square), gradients: Math.sqrt(signal.gradient) };
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
