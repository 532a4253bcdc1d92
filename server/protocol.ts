import * as v from "valibot";
import { arithmeticSchema } from "./arithmetic.ts";
import { largestSize } from "./sizes/largest-size.ts";
import { summaryTreeSchema } from "./summary/summary-data.ts";
import type { Described } from "./validation.ts";

// The messages between server and client. Each is a schema, from which its type derives.

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const amount = v.pipe(v.number(), v.minValue(0));
export const dimsSchema = v.array(v.number());

export const positionSchema = v.object({ line: count, character: count });

/** Offsets as the Language Server Protocol counts them: zero-based lines, UTF-16 characters. */
export type ProtocolRange = Described<typeof rangeSchema>;
export const rangeSchema = v.object({ start: positionSchema, end: positionSchema });

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
    /** A model of the file by name; without it the first. */
    model: v.exactOptional(v.string()),
    sizes: v.exactOptional(chosenSizes),
    /** The picture that the model runs on, whose size the preview offers. */
    picture: v.exactOptional(v.object({ width: amount, height: amount })),
});

/** A model's parameters or multiply-adds; a lower bound if an error leaves a layer's unknown. */
export type PreviewTotal = Described<typeof total>;
const total = v.object({ value: amount, atLeast: v.boolean() });

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
    parameters: total,
    macs: total,
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

/** Client → server: everything needed to run a model. Answer: `InferenceModel | InferenceRefusal`. */
export const inferenceModelRequest = "cnn/inferenceModel";

export type InferenceModelParams = Described<typeof inferenceModelParamsSchema>;
export const inferenceModelParamsSchema = v.object({
    ...graphParamsSchema.entries,
    /** Whether to include `onnxEveryLayer`, so that every layer's actual shape can be compared. */
    everyLayer: v.boolean(),
});

export type InferenceRefusal = Described<typeof inferenceRefusal>;
const inferenceRefusal = v.object({ refused: v.string(), range: v.exactOptional(rangeSchema) });

/** One initializer: the place of its float32 numbers in the weights file, and how they are initialized. */
export type WeightTensor = Described<typeof weightTensor>;
const weightTensor = v.object({
    name: v.string(),
    dims: dimsSchema,
    /** In bytes, a multiple of 4. */
    offset: count,
    /** The number of elements. */
    count,
    fill: v.variant("kind", [
        v.object({ kind: v.literal("constant"), value: v.number() }),
        /** Uniform in ±limit. */
        v.object({ kind: v.literal("uniform"), limit: v.number() }),
        /** The numbers of the tensor of this name in the file of `trained`. */
        v.object({ kind: v.literal("file"), tensor: v.string() }),
    ]),
});

/** How a model's tensors and those of its `@weights` file are matched. */
export type TrainedWeights = Described<typeof trainedWeights>;
const trainedWeights = v.object({
    uri: v.string(),
    /** The path in the text. */
    path: v.string(),
    /** How many of the model's `total` tensors are from the file. */
    matched: count,
    total: count,
    tensors: v.array(v.object({
        name: v.string(),
        state: v.picklist(["matched", "misfit", "missing", "unused"]),
        /** In the model, as in `[64, 3, 7, 7]`; absent if it is not there. */
        shape: v.exactOptional(v.string()),
        /** The same in the file, with the type of its numbers, as in `F32 [64, 3, 7, 7]`. */
        stored: v.exactOptional(v.string()),
    })),
});

export type InferenceInput = Described<typeof inferenceInput>;
const inferenceInput = v.object({
    name: v.string(),
    /** Including the batch. */
    dims: dimsSchema,
    /**
     * How an image is converted to this input, for inputs with 3 or 1 channels and two spatial axes; other inputs are
     * random.
     */
    image: v.exactOptional(v.object({
        mean: v.array(v.number()),
        std: v.array(v.number()),
        /** The range to which a pixel's 0…255 is mapped, before mean and std. */
        range: v.tuple([v.number(), v.number()]),
        layout: v.picklist(["rgb", "bgr"]),
        /** How an image of another shape is fitted: cut off, with bars around it, or distorted. */
        fit: v.picklist(["crop", "letterbox", "stretch"]),
    })),
});

