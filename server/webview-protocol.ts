import * as v from "valibot";
import { dimsSchema, inferenceModelSchema, previewGraphSchema, rangeSchema } from "./protocol.ts";
import type { Described } from "./validation.ts";

/** Changes with any message of the preview: a page restored from another version is loaded again. */
export const protocolVersion = 4;

/** A layer whose real shape is not the one shown, both with the batch in front. */
export type ShapeMismatch = Described<typeof shapeMismatch>;
const shapeMismatch = v.object({ path: v.string(), shown: dimsSchema, real: dimsSchema });

/** What a run found. */
export type InferenceResult = Described<typeof inferenceResult>;
const inferenceResult = v.object({
    model: v.string(),
    device: v.picklist(["webgpu", "wasm"]),
    /** Why it is not WebGPU. */
    fallbackReason: v.exactOptional(v.string()),
    /** The GPU as the browser names it. */
    adapter: v.exactOptional(v.string()),
    loadMilliseconds: v.number(),
    /** The median of `runs` runs; of 1, the first, which also compiles. */
    runMilliseconds: v.number(),
    runs: v.number(),
    layersCompared: v.number(),
    mismatches: v.array(shapeMismatch),
    /** Why no layers were compared. */
    comparisonFailure: v.exactOptional(v.string()),
    /** What it was run with, so that another runtime can run the same. */
    inputs: v.array(v.object({
        name: v.string(),
        dims: dimsSchema,
        source: v.picklist(["image", "random"]),
        /** Base64 of the float32 numbers, little-endian, of an input that is not too large. */
        values: v.exactOptional(v.string()),
    })),
    outputs: v.array(v.object({
        name: v.string(),
        dims: dimsSchema,
        /** The first numbers (all of a short vector), for comparison with another runtime; null: not finite. */
        values: v.array(v.nullable(v.number())),
    })),
});

/** Webview → extension. */
export type FromWebview = Described<typeof fromWebviewSchema>;
export const fromWebviewSchema = v.variant("type", [
    v.object({ type: v.literal("ready"), protocolVersion: v.number() }),
    /** Shows a stretch of a file in the editor. */
    v.object({ type: v.literal("reveal"), uri: v.string(), range: rangeSchema }),
    v.object({ type: v.literal("select-model"), model: v.string() }),
    /** Shows and runs the model at another input size; without `value` at the one in the file. */
    v.object({
        type: v.literal("choose-size"),
        name: v.string(),
        value: v.exactOptional(v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
    }),
    /** Asks for what it takes to run the model; answered by `inference-model` or `inference-refused`. */
    v.object({ type: v.literal("request-inference-model") }),
    /** Asks the user for an image of the workspace; answered by `image` unless dismissed. */
    v.object({ type: v.literal("choose-image") }),
    /** For the extension's log and tests: what a run found. */
    v.object({ type: v.literal("inference-finished"), result: inferenceResult }),
    v.object({ type: v.literal("inference-failed"), message: v.string() }),
    /** What is drawn now, for tests and the extension's log. */
    v.object({
        type: v.literal("drawn"),
        version: v.number(),
        nodes: v.number(),
        edges: v.number(),
        stale: v.boolean(),
    }),
    v.object({
        type: v.literal("log"),
        level: v.picklist(["info", "warning", "error"]),
        message: v.string(),
    }),
]);

/** Extension → webview. */
export type ToWebview = Described<typeof toWebviewSchema>;
export const toWebviewSchema = v.variant("type", [
    v.object({ type: v.literal("graph"), graph: previewGraphSchema }),
    /** There is nothing to draw: no model, or the file is gone. */
    v.object({ type: v.literal("no-graph"), message: v.string() }),
    /** The cursor is on this line of this file. */
    v.object({ type: v.literal("cursor"), uri: v.string(), line: v.pipe(v.number(), v.minValue(0)) }),
    v.object({ type: v.literal("inference-model"), model: inferenceModelSchema }),
    v.object({ type: v.literal("inference-refused"), message: v.string() }),
    v.object({ type: v.literal("image"), name: v.string(), bytes: v.instance(ArrayBuffer), mime: v.string() }),
    /** Starts a run, as CNN: Run Preview Inference does. */
    v.object({ type: v.literal("run") }),
]);

/** The addresses in the page, from which it fetches what a webview's worker or WebAssembly cannot load itself. */
export type Resources = Described<typeof resourcesSchema>;
export const resourcesSchema = v.object({
    layoutWorker: v.string(),
    inferenceWorker: v.string(),
    wasm: v.string(),
    sampleImage: v.string(),
});

/** The part of the page's saved state that the extension reads too, to find the file again after a restart. */
export const savedFileSchema = v.object({ uri: v.string() });
