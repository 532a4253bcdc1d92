import type { InferenceModel } from "../../server/protocol.ts";
import { formatBytes } from "../../server/quantities.ts";
import { text, type Text } from "../../server/text.ts";
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
        return loadWasm(request, text("WebAssembly was chosen"), listener);
    }
    const gpu = await findGpu();
    if ("missing" in gpu) {
        return loadWasm(request, gpu.missing, listener);
    }
    if (choice === "automatic" && gpu.description.software) {
        return loadWasm(request, text("the GPU is emulated on the processor ({name}), which is slower", {
            name: gpu.description.name,
        }), listener);
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
        return loadWasm(request, text("WebGPU failed to load the network: {reason}", {
            reason: describeFailure(error),
        }), listener);
    }
}

export async function loadWasm(request: LoadRequest, fallbackReason: Text, listener: LoadListener): Promise<Loaded> {
    const { network, device: choice } = request;
    const { model } = network;
    const refusal = wasmRefusal(memoryNeed(model));
    if (refusal !== undefined) {
        const values = { name: model.model, reason: refusal, gpuReason: fallbackReason };
        throw new Refusal(choice === "wasm"
            ? text("{name} does not fit: {reason}. Try a smaller input or fewer channels.", values)
            : text(
                "{name} does not fit: {reason}. The GPU cannot be used either: {gpuReason}. Try a smaller input or fewer channels.",
                values,
            ));
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

function outOfMemory(model: InferenceModel, gpuReason: Text | undefined): Text {
    const { weights, activations } = memoryNeed(model);
    const values = { name: model.model, weights: formatBytes(weights), results: formatBytes(activations) };
    return gpuReason === undefined
        ? text(
            "There was not enough memory for {name} on WebAssembly: it has {weights} of weights, held twice while it loads, and at least {results} of feature maps. Close other windows, or try a smaller input or fewer channels.",
            values,
        )
        : text(
            "There was not enough memory for {name} on WebAssembly, after the GPU could not be used ({gpuReason}): it has {weights} of weights, held twice while it loads, and at least {results} of feature maps. Close other windows, or try a smaller input or fewer channels.",
            { ...values, gpuReason },
        );
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
