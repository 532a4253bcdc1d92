import * as v from "valibot";
import { dimsSchema, displayLanguageSchema, inferenceModelSchema } from "../../server/protocol.ts";
import type { Described } from "../../server/validation.ts";

/** A network's numbers, which may be infinite or NaN. */
const anyNumber = v.union([v.number(), v.nan()]);

const deviceChoice = v.picklist(["automatic", "webgpu", "wasm"]);
export type DeviceChoice = Described<typeof deviceChoice>;

const deviceName = v.picklist(["webgpu", "wasm"]);
export type DeviceName = Described<typeof deviceName>;

const floats = v.custom<Float32Array<ArrayBuffer>>((value) => value instanceof Float32Array);

const tensor = v.object({ name: v.string(), dims: dimsSchema, values: floats });
/** A named tensor of numbers: an input, an output or a layer's result. */
export type NamedTensor = Described<typeof tensor>;
export type InputTensor = NamedTensor;

/** Chosen by the page, and repeated in the answers. */
const requestId = v.number();

/** Page → inference worker. All requests but `run` are answered in order; the latest `run` replaces those before it. */
export type ToWorker = Described<typeof toWorkerSchema>;
export const toWorkerSchema = v.variant("type", [
    /** Once, before all other messages. */
    v.object({ type: v.literal("start"), wasm: v.instance(ArrayBuffer), language: displayLanguageSchema }),
    /** The network of the requests that follow. */
    v.object({
        type: v.literal("network"),
        model: inferenceModelSchema,
        /** The bytes of the model's `trained` file. */
        trained: v.exactOptional(v.instance(ArrayBuffer)),
    }),
    /** Loads the network, so that the next run starts at once; answered by `done` or `failed`. */
    v.object({ type: v.literal("prepare"), id: requestId, device: deviceChoice }),
    /** Answered by `progress`, `ran`, `timed` and `done`, or by `failed`; not at all if a later run replaces it. */
    v.object({ type: v.literal("run"), id: requestId, device: deviceChoice, inputs: v.array(tensor) }),
    /** Requests the results of layers, by the names of their ONNX values; answered by `tensors` or `failed`. */
    v.object({
        type: v.literal("layers"), id: requestId, device: deviceName, inputs: v.array(tensor), tensors: v.array(v.string()),
    }),
    /** Requests small pictures of the strongest channels of layers; answered by `maps` or `failed`. */
    v.object({
        type: v.literal("maps"), id: requestId, device: deviceName, inputs: v.array(tensor), tensors: v.array(v.string()),
        /** The maximum number of channels of a layer. */
        most: v.number(),
    }),
    /** Measures the time of each layer; answered by `measured`, or `failed` if it is stopped or a run replaces it. */
    v.object({ type: v.literal("measure"), id: requestId, device: deviceName, inputs: v.array(tensor) }),
    /** Stops the measurement. */
    v.object({ type: v.literal("stop-measuring") }),
    /** Runs another ONNX model (base64), such as one that decodes outputs; answered by `tensors` or `failed`. */
    v.object({ type: v.literal("apply"), id: requestId, onnx: v.string(), inputs: v.array(tensor) }),
    /** Compares all layers with the shapes shown, and with WebAssembly; answered by `progress` and `compared`. */
    v.object({ type: v.literal("check"), id: requestId, device: deviceName, inputs: v.array(tensor) }),
]);

const progress = v.object({
    phase: v.picklist(["starting", "weights", "compiling", "running", "comparing", "measuring"]),
    /** 0…1, if it is known. */
    fraction: v.exactOptional(anyNumber),
});
export type Progress = Described<typeof progress>;

const adapterDescription = v.object({
    /** Such as "google swiftshader". */
    name: v.string(),
    /** Whether it is emulated on the CPU. */
    software: v.boolean(),
});
export type AdapterDescription = Described<typeof adapterDescription>;

/** An output as the panel shows it. */
export type OutputSummary = Described<typeof outputSummary>;
const outputSummary = v.object({
    name: v.string(),
    dims: dimsSchema,
    /** The first 1,000 numbers. */
    values: v.array(anyNumber),
    least: anyNumber,
    mean: anyNumber,
    greatest: anyNumber,
    /** The number of infinite or NaN elements, which the other figures leave out. */
    notFinite: v.number(),
    /** All numbers, unless they are too many to draw. */
    numbers: v.exactOptional(floats),
});

