import { createChannelViewer, type ChannelViewer } from "../inspect/channel-viewer.ts";
import { element } from "../ui/elements.ts";
import type { OutputView } from "./output.ts";

/** A feature map's channels as pictures, of which one is enlarged. The chosen element stays from run to run. */
export function createFeatureMapsView(): OutputView {
    const container = element("div", "output-maps");
    let viewer: ChannelViewer | undefined;
    return {
        element: container,
        update: ({ summary: { dims }, numbers }) => {
            const chosen = viewer?.cell;
            viewer = createChannelViewer({ dims: dims.slice(1), values: numbers });
            if (chosen !== undefined) {
                viewer.choose(chosen);
            }
            container.replaceChildren(viewer.element);
        },
    };
}

/** Whether a result is one feature map of two spatial axes. */
export function isFeatureMap(dims: readonly number[]): boolean {
    return dims.length === 4 && dims[0] === 1 && dims.every((size) => size > 0);
}