/** Where an output lies on the model's image, in the image's pixels. */
export type ImageArea = Described<typeof imageArea>;
const imageArea = v.object({ left: v.number(), top: v.number(), width: amount, height: amount });

/** The text of a file with one class name per line; absent if none is named or it could not be read. */
const labels = v.exactOptional(v.string());

/** How an output is drawn. */
export type OutputView = Described<typeof outputView>;
const outputView = v.variant("kind", [
    v.object({ kind: v.literal("classify"), top: v.number(), labels }),
    v.object({
        kind: v.literal("segment"),
        labels,
        /** The least probability of the foreground, for an output of one channel. */
        threshold: v.number(),
        /** Absent if it covers the image. */
        area: v.exactOptional(imageArea),
    }),
    /** An image: a number x is the level (x · std + mean − low) / (high − low). */
    v.object({
        kind: v.literal("picture"),
        range: v.tuple([v.number(), v.number()]),
        mean: v.array(v.number()),
        std: v.array(v.number()),
        layout: v.picklist(["rgb", "bgr"]),
    }),
]);

/** The boxes of all outputs with `@detect`, which are merged. */
export type InferenceDetection = Described<typeof inferenceDetection>;
const inferenceDetection = v.object({
    /** The names of the outputs that hold parts of the boxes. */
    outputs: v.array(v.string()),
    /**
     * An ONNX model, base64. Its inputs are these outputs, `decode/threshold` and `decode/iou`; its outputs are
     * `decode/boxes` [K, 4] as left, top, right and bottom in the image's pixels, `decode/scores` [K] and
     * `decode/classes` [K], the best box first.
     */
    onnx: v.string(),
    classes: count,
    /** What the two inputs are at first. */
    threshold: v.number(),
    iou: v.number(),
    /** Of the image, in pixels. */
    width: amount,
    height: amount,
    labels,
});

export type InferenceOutput = Described<typeof inferenceOutput>;
const inferenceOutput = v.object({
    name: v.string(),
    dims: dimsSchema,
    /** Absent without a decorator that says so. */
    view: v.exactOptional(outputView),
});

/** What the positions of a layer's result read along one spatial axis of the model's input. */
export type AxisReading = Described<typeof axisReading>;
const axisReading = v.object({
    /** Whether all positions read the whole axis. */
    whole: v.boolean(),
    /** What they read otherwise, as `FieldWindow` describes it; absent if unknown. */
    window: v.exactOptional(v.object({
        along: count,
        /** null: the position reads nothing. */
        starts: v.array(v.nullable(v.number())),
        ends: v.array(v.nullable(v.number())),
        advance: v.number(),
    })),
});

/** A layer whose result is compared with what the editor shows. */
export type InferenceLayer = Described<typeof inferenceLayer>;
const inferenceLayer = v.object({
    path: v.string(),
    kind: v.string(),
    /** The ONNX value that holds its first result. */
    tensor: v.string(),
    /** The shape in the editor, including the batch. */
    dims: dimsSchema,
    /** The preview's node. */
    node: v.string(),
    range: rangeSchema,
    /** The ONNX values that it reads, with their shapes including the batch. */
    inputs: v.array(v.object({ tensor: v.string(), dims: dimsSchema })),
    /** The names of the layer's tensors, such as `weight`, and those of the tensors in `weights`. */
    parameters: v.array(v.object({ name: v.string(), tensor: v.string() })),
    /** The range of its result, such as 0…6; null for an infinite bound. */
    bounds: v.exactOptional(v.tuple([v.nullable(v.number()), v.nullable(v.number())])),
    /** How an element of its first result is computed, if the definition describes it. */
    arithmetic: v.exactOptional(arithmeticSchema),
    /** The reads of the first result in the model's input of this name, one entry per spatial axis of the input. */
    field: v.exactOptional(v.object({ input: v.string(), axes: v.array(axisReading) })),
});

