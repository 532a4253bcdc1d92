import type { InferenceDetection } from "../../server/protocol.ts";
import { text } from "../../server/text.ts";
import type { NamedTensor } from "../inference/messages.ts";
import { element } from "../ui/elements.ts";
import { classColour, cssColour } from "./class-colours.ts";
import { classNames } from "./class-names.ts";
import { createLegend } from "./legend.ts";
import { formatPercent } from "./percent.ts";
import { createSlider } from "./slider.ts";
import { createStage, drawPixels, pixelLayer } from "./stage.ts";

/** Runs an ONNX model on tensors. */
export type ApplyModel = (onnx: string, inputs: readonly NamedTensor[]) => Promise<readonly NamedTensor[]>;

/** A decoded box. */
export interface FoundBox {
    readonly class: number;
    readonly score: number;
    /** In pixels of the image. */
    readonly left: number;
    readonly top: number;
    readonly right: number;
    readonly bottom: number;
}

export interface DetectView {
    readonly element: HTMLElement;
    /** Decodes the outputs of a run again whenever a slider moves, until the next update. */
    update(outputs: readonly NamedTensor[], image: ImageData | undefined): void;
}

/** With more boxes, only the one under the pointer has its label beside it. */
const mostLabelled = 16;

/** The boxes of a detector on the image. `apply` runs the graph that decodes them. */
export function createDetectView(detection: InferenceDetection, apply: ApplyModel): DetectView {
    const nameOf = classNames(detection.labels);
    let outputs: readonly NamedTensor[] = [];
    let boxes: readonly FoundBox[] = [];
    let state: "idle" | "decoding" | "outdated" = "idle";

    const picture = pixelLayer();
    const frames = element("div", "stage-layer stage-boxes");
    const stage = createStage(text("The image with a frame around each object that was found"), picture, frames);
    const slider = (label: string, value: number, min: number): ReturnType<typeof createSlider> => createSlider({
        label, value: Math.max(min, value), min, format: (number) => number.toFixed(2), onChange: () => void decode(),
    });
    const threshold = slider(text("Score from"), detection.threshold, 0.01);
    const iou = slider(text("Overlap to"), detection.iou, 0);
    const readout = element("p", "output-readout");
    readout.setAttribute("aria-live", "polite");
    const legend = createLegend([], () => draw());

    const decode = async (): Promise<void> => {
        if (state !== "idle") {
            state = "outdated";
            return;
        }
        do {
            state = "decoding";
            try {
                boxes = boxesOf(await apply(detection.onnx, [
                    ...outputs, scalar("decode/threshold", threshold.value), scalar("decode/iou", iou.value),
                ]));
                draw();
            } catch (error) {
                readout.textContent = text("The boxes could not be decoded: {reason}", {
                    reason: error instanceof Error ? error.message : String(error),
                });
            }
        } while (isOutdated());
        state = "idle";
    };
    const isOutdated = (): boolean => state === "outdated";

    const draw = (): void => {
        const shown = boxes.filter((box) => !legend.isHidden(box.class));
        frames.classList.toggle("stage-boxes-many", shown.length > mostLabelled);
        // The best box is drawn last, over the others.
        frames.replaceChildren(...shown.toReversed().map((box) => frameOf(box)));
        const counts = Map.groupBy(boxes, (box) => box.class);
        legend.show([...counts].toSorted(([, one], [, other]) => other.length - one.length)
            .map(([index, own]) => ({ index, name: nameOf(index), figure: String(own.length) })));
        readout.textContent = boxes.length === 0
            ? text("No box has a score above {threshold}.", { threshold: threshold.value.toFixed(2) })
            : text("Point at a box to read its score and place.");
    };

    const frameOf = (box: FoundBox): HTMLElement => {
        const name = nameOf(box.class);
        const label = element("span", "stage-box-label", `${name} ${formatPercent(box.score)}`);
        const frame = element("div", "stage-box", label);
        frame.style.setProperty("--class-colour", cssColour(classColour(box.class)));
        const { width, height } = detection;
        const [left, top] = [clamp(box.left, width), clamp(box.top, height)];
        const [right, bottom] = [clamp(box.right, width), clamp(box.bottom, height)];
        stage.place(frame, { left, top, width: Math.max(0, right - left), height: Math.max(0, bottom - top) });
        frame.classList.toggle("stage-box-below", top / height < 0.09);
        frame.classList.toggle("stage-box-start", left / width > 0.6);
        frame.addEventListener("pointerenter", () => {
            readout.textContent = text("{name}, score {score}: {width} × {height} pixels at column {left}, row {top}", {
                name, score: formatPercent(box.score), left: Math.round(box.left), top: Math.round(box.top),
                width: Math.round(box.right - box.left), height: Math.round(box.bottom - box.top),
            });
        });
        return frame;
    };

    return {
        element: element(
            "div", "output-drawing", stage.element,
            element("div", "output-controls", threshold.element, iou.element, legend.element, readout),
        ),
        update: (next, image) => {
            outputs = next;
            stage.resize(detection.width, detection.height);
            drawPixels(picture, image);
            void decode();
        },
    };
}

function clamp(value: number, most: number): number {
    return Number.isNaN(value) ? 0 : Math.max(0, Math.min(most, value));
}

function scalar(name: string, value: number): NamedTensor {
    return { name, dims: [1], values: Float32Array.of(value) };
}

/** The boxes in the results of a decoding graph. */
export function boxesOf(results: readonly NamedTensor[]): readonly FoundBox[] {
    const numbers = (name: string): Float32Array | undefined => results.find((one) => one.name === name)?.values;
    const [corners, scores, classes] = [numbers("decode/boxes"), numbers("decode/scores"), numbers("decode/classes")];
    return Array.from(scores ?? [], (score, index) => {
        const [left = NaN, top = NaN, right = NaN, bottom = NaN] = corners?.subarray(index * 4, index * 4 + 4) ?? [];
        return { class: classes?.[index] ?? 0, score, left, top, right, bottom };
    });
}
