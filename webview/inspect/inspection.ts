import type { PreviewGraph, PreviewNode } from "../../server/protocol.ts";
import { text } from "../../server/text.ts";
import { layerOf, nodeAtLine, type TextLine } from "../graph/cursor.ts";
import type { ShownGraph } from "../graph/shown-graph.ts";
import type { Inspector } from "./inspector.ts";

/** Opens the inspector with a layer. */
export interface Inspection {
    /** Shows the inside of a node's layer; without a node, what the inspector shows already. */
    inspect(nodeId: string | undefined): void;
    /** Inspects the layer at a line as soon as its graph is drawn. */
    inspectLine(line: TextLine): void;
    /** A graph is drawn. */
    drawn(): void;
}

export interface InspectionActions {
    readonly shown: () => ShownGraph | undefined;
    /** Brings the inspector into view. */
    readonly open: () => void;
    readonly run: () => void;
    readonly goTo: (nodeId: string) => void;
}

export function createInspection(inspector: Inspector, { shown, open, run, goTo }: InspectionActions): Inspection {
    /** Opens the inspector, and runs the network if there is no run of this version. */
    const openInspector = (): void => {
        open();
        if (!inspector.isCurrent) {
            run();
        }
    };
    const inspect = (nodeId: string | undefined): void => {
        const graph = shown()?.drawn;
        const node = graph?.nodes.find(({ id }) => id === nodeId);
        const layer = graph === undefined || node === undefined ? undefined : layerOf(graph, node);
        if (layer !== undefined && node !== undefined) {
            inspector.inspect(layer.id, describeChoice(node));
        }
        openInspector();
    };
    let awaited: TextLine | undefined;
    const inspectAt = (graph: PreviewGraph, { uri, line }: TextLine): void => {
        const node = nodeAtLine(graph, uri, line);
        const layer = node === undefined ? undefined : layerOf(graph, node);
        if (layer === undefined) {
            inspector.refuse(text(
                "Line {line} has no layer of {model}: put the cursor on a layer, or choose one in the list or the graph.",
                { line: line + 1, model: graph.model },
            ));
            openInspector();
        } else {
            goTo(layer.id);
            inspect(node?.id);
        }
    };
    const inspectAwaited = (): void => {
        const graph = shown()?.latest;
        if (awaited !== undefined && graph !== undefined) {
            const line = awaited;
            awaited = undefined;
            inspectAt(graph, line);
        }
    };
    return {
        inspect,
        inspectLine: (line) => {
            awaited = line;
            inspectAwaited();
        },
        drawn: inspectAwaited,
    };
}

/** Why a layer is shown for a node that is not a layer. */
function describeChoice({ kind, label }: PreviewNode): string {
    switch (kind) {
        case "input":
            return text("The first layer that reads the input {name}", { name: label });
        case "output":
            return text("The layer that computes the output {name}", { name: label });
        case "layer":
            return "";
    }
}
