import { text } from "../../server/text.ts";
import type { Resources } from "../../server/webview-protocol.ts";
import { createChecker } from "./checker.ts";
import { inferenceWorkers, type AnyRequest, type InferenceWorker } from "./inference-worker.ts";
import type {
    DeviceChoice, DeviceName, FromWorker, InputTensor, LayerCheck, LayerMaps, LayerTimes, NamedTensor, Progress,
    RunReport, RunTimes,
} from "./messages.ts";
import type { Network } from "./network.ts";

export interface RunRequest {
    readonly network: Network;
    readonly device: DeviceChoice;
    readonly inputs: readonly InputTensor[];
}

/** What happens in a run: in this order, `progress` at any time, `failed` and `device-lost` instead of the rest. */
export type RunEvent =
    | { readonly type: "progress"; readonly progress: Progress }
    | { readonly type: "ran"; readonly report: RunReport }
    | { readonly type: "timed"; readonly times: RunTimes }
    | { readonly type: "compared"; readonly check: LayerCheck }
    | { readonly type: "done" }
    | { readonly type: "failed" | "device-lost"; readonly message: string };

/** Runs networks in a worker that is started on first use. */
export interface Runner {
    /** Starts the worker. */
    start(): void;
    /**
     * Loads the network in the worker, unless it is large, so that the next run starts sooner. Resolves when that has
     * succeeded or failed; only a run reports failures.
     */
    prepare(network: Network, device: DeviceChoice): Promise<void>;
    /** Replaces the run before it, which reports nothing more. */
    run(request: RunRequest, listener: (event: RunEvent) => void): void;
    /**
     * The results of layers for the inputs of the last run, by the names of their ONNX values. Rejects without a run,
     * and if it ends before.
     */
    layers(tensors: readonly string[]): Promise<readonly NamedTensor[]>;
    /** As `layers`, but only small pictures of the strongest channels, `most` of each layer. */
    maps(tensors: readonly string[], most: number): Promise<readonly LayerMaps[]>;
    /**
     * Measures the time of each layer for the inputs of the last run, after its layers were compared. Rejects if it is
     * stopped, or a run begins.
     */
    measure(listener: (progress: Progress) => void): Promise<LayerTimes>;
    stopMeasuring(): void;
    /** Runs another ONNX model (base64) on tensors, which are copied: outputs of a run, for example. */
    apply(onnx: string, inputs: readonly NamedTensor[]): Promise<readonly NamedTensor[]>;
    /** Ends everything and frees the memory. */
    cancel(): void;
}

/** With more bytes of weights, a network is loaded only to be run. */
const largestPreparedWeights = 64e6;
/** With more bytes of weights, the network is unloaded before another worker loads it to compare its layers. */
const largestKeptWeights = 256e6;

