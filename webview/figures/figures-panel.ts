import type { PreviewGraph } from "../../server/protocol.ts";
import type { LayerSummary } from "../../server/summary/summary-data.ts";
import { text } from "../../server/text.ts";
import type { FromWebview, ToWebview } from "../../server/webview-protocol.ts";
import type { Menu } from "../ui/menu.ts";
import { createSidePanel } from "../ui/side-panel.ts";
import { createSplitter } from "../ui/splitter.ts";
import { createComparisonView } from "./comparison-view.ts";
import type { FiguresState, FiguresTab } from "./figures-state.ts";
import { createPlotsView } from "./plots-view.ts";
import { blockId, layerId, type TreeRow } from "./row-tree.ts";
import { createTableView } from "./table-view.ts";
import "./figures.css";

export interface FiguresActions {
    readonly post: (message: FromWebview) => void;
    /** A layer or block is selected: the ids that the graph may have for it. */
    readonly select: (ids: readonly string[]) => void;
    /** Its text is to be shown, too. */
    readonly activate: (ids: readonly string[]) => void;
    /** The arrangement has changed and should be saved. */
    readonly changed: () => void;
}

/** How long each layer of a version of a model took, by its node. */
export interface LayerMilliseconds {
    readonly model: string;
    readonly version: number;
    readonly milliseconds: ReadonlyMap<string, number>;
}

/** The part of the page below the graph with the figures of the model; they are requested only while it is open. */
export interface FiguresPanel {
    readonly element: HTMLElement;
    open: boolean;
    readonly state: FiguresState;
    /** The graph that is drawn; undefined if there is none. */
    setGraph(graph: PreviewGraph | undefined): void;
    handle(message: ToWebview): void;
    /** Selects the row of a node or group of the graph. */
    select(id: string): void;
    /** Times were measured of the layers of a version. */
    setTimes(times: LayerMilliseconds): void;
    /** Marks the rows of these nodes and groups. */
    markCursor(ids: ReadonlySet<string>): void;
}

export function createFiguresPanel(start: FiguresState, actions: FiguresActions, menu: Menu): FiguresPanel {
    let graph: PreviewGraph | undefined;
    /** The latest message, for the graph that is drawn or an older one. */
    let figures: Extract<ToWebview, { readonly type: "figures" }> | undefined;
    let requestedSignal = false;
    let isMade = false;
    /** Restoring the state is no change of it, and the page has no panel before it is made. */
    const changed = (): void => {
        if (isMade) {
            actions.changed();
        }
    };

    const request = (): void => {
        if (side.open && graph !== undefined) {
            requestedSignal = table.needsSignal;
            const compared = side.tab === "comparison";
            actions.post({ type: "request-figures", signal: requestedSignal, compared });
        }
    };
    const select = (row: TreeRow<LayerSummary>): void => {
        plots.select(row.id);
        actions.select(thingsOf(row, graph));
    };
    const table = createTableView(start.table, {
        select,
        activate: (row) => actions.activate(thingsOf(row, graph)),
        copy: (copied) => actions.post({ type: "copy", text: copied }),
        changed: () => {
            changed();
            if (table.needsSignal && !requestedSignal) {
                request();
            }
        },
    }, menu);
    const comparison = createComparisonView({
        select: (row) => actions.select(thingsOf(row, graph)),
        activate: (row) => actions.activate(thingsOf(row, graph)),
        choose: () => actions.post({ type: "choose-comparison" }),
    });
    const plots = createPlotsView(start.logarithmic, {
        select: (id) => {
            table.select(id);
            actions.select([id]);
        },
        changed: () => changed(),
    });
    /** The measured times of the layers of one version, by their nodes. */
    let times: LayerMilliseconds | undefined;
    const showPlots = (): void => {
        const summary = figures?.figures.summary;
        const version = figures?.figures.version;
        const isMeasured = times !== undefined && times.model === summary?.model && times.version === version;
        plots.show(summary, (path) => isMeasured ? times?.milliseconds.get(layerId(path)) : undefined);
    };
    const titles = { table: text("Table"), plots: text("Plots"), comparison: text("Comparison") };
    const side = createSidePanel<FiguresTab>(titles, "table", () => {
        plots.setVisible(side.open && side.tab === "plots");
        changed();
        request();
    }, text("Figures"));
    side.element.classList.add("figures");
    side.bodies.table.append(table.element);
    side.bodies.plots.append(plots.element);
    side.bodies.comparison.append(comparison.element);
    const whole = (): Element | null => side.element.parentElement;
    const splitter = createSplitter(text("Height of the figures"), start.share, whole, (share) => {
        side.element.style.setProperty("--share", `${100 * share}%`);
        changed();
    });
    side.element.prepend(splitter.element);
    side.element.style.setProperty("--share", `${100 * start.share}%`);
    side.tab = start.tab;
    side.open = start.open;
    isMade = true;

    return {
        element: side.element,
        get open() {
            return side.open;
        },
        set open(open) {
            side.open = open;
        },
        get state() {
            const { open, tab } = side;
            return { open, tab, share: splitter.share, table: table.state, logarithmic: plots.logarithmic };
        },
        setGraph: (next) => {
            graph = next;
            if (next === undefined || figures?.uri !== next.uri || figures.figures.summary.model !== next.model) {
                figures = undefined;
                table.show(undefined);
                comparison.show(undefined, undefined);
                showPlots();
            }
            request();
        },
        handle: (message) => {
            if (message.type === "compare") {
                side.tab = "comparison";
                side.open = true;
                request();
            } else if (
                message.type === "figures" && message.uri === graph?.uri && message.figures.summary.model === graph.model
            ) {
                figures = message;
                table.show(message.figures.summary);
                showPlots();
                if (side.tab === "comparison") {
                    comparison.show(message.figures.summary, message.compared);
                }
            }
        },
        select: (id) => {
            const row = rowOf(id, graph);
            if (row !== undefined) {
                table.select(row);
                plots.select(row);
            }
        },
        setTimes: (next) => {
            times = next;
            showPlots();
        },
        markCursor: (ids) => table.markCursor(new Set([...ids].flatMap((id) => rowOf(id, graph) ?? []))),
    };
}

/** The ids of the nodes or groups that a row may be. */
function thingsOf(
    { id, path, children }: Pick<TreeRow<unknown>, "id" | "path" | "children">, graph: PreviewGraph | undefined,
): readonly string[] {
    const groups = graph?.groups.filter((group) => group.path === path).map((group) => group.id) ?? [];
    // A block whose path no group has is shown by its layers.
    return children.length === 0 ? [id]
        : groups.length > 0 ? groups : children.flatMap((child) => thingsOf(child, graph));
}

/** The row of a node or group; undefined for inputs and outputs. */
function rowOf(id: string, graph: PreviewGraph | undefined): string | undefined {
    const node = graph?.nodes.find((one) => one.id === id);
    const group = graph?.groups.find((one) => one.id === id);
    return node?.kind === "layer" ? layerId(node.path) : group === undefined ? undefined : blockId(group.path);
}
