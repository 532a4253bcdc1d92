import * as v from "valibot";
import { largestSize } from "../sizes/largest-size.ts";
import { summaryTreeSchema } from "../summary/summary-data.ts";
import type { Described } from "../validation.ts";
import { amount, rangeSchema } from "./fields.ts";

/** Client → server: the graph of a file's model, as the preview draws it. Answer: `PreviewGraph | null`. */
export const graphRequest = "cnn/graph";

/** The largest value that users can choose for a dynamic size. */
export const largestChosenSize = largestSize;

/** A value that replaces a dynamic size's default. */
export const chosenSize = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(largestChosenSize));

/** Values of dynamic sizes by name, which replace the defaults in the file. */
export type ChosenSizes = Described<typeof chosenSizes>;
const chosenSizes = v.record(v.string(), chosenSize);

export type GraphParams = Described<typeof graphParamsSchema>;
export const graphParamsSchema = v.object({
    uri: v.string(),
    /** A model of the file by name; without it the one on `line`, otherwise the first. */
    model: v.exactOptional(v.string()),
    /** The line of the cursor in this file. */
    line: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0))),
    sizes: v.exactOptional(chosenSizes),
    /** The picture that the model runs on, whose size the preview offers. */
    picture: v.exactOptional(v.object({ width: amount, height: amount })),
});

/** A model's parameters or multiply-adds; a lower bound if an error leaves a layer's unknown. */
export type PreviewTotal = Described<typeof totalSchema>;
export const totalSchema = v.object({ value: amount, atLeast: v.boolean() });

/** A dynamic size of the model's inputs, which the preview can change. */
export type PreviewDynamicSize = Described<typeof dynamicSize>;
const dynamicSize = v.object({
    name: v.string(),
    /** The value in the graph. */
    value: amount,
    /** The default in the file. */
    sample: amount,
    /** Which sizes fit, as text: "H must be a multiple of 32". */
    rule: v.string(),
    /** The next size that fits in either direction; absent if there is none. */
    below: v.exactOptional(amount),
    above: v.exactOptional(amount),
});

export type NodeFamily = PreviewNode["family"];
export type PreviewNode = Described<typeof node>;
const node = v.object({
    /** Stable while the text around it changes: `input:image`, `layer:layer1.0.conv1`, `output:scores`. */
    id: v.string(),
    kind: v.picklist(["input", "layer", "output"]),
    /** The layer's kind (`conv`), or the input's or output's name. */
    label: v.string(),
    path: v.string(),
    /** Determines the colour: a layer's heading in the documentation, or the kind of the node. */
    family: v.picklist([
        "Convolution", "Linear", "Pooling", "Normalization", "Activation", "Pass-through", "Resampling", "Reshaping",
        "Merging", "Input", "Output",
    ]),
    /** The most important arguments as text: "7×7, stride 2". */
    detail: v.string(),
    /** `[64, 112, 112]` */
    shape: v.string(),
    parameters: amount,
    macs: amount,
    /** Elementwise operations, bytes of the results and bytes kept for the backward pass; absent if none or unknown. */
    operations: v.exactOptional(amount),
    activations: v.exactOptional(amount),
    saved: v.exactOptional(amount),
    /** The innermost group around it; absent for the model's own nodes. */
    group: v.exactOptional(v.string()),
    uri: v.string(),
    /** All arguments of a layer as text, by which equal layers are found. */
    arguments: v.exactOptional(v.string()),
    range: rangeSchema,
});

export type PreviewGroup = Described<typeof group>;
const group = v.object({
    id: v.string(),
    kind: v.picklist(["block", "loop", "round"]),
    /** `Basic(64)`, `repeat 6`, `round 2` */
    label: v.string(),
    /** The block's name and the arguments that its call writes, such as `64` and `stride=2`. */
    call: v.exactOptional(v.object({ name: v.string(), arguments: v.array(v.string()) })),
    path: v.string(),
    parent: v.exactOptional(v.string()),
    uri: v.string(),
    range: rangeSchema,
});

/** A read of a value. A value that several nodes read has several edges, all from the node that produces it. */
export type PreviewEdge = Described<typeof edge>;
const edge = v.object({
    /** The id of the value: two results of one layer have different ids, even if their shapes are equal. */
    value: v.string(),
    /** Ids of nodes. */
    from: v.string(),
    to: v.string(),
    shape: v.string(),
});

/** A model or block of the previewed file. */
export type PreviewItem = Described<typeof item>;
const item = v.object({
    kind: v.picklist(["model", "block"]),
    name: v.string(),
    range: rangeSchema,
    /** The models of the file that use a block, or the model itself. */
    usedBy: v.array(v.string()),
});

/** An error or warning, at its place in the text. */
export type PreviewProblem = Described<typeof problem>;
const problem = v.object({
    severity: v.picklist(["error", "warning"]),
    message: v.string(),
    uri: v.string(),
    range: rangeSchema,
});

export type PreviewGraph = Described<typeof previewGraphSchema>;
export const previewGraphSchema = v.object({
    uri: v.string(),
    /** The version of the document. */
    version: v.number(),
    model: v.string(),
    /** All models of the file. */
    models: v.array(v.string()),
    /** The models and blocks of the file, in the order of the text. */
    items: v.array(item),
    /** Whether the model is free of errors. */
    valid: v.boolean(),
    /** Whether the text has a syntax error: the preview keeps the last graph without one, and marks it. */
    broken: v.boolean(),
    /** The errors and warnings that concern the model, the errors first. */
    problems: v.array(problem),
    nodes: v.array(node),
    groups: v.array(group),
    edges: v.array(edge),
    parameters: totalSchema,
    macs: totalSchema,
    dynamicSizes: v.array(dynamicSize),
    /** The size nearest to the picture's that fits; absent without a picture, or if the sizes are fixed. */
    pictureSize: v.exactOptional(v.object({ width: amount, height: amount, sizes: chosenSizes })),
    /** The chosen uses of blocks: the group of each, and the text of its block. */
    chosen: v.array(v.object({ group: v.string(), uri: v.string(), range: rangeSchema })),
});

/**
 * Server → client: graphs may have changed without a change to an open document, because an imported file has. No
 * parameters.
 */
export const graphsChangedNotification = "cnn/graphsChanged";

/** Client → server: the figures of a model. Answer: `ModelFigures | null`; null without models. */
export const figuresRequest = "cnn/figures";

export type FiguresParams = Described<typeof figuresParamsSchema>;
export const figuresParamsSchema = v.object({
    uri: v.string(),
    /** A model of the file by name; without it the first. */
    model: v.exactOptional(v.string()),
    sizes: v.exactOptional(chosenSizes),
    /** Whether to predict the signal at initialization. */
    signal: v.boolean(),
    /** Other texts of files, by their URI: an earlier version of this one and of its imports. null: no such file. */
    texts: v.exactOptional(v.record(v.string(), v.nullable(v.string()))),
});

export type ModelFigures = Described<typeof modelFiguresSchema>;
export const modelFiguresSchema = v.object({
    version: v.number(),
    summary: summaryTreeSchema,
    /** Whether the model is free of errors. */
    valid: v.boolean(),
    /** The files that it imports, directly or not, and those of them that are not read yet. */
    imports: v.array(v.string()),
    pending: v.array(v.string()),
});
