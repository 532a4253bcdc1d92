/**
 * The requests and messages shared by server, client and webview: types and constants only. `protocolVersion` changes
 * with any of them; a webview restored from an older version is built anew.
 */
export const protocolVersion = 3;

/** Offsets as the Language Server Protocol counts them: zero-based lines, UTF-16 characters. */
export interface ProtocolRange {
    readonly start: { readonly line: number; readonly character: number };
    readonly end: { readonly line: number; readonly character: number };
}

/** What a client may tell the server when it starts it. */
export interface InitializationOptions {
    /** A URI that opens a diagnostic's page, with `{code}` where its code goes; without it codes have no link. */
    readonly diagnosticPage?: string;
}

/** Client → server: the graph of a file's model, as the preview draws it. Answer: `PreviewGraph | null`. */
export const graphRequest = "cnn/graph";

export interface GraphParams {
    readonly uri: string;
    /** A model of the file by name; without it the first. */
    readonly model?: string;
    readonly sizes?: ChosenSizes;
}

/** Numbers for free sizes, by name, in place of the samples that the file gives. */
export type ChosenSizes = Readonly<Record<string, number>>;

export interface PreviewGraph {
    readonly uri: string;
    /** The document's version it was made from. */
    readonly version: number;
    readonly model: string;
    /** All models of the file. */
    readonly models: readonly string[];
    /** Whether the model is free of errors; if not, the preview keeps the last sound graph and marks it. */
    readonly sound: boolean;
    /** The first error of the file, in words, where there is one. */
    readonly firstError?: { readonly message: string; readonly range: ProtocolRange };
    readonly nodes: readonly PreviewNode[];
    readonly groups: readonly PreviewGroup[];
    readonly edges: readonly PreviewEdge[];
    readonly parameters: PreviewTotal;
    readonly macs: PreviewTotal;
    readonly freeSizes: readonly PreviewFreeSize[];
}

/** A model's parameters or multiply-adds; there may be more where an error leaves a layer's open. */
export interface PreviewTotal {
    readonly value: number;
    readonly atLeast: boolean;
}

/** A free size of the model's inputs, as the preview lets it be changed. */
export interface PreviewFreeSize {
    readonly name: string;
    /** The number that the graph was made with. */
    readonly value: number;
    /** The number in the file. */
    readonly sample: number;
    /** Which sizes fit, in words: "H must be a multiple of 32". */
    readonly rule: string;
    /** The next size that fits on either side; absent where there is none. */
    readonly below?: number;
    readonly above?: number;
}

export interface PreviewNode {
    /** Stable while the text around it changes: `input:image`, `layer:layer1.0.conv1`, `output:scores`. */
    readonly id: string;
    readonly kind: "input" | "layer" | "output";
    /** The layer's kind (`conv`), or the input's or output's name. */
    readonly label: string;
    readonly path: string;
    /** Its family in the documentation ("Convolution"), for its colour. */
    readonly family: string;
    /** The arguments that matter, short: "7×7, stride 2". */
    readonly detail: string;
    /** `[64, 112, 112]` */
    readonly shape: string;
    readonly parameters: number;
    readonly macs: number;
    /** The group it stands in, none for the model's own. */
    readonly group?: string;
    readonly uri: string;
    readonly range: ProtocolRange;
}

export interface PreviewGroup {
    readonly id: string;
    readonly kind: "block" | "loop" | "round";
    /** `Basic(64)`, `repeat 6`, `round 2` */
    readonly label: string;
    readonly path: string;
    readonly parent?: string;
    readonly uri: string;
    readonly range: ProtocolRange;
}

export interface PreviewEdge {
    /** Ids of nodes. */
    readonly from: string;
    readonly to: string;
    readonly shape: string;
}

/** Server → client: graphs may have changed though no open document has: a file they import has. No parameters. */
export const graphsChangedNotification = "cnn/graphsChanged";

/** Client → server: all it takes to run a model. Answer: `InferenceModel | InferenceRefusal`. */
export const inferenceModelRequest = "cnn/inferenceModel";

export interface InferenceModelParams {
    readonly uri: string;
    readonly model?: string;
    readonly sizes?: ChosenSizes;
    /** Whether `onnxEveryLayer` comes too, so that every layer's real shape can be compared. */
    readonly everyLayer: boolean;
}

export interface InferenceRefusal {
    readonly refused: string;
    readonly range?: ProtocolRange;
}

/**
 * An ONNX model without its weights: they are external data in the file `weightsFile`, made from `weights` and the seed
 * where the model runs, since they would be hundreds of megabytes to send.
 */
export interface InferenceModel {
    readonly model: string;
    readonly version: number;
    /** The serialised ModelProto, base64: what is run and timed. */
    readonly onnx: string;
    /**
     * The same with every layer's result as an output too, without shapes written down. A model of its own, because
     * outputs keep a runtime from fusing layers, which would change its time.
     */
    readonly onnxEveryLayer?: string;
    readonly weightsFile: string;
    readonly weightsLength: number;
    readonly weights: readonly WeightTensor[];
    readonly seed: number;
    readonly inputs: readonly InferenceInput[];
    readonly outputs: readonly InferenceOutput[];
    readonly layers: readonly InferenceLayer[];
}

