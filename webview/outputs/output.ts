import type { ImageArea, InferenceOutput } from "../../server/protocol.ts";
import type { OutputSummary } from "../inference/messages.ts";

/** What a run has computed for an output. */
export interface OutputResult {
    readonly output: InferenceOutput;
    readonly summary: OutputSummary;
    /** All numbers of the output. */
    readonly numbers: Float32Array;
    /** The image as the network saw it, if the network reads one. */
    readonly image: ImageData | undefined;
}

/** The drawing of an output, which keeps its settings from run to run. */
export interface OutputView {
    readonly element: HTMLElement;
    update(result: OutputResult): void;
}

/** The image's whole area, or that of an output that covers a part of it. */
export function areaOn(image: ImageData, area: ImageArea | undefined): ImageArea {
    return area ?? { left: 0, top: 0, width: image.width, height: image.height };
}
