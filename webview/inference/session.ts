import { env, InferenceSession, Tensor } from "onnxruntime-web/jspi";
import { fillWeights, trainedFile } from "../../server/emit/weights.ts";
import type { InferenceModel } from "../../server/protocol.ts";
import { text } from "../../server/text.ts";
import type { TensorFile } from "../../server/weights/tensor-numbers.ts";
import { Refusal } from "./failures.ts";
import { watchDevice, type WatchedDevice } from "./gpu.ts";
import type { DeviceName, InputTensor, Progress } from "./messages.ts";
import type { Network } from "./network.ts";
import { interceptPrinting, printedBy } from "./profile.ts";

/** A model loaded on a device. */
export interface Session {
    /** Runs it, and returns these outputs or all. */
    run(inputs: readonly InputTensor[], outputs?: readonly string[]): Promise<ReadonlyMap<string, Tensor>>;
    /** Waits until the device has finished, and throws its errors. */
    settle(): Promise<void>;
    /** Ends the profile of a session with `profile`, and returns it. */
    endProfile(): string;
    close(): Promise<void>;
}

export interface SessionOptions {
    readonly device: DeviceName;
    /** One of the two models of an InferenceModel in base64, or a part of one. */
    readonly onnx: string | Uint8Array;
    /** The weights file, if it has already been made. */
    readonly weights?: Uint8Array;
    /**
     * Leaves results on the device until their numbers are needed, as for all layers, of which few are shown. A run
     * reads each of its outputs, since all are drawn: leaving them there took as long in measurements.
     */
    readonly keepResults: boolean;
    /** Measures each node of each run. */
    readonly profile?: boolean;
    readonly onProgress: (progress: Progress) => void;
    readonly onDeviceLost: (message: string) => void;
}

/** Passes ONNX Runtime its WebAssembly module, because it cannot fetch anything in a webview's worker. */
export function startRuntime(wasm: ArrayBuffer): void {
    interceptPrinting();
    env.wasm.wasmBinary = wasm;
    env.wasm.numThreads = 1;
    env.logLevel = "error";
}

/** Makes the weights, and a session of the model with them. */
export async function openSession(network: Network, options: SessionOptions): Promise<Session> {
    const { model } = network;
    const weights = options.weights ?? makeWeights(network, options.onProgress);
    options.onProgress({ phase: "compiling" });
    const onnx = typeof options.onnx === "string" ? decodeBase64(options.onnx) : options.onnx;
    const session = await InferenceSession.create(onnx, {
        executionProviders: [options.device],
        enableProfiling: options.profile === true,
        externalData: [{ path: model.weightsFile, data: weights }],
        ...(options.keepResults && options.device === "webgpu" ? { preferredOutputLocation: "gpu-buffer" } : {}),
    });
    const device = options.device === "webgpu" ? await currentDevice(options.onDeviceLost) : undefined;
    const opened = wrap(session, device);
    try {
        await opened.settle();
        return opened;
    } catch (error) {
        await opened.close();
        throw error;
    }
}

function wrap(session: InferenceSession, device: WatchedDevice | undefined): Session {
    return {
        run: async (inputs, outputs = session.outputNames) => {
            const feeds = Object.fromEntries(
                inputs.map(({ name, dims, values }) => [name, new Tensor("float32", values, dims)]),
            );
            const running = session.run(feeds, outputs);
            return new Map(Object.entries(await (device === undefined ? running : device.during(running))));
        },
        settle: async () => device?.settle(),
        endProfile: () => printedBy(() => session.endProfiling()),
        close: () => session.release(),
    };
}

/** The GPU device that ONNX Runtime created for its sessions. */
async function currentDevice(onLost: (message: string) => void): Promise<WatchedDevice | undefined> {
    const device: unknown = await env.webgpu.device;
    return device instanceof GPUDevice ? watchDevice(device, onLost) : undefined;
}

/** The weights file. One array, because ONNX Runtime copies each tensor out of it and lets it go. */
export function makeWeights({ model, trained }: Network, onProgress: (progress: Progress) => void): Uint8Array {
    const file = new ArrayBuffer(model.weightsLength);
    const tensors = trained === undefined ? undefined : openTrained(model, new Uint8Array(trained));
    onProgress({ phase: "weights", fraction: 0 });
    for (const tensor of model.weights) {
        fillWeights(tensor, model.seed, new Float32Array(file, tensor.offset, tensor.count), tensors);
        onProgress({ phase: "weights", fraction: (tensor.offset + tensor.count * 4) / model.weightsLength });
    }
    return new Uint8Array(file);
}

/** The file with trained weights. It may have changed since the server read its header. */
function openTrained({ trained, weights }: InferenceModel, bytes: Uint8Array): TensorFile {
    const file = trainedFile(bytes, weights);
    if (file === undefined) {
        throw new Refusal(text("{path} has changed: run the network again.", {
            path: trained?.path ?? "",
        }));
    }
    return file;
}

export function decodeBase64(text: string): Uint8Array {
    const binary = atob(text);
    return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
