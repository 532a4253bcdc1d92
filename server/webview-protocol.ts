import * as v from "valibot";
import {
    chosenSize, dimsSchema, displayLanguageSchema, inferenceModelSchema, layerTimeSchema, modelFiguresSchema,
    previewGraphSchema, rangeSchema,
} from "./protocol.ts";
import type { Described } from "./validation.ts";

/** Must change with any message of the preview: a page restored from another version is reloaded. */
export const protocolVersion = 15;

/** A layer whose actual shape differs from the one shown, both including the batch. */
export type ShapeMismatch = Described<typeof shapeMismatch>;
const shapeMismatch = v.object({ path: v.string(), shown: dimsSchema, real: dimsSchema });

/** The result of a run. */
export type InferenceResult = Described<typeof inferenceResult>;
const inferenceResult = v.object({
    model: v.string(),
    device: v.picklist(["webgpu", "wasm"]),
    /** Why WebGPU was not used. */
    fallbackReason: v.exactOptional(v.string()),
    /** The browser's name for the GPU. */
    adapter: v.exactOptional(v.string()),
    loadMilliseconds: v.number(),
    /** The median of `runs` runs; if `runs` is 1, the first run, which includes compilation. */
    runMilliseconds: v.number(),
    runs: v.number(),
    layersCompared: v.number(),
    mismatches: v.array(shapeMismatch),
    /** The path of the first layer whose numbers on WebGPU are not WebAssembly's. */
    differing: v.exactOptional(v.string()),
    /** Why no layers were compared. */
    comparisonFailure: v.exactOptional(v.string()),
    /** The inputs of the run, so that another runtime can repeat it. */
    inputs: v.array(v.object({
        name: v.string(),
        dims: dimsSchema,
        source: v.picklist(["image", "random"]),
        /** Base64 of the float32 numbers, little-endian, of inputs that are not too large. */
        values: v.exactOptional(v.string()),
    })),
    outputs: v.array(v.object({
        name: v.string(),
        dims: dimsSchema,
        /** The first numbers (all of a short vector), for comparison with another runtime; null if not finite. */
        values: v.array(v.nullable(v.number())),
    })),
});

/** The maximum number of images that can be flipped through. */
export const mostImages = 2_000;

/** The maximum number of layers with a picture in one hover, and of characters of a picture's address. */
export const mostLinePictures = 2;
export const longestLinePicture = 28_000;

/** The strongest maps of a line's layers. Hovers show them, so that their addresses must be data of pictures. */
export type LinePictures = Described<typeof linePictures>;
const linePictures = v.object({
    layers: v.pipe(v.array(v.object({
        path: v.pipe(v.string(), v.maxLength(1_000)),
        /** The channels in the picture, of `count`. */
        channels: v.pipe(v.array(v.pipe(v.number(), v.safeInteger())), v.maxLength(10)),
        count: v.pipe(v.number(), v.safeInteger()),
        picture: v.pipe(
            v.string(), v.maxLength(longestLinePicture), v.regex(/^data:image\/png;base64,[A-Za-z0-9+/]+={0,2}$/),
        ),
    })), v.maxLength(mostLinePictures)),
    /** The number of layers without a picture. */
    more: v.pipe(v.number(), v.safeInteger()),
});

const pixels = v.pipe(v.number(), v.safeInteger(), v.minValue(1));

/**
 * A drawing of what the preview shows, with a caption (`figure`) or without (`svg`, `png`), of the part in view only
 * (`svg-part`, `png-part`), for LaTeX, or as text for Mermaid.
 */
export type FigureKind = Described<typeof figureKind>;
const figureKind = v.picklist(["figure", "svg", "png", "svg-part", "png-part", "tikz", "mermaid"]);

