import { plural, text } from "../../server/text.ts";
import { formatInteger } from "../../server/quantities.ts";
import {
    columnsOf, columnValue, summaryColumnNames, summaryColumns, type SummaryColumnName,
} from "../../server/summary/summary-columns.ts";
import type { LayerSummary, SummaryTree } from "../../server/summary/summary-data.ts";
import { summaryCsv, summaryLatex, summaryMarkdown } from "../../server/summary/summary-text.ts";
import { element } from "../ui/elements.ts";
import type { Menu } from "../ui/menu.ts";
import { createColumnChoice } from "./column-choice.ts";
import { columnTitles, hasBars } from "./column-titles.ts";
import type { TableState } from "./figures-state.ts";
import { readRowFilter } from "./row-filter.ts";
import {
    blocksAround, rowsOf, setOpen, shownRows, summaryTree, type ShownRow, type TreeRow, type Unfolding,
} from "./row-tree.ts";
import { toolButton } from "./tool-button.ts";
import { createTreeGrid, type GridColumn } from "./tree-grid.ts";

export interface TableActions {
    readonly select: (row: TreeRow<LayerSummary>) => void;
    readonly activate: (row: TreeRow<LayerSummary>) => void;
    readonly copy: (text: string) => void;
    /** The arrangement has changed: it is saved, and columns may need other figures. */
    readonly changed: () => void;
}

/** The summary of a model as a table, by block. */
export interface TableView {
    readonly element: HTMLElement;
    readonly state: TableState;
    /** Whether a column or condition needs the signal at initialization. */
    readonly needsSignal: boolean;
    show(summary: SummaryTree | undefined): void;
    /** Selects a layer or block, and opens the blocks around it. */
    select(id: string): void;
    markCursor(ids: ReadonlySet<string>): void;
}

export function createTableView(start: TableState, actions: TableActions, menu: Menu): TableView {
    let state = start;
    let summary: SummaryTree | undefined;
    let roots: readonly TreeRow<LayerSummary>[] = [];
    let rows: ReadonlyMap<string, TreeRow<LayerSummary>> = new Map();
    let shown: readonly ShownRow<LayerSummary>[] = [];
    let unfolding: Unfolding = { all: false, except: new Set() };

    const valueOf = (column: SummaryColumnName, row: LayerSummary): string | number | null =>
        summary === undefined ? null : columnValue(column, row, summary);
    const filterOf = (): ReturnType<typeof readRowFilter> => readRowFilter(state.filter, valueOf);
    const change = (next: Partial<TableState>): void => {
        state = { ...state, ...next };
        draw();
        actions.changed();
    };
    const field = element("input", "text-field table-filter");
    field.type = "text";
    field.spellcheck = false;
    field.placeholder = text("Filter: conv macs>1M");
    field.setAttribute("aria-label", text("Filter by words of a path or kind, or by conditions such as macs>1M and kind=conv"));
    field.value = state.filter;
    field.addEventListener("input", () => change({ filter: field.value }));
    field.addEventListener("keydown", ({ key }) => {
        if (key === "Escape" && field.value !== "") {
            field.value = "";
            change({ filter: "" });
        }
    });
    const count = element("span", "table-count");
    count.setAttribute("role", "status");
    const flat = toolButton("list", text("Layers only"), () => change({ flat: !state.flat }));
    const open = toolButton("unfoldAll", text("Open all"), () => {
        unfolding = { all: true, except: new Set() };
        draw();
    });
    const close = toolButton("foldAll", text("Close all"), () => {
        unfolding = { all: false, except: new Set() };
        draw();
    });
    const columnChoice = createColumnChoice((columns) => change({ columns }));
    const copy = toolButton("copy", text("Copy"), () => {
        const { left, bottom } = copy.getBoundingClientRect();
        const entries = copies().map(([label, write]) => ({ label, run: () => actions.copy(write()) }));
        menu.open([entries], { x: left, y: bottom + 2 });
    });
    copy.setAttribute("aria-haspopup", "menu");
    /** The rows that are not open blocks: as a summary to that depth. */
    const copied = (): Parameters<typeof summaryCsv> | undefined => summary === undefined ? undefined : [
        { ...summary, layers: shown.filter((one) => one.open !== true).map(({ row }) => row.content) },
        { columns: state.columns },
    ];
    const copies = () => {
        const written = (write: typeof summaryCsv) => () => {
            const args = copied();
            return args === undefined ? "" : write(...args);
        };
        return [
            [text("Copy as CSV"), written(summaryCsv)],
            [text("Copy as Markdown"), written(summaryMarkdown)],
            [text("Copy as LaTeX"), written(summaryLatex)],
        ] as const;
    };
    const grid = createTreeGrid<LayerSummary>("summary", text("Layers of the model"), {
        select: (id) => withRow(id, actions.select),
        activate: (id) => withRow(id, actions.activate),
        toggle: (id, isOpen) => {
            unfolding = setOpen(unfolding, [id], isOpen);
            draw();
        },
        sort: (id) => {
            const column = state.columns.find((one) => one === id);
            if (column !== undefined) {
                const { sort } = state;
                const next = sort?.column !== column ? { column, reversed: false }
                    : sort.reversed ? undefined : { column, reversed: true };
                change({ sort: next });
            }
        },
    });
    const withRow = (id: string, act: (row: TreeRow<LayerSummary>) => void): void => {
        const row = rows.get(id);
        if (row !== undefined) {
            act(row);
        }
    };
    const draw = (): void => {
        columnChoice.show(state.columns, summary === undefined ? summaryColumnNames : columnsOf(summary));
        flat.setAttribute("aria-pressed", String(state.flat));
        open.hidden = close.hidden = state.flat;
        if (summary === undefined) {
            return;
        }
        const filter = filterOf();
        const { sort } = state;
        field.setAttribute("aria-invalid", String(filter.problem !== undefined));
        shown = shownRows(roots, {
            unfolding, flat: state.flat, keeps: filter.keeps,
            sort: sort === undefined ? undefined
                : { value: (row) => valueOf(sort.column, row), reversed: sort.reversed },
        });
        const all = summary.layers.length;
        const kept = filter.keeps === undefined ? all : summary.layers.filter(filter.keeps).length;
        count.textContent = filter.problem ?? (kept === all
            ? plural(all, "{count} layer", "{count} layers", { count: formatInteger(all) })
            : text("{shown} of {count} layers", { shown: formatInteger(kept), count: formatInteger(all) }));
        grid.show({
            rows: shown, columns: state.columns.map((name) => gridColumn(name, summary, shown, state.flat)),
            sort: sort === undefined ? undefined : { column: sort.column, order: orderOf(sort, shown, valueOf) },
        });
    };
    draw();
    return {
        element: element(
            "div", "table-view",
            element("div", "table-tools", field, flat, open, close, columnChoice.element, copy, count), grid.element,
        ),
        get state() {
            return state;
        },
        get needsSignal() {
            return [...state.columns, ...filterOf().columns].some((name) => name === "rms" || name === "gradientRms");
        },
        show: (next) => {
            const isOther = summary?.model !== next?.model;
            summary = next;
            roots = next === undefined ? [] : summaryTree(next);
            rows = new Map(rowsOf(roots).map((row) => [row.id, row]));
            if (isOther) {
                unfolding = { all: false, except: new Set() };
                grid.select(undefined);
            }
            draw();
        },
        select: (id) => {
            const row = rows.get(id);
            if (row === undefined) {
                return;
            }
            const closed = blocksAround(row).map((block) => block.id);
            if (!state.flat && closed.length > 0) {
                unfolding = setOpen(unfolding, closed, true);
                draw();
            }
            grid.select(id);
        },
        markCursor: (ids) => grid.markCursor(ids),
    };
}

