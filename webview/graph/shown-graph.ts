import type { PreviewGraph } from "../../server/protocol.ts";

/** The graph that the preview draws, and the graph of the current text. */
export interface ShownGraph {
    readonly drawn: PreviewGraph;
    /** The latest graph: positions in the text refer to it. */
    readonly latest: PreviewGraph;
    /** Whether an older graph is drawn because the latest text has a syntax error. */
    readonly stale: boolean;
}

/** The current text is drawn, with `?` for unknown sizes; only while its syntax is broken, the last graph stays. */
export function nextShown(before: ShownGraph | undefined, graph: PreviewGraph): ShownGraph {
    const kept = before?.drawn;
    if (graph.broken && kept?.broken === false && kept.uri === graph.uri && kept.model === graph.model) {
        return { drawn: kept, latest: graph, stale: true };
    }
    return { drawn: graph, latest: graph, stale: false };
}
