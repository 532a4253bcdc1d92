import { validate } from "../../server/validation.ts";
import type { Resources } from "../../server/webview-protocol.ts";
import { fetchResource, workerLoader } from "../resources.ts";
import type { RunRequest } from "./inference.ts";
import { fromWorkerSchema, type FromWorker, type InputTensor, type ToWorker } from "./messages.ts";

/** Runs models in a worker that is started on first use and terminated to cancel. */
export interface Runner {
    /** One at a time: the next after `done`, `failed`, `device-lost` or a cancel. */
    run(request: RunRequest, listener: (message: FromWorker) => void): void;
    /** Ends the run and frees its memory. */
    cancel(): void;
}

export function createRunner(resources: Pick<Resources, "inferenceWorker" | "wasm">): Runner {
    const loadWorker = workerLoader(resources.inferenceWorker);
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
            const [startWorker, wasm] = await Promise.all([
                loadWorker(),
                fetchResource(resources.wasm).then((response) => response.arrayBuffer()),
            ]);
            if (start !== starts) {
                return;
            }
            const worker = startWorker();
            const started = { worker, listener };
            current = started;
            worker.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
                if (current !== started) {
                    return;
                }
                const message = readAnswer(data);
                // A worker that failed may hold broken sessions or be out of memory: the next run gets a new one.
                if (message.type === "failed" || message.type === "device-lost") {
                    end();
                }
                started.listener(message);
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

function readAnswer(data: unknown): FromWorker {
    const read = validate(fromWorkerSchema, data);
    return "problem" in read
        ? { type: "failed", message: `The worker that runs networks sent an invalid answer: ${read.problem}.` }
        : read.value;
}
