import * as v from "valibot";
import { dimsSchema, inferenceModelSchema } from "../../server/protocol.ts";
import type { Described } from "../../server/validation.ts";

/** A network's numbers, which may be infinite or NaN. */
const anyNumber = v.union([v.number(), v.nan()]);

const deviceChoice = v.picklist(["automatic", "wasm"]);
export type DeviceChoice = Described<typeof deviceChoice>;

const inputTensor = v.object({
    name: v.string(),
    dims: dimsSchema,
    values: v.custom<Float32Array<ArrayBuffer>>((value) => value instanceof Float32Array),
});
export type InputTensor = Described<typeof inputTensor>;

/** Page → inference worker. */
export type ToWorker = Described<typeof toWorkerSchema>;
export const toWorkerSchema = v.variant("type", [
    /** Once, before anything else. */
    v.object({ type: v.literal("start"), wasm: v.instance(ArrayBuffer) }),
    /** One at a time: the next after `done` or `failed`. */
    v.object({
        type: v.literal("run"),
        model: inferenceModelSchema,
        device: deviceChoice,
        inputs: v.array(inputTensor),
        /** The bytes of the model's `trained` file. */
        trained: v.exactOptional(v.instance(ArrayBuffer)),
    }),
]);

const progress = v.object({
    phase: v.picklist(["weights", "compiling", "running", "comparing"]),
    /** 0…1, if it is known. */
    fraction: v.exactOptional(anyNumber),
});
export type Progress = Described<typeof progress>;

const adapterDescription = v.object({
    /** Such as "google swiftshader". */
    name: v.string(),
    /** Whether it is emulated on the processor. */
    software: v.boolean(),
});
export type AdapterDescription = Described<typeof adapterDescription>;

/** What the panel shows of an output, made where its numbers are. */
export type OutputSummary = Described<typeof outputSummary>;
const outputSummary = v.object({
    name: v.string(),
    dims: dimsSchema,
    /** The first 1,000 numbers. */
    values: v.array(anyNumber),
    /** The highest entries, best first. */
    top: v.array(v.object({ index: v.number(), value: anyNumber })),
    least: anyNumber,
    mean: anyNumber,
    greatest: anyNumber,
    /** How many numbers are infinite or NaN; the figures above leave them out. */
    notFinite: v.number(),
});

const runReport = v.object({
    device: v.picklist(["webgpu", "wasm"]),
    /** Why it is not WebGPU. */
    fallbackReason: v.exactOptional(v.string()),
    adapter: v.exactOptional(adapterDescription),
    /** From the request to a session that can run; 0 if one was kept from before. */
    loadMilliseconds: v.number(),
    runMilliseconds: v.number(),
    /** Of how many runs that is the median; 1: the first run alone, which also compiles. */
    runs: v.number(),
    outputs: v.array(outputSummary),
});
export type RunReport = Described<typeof runReport>;

/** The real shapes of the layers' results, or why they are not known. */
export type LayerCheck = Described<typeof layerCheck>;
const layerCheck = v.union([
    v.object({ shapes: v.array(v.object({ tensor: v.string(), dims: dimsSchema })) }),
    v.object({ failure: v.string() }),
]);

/** Inference worker → page. */
export type FromWorker = Described<typeof fromWorkerSchema>;
export const fromWorkerSchema = v.variant("type", [
    v.object({ type: v.literal("progress"), progress }),
    v.object({ type: v.literal("ran"), report: runReport }),
    v.object({ type: v.literal("compared"), check: layerCheck }),
    /** After `ran` and `compared`. */
    v.object({ type: v.literal("done") }),
    v.object({ type: v.literal("failed"), message: v.string() }),
    /** The GPU is gone, and with it this worker's use of it. */
    v.object({ type: v.literal("device-lost"), message: v.string() }),
]);
