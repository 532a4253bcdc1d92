import type { InferenceDetection } from "../../server/protocol.ts";
import { text, type Text } from "../../server/text.ts";
import type { NamedTensor } from "../inference/messages.ts";
import { element } from "../ui/elements.ts";
import { createBoxFrames, type FoundBox } from "./box-frames.ts";
import { createClassLegend } from "./class-legend.ts";
import { classNames } from "./class-names.ts";
import { createSlider } from "./slider.ts";
import { createStage, drawPixels, pixelLayer } from "./stage.ts";

/** Runs an ONNX model on tensors. */
export type ApplyModel = (onnx: string, inputs: readonly NamedTensor[]) => Promise<readonly NamedTensor[]>;

export interface DetectView {
    readonly element: HTMLElement;
    /** Decodes the outputs of a run again whenever a slider moves, until the next update. */
    update(outputs: readonly NamedTensor[], image: ImageData | undefined): void;
}

/** The boxes of a detector on the image. `apply` runs the graph that decodes them. */
export function createDetectView(detection: InferenceDetection, apply: ApplyModel): DetectView {
    const nameOf = classNames(detection.labels);
    let outputs: readonly NamedTensor[] = [];
    let boxes: readonly FoundBox[] = [];
    let state: "idle" | "decoding" | "outdated" = "idle";

    const picture = pixelLayer();
    const frames = createBoxFrames({
        width: detection.width, height: detection.height, nameOf,
        // A screen reader reads the label of the focused box already.
        onDescribe: (description) => showReadout(description ?? stateText(), "off"),
    });
    const stage = createStage(text("The image with a frame around each object that was found"), picture, frames.element);
    // The content of an image is hidden from screen readers.
    stage.element.setAttribute("role", "group");
    const slider = (label: Text, value: number, min: number): ReturnType<typeof createSlider> => createSlider({
        label, value: Math.max(min, value), min, format: (number) => number.toFixed(2), onChange: () => void decode(),
    });
    const threshold = slider(text("Score from"), detection.threshold, 0.01);
    const iou = slider(text("Overlap to"), detection.iou, 0);
    const readout = element("p", "output-readout");
    const showReadout = (words: string, live: "polite" | "off" = "polite"): void => {
        readout.setAttribute("aria-live", live);
        readout.textContent = words;
    };
    const stateText = (): string => (boxes.length === 0
        ? text("No box has a score above {threshold}.", { threshold: threshold.value.toFixed(2) })
        : text("Point at a box, or focus it with the Tab and arrow keys, to read its score and place."));
    const legend = createClassLegend([], () => draw());

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
                showReadout(text("The boxes could not be decoded: {reason}", {
                    reason: error instanceof Error ? error.message : String(error),
                }));
            }
        } while (isOutdated());
        state = "idle";
    };
    const isOutdated = (): boolean => state === "outdated";

    const draw = (): void => {
        const counts = Map.groupBy(boxes, (box) => box.class);
        legend.show([...counts].toSorted(([, one], [, other]) => other.length - one.length)
            .map(([index, own]) => ({ index, name: nameOf(index), figure: String(own.length) })));
        showReadout(stateText());
        frames.show(boxes.filter((box) => !legend.isHidden(box.class)), stage);
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