const runTimes = v.object({
    /** From the request to a session that can run; 0 if a session was reused. */
    load: v.number(),
    /** The first run of the session, which includes compilation; absent if a session was reused. */
    first: v.exactOptional(v.number()),
    /** Later runs: their median. */
    warm: v.exactOptional(v.object({ median: v.number(), runs: v.number() })),
});
/** The times of a run, in milliseconds. */
export type RunTimes = Described<typeof runTimes>;

const runReport = v.object({
    device: deviceName,
    /** Why WebGPU was not used. */
    fallbackReason: v.exactOptional(v.string()),
    adapter: v.exactOptional(adapterDescription),
    times: runTimes,
    outputs: v.array(outputSummary),
});
export type RunReport = Described<typeof runReport>;

const valueCheck = v.union([
    v.object({
        /** The number of layers whose numbers were compared. */
        compared: v.number(),
        /** The first layer whose numbers differ by more than rounding. */
        first: v.exactOptional(v.object({ tensor: v.string(), difference: anyNumber, scale: anyNumber })),
    }),
    v.object({ failure: v.string() }),
]);
/** The layers' numbers on WebGPU compared with those on WebAssembly, or why they were not. */
export type ValueCheck = Described<typeof valueCheck>;

const layerCheck = v.union([
    v.object({
        shapes: v.array(v.object({ tensor: v.string(), dims: dimsSchema })),
        /** Absent for a run on WebAssembly. */
        values: v.exactOptional(valueCheck),
    }),
    v.object({ failure: v.string() }),
]);
/** The actual shapes of the layers' results, or why they are unknown. */
export type LayerCheck = Described<typeof layerCheck>;

const layerTimes = v.object({
    /** The device of the run and the measurement. */
    device: deviceName,
    /** By ONNX Runtime's profile, or by running the network up to each layer if that has no times of nodes. */
    method: v.picklist(["profile", "prefixes"]),
    runs: v.number(),
    /** The time of a run, in milliseconds. */
    total: v.number(),
    layers: v.array(v.object({
        /** The preview's node. */
        node: v.string(),
        milliseconds: v.number(),
        /** The node of the layer whose time includes this one, if they are computed or measured together. */
        within: v.exactOptional(v.string()),
    })),
});
/** The times of the layers of a network, in milliseconds. */
export type LayerTimes = Described<typeof layerTimes>;

const layerMaps = v.object({
    /** The name of the ONNX value. */
    tensor: v.string(),
    /** The number of channels; 1 for a vector, which is one picture. */
    channels: v.number(),
    /** The strongest first, with their numbers in rows; means if they are many. */
    maps: v.array(v.object({ channel: v.number(), rows: v.number(), columns: v.number(), values: floats })),
});
/** Small pictures of a layer's strongest channels. */
export type LayerMaps = Described<typeof layerMaps>;

/** Inference worker → page. */
export type FromWorker = Described<typeof fromWorkerSchema>;
export const fromWorkerSchema = v.variant("type", [
    v.object({ type: v.literal("progress"), id: requestId, progress }),
    v.object({ type: v.literal("ran"), id: requestId, report: runReport }),
    /** The times after more runs. */
    v.object({ type: v.literal("timed"), id: requestId, times: runTimes }),
    /** After `ran` and `timed`, or when a network is prepared. */
    v.object({ type: v.literal("done"), id: requestId }),
    v.object({ type: v.literal("compared"), id: requestId, check: layerCheck }),
    v.object({ type: v.literal("maps"), id: requestId, maps: v.array(layerMaps) }),
    v.object({ type: v.literal("measured"), id: requestId, times: layerTimes }),
    v.object({ type: v.literal("tensors"), id: requestId, tensors: v.array(tensor) }),
    /** Without an id if a message could not be read. */
    v.object({ type: v.literal("failed"), id: v.exactOptional(requestId), message: v.string() }),
    /** The GPU was lost, so this worker cannot use it any more. */
    v.object({ type: v.literal("device-lost"), message: v.string() }),
]);
