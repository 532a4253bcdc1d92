import type { InferenceModel } from "../../server/protocol.ts";
import { formatBytes } from "../../server/quantities.ts";
import { describeFailure, failureKind, Refusal } from "./failures.ts";
import { findGpu } from "./gpu.ts";
import { memoryNeed, wasmRefusal, webGpuRefusal } from "./memory.ts";
import type { AdapterDescription, DeviceChoice, DeviceName, Progress } from "./messages.ts";
import type { Network } from "./network.ts";
import { openSession, type Session } from "./session.ts";

/** A network loaded on the device that it runs on. */
export interface Loaded {
    readonly network: Network;
    readonly choice: DeviceChoice;
    readonly device: DeviceName;
    /** Why WebGPU was not used. */
    readonly fallbackReason?: string;
    readonly adapter?: AdapterDescription;
    readonly session: Session;
}

export interface LoadRequest {
    readonly network: Network;
    readonly device: DeviceChoice;
}

export interface LoadListener {
    progress(progress: Progress): void;
    /** Also for a loss while nothing runs. */
    deviceLost(message: string): void;
}

/** Loads a network on the chosen device, or on WebAssembly if the GPU cannot be used. */
export async function load(request: LoadRequest, listener: LoadListener): Promise<Loaded> {
    const { network, device: choice } = request;
    if (choice === "wasm") {
        return loadWasm(request, "WebAssembly was chosen", listener);
    }
    const gpu = await findGpu();
    if ("missing" in gpu) {
        return loadWasm(request, gpu.missing, listener);
    }
    if (choice === "automatic" && gpu.description.software) {
        return loadWasm(request, `the GPU is emulated on the processor (${gpu.description.name}), which is slower`, listener);
    }
    const refusal = webGpuRefusal(memoryNeed(network.model), gpu.limits);
    if (refusal !== undefined) {
        return loadWasm(request, refusal, listener);
    }
    try {
        const session = await open(network, "webgpu", listener);
        return { network, choice, device: "webgpu", adapter: gpu.description, session };
    } catch (error) {
        if (failureKind(error) === "device-lost") {
            throw error;
        }
        return loadWasm(request, `WebGPU failed to load the network: ${describeFailure(error)}`, listener);
    }
}

export async function loadWasm(request: LoadRequest, fallbackReason: string, listener: LoadListener): Promise<Loaded> {
    const { network, device: choice } = request;
    const { model } = network;
    const refusal = wasmRefusal(memoryNeed(model));
    if (refusal !== undefined) {
        const gpu = choice === "wasm" ? "" : ` And not on the GPU, since ${fallbackReason}.`;
        throw new Refusal(`${model.model} does not fit: ${refusal}.${gpu} Try a smaller input or fewer channels.`);
    }
    try {
        return { network, choice, device: "wasm", fallbackReason, session: await open(network, "wasm", listener) };
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

function open(network: Network, device: DeviceName, listener: LoadListener): Promise<Session> {
    return openSession(network, {
        device,
        onnx: network.model.onnx,
        keepResults: false,
        onProgress: (progress) => listener.progress(progress),
        onDeviceLost: (message) => listener.deviceLost(message),
    });
}