/**
 * An ONNX model without its weights, which would be hundreds of megabytes: they are external data in the file
 * `weightsFile`, computed from `weights`, the seed and the file of `trained` where the model runs.
 */
export type InferenceModel = Described<typeof inferenceModelSchema>;
export const inferenceModelSchema = v.object({
    model: v.string(),
    version: v.number(),
    /** The serialized ModelProto, base64: the model that is run and timed. */
    onnx: v.string(),
    /**
     * The same model with every layer's result as an output, without declared shapes. It is separate because additional
     * outputs prevent layer fusion, which would change the time.
     */
    onnxEveryLayer: v.exactOptional(v.string()),
    weightsFile: v.string(),
    weightsLength: count,
    weights: v.array(weightTensor),
    seed: v.number(),
    /** The file from which some weights are; absent if there is none. */
    trained: v.exactOptional(trainedWeights),
    inputs: v.array(inferenceInput),
    outputs: v.array(inferenceOutput),
    /** Absent without outputs that hold boxes. */
    detection: v.exactOptional(inferenceDetection),
    layers: v.array(inferenceLayer),
});

export const inferenceAnswerSchema = v.union([inferenceModelSchema, inferenceRefusal]);

/** Why the client does not read an existing file. */
export type FileRefusalAnswer = Described<typeof fileRefusalSchema>;
export const fileRefusalSchema = v.object({
    refused: v.picklist(["special", "too-large", "not-text", "outside", "elsewhere", "unsaved"]),
});

/**
 * Client → server: files that were refused may be readable now, because the workspace has become trusted. No
 * parameters.
 */
export const filesReadableNotification = "cnn/filesReadable";

/**
 * Server → client: the text of a file the server cannot read itself.
 * Answer: `string | FileRefusalAnswer | null` (null: no such file).
 */
export const readFileRequest = "cnn/readFile";

/** Server → client: the start of a file that is too long to send. Answer: `FileStart | FileRefusalAnswer | null`. */
export const readFileStartRequest = "cnn/readFileStart";

export type ReadFileStartParams = Described<typeof readFileStartParamsSchema>;
export const readFileStartParamsSchema = v.object({
    uri: v.string(),
    /** The maximum number of bytes. */
    length: count,
});

export type FileStart = Described<typeof fileStartSchema>;
export const fileStartSchema = v.object({
    /** Base64. */
    bytes: v.string(),
    /** Of the whole file, in bytes. */
    fileLength: count,
});

/** Server → client: whether a file exists. Answer: `boolean | FileRefusalAnswer`. */
export const fileExistsRequest = "cnn/fileExists";

/** The parameters of `readFileRequest`, `fileExistsRequest` and `folderEntriesRequest`. */
export type ReadFileParams = Described<typeof readFileParamsSchema>;
export const readFileParamsSchema = v.object({ uri: v.string() });

/** Server → client: the URIs of all `.cnn` files of the workspace. No parameters. Answer: `string[]`. */
export const workspaceFilesRequest = "cnn/workspaceFiles";

export const workspaceFilesSchema = v.array(v.string());

/** Server → client: the entries of a folder, for completing paths. Answer: `FolderEntry[]`; none if unreadable. */
export const folderEntriesRequest = "cnn/folderEntries";

export type FolderEntry = Described<typeof folderEntry>;
const folderEntry = v.object({ name: v.string(), isFolder: v.boolean() });

export const folderEntriesSchema = v.array(folderEntry);

/** Client → server: what the status of the editor shows. Answer: `CheckerStatus | null`. */
export const statusRequest = "cnn/status";

export type StatusParams = Described<typeof statusParamsSchema>;
export const statusParamsSchema = v.object({ textDocument: v.object({ uri: v.string() }), position: positionSchema });

export type CheckerStatus = Described<typeof checkerStatusSchema>;
export const checkerStatusSchema = v.object({
    /** The model at the cursor, or the only one. */
    model: v.exactOptional(v.object({ name: v.string(), parameters: total, macs: total })),
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
    pieces: v.array(v.union([v.string(), weightTensor])),
    seed: v.number(),
    trained: v.exactOptional(trainedWeights),
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
