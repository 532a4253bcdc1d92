import type { PreviewGraph } from "../../server/protocol.ts";
import type { FromWebview } from "../../server/webview-protocol.ts";
import type { LayerMilliseconds } from "../figures/figures-panel.ts";
import type { InspectedRun } from "./inspected-run.ts";
import { createInspection, type Inspection, type InspectionActions } from "./inspection.ts";
import { createInspector } from "./inspector.ts";
import { createTimesView, type TimesActions } from "./times-view.ts";

/** The tab with the inside of a layer, and the measured times of all. */
export interface InspectTab extends Pick<Inspection, "inspect" | "inspectLine"> {
    readonly elements: readonly HTMLElement[];
    /** Follows the selection: shows the layer of a node, now or when the tab is opened. */
    follow(nodeId: string): void;
    /** The graph that is drawn. */
    setGraph(graph: PreviewGraph): void;
    /** A network ran. */
    setRun(run: InspectedRun): void;
    /** Nothing is computed while the tab is not visible. */
    setVisible(visible: boolean): void;
    /** Whether the graph is coloured by time. */
    setColoured(byTime: boolean): void;
}

export interface InspectTabActions extends InspectionActions, Pick<TimesActions, "times" | "colour"> {
    readonly post: (message: FromWebview) => void;
    /** The times of layers were measured. */
    readonly measured: (times: LayerMilliseconds) => void;
}

export function createInspectTab(actions: InspectTabActions): InspectTab {
    const { run, goTo, post } = actions;
    const inspector = createInspector({
        run,
        goTo,
        shown: ({ layer, result }) => post({ type: "inspected", path: layer.path, dims: result.dims }),
    });
    const inspection = createInspection(inspector, actions);
    const times = createTimesView({
        inspect: (nodeId) => {
            goTo(nodeId);
            inspection.inspect(nodeId);
        },
        times: actions.times,
        colour: actions.colour,
        measured: ({ model: { model, version, layers } }, measured) => {
            const milliseconds = new Map(measured.layers.map((layer) => [layer.node, layer.milliseconds]));
            actions.measured({ model, version, milliseconds });
            const paths = new Map(layers.map(({ node, path }) => [node, path]));
            post({
                type: "layers-measured", model, version, device: measured.device,
                layers: measured.layers.flatMap(({ node, milliseconds }) => {
                    const path = paths.get(node);
                    return path === undefined ? [] : [{ path, milliseconds }];
                }),
            });
        },
    });
    return {
        elements: [times.element, inspector.element],
        inspect: (nodeId) => inspection.inspect(nodeId),
        inspectLine: (line) => inspection.inspectLine(line),
        follow: (nodeId) => inspector.inspect(nodeId),
        setGraph: (graph) => {
            inspector.setGraph(graph);
            times.setGraph(graph);
            inspection.drawn();
        },
        setRun: (next) => {
            inspector.setRun(next);
            times.setRun(next);
        },
        setVisible: (visible) => inspector.setVisible(visible),
        setColoured: (byTime) => times.setColoured(byTime),
    };
}