/** Numbers are sorted from the largest at first, texts from A. */
function orderOf(
    { column, reversed }: NonNullable<TableState["sort"]>, rows: readonly ShownRow<LayerSummary>[],
    valueOf: (column: SummaryColumnName, row: LayerSummary) => string | number | null,
): "ascending" | "descending" {
    const isText = rows.some(({ row }) => typeof valueOf(column, row.content) === "string");
    return isText === reversed ? "descending" : "ascending";
}

function gridColumn(
    name: SummaryColumnName, summary: SummaryTree | undefined, rows: readonly ShownRow<LayerSummary>[], isFlat: boolean,
): GridColumn<LayerSummary> {
    const [title, hint] = columnTitles[name]();
    const column = summaryColumns[name];
    const amountOf = (content: LayerSummary): number => {
        const value = summary === undefined ? null : columnValue(name, content, summary);
        return typeof value === "number" && Number.isFinite(value) ? value : 0;
    };
    const largest = column.isNumber && hasBars(name)
        ? rows.reduce((most, { row }) => Math.max(most, amountOf(row.content)), 0) : 0;
    return {
        id: name, title, hint, isNumber: column.isNumber,
        text: ({ row }) => name === "path" && !isFlat
            ? nameIn(row) : summary === undefined ? "" : cellText(name, row.content, summary),
        ...(largest > 0 ? { bar: (content: LayerSummary) => amountOf(content) / largest } : {}),
        total: summary === undefined ? "" : totalText(name, summary),
    };
}

/** The part of a path that the block around it does not show. */
function nameIn({ path, parent }: TreeRow<LayerSummary>): string {
    return parent !== undefined && path.startsWith(`${parent.path}.`) ? path.slice(parent.path.length + 1) : path;
}

function cellText(name: SummaryColumnName, content: LayerSummary, summary: SummaryTree): string {
    const written = summaryColumns[name].text(content, summary.totals);
    switch (written) {
        case "unknown": return text("unknown");
        case "shared": return name === "parameters" ? text("shared") : written;
        default: return written;
    }
}

/** The figures of the whole model, in the columns that add up to them. */
function totalText(name: SummaryColumnName, summary: SummaryTree): string {
    switch (name) {
        case "path": return text("Total");
        case "layers": case "parameters": case "untrained": case "macs": case "operations": case "activations":
        case "saved": case "gradients": case "optimizer": case "moved": case "intensity": case "parameters%": case "macs%":
        case "operations%": case "saved%": {
            const [layer] = summary.layers;
            return layer === undefined ? "" : cellText(name, { ...layer, ...summary.totals }, summary);
        }
        default: return "";
    }
}
