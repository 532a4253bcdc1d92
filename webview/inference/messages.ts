import type { InferenceModel } from "../../server/protocol.ts";

/** Page → inference worker. */
export type ToWorker =
    /** Once, before anything else. */
    | { readonly type: "start"; readonly wasm: ArrayBuffer }
    /** One at a time: the next after `done` or `failed`. */
    | {
        readonly type: "run";
        readonly model: InferenceModel;
        readonly device: DeviceChoice;
        readonly inputs: readonly InputTensor[];
    };

/** Inference worker → page. */
export type FromWorker =
    | { readonly type: "progress"; readonly progress: Progress }
    | { readonly type: "ran"; readonly report: RunReport }
    | { readonly type: "compared"; readonly check: LayerCheck }
    /** After `ran` and `compared`. */
    | { readonly type: "done" }
    | { readonly type: "failed"; readonly message: string }
    /** The GPU is gone, and with it this worker's use of it. */
    | { readonly type: "device-lost"; readonly message: string };

export type DeviceChoice = "automatic" | "wasm";

export interface InputTensor {
    readonly name: string;
    readonly dims: readonly number[];
    readonly values: Float32Array<ArrayBuffer>;
}

export interface Progress {
    readonly phase: "weights" | "compiling" | "running" | "comparing";
    /** 0…1, where it is known. */
    readonly fraction?: number;
}

export interface RunReport {
    readonly device: "webgpu" | "wasm";
    /** Why it is not WebGPU, where it is not. */
    readonly fallbackReason?: string;
    readonly adapter?: AdapterDescription;
    /** From the request to a session that can run; 0 where one was kept from before. */
    readonly loadMilliseconds: number;
    readonly runMilliseconds: number;
    /** Of how many runs that is the median; 1: the first run alone, which also compiles. */
    readonly runs: number;
    readonly outputs: readonly OutputSummary[];
}

export interface AdapterDescription {
    /** Such as "google swiftshader". */
    readonly name: string;
    /** Whether it is emulated on the processor. */
    readonly software: boolean;
}

/** What the panel shows of an output, made where its numbers are. */
export interface OutputSummary {
    readonly name: string;
    readonly dims: readonly number[];
    /** The first 1,000 numbers. */
    readonly values: readonly number[];
    /** The highest entries, best first. */
    readonly top: readonly { readonly index: number; readonly value: number }[];
    readonly least: number;
    readonly mean: number;
    readonly greatest: number;
    /** How many numbers are infinite or none at all; the figures above leave them out. */
    readonly notFinite: number;
}

/** The real shapes of the layers' results, or why they are not known. */
export type LayerCheck =
    | { readonly shapes: readonly { readonly tensor: string; readonly dims: readonly number[] }[] }
    | { readonly failure: string };

/** Whether a message that reached the worker is one of ours. */
export function isToWorker(data: unknown): data is ToWorker {
    switch (property(data, "type")) {
        case "start":
            return property(data, "wasm") instanceof ArrayBuffer;
        case "run": {
            const inputs = property(data, "inputs");
            const device = property(data, "device");
            return typeof property(property(data, "model"), "onnx") === "string"
                && (device === "automatic" || device === "wasm")
                && Array.isArray(inputs)
                && inputs.every((input) => property(input, "values") instanceof Float32Array);
        }
        default:
            return false;
    }
}

/** Whether a message that came from the worker is one of ours. */
export function isFromWorker(data: unknown): data is FromWorker {
    switch (property(data, "type")) {
        case "progress":
            return typeof property(property(data, "progress"), "phase") === "string";
        case "ran":
            return Array.isArray(property(property(data, "report"), "outputs"));
        case "compared":
            return Array.isArray(property(property(data, "check"), "shapes"))
                || typeof property(property(data, "check"), "failure") === "string";
        case "done":
            return true;
        case "failed":
        case "device-lost":
            return typeof property(data, "message") === "string";
        default:
            return false;
    }
}

function property(value: unknown, name: string): unknown {
    return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
