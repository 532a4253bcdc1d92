import { text } from "../../server/text.ts";
import { validate } from "../../server/validation.ts";
import { workerLoader } from "../resources.ts";
import { layoutAnswerSchema } from "../../drawing/layout/layout-messages.ts";
import type { Layout, LayoutAnswer, LayoutJob, LayoutRequest } from "../../drawing/layout/layout-messages.ts";

/** Lays graphs out in a worker, one at a time. */
export interface LayoutClient {
    /** A newer request replaces this one; then, and after `cancel`, the answer is undefined. */
    layOut(request: LayoutRequest, onProgress: (done: number, total: number) => void): Promise<Layout | undefined>;
    cancel(): void;
    /** Loads the worker's program, for a later layout. */
    prepare(): void;
}

/** How long a worker may continue an old job while a new one waits. */
const patience = 400;

interface Pending {
    readonly job: LayoutJob;
    readonly onProgress: (done: number, total: number) => void;
    readonly resolve: (layout: Layout | undefined) => void;
    readonly reject: (error: Error) => void;
}

export function createLayoutClient(workerAddress: string): LayoutClient {
    const loadWorker = workerLoader(workerAddress);
    let worker: Worker | undefined;
    let pending: Pending | undefined;
    let jobs = 0;
    /** The last job that the worker answered. */
    let answered = 0;

    const fail = (message: string): void => {
        const failed = pending;
        pending = undefined;
        failed?.reject(new Error(message));
    };

    const receive = (answer: LayoutAnswer): void => {
        answered = Math.max(answered, answer.job);
        if (answer.job !== pending?.job.job) {
            return;
        }
        if (answer.type === "progress") {
            pending.onProgress(answer.done, answer.total);
        } else if (answer.type === "done") {
            pending.resolve(answer.layout);
            pending = undefined;
        } else {
            fail(answer.message);
        }
    };

    const stop = (): void => {
        worker?.terminate();
        worker = undefined;
    };

    const start = async (): Promise<void> => {
        const startWorker = await loadWorker();
        if (worker === undefined && pending !== undefined) {
            worker = startWorker();
            worker.onmessage = ({ data }: MessageEvent<unknown>) => {
                const read = validate(layoutAnswerSchema, data);
                if ("problem" in read) {
                    fail(text("The layout worker sent an invalid answer: {problem}.", { problem: read.problem }));
                } else {
                    receive(read.value);
                }
            };
            worker.onerror = (event) => {
                stop();
                fail(event.message === "" ? text("The layout worker did not start.") : event.message);
            };
            worker.postMessage(pending.job);
        }
    };

    const begin = (): void => {
        start().catch((error: unknown) => fail(error instanceof Error ? error.message : String(error)));
    };

    const send = (job: LayoutJob, behindAnother: boolean): void => {
        if (worker === undefined) {
            begin();
            return;
        }
        worker.postMessage(job);
        if (behindAnother) {
            setTimeout(() => {
                if (pending?.job === job && answered < job.job) {
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
        prepare: () => {
            // A layout that needs it reports why it cannot be loaded.
            loadWorker().catch(() => undefined);
        },
    };
}
