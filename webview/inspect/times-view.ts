import type { PreviewGraph, PreviewNode } from "../../server/protocol.ts";
import { formatDuration, formatQuantity } from "../../server/quantities.ts";
import { text } from "../../server/text.ts";
import type { LayerTimes } from "../inference/messages.ts";
import { describeProgress, nameOfDevice } from "../inference/wording.ts";
import { button, element } from "../ui/elements.ts";
import type { InspectedRun } from "./inspected-run.ts";

/** The part of the preview that measures how long each layer takes. */
export interface TimesView {
    readonly element: HTMLElement;
    /** The run whose network is measured. */
    setRun(run: InspectedRun): void;
    /** The graph that is drawn: times of another version are dropped. */
    setGraph(graph: PreviewGraph): void;
    /** Whether the graph is coloured by time. */
    setColoured(byTime: boolean): void;
}

export interface TimesActions {
    /** Shows the inside of a layer. */
    readonly inspect: (node: string) => void;
    /** The milliseconds of the graph's nodes; undefined if they are not measured. */
    readonly times: (times: ReadonlyMap<string, number> | undefined) => void;
    /** Colours the graph by time, or by families again. */
    readonly colour: (byTime: boolean) => void;
    readonly measured: (run: InspectedRun, times: LayerTimes) => void;
}

/** Longer tables are shown with a press. */
const mostRows = 100;

interface Row {
    readonly node: PreviewNode;
    readonly milliseconds: number;
    /** The layer whose time includes this one. */
    readonly within?: PreviewNode;
}

export function createTimesView(actions: TimesActions): TimesView {
    let run: InspectedRun | undefined;
    let graph: PreviewGraph | undefined;
    let measured: { readonly times: LayerTimes; readonly rows: readonly Row[] } | undefined;
    let attempts = 0;
    let whole = false;

    const measure = button(text("Measure time per layer"), "secondary-button inspect-run", () => void start());
    const stop = button(text("Stop"), "secondary-button inspect-turn", () => {
        run?.stopMeasuring();
    });
    const note = element("p", "inspect-note");
    note.setAttribute("role", "status");
    const order = element("select", "inspect-choice");
    order.setAttribute("aria-label", text("Order of the layers"));
    order.append(new Option(text("Slowest first"), "time"), new Option(text("In the network's order"), "network"));
    order.addEventListener("change", () => drawTable());
    const colour = element("input", "");
    colour.type = "checkbox";
    colour.addEventListener("change", () => actions.colour(colour.checked));
    const controls = element(
        "div", "inspect-controls", order,
        element("label", "times-switch", colour, text("Colour the graph by time")),
    );
    const table = element("div", "times-table");
    const summary = element("summary", "", text("Time per layer"));
    const panel = element(
        "details", "inspect inspect-section times", summary,
        element("div", "times-body", element("div", "inspect-controls", measure, stop), note, controls, table),
    );

    const say = (message: string): void => {
        note.textContent = message;
        note.hidden = message === "";
    };
    const isCurrent = (): boolean => run !== undefined && graph !== undefined
        && run.model.model === graph.model && run.model.version === graph.version;
    const show = (): void => {
        controls.hidden = measured === undefined;
        table.hidden = measured === undefined;
        measure.disabled = !isCurrent();
        stop.hidden = true;
        actions.times(measured === undefined
            ? undefined : new Map(measured.rows.map(({ node, milliseconds }) => [node.id, milliseconds])));
        if (measured !== undefined) {
            say(describeMeasurement(measured.times));
            drawTable();
        } else if (run === undefined) {
            say(text("Run the network first. Its layers are then measured with the same input."));
        } else {
            say(isCurrent() ? "" : text("The text has changed since the run: run the network again to measure it."));
        }
    };
    const drop = (): void => {
        attempts += 1;
        measured = undefined;
        show();
    };
    const start = async (): Promise<void> => {
        const from = run;
        const nodes = new Map(graph?.nodes.map((node) => [node.id, node]));
        if (from === undefined) {
            return;
        }
        const attempt = ++attempts;
        measure.disabled = true;
        stop.hidden = false;
        say(text("Measuring each layer …"));
        try {
            const times = await from.measure((progress) => {
                if (attempt === attempts) {
                    say(describeProgress(progress));
                }
            });
            if (attempt === attempts) {
                measured = { times, rows: rowsOf(times, nodes) };
                show();
                actions.measured(from, times);
            }
        } catch (error) {
            if (attempt === attempts) {
                show();
                say(text("The layers were not measured: {reason}", {
                    reason: error instanceof Error ? error.message : String(error),
                }));
            }
        }
    };
    const drawTable = (): void => {
        const rows = measured?.rows ?? [];
        const sorted = order.value === "time" ? rows.toSorted((a, b) => b.milliseconds - a.milliseconds) : rows;
        const shown = whole ? sorted : sorted.slice(0, mostRows);
        const total = rows.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
        const most = slowest(rows);
        const head = element("tr", "", ...[text("Layer"), text("Time"), text("Share"), text("MACs")].map((title) => {
            const cell = element("th", "", title);
            cell.scope = "col";
            return cell;
        }));
        table.replaceChildren(element(
            "table", "", element("thead", "", head),
            element("tbody", "", ...shown.map((row) => rowElement(row, total, most, actions.inspect))),
        ));
        if (shown.length < sorted.length) {
            table.append(button(text("Show all {count} layers", { count: sorted.length }), "secondary-button inspect-more", () => {
                whole = true;
                drawTable();
            }));
        }
    };

    show();
    return {
        element: panel,
        setColoured: (byTime) => {
            colour.checked = byTime;
        },
        setRun: (next) => {
            const isSame = run?.model.model === next.model.model && run.model.version === next.model.version;
            run = next;
            if (isSame) {
                measure.disabled = !isCurrent();
            } else {
                drop();
            }
        },
        setGraph: (next) => {
            graph = next;
            if (measured !== undefined && !isCurrent()) {
                drop();
            } else if (stop.hidden) {
                show();
            }
        },
    };
}

