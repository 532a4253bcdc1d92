import { layoutRequest, type LayoutShape } from "../../drawing/box-text.ts";
import type { MeasureText } from "../../drawing/box-text.ts";
import type { VisibleGraph } from "../../drawing/folding.ts";
import type { LayoutClient } from "./layout-client.ts";
import { layOutSimply } from "../../drawing/layout/simple-layout.ts";
import type { Layout } from "../../drawing/layout/layout-messages.ts";
import { sceneOf } from "../../drawing/layout/scene.ts";
import type { Scene } from "../../drawing/layout/scene.ts";

export interface LayoutProgress {
    readonly done: number;
    readonly total: number;
}

/** Lays out graphs one after another; of several waiting graphs, only the newest. */
export interface LayoutFlow {
    /**
     * Leaves places for pictures in the boxes if `pictured`. Resolves to undefined if a newer graph arrived or the user
     * cancelled.
     */
    arrange(graph: VisibleGraph, pictured: boolean, shape: LayoutShape): Promise<Scene | undefined>;
    cancel(): void;
}

/** Reuses the previous layout for a graph with the same edges and box sizes. */
export function createLayoutFlow(
    client: LayoutClient,
    measure: MeasureText,
    onProgress: (progress: LayoutProgress | undefined) => void,
): LayoutFlow {
    let last: { readonly key: string; readonly layout: Layout } | undefined;
    let newest = 0;

    return {
        arrange: async (graph, pictured, shape) => {
            newest += 1;
            const own = newest;
            const request = layoutRequest(graph, measure, pictured, shape);
            const key = JSON.stringify(request);
            if (last?.key === key) {
                client.cancel();
                return sceneOf(graph, last.layout, pictured);
            }
            onProgress({ done: 0, total: graph.boxes.size });
            try {
                // Graphs that have arrived meanwhile are first.
                await new Promise((resolve) => {
                    setTimeout(resolve);
                });
                if (own !== newest) {
                    return undefined;
                }
                // The worker's program is large: a first picture that does without it is shown sooner.
                const layout = await layOutSimply(request) ??
                    await client.layOut(request, (done, total) => onProgress({ done, total }));
                if (layout === undefined || own !== newest) {
                    return undefined;
                }
                last = { key, layout };
                // Once this layout is on the screen: loading would delay it.
                requestIdleCallback(() => client.prepare());
                return sceneOf(graph, layout, pictured);
            } finally {
                if (own === newest) {
                    onProgress(undefined);
                }
            }
        },
        cancel: () => client.cancel(),
    };
}