export function createRunner(resources: Pick<Resources, "inferenceWorker" | "wasm">): Runner {
    const startWorker = inferenceWorkers(resources);
    const checker = createChecker(startWorker);
    /** Runs and computes what is requested. */
    let main: Promise<InferenceWorker> | undefined;
    let runs = 0;
    /** The last run that gave a result, and its device. */
    let last: (Pick<RunRequest, "network" | "inputs"> & { readonly device: DeviceName }) | undefined;
    let failLast: (message: string, isDeviceLost: boolean) => void = () => undefined;
    let measurements = 0;
    let isCancelled = false;
    const rejecting = new Set<(error: Error) => void>();

    /** Why there are no results of layers. */
    const noRun = (): Error => new Error(isCancelled
        ? text("The run was cancelled. Run the network again.")
        : text("The network has not run yet."));
    const endMain = (reason: string): void => {
        main?.then((started) => started.terminate(), () => undefined);
        main = undefined;
        const rejected = [...rejecting];
        rejecting.clear();
        rejected.forEach((reject) => reject(new Error(reason)));
    };
    const mainWorker = (): Promise<InferenceWorker> => {
        if (main === undefined) {
            const started = startWorker((message, isDeviceLost) => {
                if (main === started) {
                    endMain(message);
                    failLast(message, isDeviceLost);
                }
            });
            main = started;
        }
        return main;
    };

    const compare = (network: Network, inputs: readonly InputTensor[], listener: (event: RunEvent) => void): void => {
        checker.check({ network, device: last?.device ?? "wasm", inputs: copyOf(inputs) }, {
            starting: () => {
                if (network.model.weightsLength > largestKeptWeights) {
                    endMain(text("The network was unloaded."));
                }
            },
            progress: (progress) => listener({ type: "progress", progress }),
            compared: (check) => {
                listener({ type: "compared", check });
                listener({ type: "done" });
            },
        });
    };
    const follow = (
        network: Network, inputs: readonly InputTensor[], message: FromWorker, listener: (event: RunEvent) => void,
    ): void => {
        switch (message.type) {
            case "ran":
                last = { network, inputs, device: message.report.device };
                listener(message);
                return;
            case "done":
                compare(network, inputs, listener);
                return;
            case "failed":
                // A worker that failed may hold broken sessions or be out of memory: the next run gets a new one.
                endMain(message.message);
                listener(message);
                return;
            case "progress":
            case "timed":
                listener(message);
                return;
            default:
                return;
        }
    };
    const run = async (request: RunRequest, listener: (event: RunEvent) => void): Promise<void> => {
        const number = ++runs;
        const isLatest = (): boolean => number === runs;
        checker.end();
        const inputs = copyOf(request.inputs);
        failLast = (message, isDeviceLost) => listener({ type: isDeviceLost ? "device-lost" : "failed", message });
        try {
            if (main === undefined) {
                listener({ type: "progress", progress: { phase: "starting" } });
            }
            const worker = await mainWorker();
            if (isLatest()) {
                const { network, device } = request;
                worker.request(network, { type: "run", device, inputs: request.inputs }, (message) => {
                    if (isLatest()) {
                        follow(network, inputs, message, listener);
                    }
                });
            }
        } catch (error) {
            if (isLatest()) {
                main = undefined;
                listener({ type: "failed", message: messageOf(error) });
            }
        }
    };
    const prepare = async (network: Network, device: DeviceChoice): Promise<void> => {
        const started = mainWorker();
        const before = runs;
        try {
            const worker = await started;
            if (main !== started || network.model.weightsLength > largestPreparedWeights) {
                return;
            }
            await new Promise<void>((resolve) => {
                const ended = (): void => resolve();
                rejecting.add(ended);
                worker.request(network, { type: "prepare", device }, (answer) => {
                    rejecting.delete(ended);
                    // A run that came meanwhile tries again, and reports how that fails.
                    if (answer.type === "failed" && main === started && runs === before) {
                        endMain(answer.message);
                    }
                    resolve();
                });
            });
        } catch {
            main = main === started ? undefined : main;
        }
    };
    /** Sends a request, and resolves to the first answer from which `read` gets something. */
    const request = async <Answer>(
        network: Network | undefined, requested: AnyRequest, read: (message: FromWorker) => Answer | undefined,
    ): Promise<Answer> => {
        const started = mainWorker();
        const worker = await started;
        if (main !== started) {
            // It was ended while it started, and answers nothing.
            throw noRun();
        }
        return new Promise((resolve, reject) => {
            rejecting.add(reject);
            worker.request(network, requested, (message) => {
                const answer = read(message);
                if (answer !== undefined) {
                    rejecting.delete(reject);
                    resolve(answer);
                } else if (message.type === "failed") {
                    rejecting.delete(reject);
                    reject(new Error(message.message));
                }
            });
        });
    };
    const ask = (network: Network | undefined, requested: AnyRequest): Promise<readonly NamedTensor[]> =>
        request(network, requested, (message) => message.type === "tensors" ? message.tensors : undefined);

    return {
        start: () => void mainWorker().catch(() => undefined),
        prepare,
        run: (request, listener) => void run(request, listener),
        layers: (tensors) => {
            if (last === undefined) {
                return Promise.reject(noRun());
            }
            const { network, device, inputs } = last;
            return ask(network, { type: "layers", device, inputs: copyOf(inputs), tensors });
        },
        maps: (tensors, most) => {
            if (last === undefined) {
                return Promise.reject(noRun());
            }
            const { network, device, inputs } = last;
            return request(network, { type: "maps", device, inputs: copyOf(inputs), tensors, most }, (message) =>
                message.type === "maps" ? message.maps : undefined);
        },
        measure: async (listener) => {
            const number = ++measurements;
            await checker.finished();
            if (number !== measurements) {
                throw new Error(text("The measurement was stopped."));
            }
            if (last === undefined) {
                throw noRun();
            }
            const { network, device, inputs } = last;
            return request(network, { type: "measure", device, inputs: copyOf(inputs) }, (message) => {
                if (message.type === "progress") {
                    listener(message.progress);
                }
                return message.type === "measured" ? message.times : undefined;
            });
        },
        stopMeasuring: () => {
            measurements += 1;
            void main?.then((worker) => worker.stopMeasuring(), () => undefined);
        },
        apply: (onnx, inputs) => ask(undefined, { type: "apply", onnx, inputs: copyOf(inputs) }),
        cancel: () => {
            runs += 1;
            measurements += 1;
            // A later request must not start a worker again, which would load the network.
            last = undefined;
            isCancelled = true;
            checker.end();
            endMain(text("The run was cancelled. Run the network again."));
        },
    };
}

/** Copies tensors, because numbers that are sent to a worker are moved there. */
function copyOf(tensors: readonly NamedTensor[]): readonly NamedTensor[] {
    return tensors.map((tensor) => ({ ...tensor, values: tensor.values.slice() }));
}

function messageOf(error: unknown): string {
    return error instanceof Error ? error.message : String(error);
}
