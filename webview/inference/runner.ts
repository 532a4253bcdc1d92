import type { Resources } from "../host.ts";
import { isFromWorker, type FromWorker, type InputTensor, type ToWorker } from "./messages.ts";
import type { RunRequest } from "./inference.ts";

/** Runs models in a worker that is started when first needed, and ended to cancel. */
export interface Runner {
    /** One at a time: the next after `done`, `failed`, `device-lost` or a cancel. */
    run(request: RunRequest, listener: (message: FromWorker) => void): void;
    /** Ends the run and frees all that it held. */
    cancel(): void;
}

export function createRunner(resources: Pick<Resources, "inferenceWorker" | "wasm">): Runner {
    let current: { readonly worker: Worker; listener: (message: FromWorker) => void } | undefined;
    let starts = 0;

    const end = (): void => {
        starts += 1;
        current?.worker.terminate();
        current = undefined;
    };

    const begin = async (request: RunRequest, listener: (message: FromWorker) => void): Promise<void> => {
        if (current !== undefined) {
            current.listener = listener;
            send(current.worker, request);
            return;
        }
        const start = ++starts;
        try {
            const [source, wasm] = await Promise.all([
                fetchResource(resources.inferenceWorker).then((response) => response.text()),
                fetchResource(resources.wasm).then((response) => response.arrayBuffer()),
            ]);
            if (start !== starts) {
                return;
            }
            const worker = startWorker(source);
            const started = { worker, listener };
            current = started;
            worker.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
                if (!isFromWorker(data) || current !== started) {
                    return;
                }
                // A worker that failed may hold broken sessions or a full memory: the next run gets a new one.
                if (data.type === "failed" || data.type === "device-lost") {
                    end();
                }
                started.listener(data);
            });
            worker.addEventListener("error", ({ message }) => {
                if (current === started) {
                    end();
                    started.listener({ type: "failed", message: `The worker that runs networks failed: ${message}` });
                }
            });
            worker.postMessage({ type: "start", wasm } satisfies ToWorker, [wasm]);
            send(worker, request);
        } catch (error) {
            if (start === starts) {
                listener({ type: "failed", message: error instanceof Error ? error.message : String(error) });
            }
        }
    };

    return { run: (request, listener) => void begin(request, listener), cancel: end };
}

function send(worker: Worker, request: RunRequest): void {
    worker.postMessage(
        { type: "run", ...request } satisfies ToWorker,
        request.inputs.map(({ values }: InputTensor) => values.buffer),
    );
}

/** A webview's worker may only come from a blob of text that the page has fetched itself. */
function startWorker(source: string): Worker {
    const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
    try {
        return new Worker(url);
    } finally {
        URL.revokeObjectURL(url);
    }
}

async function fetchResource(address: string): Promise<Response> {
    const response = await fetch(address);
    if (!response.ok) {
        throw new Error(`${address} could not be loaded (${response.status}). Reload the preview.`);
    }
    return response;
}