/** Webview → extension. */
export type FromWebview = Described<typeof fromWebviewSchema>;
export const fromWebviewSchema = v.variant("type", [
    /** The page has loaded. `received`: VS Code had kept a graph, or the message that there is none. */
    v.object({ type: v.literal("ready"), protocolVersion: v.number(), received: v.boolean() }),
    /** Shows a stretch of a file in the editor. */
    v.object({ type: v.literal("reveal"), uri: v.string(), range: rangeSchema }),
    v.object({ type: v.literal("select-model"), model: v.string() }),
    /** Keeps the preview on its model, whatever the editor shows, or lets it follow the editor again. */
    v.object({ type: v.literal("pin"), pinned: v.boolean() }),
    /** Puts a text on the clipboard. */
    v.object({ type: v.literal("copy"), text: v.pipe(v.string(), v.maxLength(10_000_000)) }),
    /** Shows and runs the model at another input size; without `value` at the default in the file. */
    v.object({
        type: v.literal("choose-size"),
        name: v.string(),
        value: v.exactOptional(chosenSize),
    }),
    /** The size of the picture that the model runs on; absent for other inputs. Answered by `graph`. */
    v.object({
        type: v.literal("show-picture"),
        picture: v.exactOptional(v.object({ width: pixels, height: pixels })),
    }),
    /** Requests the figures of the model, and of the one it is compared with; answered by `figures` or `no-figures`. */
    v.object({ type: v.literal("request-figures"), signal: v.boolean(), compared: v.boolean() }),
    /** Asks the user with what the model is to be compared; answered by `compare` unless dismissed. */
    v.object({ type: v.literal("choose-comparison") }),
    /** Requests everything needed to run the model; answered by `inference-model` or `inference-refused`. */
    v.object({ type: v.literal("request-inference-model") }),
    /** Asks the user for images, or for a folder of images; answered by `images` unless dismissed. */
    v.object({ type: v.literal("choose-images"), folder: v.boolean() }),
    /** Images of the workspace that were dropped on the page; answered by `images`. */
    v.object({ type: v.literal("drop-images"), uris: v.pipe(v.array(v.string()), v.maxLength(mostImages)) }),
    /** Requests one of the images that `images` offered; answered by `image` or `image-failed`. */
    v.object({ type: v.literal("read-image"), uri: v.string() }),
    /** The result of a run, for the extension's log and tests. */
    v.object({ type: v.literal("inference-finished"), result: inferenceResult }),
    v.object({ type: v.literal("inference-failed"), message: v.string() }),
    /** The inside of a layer is shown, for tests. */
    v.object({ type: v.literal("inspected"), path: v.string(), dims: dimsSchema }),
    /** The answer to `line-pictures`. */
    v.object({ type: v.literal("line-pictures"), id: v.number(), pictures: linePictures }),
    /** The times of a version's layers, for hints in the text. */
    v.object({
        type: v.literal("layers-measured"),
        model: v.string(),
        version: v.number(),
        device: v.picklist(["webgpu", "wasm"]),
        layers: v.array(layerTimeSchema),
    }),
    /** What is drawn now, for tests and the extension's log. */
    v.object({
        type: v.literal("drawn"),
        version: v.number(),
        nodes: v.number(),
        edges: v.number(),
        stale: v.boolean(),
    }),
    /** The user asks for a figure in the page: the extension lets them choose its kind. */
    v.object({ type: v.literal("choose-figure"), kind: v.exactOptional(figureKind) }),
    /** The answer to `draw-figure`: text, or a PNG picture in Base64. */
    v.object({ type: v.literal("figure"), id: v.number(), model: v.string(), content: v.string() }),
    v.object({ type: v.literal("figure-failed"), id: v.number(), message: v.string() }),
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
    /** Whether the preview stays with its model, which the page keeps in its state. */
    v.object({ type: v.literal("pinned"), pinned: v.boolean() }),
    /** A file gets another name: what was kept for it is for the new name, too. */
    v.object({ type: v.literal("renamed"), from: v.string(), to: v.string() }),
    /** There is nothing to draw: no model, or the file is gone. */
    v.object({ type: v.literal("no-graph"), message: v.string() }),
    /** The cursor is on this line of this file. */
    v.object({ type: v.literal("cursor"), uri: v.string(), line: v.pipe(v.number(), v.minValue(0)) }),
    v.object({
        type: v.literal("inference-model"),
        model: inferenceModelSchema,
        /** The bytes of the model's `trained` file, if it has one. */
        trained: v.exactOptional(v.instance(ArrayBuffer)),
    }),
    v.object({ type: v.literal("inference-refused"), message: v.string() }),
    /** The images to choose from, which the page reads one at a time. */
    v.object({
        type: v.literal("images"),
        images: v.pipe(v.array(v.object({ uri: v.string(), name: v.string() })), v.maxLength(mostImages)),
    }),
    v.object({ type: v.literal("image"), uri: v.string(), bytes: v.instance(ArrayBuffer), mime: v.string() }),
    v.object({ type: v.literal("image-failed"), uri: v.string(), message: v.string() }),
    v.object({
        type: v.literal("figures"),
        uri: v.string(),
        figures: modelFiguresSchema,
        /** What the model is compared with, and how it is named; absent if nothing is. */
        compared: v.exactOptional(v.variant("kind", [
            v.object({ kind: v.literal("figures"), title: v.string(), figures: modelFiguresSchema }),
            v.object({ kind: v.literal("refused"), title: v.string(), message: v.string() }),
        ])),
    }),
    v.object({ type: v.literal("no-figures"), message: v.string() }),
    /** Shows the comparison, as CNN: Compare Models does. */
    v.object({ type: v.literal("compare") }),
    /** Starts a run, as CNN: Run Preview Inference does. */
    v.object({ type: v.literal("run") }),
    /** Shows the inside of the layer on a line, as CNN: Inspect Layer does. */
    v.object({ type: v.literal("inspect"), uri: v.string(), line: v.pipe(v.number(), v.minValue(0)) }),
    /** Requests the drawing as a figure; answered by `figure` or `figure-failed`, once something is drawn. */
    v.object({ type: v.literal("draw-figure"), id: v.number(), kind: figureKind }),
    /** Requests pictures of the layers at a position; answered by `line-pictures`. */
    v.object({
        type: v.literal("line-pictures"), id: v.number(), uri: v.string(), version: v.number(),
        line: v.pipe(v.number(), v.minValue(0)), character: v.pipe(v.number(), v.minValue(0)),
    }),
]);

/** A picture that comes with the extension, for networks of a kind. */
export type Sample = Described<typeof sample>;
const sample = v.object({ kind: v.picklist(["digits", "shapes", "photo"]), name: v.string(), address: v.string() });

/** What the extension writes into the page: its language, and addresses of what the page fetches itself. */
export type Resources = Described<typeof resourcesSchema>;
export const resourcesSchema = v.object({
    layoutWorker: v.string(),
    inferenceWorker: v.string(),
    wasm: v.string(),
    samples: v.array(sample),
    language: displayLanguageSchema,
});

/** The part of the page's saved state that the extension also reads, to find the model after a restart. */
export type SavedFile = Described<typeof savedFileSchema>;
export const savedFileSchema = v.object({
    uri: v.string(),
    model: v.string(),
    /** Whether the preview stays with this model. */
    pinned: v.fallback(v.boolean(), false),
});
