import * as v from "valibot";
import { dimsSchema, inferenceModelSchema } from "../../server/protocol.ts";
import type { Described } from "../../server/validation.ts";

/** A network's numbers, which may be infinite or NaN. */
const anyNumber = v.union([v.number(), v.nan()]);

const deviceChoice = v.picklist(["automatic", "wasm"]);
export type DeviceChoice = Described<typeof deviceChoice>;

const floats = v.custom<Float32Array<ArrayBuffer>>((value) => value instanceof Float32Array);

const inputTensor = v.object({ name: v.string(), dims: dimsSchema, values: floats });
export type InputTensor = Described<typeof inputTensor>;

/** Page → inference worker. */
export type ToWorker = Described<typeof toWorkerSchema>;
export const toWorkerSchema = v.variant("type", [
    /** Once, before all other messages. */
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

const runReport = v.object({
    device: v.picklist(["webgpu", "wasm"]),
    /** Why WebGPU was not used. */
    fallbackReason: v.exactOptional(v.string()),
    adapter: v.exactOptional(adapterDescription),
    /** From the request to a session that can run; 0 if a session was reused. */
    loadMilliseconds: v.number(),
    runMilliseconds: v.number(),
    /** The number of runs of the median; 1 is the first run alone, which includes compilation. */
    runs: v.number(),
    outputs: v.array(outputSummary),
});
export type RunReport = Described<typeof runReport>;

/** The actual shapes of the layers' results, or why they are unknown. */
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
    /** The GPU was lost, so this worker cannot use it any more. */
    v.object({ type: v.literal("device-lost"), message: v.string() }),
]);
