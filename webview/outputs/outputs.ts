import type { InferenceModel, InferenceOutput } from "../../server/protocol.ts";
import { text } from "../../server/text.ts";
import type { OutputSummary } from "../inference/messages.ts";
import { formatShape } from "../inference/wording.ts";
import { element } from "../ui/elements.ts";
import { createClassifyView, createVectorView, isVector } from "./classify.ts";
import { createDetectView, type ApplyModel, type DetectView } from "./detect.ts";
import { createFeatureMapsView, isFeatureMap } from "./feature-maps.ts";
import type { OutputView } from "./output.ts";
import { createPictureView } from "./picture.ts";
import { drawRange } from "./range.ts";
import { createSegmentView } from "./segment.ts";
import "./outputs.css";

/** The outputs of a run as their decorators say. */
export interface OutputsView {
    readonly element: HTMLElement;
    /** `image` is the image as the network saw it, if it reads one. */
    show(model: InferenceModel, outputs: readonly OutputSummary[], image: ImageData | undefined): void;
}

/** `apply` runs the graph that decodes boxes. */
export function createOutputsView(apply: ApplyModel): OutputsView {
    const container = element("div", "outputs");
    /** Kept as long as the detection is the same. */
    let boxes: { readonly key: string; readonly view: DetectView } | undefined;
    /** Views by their output's form, so that their settings outlive a run. */
    let views = new Map<string, OutputView>();

    /** Draws the boxes of all outputs together; false if the outputs are not there. */
    const showBoxes = (
        { detection }: InferenceModel, outputs: readonly OutputSummary[], image: ImageData | undefined,
    ): boolean => {
        const tensors = detection?.outputs.flatMap((name) => {
            const { dims = [], numbers } = outputs.find((one) => one.name === name) ?? {};
            return numbers === undefined ? [] : [{ name, dims, values: numbers }];
        });
        if (detection === undefined || tensors?.length !== detection.outputs.length) {
            boxes = undefined;
            return false;
        }
        const key = JSON.stringify(detection);
        if (boxes?.key !== key) {
            boxes = { key, view: createDetectView(detection, apply) };
        }
        boxes.view.update(tensors, image);
        return true;
    };

    return {
        element: container,
        show: (model, outputs, image) => {
            const kept = views;
            views = new Map();
            const hasBoxes = showBoxes(model, outputs, image);
            const drawnBoxes = boxes === undefined ? [] : [element("section", "inference-output", boxes.view.element)];
            container.replaceChildren(...drawnBoxes, ...outputs.map((summary) => {
                const output = model.outputs.find(({ name }) => name === summary.name)
                    ?? { name: summary.name, dims: summary.dims };
                const drawn = element(
                    "section", "inference-output",
                    element("h3", "", `${output.name} `, element("span", "inference-shape", formatShape(summary.dims))),
                );
                const { numbers } = summary;
                if (numbers === undefined) {
                    drawn.append(element("p", "inference-hint", text("The output is too large to be drawn.")));
                } else if (!hasBoxes || model.detection?.outputs.includes(output.name) !== true) {
                    const key = JSON.stringify([model.model, output]);
                    const view = kept.get(key) ?? createView(output, summary.dims);
                    if (view !== undefined) {
                        views.set(key, view);
                        view.update({ output, summary, numbers, image });
                        drawn.append(view.element);
                    }
                }
                drawn.append(...drawRange(summary));
                return drawn;
            }));
        },
    };
}

/** The drawing that the decorator asks for and the shape allows; otherwise the one that suits the shape. */
function createView({ view }: InferenceOutput, dims: readonly number[]): OutputView | undefined {
    const described = view?.kind === "segment" ? createSegmentView(view, dims)
        : view?.kind === "picture" ? createPictureView(view)
            : view?.kind === "classify" && isVector(dims) ? createClassifyView() : undefined;
    return described
        ?? (isVector(dims) ? createVectorView() : isFeatureMap(dims) ? createFeatureMapsView() : undefined);
}
