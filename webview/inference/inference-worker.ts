import { displayLanguage, text, type Text } from "../../server/text.ts";
import { validate } from "../../server/validation.ts";
import type { Resources } from "../../server/webview-protocol.ts";
import { blobLoader, workerLoader } from "../resources.ts";
import { fromWorkerSchema, type FromWorker, type NamedTensor, type ToWorker } from "./messages.ts";
import type { Network } from "./network.ts";

/** A request without its id. */
type Request = Extract<ToWorker, { readonly id: number }>;
export type AnyRequest = Request extends infer One ? One extends Request ? Omit<One, "id"> : never : never;

/** A started worker. */
export interface InferenceWorker {
    /** Sends a request, after its network if that is another one than before. */
    request(network: Network | undefined, request: AnyRequest, listener: (answer: FromWorker) => void): void;
    stopMeasuring(): void;
    terminate(): void;
}

type OnFailure = (message: string, isDeviceLost: boolean) => void;

/** Starts a worker; `onFailure` is called if the worker itself fails. */
export type StartInferenceWorker = (onFailure: OnFailure) => Promise<InferenceWorker>;

/** The runtime waits for the GPU by WebAssembly's JavaScript Promise Integration. */
const noPromiseIntegration = (): Text => text(
    "This browser cannot run networks: it lacks WebAssembly's JavaScript Promise Integration. Use VS Code 1.103 or newer, or Chrome or Edge 137 or newer.",
);

/** Workers share the files that they are started from. */
export function inferenceWorkers(resources: Pick<Resources, "inferenceWorker" | "wasm">): StartInferenceWorker {
    const loadWorker = workerLoader(resources.inferenceWorker);
    const loadWasm = blobLoader(resources.wasm);
    return async (onFailure) => {
        if (!("Suspending" in WebAssembly)) {
            throw new Error(noPromiseIntegration());
        }
        const [startWorker, wasm] = await Promise.all([
            loadWorker(),
            loadWasm().then((blob) => blob.arrayBuffer()),
        ]);
        return createInferenceWorker(startWorker(), wasm, onFailure);
    };
}

/** Wraps a worker that loads ONNX Runtime from `wasm`. */
function createInferenceWorker(worker: Worker, wasm: ArrayBuffer, onFailure: OnFailure): InferenceWorker {
    const listeners = new Map<number, (answer: FromWorker) => void>();
    let sent: Network | undefined;
    let ids = 0;
    const post = (message: ToWorker, moved: readonly NamedTensor[] = []): void => {
        worker.postMessage(message, [...new Set(moved.map(({ values }) => values.buffer))]);
    };
    worker.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
        const read = validate(fromWorkerSchema, data);
        if ("problem" in read) {
            onFailure(text("The worker that runs networks sent an invalid answer: {problem}.", { problem: read.problem }), false);
            return;
        }
        const message = read.value;
        if (message.type === "device-lost") {
            onFailure(message.message, true);
            return;
        }
        if (message.type === "failed" && message.id === undefined) {
            onFailure(message.message, false);
            return;
        }
        const id = message.id ?? 0;
        const listener = listeners.get(id);
        if (message.type !== "progress" && message.type !== "ran" && message.type !== "timed") {
            listeners.delete(id);
        }
        listener?.(message);
    });
    worker.addEventListener("error", ({ message }) =>
        onFailure(text("The worker that runs networks failed: {reason}", { reason: message }), false));
    worker.postMessage({ type: "start", wasm, language: displayLanguage() } satisfies ToWorker, [wasm]);
    return {
        request: (network, request, listener) => {
            if (network !== undefined && network !== sent) {
                sent = network;
                post({ ...network, type: "network" });
            }
            ids += 1;
            listeners.set(ids, listener);
            post({ ...request, id: ids }, "inputs" in request ? request.inputs : []);
        },
        stopMeasuring: () => post({ type: "stop-measuring" }),
        terminate: () => worker.terminate(),
    };
}
