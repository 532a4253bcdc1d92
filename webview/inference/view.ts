import type { InferenceModel } from "../../server/protocol.ts";
import { text, type Text } from "../../server/text.ts";
import type { Inputs } from "../inputs/inputs.ts";
import { createOutputsView } from "../outputs/outputs.ts";
import { button, element } from "../ui/elements.ts";
import { drawComparison } from "./comparison-view.ts";
import type { DeviceChoice, Progress, RunReport, RunTimes } from "./messages.ts";
import { drawRandomWeights, drawTrainedWeights } from "./weights-view.ts";
import type { Comparison } from "./run-result.ts";
import type { Runner } from "./runner.ts";
import { describeDevice, describeProgress, describeTimes, isSlowEmulation, overallFraction } from "./wording.ts";

export interface ViewActions {
    readonly run: () => void;
    readonly cancel: () => void;
    /** Runs a graph that decodes outputs. */
    readonly apply: Runner["apply"];
    /** Shows a node of the graph. */
    readonly showLayer: (node: string) => void;
}

/** The panel's elements, and their updates. */
export interface InferenceView {
    readonly element: HTMLElement;
    readonly device: DeviceChoice;
    /** Adds the part where the input is chosen, and the controls that step through inputs. */
    setInput(input: Pick<Inputs, "element" | "steppers">): void;
    /** Whether to run again by itself after a change. */
    readonly live: boolean;
    showProgress(progress: Progress | "asking"): void;
    showIdle(): void;
    showFailure(message: string): void;
    /** The results are not those of the network and the input that are shown. */
    showStale(): void;
    /** `image` is the picture that the network saw, if there is one. */
    showReport(model: InferenceModel, report: RunReport, image: ImageData | undefined): void;
    showTimes(times: RunTimes): void;
    showComparison(comparison: Comparison): void;
    dispose(): void;
}

/** What takes less is over before a progress bar could be read. */
const barDelay = 200;

