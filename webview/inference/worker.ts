import { text, useDisplayLanguage } from "../../server/text.ts";
import { validate } from "../../server/validation.ts";
import { createExtraModels } from "./extra-models.ts";
import { failureKind, failureMessage } from "./failures.ts";
import { createInference } from "./inference.ts";
import { createJobQueue } from "./job-queue.ts";
import { computeMaps } from "./layer-maps.ts";
import { createLayerResults } from "./layer-results.ts";
import { measureLayers } from "./layer-times.ts";
import { toWorkerSchema, type FromWorker, type NamedTensor, type Progress, type ToWorker } from "./messages.ts";
import type { Network } from "./network.ts";
import { startRuntime } from "./session.ts";

const queue = createJobQueue();
const inference = createInference();
const layerResults = createLayerResults();
const extraModels = createExtraModels();
let network: Network | undefined;
/** The last measurement that was requested, unless it was stopped. */
let measuring: number | undefined;
let lost = false;

globalThis.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
    const read = validate(toWorkerSchema, data);
    if ("problem" in read) {
        post({ type: "failed", message: text("The page sent the worker a message it cannot read: {problem}.", { problem: read.problem }) });
        return;
    }
    handle(read.value);
});

function handle(message: ToWorker): void {
    switch (message.type) {
        case "start":
            useDisplayLanguage(message.language);
            startRuntime(message.wasm);
            return;
        case "network":
            network = message;
            return;
        case "prepare": {
            const { id, device } = message;
            const request = { network: loadedNetwork(), device };
            queue.add(() => answer(id, async () => {
                // Another network may have arrived while this waited.
                if (request.network === network) {
                    await inference.prepare(request, { progress: () => undefined, deviceLost });
                }
                post({ type: "done", id });
            }));
            return;
        }
        case "run": {
            const { id, device, inputs } = message;
            const request = { network: loadedNetwork(), device, inputs };
            queue.run((isReplaced) => answer(id, async () => {
                await inference.run(request, {
                    progress: (progress) => post({ type: "progress", id, progress }),
                    ran: (report) => post(
                        { type: "ran", id, report }, report.outputs.flatMap(({ numbers }) => numbers ?? []),
                    ),
                    timed: (times) => post({ type: "timed", id, times }),
                    deviceLost,
                }, isReplaced);
                post({ type: "done", id });
            }));
            return;
        }
        case "layers": {
            const { id, tensors } = message;
            const request = { network: loadedNetwork(), device: message.device, inputs: message.inputs };
            queue.add(() => answer(id, async () => {
                const results = await layerResults.fetch(request, tensors, listenerOf(id));
                post({ type: "tensors", id, tensors: results }, numbersOf(results));
            }));
            return;
        }
        case "maps": {
            const { id, tensors, most } = message;
            const request = { network: loadedNetwork(), device: message.device, inputs: message.inputs };
            queue.add(() => answer(id, async () => {
                const maps = await computeMaps(layerResults, request, tensors, most, listenerOf(id));
                post({ type: "maps", id, maps }, maps.flatMap(({ maps: all }) => all.map(({ values }) => values)));
            }));
            return;
        }
        case "measure": {
            const { id } = message;
            const request = { network: loadedNetwork(), device: message.device, inputs: message.inputs };
            measuring = id;
            queue.add((isReplaced) => answer(id, async () => {
                const isStopped = async (): Promise<boolean> => await isReplaced() || measuring !== id;
                post({ type: "measured", id, times: await measureLayers(request, listenerOf(id), isStopped) });
            }));
            return;
        }
        case "stop-measuring":
            measuring = undefined;
            return;
        case "apply": {
            const { id, onnx, inputs } = message;
            queue.add(() => answer(id, async () => {
                const tensors = await extraModels.apply(onnx, inputs);
                post({ type: "tensors", id, tensors }, numbersOf(tensors));
            }));
            return;
        }
        case "check": {
            const { id } = message;
            const request = { network: loadedNetwork(), device: message.device, inputs: message.inputs };
            queue.add(() => answer(id, async () => {
                post({ type: "compared", id, check: await layerResults.check(request, listenerOf(id)) });
            }));
        }
    }
}

function loadedNetwork(): Network {
    if (network === undefined) {
        throw new Error("A request came before the network.");
    }
    return network;
}

function listenerOf(id: number): { progress(progress: Progress): void; deviceLost(message: string): void } {
    return { progress: (progress) => post({ type: "progress", id, progress }), deviceLost };
}

/** Does the work, and reports its failure. */
async function answer(id: number, work: () => Promise<void>): Promise<void> {
    try {
        await work();
    } catch (error) {
        if (failureKind(error) === "device-lost") {
            deviceLost(error instanceof Error ? error.message : "");
        } else {
            post({ type: "failed", id, message: failureMessage(network?.model.model, error) });
        }
    }
}

/** Reported once, whether it was noticed during a run or not. */
function deviceLost(message: string): void {
    if (!lost) {
        lost = true;
        post({ type: "device-lost", message });
    }
}

function numbersOf(tensors: readonly NamedTensor[]): readonly Float32Array<ArrayBuffer>[] {
    return tensors.map(({ values }) => values);
}

/** Posts a message, and moves these numbers of it. */
function post(message: FromWorker, moved: readonly Float32Array<ArrayBuffer>[] = []): void {
    globalThis.postMessage(message, { transfer: [...new Set(moved.map(({ buffer }) => buffer))] });
}