function rowsOf({ layers }: LayerTimes, nodes: ReadonlyMap<string, PreviewNode>): readonly Row[] {
    return layers.flatMap(({ node: id, milliseconds, within }): Row[] => {
        const node = nodes.get(id);
        const around = within === undefined ? undefined : nodes.get(within);
        return node === undefined ? [] : [{ node, milliseconds, ...(around === undefined ? {} : { within: around }) }];
    });
}

function slowest(rows: readonly Row[]): number {
    return rows.reduce((most, { milliseconds }) => Math.max(most, milliseconds), 0);
}

function rowElement(
    { node, milliseconds, within }: Row, total: number, most: number, inspect: (node: string) => void,
): HTMLElement {
    const name = button("", "times-layer", () => inspect(node.id));
    name.textContent = node.path;
    name.title = node.path === node.label ? node.label : text("{path} ({layer})", { path: node.path, layer: node.label });
    const cells = within === undefined
        ? [timeCell(milliseconds, most), element("td", "times-number", percent(milliseconds, total))]
        : [withinCell(within)];
    return element(
        "tr", "", element("td", "", name), ...cells,
        element("td", "times-number", node.macs > 0 ? formatQuantity(node.macs) : ""),
    );
}

function timeCell(milliseconds: number, most: number): HTMLElement {
    const bar = element("span", "times-bar");
    bar.style.width = `${most === 0 ? 0 : (milliseconds / most) * 100}%`;
    return element(
        "td", "times-time",
        element("span", "times-amount", formatDuration(milliseconds)), element("span", "times-track", bar),
    );
}

function withinCell(within: PreviewNode): HTMLElement {
    const cell = element("td", "times-within", text("computed with {layer}", { layer: within.path }));
    cell.colSpan = 2;
    return cell;
}

function percent(part: number, whole: number): string {
    const share = whole === 0 ? 0 : (part / whole) * 100;
    return share > 0 && share < 0.1 ? "< 0.1 %" : `${share.toFixed(1)} %`;
}

function describeMeasurement({ device, method, runs, total }: LayerTimes): string {
    const values = { duration: formatDuration(total), runs, device: nameOfDevice(device) };
    return method === "profile"
        ? text("{duration} per run on {device}, by ONNX Runtime's profile (mean of {runs}).", values)
        : text(
            "{duration} per run on {device}, from {runs} runs that each end at a later layer, because ONNX Runtime's profile has no layer times here. Times of short layers are inexact.",
            values,
        );
}
