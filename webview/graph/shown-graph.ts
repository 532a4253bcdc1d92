import type { PreviewGraph } from "../../server/protocol.ts";

/** The graph that the preview draws, and the graph of the current text. */
export interface ShownGraph {
    readonly drawn: PreviewGraph;
    /** The latest graph: positions in the text refer to it. */
    readonly latest: PreviewGraph;
    /** Whether an older graph is drawn because the latest has errors. */
    readonly stale: boolean;
}

/** While a model has errors, its last valid graph stays; without one, the incomplete graph is drawn. */
export function nextShown(before: ShownGraph | undefined, graph: PreviewGraph): ShownGraph {
    const kept = before?.drawn;
    if (!graph.valid && kept?.valid === true && kept.uri === graph.uri && kept.model === graph.model) {
        return { drawn: kept, latest: graph, stale: true };
    }
    return { drawn: graph, latest: graph, stale: false };
}
