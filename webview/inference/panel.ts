import type { InferenceModel, PreviewGraph } from "../../server/protocol.ts";
import { text, type Text } from "../../server/text.ts";
import type { ToWebview } from "../../server/webview-protocol.ts";
import type { PreviewHost } from "../host.ts";
import { describeInputs } from "../inputs/reported-inputs.ts";
import { createInputs } from "../inputs/inputs.ts";
import type { PictureSize } from "../inputs/fitting.ts";
import type { PreparedInput } from "../inputs/source.ts";
import type { InspectedRun } from "../inspect/inspected-run.ts";
import type { Network } from "./network.ts";
import { comparisonOf, resultOf, type Comparison, type Run } from "./run-result.ts";
import type { RunEvent, Runner } from "./runner.ts";
import { createView } from "./view.ts";
import "./panel.css";

/** The part of the preview that runs the network and shows the result. */
export interface InferencePanel {
    handle(message: ToWebview): void;
    /** Called when the panel is opened or closed: a closed panel prepares nothing. */
    setOpen(open: boolean): void;
    /** Called when a run is likely, for example when the pointer is over its button. */
    prepare(): void;
    dispose(): void;
}

/** Changes of the input within this time lead to one run. */
const frameMilliseconds = 16;

/** Creates the panel of a page, which runs networks with `runner`. */
export function createInferencePanel(container: HTMLElement, host: PreviewHost, runner: Runner): InferencePanel {
    /** Why the extension was asked for the network: to run it, to run it as a live preview does, or to be ready. */
    let asking: "run" | "live" | "prepare" | undefined;
    let network: Network | undefined;
    let graph: PreviewGraph | undefined;
    let finished: Run | undefined;
    let open = false;
    let running = false;
    let attempts = 0;

    const view = createView(container, {
        run: () => start(),
        cancel: () => cancel(),
        apply: (onnx, tensors) => runner.apply(onnx, tensors),
        showLayer: (node) => host.highlight([node]),
    });
    let scheduled: ReturnType<typeof setTimeout> | undefined;
    const inputs = createInputs(view.element, host, () => {
        if (network === undefined) {
            return;
        }
        if (finished === undefined && !running) {
            void preview(network);
        } else if (view.live) {
            scheduled ??= setTimeout(() => {
                scheduled = undefined;
                if (network !== undefined) {
                    void begin(network);
                }
            }, frameMilliseconds);
        } else {
            markStale();
        }
    });
    view.setInput(inputs);

    const ask = (why: "run" | "live" | "prepare"): void => {
        if (why === "prepare" && (asking !== undefined || running)) {
            // What the extension answers to a run also prepares.
            return;
        }
        asking = asking === "run" ? "run" : why;
        host.post({ type: "request-inference-model" });
    };
    const start = (): void => {
        host.openPanel();
        view.showProgress("asking");
        runner.start();
        ask("run");
    };
    const cancel = (): void => {
        attempts += 1;
        asking = undefined;
        running = false;
        runner.cancel();
        view.showIdle();
    };
    const fail = (message: string): void => {
        running = false;
        view.showFailure(message);
        markStale();
        host.post({ type: "inference-failed", message });
    };
    const markStale = (): void => {
        if (finished !== undefined) {
            view.showStale();
            host.markVerified(new Set(), new Set());
        }
    };

    let picture: PictureSize | undefined;
    const showInputs = (prepared: readonly PreparedInput[]): void => {
        inputs.show(prepared);
        const size = prepared.find((input) => input.size !== undefined)?.size;
        if (size?.width !== picture?.width || size?.height !== picture?.height) {
            picture = size;
            const { width = 0, height = 0 } = size ?? {};
            host.post({ type: "show-picture", ...(size === undefined ? {} : { picture: { width, height } }) });
        }
    };

    /** Shows the inputs without a run. */
    const preview = async ({ model }: Network): Promise<void> => {
        const attempt = ++attempts;
        try {
            const prepared = await inputs.prepare(model);
            if (attempt === attempts) {
                showInputs(prepared);
                view.showIdle();
            }
        } catch (error) {
            if (attempt === attempts) {
                view.showFailure(error instanceof Error ? error.message : String(error));
            }
        }
    };
    const begin = async (shown: Network): Promise<void> => {
        const attempt = ++attempts;
        running = true;
        try {
            const prepared = await inputs.prepare(shown.model);
            if (attempt !== attempts) {
                return;
            }
            showInputs(prepared);
            const image = prepared.find(({ pixels }) => pixels !== undefined)?.pixels;
            const run: Run = {
                model: shown.model,
                inputs: describeInputs(prepared),
                ...(image === undefined ? {} : { image }),
            };
            const request = { network: shown, device: view.device, inputs: prepared.map(({ tensor }) => tensor) };
            // The numbers of a request are moved to the worker.
            const inspected: InspectedRun = {
                ...shown,
                inputs: request.inputs.map((tensor) => ({ ...tensor, values: tensor.values.slice() })),
                layers: (tensors) => runner.layers(tensors),
                maps: (tensors, most) => runner.maps(tensors, most),
                measure: (listener) => runner.measure(listener),
                stopMeasuring: () => runner.stopMeasuring(),
            };
            runner.run(request, (event) => {
                if (attempt === attempts) {
                    follow(run, event);
                    if (event.type === "ran") {
                        host.ran(inspected);
                    }
                }
            });
        } catch (error) {
            if (attempt === attempts) {
                fail(error instanceof Error ? error.message : String(error));
            }
        }
    };
    const follow = (run: Run, event: RunEvent): void => {
        switch (event.type) {
            case "progress":
                view.showProgress(event.progress);
                return;
            case "ran":
                running = false;
                run.report = event.report;
                finished = run;
                view.showIdle();
                view.showReport(run.model, event.report, run.image);
                return;
            case "timed":
                run.times = event.times;
                view.showTimes(event.times);
                return;
            case "compared":
                run.comparison = comparisonOf(run.model, event.check);
                view.showComparison(run.comparison);
                markLayers(host, run.comparison);
                return;
            case "done":
                host.post({ type: "inference-finished", result: resultOf(run) });
                return;
            case "failed":
                fail(event.message);
                return;
            case "device-lost":
                if (run.report === undefined) {
                    fail(lostMessage(event.message));
                }
        }
    };

    const receive = (received: Network): void => {
        network = received;
        inputs.setModel(received.model);
        const why = asking;
        asking = undefined;
        if (why === "run" || why === "live") {
            void begin(received);
        } else if (finished === undefined && !running) {
            void runner.prepare(received, view.device);
            void preview(received);
        }
    };
    const prepare = (): void => {
        if (graph?.valid === true && network === undefined) {
            ask("prepare");
        }
    };
    const refuse = (message: string): void => {
        const why = asking;
        asking = undefined;
        if (why === "run") {
            fail(message);
        } else if (why === "live") {
            markStale();
        }
    };
    const follows = (next: PreviewGraph): void => {
        graph = next;
        if (finished !== undefined && isOther(next, finished.model)) {
            markStale();
        }
        if (!next.valid || (network !== undefined && !isOther(next, network.model))) {
            return;
        }
        if (finished !== undefined && view.live && finished.model.model === next.model) {
            ask("live");
        } else if (open) {
            ask("prepare");
        }
    };

    return {
        handle: (message) => {
            switch (message.type) {
                case "run":
                    start();
                    return;
                case "inference-model":
                    receive(networkOf(message));
                    return;
                case "inference-refused":
                    refuse(message.message);
                    return;
                case "images":
                case "image":
                case "image-failed":
                    inputs.handle(message);
                    return;
                case "graph":
                    follows(message.graph);
                    return;
                default:
                    return;
            }
        },
        setOpen: (isOpen) => {
            open = isOpen;
            if (open) {
                prepare();
            }
        },
        prepare,
        dispose: () => {
            attempts += 1;
            clearTimeout(scheduled);
            runner.cancel();
            inputs.dispose();
            view.dispose();
        },
    };
}

function networkOf({ model, trained }: Network): Network {
    return { model, ...(trained === undefined ? {} : { trained }) };
}

/** Whether a graph is of another model, version or input size. */
function isOther({ model, version, nodes }: PreviewGraph, runnable: InferenceModel): boolean {
    return model !== runnable.model || version !== runnable.version || runnable.inputs.some(({ name, dims }) => {
        const node = nodes.find(({ id }) => id === `input:${name}`);
        return node !== undefined && node.shape !== `[${dims.slice(1).join(", ")}]`;
    });
}

function markLayers(host: PreviewHost, comparison: Comparison): void {
    if ("failure" in comparison) {
        return;
    }
    const mismatched = new Set(comparison.mismatches.map(({ node }) => node));
    const agreed = comparison.compared.map(({ node }) => node).filter((node) => !mismatched.has(node));
    host.markVerified(new Set(agreed), mismatched);
}

function lostMessage(reason: string): Text {
    return reason === ""
        ? text("The GPU was lost while the network ran. Run it again, or choose WebAssembly as the device.")
        : text("The GPU was lost while the network ran ({reason}). Run it again, or choose WebAssembly as the device.", { reason });
}
