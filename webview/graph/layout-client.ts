import type { Layout, LayoutRequest } from "./layout.ts";
import type { LayoutAnswer, LayoutJob } from "./layout-messages.ts";

/** Lays graphs out in a worker, one at a time. */
export interface LayoutClient {
    /** A newer request takes this one's place; then, and after `cancel`, the answer is undefined. */
    layOut(request: LayoutRequest, onProgress: (done: number, total: number) => void): Promise<Layout | undefined>;
    cancel(): void;
}

/** How long a worker may go on with an old job when a new one waits. */
const patience = 400;

interface Pending {
    readonly job: LayoutJob;
    readonly onProgress: (done: number, total: number) => void;
    readonly resolve: (layout: Layout | undefined) => void;
    readonly reject: (error: Error) => void;
}

export function createLayoutClient(workerAddress: string): LayoutClient {
    let script: Promise<string> | undefined;
    let worker: Worker | undefined;
    let pending: Pending | undefined;
    let jobs = 0;
    /** The last job that the worker was heard of. */
    let heard = 0;

    const receive = ({ data }: MessageEvent<LayoutAnswer>): void => {
        heard = Math.max(heard, data.job);
        if (data.job !== pending?.job.job) {
            return;
        }
        if (data.type === "progress") {
            pending.onProgress(data.done, data.total);
            return;
        }
        const { resolve, reject } = pending;
        pending = undefined;
        if (data.type === "done") {
            resolve(data.layout);
        } else {
            reject(new Error(data.message));
        }
    };

    const stop = (): void => {
        worker?.terminate();
        worker = undefined;
    };

    const start = async (): Promise<void> => {
        script ??= fetchScript(workerAddress);
        const address = await script;
        if (worker === undefined && pending !== undefined) {
            worker = new Worker(address);
            worker.onmessage = receive;
            worker.onerror = (event) => {
                const failed = pending;
                pending = undefined;
                stop();
                failed?.reject(new Error(event.message === "" ? "The layout worker did not start." : event.message));
            };
            worker.postMessage(pending.job);
        }
    };

    const begin = (): void => {
        start().catch((error: unknown) => {
            script = undefined;
            const failed = pending;
            pending = undefined;
            failed?.reject(error instanceof Error ? error : new Error(String(error)));
        });
    };

    const send = (job: LayoutJob, behindAnother: boolean): void => {
        if (worker === undefined) {
            begin();
            return;
        }
        worker.postMessage(job);
        if (behindAnother) {
            setTimeout(() => {
                if (pending?.job === job && heard < job.job) {
                    stop();
                    begin();
                }
            }, patience);
        }
    };

    return {
        layOut: (request, onProgress) =>
            new Promise((resolve, reject) => {
                const superseded = pending;
                jobs += 1;
                const job = { job: jobs, request };
                pending = { job, onProgress, resolve, reject };
                superseded?.resolve(undefined);
                send(job, superseded !== undefined);
            }),
        cancel: () => {
            const cancelled = pending;
            pending = undefined;
            stop();
            cancelled?.resolve(undefined);
        },
    };
}

/** The worker's text under an address of its own: a webview's worker may come from nowhere else. */
async function fetchScript(address: string): Promise<string> {
    const response = await fetch(address);
    if (!response.ok) {
        throw new Error(`The layout worker could not be loaded: ${response.status} ${response.statusText}`);
    }
    return URL.createObjectURL(new Blob([await response.text()], { type: "text/javascript" }));
}