/** One initialiser: where its float32 numbers stand in the weights file, and how they begin. */
export interface WeightTensor {
    readonly name: string;
    readonly dims: readonly number[];
    /** In bytes, a multiple of 4. */
    readonly offset: number;
    /** How many numbers. */
    readonly count: number;
    readonly fill:
        | { readonly kind: "constant"; readonly value: number }
        /** Uniform in ±limit. */
        | { readonly kind: "uniform"; readonly limit: number };
}

export interface InferenceInput {
    readonly name: string;
    /** With the batch in front. */
    readonly dims: readonly number[];
    /** How an image becomes this input, for inputs with 3 or 1 channels and two spatial axes; else random numbers. */
    readonly image?: {
        readonly mean: readonly number[];
        readonly std: readonly number[];
        /** The numbers a pixel's 0…255 become before mean and std. */
        readonly range: readonly [number, number];
        readonly layout: "rgb" | "bgr";
    };
}

export interface InferenceOutput {
    readonly name: string;
    readonly dims: readonly number[];
    /** How it is drawn; without it a vector shows its top entries. */
    readonly view?: {
        readonly kind: "classify";
        readonly top: number;
        /** The text of the labels' file, a name a line, where it could be read. */
        readonly labels?: string;
    };
}

/** A layer whose result is compared with what the editor shows. */
export interface InferenceLayer {
    readonly path: string;
    readonly kind: string;
    /** The ONNX value that holds its first result. */
    readonly tensor: string;
    /** The shape shown, with the batch in front. */
    readonly dims: readonly number[];
    /** The preview's node. */
    readonly node: string;
    readonly range: ProtocolRange;
}

/** Server → client: the text of a file the server cannot read itself. Answer: `string | null` (null: no such file). */
export const readFileRequest = "cnn/readFile";

export interface ReadFileParams {
    readonly uri: string;
}

/** Server → client: whether a file is there. Answer: boolean. */
export const fileExistsRequest = "cnn/fileExists";

/** Webview → extension. */
export type FromWebview =
    | { readonly type: "ready"; readonly protocolVersion: number }
    /** Shows a stretch of a file in the editor. */
    | { readonly type: "reveal"; readonly uri: string; readonly range: ProtocolRange }
    | { readonly type: "select-model"; readonly model: string }
    /** Shows and runs the model at another input size; without `value` at the one in the file. */
    | { readonly type: "choose-size"; readonly name: string; readonly value?: number }
    /** Asks for what it takes to run the model; answered by `inference-model` or `inference-refused`. */
    | { readonly type: "request-inference-model" }
    /** Asks the user for an image of the workspace; answered by `image` unless dismissed. */
    | { readonly type: "choose-image" }
    /** For the extension's log and tests: what a run found. */
    | { readonly type: "inference-finished"; readonly result: InferenceResult }
    | { readonly type: "inference-failed"; readonly message: string }
    /** What is drawn now, for tests and the extension's log. */
    | { readonly type: "drawn"; readonly version: number; readonly nodes: number; readonly edges: number; readonly stale: boolean }
    | { readonly type: "log"; readonly level: "info" | "warning" | "error"; readonly message: string };

/** Extension → webview. */
export type ToWebview =
    | { readonly type: "graph"; readonly graph: PreviewGraph }
    /** There is nothing to draw: no model, or the file is gone. */
    | { readonly type: "no-graph"; readonly message: string }
    /** The cursor is on these lines of this file. */
    | { readonly type: "cursor"; readonly uri: string; readonly line: number }
    | { readonly type: "inference-model"; readonly model: InferenceModel }
    | { readonly type: "inference-refused"; readonly message: string }
    | { readonly type: "image"; readonly name: string; readonly bytes: ArrayBuffer; readonly mime: string }
    /** Starts a run, as CNN: Run Preview Inference does. */
    | { readonly type: "run" };

export interface InferenceResult {
    readonly model: string;
    readonly device: "webgpu" | "wasm";
    /** Why it is not WebGPU, where it is not. */
    readonly fallbackReason?: string;
    /** The GPU as the browser names it. */
    readonly adapter?: string;
    readonly loadMilliseconds: number;
    /** The median of `runs` runs; of 1, the first, which also compiles. */
    readonly runMilliseconds: number;
    readonly runs: number;
    readonly layersCompared: number;
    readonly mismatches: readonly ShapeMismatch[];
    /** Why no layers were compared, where none were. */
    readonly comparisonFailure?: string;
    /** What it was run with, for another runtime to be given the same. */
    readonly inputs: readonly {
        readonly name: string;
        readonly dims: readonly number[];
        readonly source: "image" | "random";
        /** Base64 of the float32 numbers, little-endian, of an input that is not too large. */
        readonly values?: string;
    }[];
    readonly outputs: readonly {
        readonly name: string;
        readonly dims: readonly number[];
        /** The first numbers (all of a short vector), for comparison with another runtime. */
        readonly values: readonly number[];
    }[];
}

/** A layer whose real shape is not the one shown, both with the batch in front. */
export interface ShapeMismatch {
    readonly path: string;
    readonly shown: readonly number[];
    readonly real: readonly number[];
}
