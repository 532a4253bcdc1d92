import type { InferenceModel } from "../../server/protocol.ts";
import { describeFailure, failureKind, Refusal } from "./failures.ts";
import { findGpu } from "./gpu.ts";
import { groupTensors } from "./layer-check.ts";
import { memoryNeed, wasmRefusal, webGpuRefusal } from "./memory.ts";
import { formatBytes } from "../../server/quantities.ts";
import type {
    AdapterDescription, DeviceChoice, InputTensor, LayerCheck, OutputSummary, Progress, RunReport,
} from "./messages.ts";
import { summariseOutput } from "./outputs.ts";
import { openSession, type Session } from "./session.ts";

export interface RunRequest {
    readonly model: InferenceModel;
    readonly device: DeviceChoice;
    readonly inputs: readonly InputTensor[];
    /** The bytes of the model's `trained` file. */
    readonly trained?: ArrayBuffer;
}

export interface RunListener {
    progress(progress: Progress): void;
    ran(report: RunReport): void;
    compared(check: LayerCheck): void;
    /** Also for a loss while nothing runs. */
    deviceLost(message: string): void;
}

/** Runs models, one at a time, and keeps the last one loaded for another run with a different image. */
export interface Inference {
    run(request: RunRequest, listener: RunListener): Promise<void>;
}

/** With more bytes of weights, the session is closed before the comparison opens another with the same weights. */
const largestKeptWeights = 256e6;
/** The maximum bytes of layers' results held at the same time to compare their shapes. */
const largestComparison = 512e6;

/**
 * A first run that takes longer is the only one; otherwise up to this many follow while they take less than a second.
 */
const longRun = 10_000;
const longestMeasurement = 1000;
const mostRuns = 10;

export function createInference(): Inference {
    let kept: Loaded | undefined;
    let compared: (Pick<Loaded, "model" | "device"> & { readonly check: LayerCheck }) | undefined;

    const closeKept = async (): Promise<void> => {
        const session = kept?.session;
        kept = undefined;
        await session?.close();
    };

    return {
        run: async (request, listener) => {
            const { model, inputs } = request;
            const start = performance.now();
            const reused = kept !== undefined && suits(kept, request);
            if (!reused) {
                await closeKept();
            }
            let loaded = kept ?? (await load(request, listener));
            kept = loaded;
            let loadMilliseconds = reused ? 0 : performance.now() - start;
            let measured: Measured;
            try {
                measured = await measure(loaded.session, model, inputs, listener);
            } catch (error) {
                await closeKept().catch(() => undefined);
                if (loaded.device === "wasm" || failureKind(error) === "device-lost") {
                    throw error;
                }
                const again = performance.now();
                loaded = await loadWasm(request, `WebGPU failed while it ran: ${describeFailure(error)}`, listener);
                kept = loaded;
                loadMilliseconds = performance.now() - again;
                measured = await measure(loaded.session, model, inputs, listener);
            }
            const { device, fallbackReason, adapter } = loaded;
            listener.ran({
                device,
                ...(fallbackReason === undefined ? {} : { fallbackReason }),
                ...(adapter === undefined ? {} : { adapter }),
                loadMilliseconds,
                ...measured,
            });
            if (compared?.device !== device || !isSameNetwork(compared.model, model)) {
                if (model.weightsLength > largestKeptWeights) {
                    await closeKept();
                }
                compared = { model, device, check: await findShapes(request, device, listener) };
            }
            listener.compared(compared.check);
        },
    };
}

/** A model loaded on the device that it runs on. */
interface Loaded {
    readonly model: InferenceModel;
    readonly trained: ArrayBuffer | undefined;
    readonly choice: DeviceChoice;
    readonly device: "webgpu" | "wasm";
    readonly fallbackReason?: string;
    readonly adapter?: AdapterDescription;
    readonly session: Session;
}

function suits(loaded: Loaded, { model, device, trained }: RunRequest): boolean {
    return loaded.choice === device && isSameNetwork(loaded.model, model) && isSameFile(loaded.trained, trained);
}

function isSameFile(one: ArrayBuffer | undefined, other: ArrayBuffer | undefined): boolean {
    if (one === undefined || other === undefined) {
        return one === other;
    }
    const [left, right] = [new Uint8Array(one), new Uint8Array(other)];
    return left.length === right.length && left.every((byte, index) => byte === right[index]);
}

/** Whether two models compute the same: their texts may differ in comments and blank lines. */
function isSameNetwork(one: InferenceModel, other: InferenceModel): boolean {
    return one.onnx === other.onnx
        && one.seed === other.seed
        && JSON.stringify(one.weights) === JSON.stringify(other.weights);
}

