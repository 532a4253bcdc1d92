import * as v from "valibot";
import { amount, count, positionSchema } from "./protocol/fields.ts";
import { trainedWeightsSchema, weightTensorSchema } from "./protocol/inference-model.ts";
import { totalSchema } from "./protocol/preview-graph.ts";
import type { Described } from "./validation.ts";

// The messages between server and client. Each is a schema, from which its type derives.

export { dimsSchema, positionSchema, rangeSchema, type ProtocolRange } from "./protocol/fields.ts";
export * from "./protocol/files.ts";
export * from "./protocol/inference-model.ts";
export * from "./protocol/preview-graph.ts";

/** The language in which a process shows its text. */
export const displayLanguageSchema = v.object({ locale: v.string(), translations: v.record(v.string(), v.string()) });

/** The options that a client can pass to the server at start. */
export type InitializationOptions = Described<typeof initializationOptionsSchema>;
export const initializationOptionsSchema = v.object({
    /** A URI that opens a diagnostic's page, with `{code}` in place of its code; without it codes have no link. */
    diagnosticPage: v.exactOptional(v.string()),
    /** A URI that opens a layer's page, with `{layer}` in place of its name; without it layers have no page. */
    layerPage: v.exactOptional(v.string()),
    /** How text links to a layer's page, if that differs from the page's URI. */
    layerLink: v.exactOptional(v.string()),
    /** Without it, the server's text is English. */
    language: v.exactOptional(displayLanguageSchema),
});

/** Client → server: what the status of the editor shows. Answer: `CheckerStatus | null`. */
export const statusRequest = "cnn/status";

export type StatusParams = Described<typeof statusParamsSchema>;
export const statusParamsSchema = v.object({ textDocument: v.object({ uri: v.string() }), position: positionSchema });

export type CheckerStatus = Described<typeof checkerStatusSchema>;
export const checkerStatusSchema = v.object({
    /** The model at the cursor, or the only one. */
    model: v.exactOptional(v.object({ name: v.string(), parameters: totalSchema, macs: totalSchema })),
    errors: count,
    warnings: count,
    /** The limit at which the evaluation of a model or a check stopped, as text. */
    limit: v.exactOptional(v.string()),
});

/** What a model can be written as: a file for other programs, or a report. */
export type ModelFileKind = Described<typeof modelFileKind>;
const modelFileKind = v.picklist(["onnx", "pytorch", "summary", "sizes"]);

/** Client → server: a model of a document as a file or report. Answer: `ModelFileAnswer`. */
export const modelFileRequest = "cnn/modelFile";

export type ModelFileParams = Described<typeof modelFileParamsSchema>;
export const modelFileParamsSchema = v.object({
    textDocument: v.object({ uri: v.string() }),
    kind: modelFileKind,
    /** Which model: by its name, or that at the cursor. */
    model: v.exactOptional(v.string()),
    position: v.exactOptional(positionSchema),
});

/** A file of bytes and of tensors, whose numbers the client computes or reads: a message would be too large. */
export type PackedFile = Described<typeof packedFile>;
const packedFile = v.object({
    length: count,
    /** Bytes in Base64, and tensors in float32. */
    pieces: v.array(v.union([v.string(), weightTensorSchema])),
    seed: v.number(),
    trained: v.exactOptional(trainedWeightsSchema),
});

/** The file; the models to choose from if neither name nor cursor says which; or why there is none. */
export type ModelFileAnswer = Described<typeof modelFileAnswerSchema>;
export const modelFileAnswerSchema = v.union([
    v.object({ model: v.string(), text: v.string() }),
    v.object({ model: v.string(), file: packedFile }),
    v.object({ models: v.array(v.string()) }),
    v.object({ refused: v.string() }),
]);

/** The tools for AI assistants, by their names in package.json. */
export const toolNames = [
    "cnn_check", "cnn_summary", "cnn_input_sizes", "cnn_explain_diagnostic", "cnn_fix",
] as const;

export type ToolName = (typeof toolNames)[number];

/** Client → server: runs a tool. Answer: `ToolReport`. */
export const toolRequest = "cnn/tool";

export type ToolParams = Described<typeof toolParamsSchema>;
export const toolParamsSchema = v.object({
    name: v.string(),
    /** Checked by the tool. A path is the URI of its file. */
    input: v.unknown(),
});

export type ToolReport = Described<typeof toolReportSchema>;
export const toolReportSchema = v.object({
    text: v.string(),
    /** The same as data; absent if the tool was used wrongly, which the text explains. */
    data: v.exactOptional(v.record(v.string(), v.unknown())),
});

/**
 * The commands of the client that code lenses run. `preview` and `run` take `PreviewTarget`'s properties as optional
 * arguments.
 */
export const lensCommands = { chooseUse: "cnn.chooseUse", preview: "cnn.openPreview", run: "cnn.runInference" } as const;

/** A model of a file that the preview is to show; without `model`, its first. */
export type PreviewTarget = Described<typeof previewTargetSchema>;
export const previewTargetSchema = v.object({ uri: v.string(), model: v.exactOptional(v.string()) });

/** One use of a block: a model of the file, and its path in it. */
export type ChosenUse = Described<typeof chosenUse>;
const chosenUse = v.object({ model: v.string(), path: v.string() });

/** The chosen uses of a file's blocks, by the name of the block. */
export type ChosenUses = Described<typeof chosenUses>;
const chosenUses = v.record(v.string(), chosenUse);

/** Client → server: the uses whose shapes hints and hovers of a document show; a block without one shows all. */
export const chosenUsesNotification = "cnn/chosenUses";

export const chosenUsesParamsSchema = v.object({ uri: v.string(), uses: chosenUses });

/** How long a layer took, by its path. */
export const layerTimeSchema = v.object({ path: v.string(), milliseconds: amount });

/** The times of a model's layers, which are those of one version of the document. */
export type LayerTimes = Described<typeof layerTimesSchema>;
export const layerTimesSchema = v.object({
    uri: v.string(), version: v.number(), model: v.string(), layers: v.array(layerTimeSchema),
});

/** Client → server: times that hints show until the network's text changes. Parameters: `LayerTimes`. */
export const layerTimesNotification = "cnn/layerTimes";

/** Client → server: the uses of the block at a position. Answer: `BlockUses | null`. */
export const blockUsesRequest = "cnn/blockUses";

export type BlockUsesParams = Described<typeof blockUsesParamsSchema>;
export const blockUsesParamsSchema = v.object({ uri: v.string(), position: positionSchema });

export type BlockUse = Described<typeof blockUse>;
const blockUse = v.object({
    ...chosenUse.entries,
    /** The block with the arguments of the call: `Basic(64)`. */
    call: v.string(),
    /** Of its input and its results: `[64, 56, 56] → [128, 28, 28]`. */
    shapes: v.string(),
    costs: v.string(),
});

export type BlockUses = Described<typeof blockUsesSchema>;
export const blockUsesSchema = v.object({ block: v.string(), uses: v.array(blockUse) });
