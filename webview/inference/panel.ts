import type { InferenceModel } from "../../server/protocol.ts";
import type { InferenceResult, ToWebview } from "../../server/webview-protocol.ts";
import type { PreviewHost } from "../host.ts";
import { fetchResource } from "../resources.ts";
import { readPicture, type Picture } from "./image.ts";
import { describeInputs, prepareInputs } from "./inputs.ts";
import { compareLayers, type LayerComparison } from "./layer-check.ts";
import type { FromWorker, LayerCheck, RunReport } from "./messages.ts";
import type { Runner } from "./runner.ts";
import { createView } from "./view.ts";
import "./panel.css";

/** The part of the preview that runs the network and shows the result. */
export interface InferencePanel {
    handle(message: ToWebview): void;
    dispose(): void;
}

/** A run from request to result. */
interface Run {
    readonly model: InferenceModel;
    readonly inputs: InferenceResult["inputs"];
    report?: RunReport;
    comparison?: LayerComparison | { readonly failure: string };
}

/** Creates the panel of a page, which runs models with `runner`. */
export function createInferencePanel(container: HTMLElement, host: PreviewHost, runner: Runner): InferencePanel {
    const view = createView(container, {
        run: () => start(),
        cancel: () => cancel(),
        chooseImage: () => host.post({ type: "choose-image" }),
        useSample: () => changePicture(undefined),
        showLayer: ({ node }) => host.highlight([node]),
    });
    /** The user's image, or undefined for the sample. */
    let picture: Picture | undefined;
    let sample: Promise<Picture> | undefined;
    let state: "idle" | "asking" | "running" = "idle";
    let finished: Run | undefined;
    let attempts = 0;

    const start = (): void => {
        if (state !== "idle") {
            return;
        }
        state = "asking";
        host.openPanel();
        view.showProgress("asking");
        host.post({ type: "request-inference-model" });
    };

    const cancel = (): void => {
        attempts += 1;
        runner.cancel();
        state = "idle";
        view.showIdle();
    };

    const fail = (message: string): void => {
        state = "idle";
        view.showFailure(message);
        host.post({ type: "inference-failed", message });
    };

    const begin = async (model: InferenceModel, trained: ArrayBuffer | undefined): Promise<void> => {
        state = "running";
        const attempt = ++attempts;
        host.markVerified(new Set(), new Set());
        try {
            const shown = picture ?? (await (sample ??= fetchSample(host.resources.sampleImage)));
            if (attempt !== attempts) {
                return;
            }
            const inputs = prepareInputs(model, shown);
            view.showPicture(shown.name, inputs.find(({ pixels }) => pixels !== undefined)?.pixels);
            const run: Run = { model, inputs: describeInputs(inputs) };
            const request = {
                model, device: view.device, inputs: inputs.map(({ tensor }) => tensor),
                ...(trained === undefined ? {} : { trained }),
            };
            runner.run(request, (message) => follow(run, message));
        } catch (error) {
            if (attempt === attempts) {
                sample = undefined;
                fail(error instanceof Error ? error.message : String(error));
            }
        }
    };

    const follow = (run: Run, message: FromWorker): void => {
        switch (message.type) {
            case "progress":
                view.showProgress(message.progress);
                return;
            case "ran":
                run.report = message.report;
                view.showReport(run.model, message.report);
                return;
            case "compared":
                run.comparison = comparisonOf(run.model, message.check);
                view.showComparison(run.comparison);
                markLayers(host, run.comparison);
                return;
            case "done":
                state = "idle";
                finished = run;
                view.showIdle();
                host.post({ type: "inference-finished", result: resultOf(run) });
                return;
            case "failed":
                fail(message.message);
                return;
            case "device-lost":
                if (state === "running") {
                    fail(lostMessage(message.message));
                }
        }
    };

    const changePicture = (next: Picture | undefined): void => {
        picture = next;
        if (finished !== undefined) {
            start();
        }
    };

    const handle = (message: ToWebview): void => {
        switch (message.type) {
            case "run":
                start();
                return;
            case "inference-model":
                if (state === "asking") {
                    void begin(message.model, message.trained);
                }
                return;
            case "inference-refused":
                if (state === "asking") {
                    fail(message.message);
                }
                return;
            case "image":
                readPicture(message.name, message.bytes, message.mime).then(changePicture, (error: unknown) => {
                    view.showFailure(error instanceof Error ? error.message : String(error));
                });
                return;
            case "graph":
                if (finished !== undefined && isOther(message.graph, finished.model)) {
                    view.showStale();
                    host.markVerified(new Set(), new Set());
                }
                return;
            default:
                return;
        }
    };

    return {
        handle,
        dispose: () => {
            attempts += 1;
            runner.cancel();
            view.dispose();
        },
    };
}

function isOther(graph: { readonly model: string; readonly version: number }, model: InferenceModel): boolean {
    return graph.model !== model.model || graph.version !== model.version;
}

async function fetchSample(address: string): Promise<Picture> {
    const response = await fetchResource(address);
    return readPicture("Sample image", await response.arrayBuffer(), response.headers.get("content-type") ?? "");
}

function comparisonOf(model: InferenceModel, check: LayerCheck): LayerComparison | { readonly failure: string } {
    return "failure" in check ? check : compareLayers(model.layers, check.shapes);
}

function markLayers(host: PreviewHost, comparison: LayerComparison | { readonly failure: string }): void {
    if ("failure" in comparison) {
        return;
    }
    const mismatched = new Set(comparison.mismatches.map(({ node }) => node));
    const agreed = comparison.compared.map(({ node }) => node).filter((node) => !mismatched.has(node));
    host.markVerified(new Set(agreed), mismatched);
}

function lostMessage(reason: string): string {
    const why = reason === "" ? "" : ` (${reason})`;
    return `The GPU was lost while the network ran${why}. Run it again, or choose WebAssembly as the device.`;
}

/** The result of a run for the extension. */
function resultOf({ model, inputs, report, comparison }: Run): InferenceResult {
    if (report === undefined) {
        throw new Error("A run was finished without a result.");
    }
    const { device, fallbackReason, adapter, loadMilliseconds, runMilliseconds, runs, outputs } = report;
    const compared = comparison !== undefined && !("failure" in comparison) ? comparison : undefined;
    return {
        model: model.model,
        device,
        ...(fallbackReason === undefined ? {} : { fallbackReason }),
        ...(adapter === undefined ? {} : { adapter: adapter.name }),
        loadMilliseconds,
        runMilliseconds,
        runs,
        layersCompared: compared?.compared.length ?? 0,
        mismatches: compared?.mismatches.map(({ path, shown, real }) => ({ path, shown, real })) ?? [],
        ...(comparison !== undefined && "failure" in comparison ? { comparisonFailure: comparison.failure } : {}),
        inputs,
        outputs: outputs.map(({ name, dims, values }) => ({
            name, dims, values: values.map((value) => (Number.isFinite(value) ? value : null)),
        })),
    };
}
