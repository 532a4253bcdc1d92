import type { InferenceWorker, StartInferenceWorker } from "./inference-worker.ts";
import type { DeviceName, InputTensor, LayerCheck, Progress } from "./messages.ts";
import { isSameNetwork, type Network } from "./network.ts";

/** Compares the layers of a network that ran in a separate worker, which ends as soon as something else is to run. */
export interface Checker {
    /** Starts after a pause, unless the result is known. */
    check(run: CheckedRun, events: CheckEvents): void;
    /** Resolves when nothing is compared any more. */
    finished(): Promise<void>;
    /** Ends the comparison, of which nothing more is reported. */
    end(): void;
}

export interface CheckedRun {
    readonly network: Network;
    readonly device: DeviceName;
    readonly inputs: readonly InputTensor[];
}

export interface CheckEvents {
    /** The pause is over. */
    readonly starting: () => void;
    readonly progress: (progress: Progress) => void;
    readonly compared: (check: LayerCheck) => void;
}

/** The pause after a run before its layers are compared, so that a quick succession of runs is not slowed down. */
const quietMilliseconds = 400;

export function createChecker(startWorker: StartInferenceWorker): Checker {
    let worker: Promise<InferenceWorker> | undefined;
    let quiet: ReturnType<typeof setTimeout> | undefined;
    let isChecking = false;
    let known: { readonly network: Network; readonly device: DeviceName; readonly check: LayerCheck } | undefined;
    /** Called when nothing is compared any more. */
    const whenFinished = new Set<() => void>();

    const end = (): void => {
        clearTimeout(quiet);
        worker?.then((started) => started.terminate(), () => undefined);
        worker = undefined;
        isChecking = false;
        const waiting = [...whenFinished];
        whenFinished.clear();
        waiting.forEach((go) => go());
    };
    const start = ({ network, device, inputs }: CheckedRun, { progress, compared }: CheckEvents): void => {
        const finish = (check: LayerCheck): void => {
            // Another comparison may have begun.
            if (worker === started) {
                end();
                known = { network, device, check };
                compared(check);
            }
        };
        const started = startWorker((message) => finish({ failure: message }));
        worker = started;
        started.then((ready) => {
            if (worker !== started) {
                return;
            }
            ready.request(network, { type: "check", device, inputs }, (answer) => {
                if (answer.type === "progress" && worker === started) {
                    progress(answer.progress);
                } else if (answer.type === "compared") {
                    finish(answer.check);
                } else if (answer.type === "failed") {
                    finish({ failure: answer.message });
                }
            });
        }, (error: unknown) => finish({ failure: error instanceof Error ? error.message : String(error) }));
    };

    return {
        check: (run, events) => {
            if (known?.device === run.device && isSameNetwork(known.network, run.network)) {
                events.compared(known.check);
                return;
            }
            isChecking = true;
            quiet = setTimeout(() => {
                events.starting();
                start(run, events);
            }, quietMilliseconds);
        },
        finished: () => isChecking ? new Promise((resolve) => {
            whenFinished.add(resolve);
        }) : Promise.resolve(),
        end,
    };
}
