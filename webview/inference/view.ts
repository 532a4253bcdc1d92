import type { InferenceModel } from "../../server/protocol.ts";
import { createOutputsView } from "../outputs/outputs.ts";
import { button, element } from "../ui/elements.ts";
import type { LayerComparison, LayerMismatch } from "./layer-check.ts";
import type { DeviceChoice, Progress, RunReport } from "./messages.ts";
import { drawWeights } from "./weights-view.ts";
import { describeDevice, describeProgress, describeTimes, formatShape, isSlowEmulation } from "./wording.ts";

export interface ViewActions {
    readonly run: () => void;
    readonly cancel: () => void;
    readonly chooseImage: () => void;
    readonly useSample: () => void;
    readonly showLayer: (mismatch: LayerMismatch) => void;
}

/** The panel's elements, and their updates. */
export interface InferenceView {
    readonly device: DeviceChoice;
    showProgress(progress: Progress | "asking"): void;
    showIdle(): void;
    showFailure(message: string): void;
    showStale(): void;
    showPicture(name: string, pixels: ImageData | undefined): void;
    showReport(model: InferenceModel, report: RunReport): void;
    showComparison(comparison: LayerComparison | { readonly failure: string }): void;
    dispose(): void;
}

/** The maximum number of mismatching layers that are listed. */
const mostMismatches = 50;

export function createView(container: HTMLElement, actions: ViewActions): InferenceView {
    const run = button("Run", "inference-run", actions.run);
    const cancel = button("Cancel", "inference-cancel", actions.cancel);
    const device = deviceChoice();
    const status = element("span", "inference-status");
    status.setAttribute("role", "status");
    const bar = element("progress", "inference-progress");
    bar.max = 1;
    const failure = element("p", "inference-failure");
    failure.setAttribute("role", "alert");
    const note = element("p", "inference-note");
    const picture = element("canvas", "inference-picture");
    const pictureName = element("span", "inference-picture-name");
    const input = element(
        "section", "inference-input",
        element("h2", "", "Input"), picture, pictureName,
        element(
            "div", "inference-buttons",
            button("Choose Image…", "inference-secondary", actions.chooseImage),
            button("Use Sample", "inference-secondary", actions.useSample),
        ),
    );
    const summary = element("section", "inference-summary");
    const outputs = element("section", "inference-outputs");
    const drawnOutputs = createOutputsView();
    const layers = element("section", "inference-layers");
    /** The image of the run. */
    let image: ImageData | undefined;
    const results = element("div", "inference-results", input, summary, layers, outputs);
    const panel = element(
        "div", "inference",
        element("div", "inference-toolbar", run, cancel, device.label, bar, status),
        failure, note, results,
    );
    container.append(panel);

    const setBusy = (busy: boolean): void => {
        run.hidden = busy;
        cancel.hidden = !busy;
        bar.hidden = !busy;
        device.select.disabled = busy;
    };
    const setText = (target: HTMLElement, text: string): void => {
        target.textContent = text;
        target.hidden = text === "";
    };
    const showIdle = (): void => {
        setBusy(false);
        setText(status, "");
    };
    showIdle();
    setText(failure, "");
    setText(note, "");
    for (const part of [input, summary, outputs, layers]) {
        part.hidden = true;
    }

    return {
        get device() {
            return device.select.value === "wasm" ? "wasm" : "automatic";
        },
        showIdle,
        showProgress: (progress) => {
            setBusy(true);
            setText(failure, "");
            setText(note, "");
            setText(status, progress === "asking" ? "Reading the network …" : describeProgress(progress));
            if (progress === "asking" || progress.fraction === undefined) {
                bar.removeAttribute("value");
            } else {
                bar.value = progress.fraction;
            }
        },
        showFailure: (message) => {
            showIdle();
            setText(failure, message);
        },
        showStale: () => setText(note, "The text has changed since this run."),
        showPicture: (name, pixels) => {
            image = pixels;
            input.hidden = pixels === undefined;
            pictureName.textContent = name;
            if (pixels !== undefined) {
                picture.width = pixels.width;
                picture.height = pixels.height;
                picture.setAttribute("role", "img");
                picture.setAttribute("aria-label", `${name} as the network sees it, ${pixels.width} × ${pixels.height}`);
                picture.getContext("2d")?.putImageData(pixels, 0, 0);
            }
        },
        showReport: (model, report) => {
            summary.hidden = false;
            summary.replaceChildren(...drawSummary(model, report));
            outputs.hidden = false;
            drawnOutputs.show(model, report.outputs, image);
            outputs.replaceChildren(
                element("h2", "", report.outputs.length === 1 ? "Output" : "Outputs"),
                drawnOutputs.element,
                ...drawWeights(model),
            );
            layers.hidden = true;
        },
        showComparison: (comparison) => {
            layers.hidden = false;
            layers.replaceChildren(element("h2", "", "Layers"), ...drawComparison(comparison, actions.showLayer));
        },
        dispose: () => panel.remove(),
    };
}

function deviceChoice(): { readonly label: HTMLElement; readonly select: HTMLSelectElement } {
    const select = element("select", "inference-device");
    const choices: Readonly<Record<DeviceChoice, string>> = { automatic: "Automatic", wasm: "WebAssembly" };
    for (const [value, text] of Object.entries(choices)) {
        select.append(new Option(text, value));
    }
    return { select, label: element("label", "inference-device-label", "Device ", select) };
}

function drawSummary(model: InferenceModel, report: RunReport): readonly HTMLElement[] {
    const hint = isSlowEmulation(report)
        ? [element("p", "inference-hint", "Without a real GPU, WebAssembly is likely faster: choose it as the device.")]
        : [];
    return [
        element("h2", "", model.model),
        element("p", "inference-device-used", describeDevice(report)),
        element("p", "inference-times", describeTimes(report)),
        ...hint,
    ];
}

function drawComparison(
    comparison: LayerComparison | { readonly failure: string }, showLayer: (mismatch: LayerMismatch) => void,
): readonly HTMLElement[] {
    if ("failure" in comparison) {
        return [element("p", "inference-warning", `The layers were not compared: ${comparison.failure}.`)];
    }
    const { compared, mismatches } = comparison;
    const agreeing = compared.length - mismatches.length;
    const verdict = element(
        "p", mismatches.length === 0 ? "inference-agreed" : "inference-warning",
        `${agreeing} of ${compared.length} layers: real shape = shown shape`,
    );
    if (mismatches.length === 0) {
        return [verdict];
    }
    const list = element("ul", "inference-mismatches");
    for (const mismatch of mismatches.slice(0, mostMismatches)) {
        const { path, shown, real } = mismatch;
        const text = `${path}: shown ${formatShape(shown.slice(1))}, really ${formatShape(real.slice(1))}`;
        list.append(element("li", "", button(text, "inference-mismatch", () => showLayer(mismatch))));
    }
    const more = mismatches.length - mostMismatches;
    return more > 0 ? [verdict, list, element("p", "", `and ${more} more`)] : [verdict, list];
}
