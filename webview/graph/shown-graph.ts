import type { PreviewGraph } from "../../server/protocol.ts";

/** What the preview draws, and what the text says now. */
export interface ShownGraph {
    readonly drawn: PreviewGraph;
    /** The newest graph: places in the text are its. */
    readonly latest: PreviewGraph;
    /** Whether an older graph is drawn because the newest has errors. */
    readonly stale: boolean;
}

/** While a model has errors its last valid graph stays; if there never was one, what there is gets drawn. */
export function nextShown(before: ShownGraph | undefined, graph: PreviewGraph): ShownGraph {
    const kept = before?.drawn;
    if (!graph.valid && kept?.valid === true && kept.uri === graph.uri && kept.model === graph.model) {
        return { drawn: kept, latest: graph, stale: true };
    }
    return { drawn: graph, latest: graph, stale: false };
}