export function createView(container: HTMLElement, actions: ViewActions): InferenceView {
    const run = button(text("Run"), "inference-run", actions.run);
    const cancel = button(text("Cancel"), "inference-cancel", actions.cancel);
    const device = deviceChoice();
    const live = liveSwitch();
    const status = element("span", "inference-status");
    status.setAttribute("role", "status");
    const bar = element("progress", "inference-progress");
    bar.max = 1;
    const percent = element("span", "inference-percent");
    const failure = element("p", "inference-failure");
    failure.setAttribute("role", "alert");
    const note = element("p", "inference-note");
    const summary = element("section", "inference-summary");
    const times = element("p", "inference-times");
    const outputs = element("section", "inference-outputs");
    const drawnOutputs = createOutputsView(actions.apply);
    const layers = element("section", "inference-layers");
    const results = element("div", "inference-results", outputs, summary, layers);
    const panel = element(
        "div", "inference",
        element("div", "inference-toolbar", run, cancel, live.label, device.label, bar, percent, status),
        failure, note, results,
    );
    container.append(panel);

    let busyLater: ReturnType<typeof setTimeout> | undefined;
    /** Whether the run loads its network, so that its progress is known. */
    let loading = false;
    const setBusy = (busy: boolean): void => {
        run.hidden = busy;
        cancel.hidden = !busy;
        bar.hidden = !busy;
    };
    const setText = (target: HTMLElement, content: string): void => {
        target.textContent = content;
        target.hidden = content === "";
    };
    const showBusy = (content: Text, fraction: number | undefined): void => {
        const show = (): void => {
            setBusy(true);
            setText(status, content);
            setText(percent, fraction === undefined ? "" : `${Math.floor(fraction * 100)} %`);
            if (fraction === undefined) {
                bar.removeAttribute("value");
            } else {
                bar.value = fraction;
            }
        };
        if (!cancel.hidden) {
            show();
            return;
        }
        clearTimeout(busyLater);
        busyLater = setTimeout(show, barDelay);
    };
    const showIdle = (): void => {
        clearTimeout(busyLater);
        setBusy(false);
        setText(status, "");
        setText(percent, "");
        loading = false;
    };
    showIdle();
    setText(failure, "");
    setText(note, "");
    for (const part of [summary, outputs, layers]) {
        part.hidden = true;
    }

    return {
        element: panel,
        setInput: (input) => {
            results.prepend(input.element);
            live.label.after(input.steppers);
        },
        get device() {
            const { value } = device.select;
            return value === "wasm" || value === "webgpu" ? value : "automatic";
        },
        get live() {
            return live.box.checked;
        },
        showIdle,
        showProgress: (progress) => {
            if (progress !== "asking" && progress.phase === "comparing") {
                layers.hidden = false;
                layers.replaceChildren(element("h2", "", text("Layers")), element("p", "inference-hint", describeProgress(progress)));
                return;
            }
            setText(failure, "");
            if (progress === "asking") {
                showBusy(text("Reading the network …"), undefined);
                return;
            }
            loading ||= progress.phase !== "running";
            showBusy(describeProgress(progress), loading ? overallFraction(progress) : undefined);
        },
        showFailure: (message) => {
            showIdle();
            setText(failure, message);
            // What an earlier run computed is not the result of this one.
            if (!outputs.hidden) {
                results.classList.add("inference-stale");
            }
        },
        showStale: () => {
            results.classList.add("inference-stale");
            setText(note, text("These results are older than the network or its input: run it again."));
        },
        showReport: (model, report, image) => {
            results.classList.remove("inference-stale");
            setText(failure, "");
            setText(note, "");
            summary.hidden = false;
            summary.replaceChildren(...drawSummary(model, report), times);
            setText(times, describeTimes(report.times));
            outputs.hidden = false;
            outputs.classList.toggle("inference-single", report.outputs.length === 1);
            drawnOutputs.show(model, report.outputs, image);
            outputs.replaceChildren(
                element("h2", "", report.outputs.length === 1 ? text("Output") : text("Outputs")),
                drawRandomWeights(model) ?? "",
                drawnOutputs.element,
                drawTrainedWeights(model) ?? "",
            );
            layers.hidden = true;
        },
        showTimes: (later) => setText(times, describeTimes(later)),
        showComparison: (comparison) => {
            layers.hidden = false;
            layers.replaceChildren(element("h2", "", text("Layers")), ...drawComparison(comparison, actions.showLayer));
        },
        dispose: () => {
            clearTimeout(busyLater);
            panel.remove();
        },
    };
}

function deviceChoice(): { readonly label: HTMLElement; readonly select: HTMLSelectElement } {
    const select = element("select", "inference-device");
    const choices: Readonly<Record<DeviceChoice, Text>> = {
        automatic: text("Automatic"), webgpu: text("WebGPU"), wasm: text("WebAssembly"),
    };
    for (const [value, label] of Object.entries(choices)) {
        select.append(new Option(label, value));
    }
    return { select, label: element("label", "inference-device-label", element("span", "", text("Device")), " ", select) };
}

function liveSwitch(): { readonly label: HTMLElement; readonly box: HTMLInputElement } {
    const box = element("input", "inference-live");
    box.type = "checkbox";
    box.checked = true;
    const label = element("label", "inference-live-label", box, " ", text("Live"));
    label.title = text("After the first run, run again when the text or the input changes");
    return { box, label };
}

function drawSummary(model: InferenceModel, report: RunReport): readonly HTMLElement[] {
    const hint = isSlowEmulation(report)
        ? [element("p", "inference-hint", text(
            "Without a real GPU, WebAssembly is likely faster: choose it as the device.",
        ))]
        : [];
    return [
        element("h2", "", model.model),
        element("p", "inference-device-used", describeDevice(report)),
        ...hint,
    ];
}
