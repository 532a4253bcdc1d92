import * as v from "valibot";
import type { Described } from "../validation.ts";

// A model's figures as data: what `cnn summary --format json` prints, and what the preview's table shows.

/** Null: unknown. */
const figure = v.nullable(v.number());

/** Without the batch; null for an unknown size, or for an unknown rank. */
export type ShapeSummary = Described<typeof shape>;
const shape = v.nullable(v.array(figure));

export type NamedShape = Described<typeof namedShape>;
const namedShape = v.object({ name: v.string(), shape });

/** For one image, in 32-bit floats. Null if a part of the sum is unknown. */
export type CostSummary = Described<typeof costs>;
const costs = v.object({
    layers: v.number(),
    /** 0 for a layer that reuses an earlier layer's weights, so that the column adds up to the total. */
    parameters: figure,
    /** Numbers that training updates without gradients, such as running statistics. */
    untrained: figure,
    macs: figure,
    /** Elementwise operations that are not MACs. */
    operations: figure,
    /** Bytes of the results. */
    activations: figure,
    /** Bytes that training keeps for the backward pass; 0 for what an earlier layer keeps already. */
    saved: figure,
    /** Bytes that training keeps for each batch, whatever its size. */
    savedOnce: figure,
    /** Bytes of gradients of the parameters. */
    gradients: figure,
    /** Bytes of the optimizer's state. */
    optimizer: figure,
    /** Bytes read and written by the forward pass. */
    moved: figure,
    /** Floating point operations per byte moved. */
    intensity: figure,
    /** The place in the roofline model of the device; absent without one. */
    roofline: v.exactOptional(v.nullable(v.object({ seconds: v.number(), bound: v.picklist(["compute", "memory"]) }))),
});

/** Roots of the mean squares at initialization; the loss's derivatives by the outputs have the root 1. */
export type SignalSummary = Described<typeof signal>;
const signal = v.object({ activations: v.number(), gradients: v.number() });

export type FieldSummary = Described<typeof field>;
const field = v.object({
    size: v.array(v.number()),
    /** 0 if all positions have the same field. */
    stride: v.array(v.number()),
    /** Where the first position's field starts, negative in the padding. */
    start: v.array(v.number()),
});

/** A layer, or all layers whose paths begin alike. */
export type LayerSummary = Described<typeof layer>;
const layer = v.object({
    path: v.string(),
    kind: v.string(),
    /** The kernel's size on each axis; null for layers without one. */
    kernel: v.nullable(v.array(v.number())),
    inputs: v.array(shape),
    /** For each input, the path of its row or the name of the model's input: `pool[1]` is a second result. */
    from: v.array(v.nullable(v.string())),
    /** The first result. */
    output: shape,
    outputs: v.array(shape),
    /** The path whose weights it reuses; null if it has its own. */
    sharedWith: v.nullable(v.string()),
    ...costs.entries,
    /**
     * The receptive field of the output in the first input with spatial axes, one entry per axis; null if it reads
     * nothing of it, or if what it reads is not a window.
     */
    receptiveField: v.nullable(field),
    /** That of the first result; absent unless it was asked for, null if it cannot be predicted. */
    signal: v.exactOptional(v.nullable(signal)),
    /** From 1, in the file of the layer. */
    line: v.number(),
});

export type TrainingSummary = Described<typeof training>;
const training = v.object({
    optimizer: v.picklist(["sgd", "momentum", "adam"]),
    precision: v.picklist(["fp32", "mixed"]),
    weights: v.number(),
    gradients: v.number(),
    optimizerState: v.number(),
    /** Tensors kept for the backward pass: for each batch, and for each image. */
    savedOnce: v.number(),
    saved: v.number(),
    /** The most that an image needs at one time: kept tensors and gradients of activations. */
    peak: v.number(),
    largestBatches: v.array(v.object({ gibibytes: v.number(), batch: v.number() })),
});

/** Bytes. Null if a size is unknown. */
export type MemorySummary = Described<typeof memory>;
const memory = v.object({
    /** Weights and the most activations at one time, for one image. */
    inference: figure,
    training: v.nullable(training),
});

/** A model's figures, as `cnn summary --format json` prints them. Unknown figures are null. */
export type Summary = Described<typeof summarySchema>;
export const summarySchema = v.object({
    model: v.string(),
    inputs: v.array(namedShape),
    outputs: v.array(namedShape),
    /** The layers, or with a depth, one row for all layers whose paths begin alike. */
    layers: v.array(layer),
    totals: costs,
    memory,
});

/** A summary of all layers, and of all rows that any depth has besides them. */
export type SummaryTree = Described<typeof summaryTreeSchema>;
export const summaryTreeSchema = v.object({ ...summarySchema.entries, blocks: v.array(layer) });