async function load(request: RunRequest, listener: RunListener): Promise<Loaded> {
    const { model, device: choice } = request;
    if (choice === "wasm") {
        return loadWasm(request, "WebAssembly was chosen", listener);
    }
    const gpu = await findGpu();
    if ("missing" in gpu) {
        return loadWasm(request, gpu.missing, listener);
    }
    const refusal = webGpuRefusal(memoryNeed(model), gpu.limits);
    if (refusal !== undefined) {
        return loadWasm(request, refusal, listener);
    }
    try {
        const session = await open(request, "webgpu", listener);
        return { model, trained: request.trained, choice, device: "webgpu", adapter: gpu.description, session };
    } catch (error) {
        if (failureKind(error) === "device-lost") {
            throw error;
        }
        return loadWasm(request, `WebGPU failed to load the network: ${describeFailure(error)}`, listener);
    }
}

async function loadWasm(request: RunRequest, fallbackReason: string, listener: RunListener): Promise<Loaded> {
    const { model, device: choice } = request;
    const refusal = wasmRefusal(memoryNeed(model));
    if (refusal !== undefined) {
        const gpu = choice === "wasm" ? "" : ` And not on the GPU, since ${fallbackReason}.`;
        throw new Refusal(`${model.model} does not fit: ${refusal}.${gpu} Try a smaller input or fewer channels.`);
    }
    try {
        const session = await open(request, "wasm", listener);
        return { model, trained: request.trained, choice, device: "wasm", fallbackReason, session };
    } catch (error) {
        if (failureKind(error) !== "memory") {
            throw error;
        }
        throw new Refusal(outOfMemory(model, choice === "wasm" ? undefined : fallbackReason));
    }
}

function outOfMemory(model: InferenceModel, gpuReason: string | undefined): string {
    const { weights, activations } = memoryNeed(model);
    const gpu = gpuReason === undefined ? "" : `, after the GPU could not be used (${gpuReason})`;
    return `There was not enough memory for ${model.model} on WebAssembly${gpu}: it has ${formatBytes(weights)} of weights, `
        + `held twice while it loads, and at least ${formatBytes(activations)} of feature maps. `
        + "Close other windows, or try a smaller input or fewer channels.";
}

function open(
    { model, trained }: RunRequest, device: "webgpu" | "wasm", listener: RunListener,
): Promise<Session> {
    return openSession(model, trained, {
        device,
        onnx: model.onnx,
        keepResults: false,
        onProgress: (progress) => listener.progress(progress),
        onDeviceLost: (message) => listener.deviceLost(message),
    });
}

type Measured = Pick<RunReport, "runMilliseconds" | "runs" | "outputs">;

async function measure(
    session: Session, model: InferenceModel, inputs: readonly InputTensor[], listener: RunListener,
): Promise<Measured> {
    listener.progress({ phase: "running" });
    const times: number[] = [];
    const runOnce = async (): ReturnType<Session["run"]> => {
        const start = performance.now();
        const results = await session.run(inputs);
        times.push(performance.now() - start);
        return results;
    };
    const results = await runOnce();
    await session.settle();
    const [first = 0] = times;
    if (first <= longRun) {
        times.length = 0;
        do {
            await runOnce();
        } while (times.length < mostRuns && sum(times) < longestMeasurement);
    }
    return { runMilliseconds: median(times), runs: times.length, outputs: summarise(model, results) };
}

function summarise(model: InferenceModel, results: Awaited<ReturnType<Session["run"]>>): readonly OutputSummary[] {
    return model.outputs.flatMap(({ name }) => {
        const tensor = results.get(name);
        if (tensor === undefined) {
            return [];
        }
        const { data } = tensor;
        // A copy, because the page gets the numbers.
        const numbers = data instanceof Float32Array ? data.slice() : Float32Array.from(data, Number);
        return [summariseOutput(name, tensor.dims, numbers)];
    });
}

/** Runs the model that outputs every layer's result, to get their shapes. */
async function findShapes(
    { model, inputs, trained }: RunRequest, device: "webgpu" | "wasm", listener: RunListener,
): Promise<LayerCheck> {
    if (model.onnxEveryLayer === undefined) {
        return { failure: "the results of all layers together do not fit into memory" };
    }
    listener.progress({ phase: "comparing" });
    let session: Session | undefined;
    try {
        session = await openSession(model, trained, {
            device,
            onnx: model.onnxEveryLayer,
            keepResults: true,
            onProgress: () => undefined,
            onDeviceLost: (message) => listener.deviceLost(message),
        });
        const shapes: { tensor: string; dims: readonly number[] }[] = [];
        const groups = groupTensors(model.layers, largestComparison);
        for (const [index, group] of groups.entries()) {
            for (const [tensor, result] of await session.run(inputs, group)) {
                shapes.push({ tensor, dims: result.dims });
                result.dispose();
            }
            listener.progress({ phase: "comparing", fraction: (index + 1) / groups.length });
        }
        await session.settle();
        return { shapes };
    } catch (error) {
        if (failureKind(error) === "device-lost") {
            throw error;
        }
        return { failure: describeFailure(error) };
    } finally {
        await session?.close().catch(() => undefined);
    }
}

function sum(numbers: readonly number[]): number {
    return numbers.reduce((total, number) => total + number, 0);
}

function median(numbers: readonly number[]): number {
    const sorted = numbers.toSorted((a, b) => a - b);
    const middle = Math.floor(sorted.length / 2);
    return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
