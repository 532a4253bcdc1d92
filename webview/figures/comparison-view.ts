import { formatInteger } from "../../server/quantities.ts";
import {
    comparedText, differenceText, isSame, type Change, type ComparedFigure,
} from "../../server/summary/comparison.ts";
import type { SummaryTree } from "../../server/summary/summary-data.ts";
import { text, type Text } from "../../server/text.ts";
import type { ToWebview } from "../../server/webview-protocol.ts";
import { button, element } from "../ui/elements.ts";
import { columnTitles } from "./column-titles.ts";
import { comparedRows, shownPath, type ComparedModels, type ComparedRow } from "./compared-rows.ts";
import { leavesOf, rowsOf, setOpen, shownRows, type TreeRow, type Unfolding } from "./row-tree.ts";
import { toolButton } from "./tool-button.ts";
import { createTreeGrid, type GridColumn } from "./tree-grid.ts";

export interface ComparisonActions {
    readonly select: (row: TreeRow<unknown>) => void;
    readonly activate: (row: TreeRow<unknown>) => void;
    /** Asks the user for another model to compare with. */
    readonly choose: () => void;
}

/** The differences between a model and another, or an earlier version of it. */
export interface ComparisonView {
    readonly element: HTMLElement;
    show(summary: SummaryTree | undefined, compared: Compared): void;
}

type Compared = Extract<ToWebview, { readonly type: "figures" }>["compared"];

/** The compared figures, in columns with the titles of the table's. */
const columns = {
    "kind": "kind", "output": "output", "parameters": "parameters", "MACs": "macs", "kept for backward": "saved",
} as const satisfies Readonly<Record<ComparedFigure, keyof typeof columnTitles>>;
const figures = Object.keys(columns) as readonly ComparedFigure[];

export function createComparisonView(actions: ComparisonActions): ComparisonView {
    let models: ComparedModels | undefined;
    let rows: ReadonlyMap<string, TreeRow<ComparedRow>> = new Map();
    let unfolding: Unfolding = { all: true, except: new Set() };
    let onlyDifferences = true;
    let title = "";

    const heading = element("span", "comparison-title");
    const count = element("span", "table-count");
    count.setAttribute("role", "status");
    const differences = toolButton("list", text("Differences only"), () => {
        onlyDifferences = !onlyDifferences;
        draw();
    });
    const totals = element("dl", "comparison-totals");
    const note = element("p", "comparison-note");
    const empty = element("div", "comparison-empty", note, button(text("Compare with …"), "secondary-button column-reset", actions.choose));
    const grid = createTreeGrid<ComparedRow>("comparison", text("Layers of both models"), {
        select: (id) => withRow(id, actions.select),
        activate: (id) => withRow(id, actions.activate),
        toggle: (id, open) => {
            unfolding = setOpen(unfolding, [id], open);
            draw();
        },
        sort: () => undefined,
    });
    const withRow = (id: string, act: (row: TreeRow<unknown>) => void): void => {
        const row = rows.get(id);
        if (row !== undefined) {
            act(row);
        }
    };
    const tools = element(
        "div", "table-tools", toolButton("compare", text("Compare with …"), actions.choose), differences, heading, count,
    );
    const explain = (message: Text | ""): void => {
        note.textContent = message;
        empty.hidden = message === "";
        grid.element.hidden = totals.hidden = tools.hidden = message !== "";
    };
    const draw = (): void => {
        differences.setAttribute("aria-pressed", String(onlyDifferences));
        if (models === undefined) {
            return;
        }
        const { comparison, roots } = models;
        heading.textContent = title;
        const { added, removed, changed } = comparison;
        count.textContent = isSame(comparison) ? text("The layers are the same.") : text(
            "{changed} changed, {added} added, {removed} removed", {
                changed: formatInteger(changed.length), added: formatInteger(added.length),
                removed: formatInteger(removed.length),
            });
        totals.replaceChildren(...comparison.totals.map(totalElement));
        const isShown = onlyDifferences && !isSame(comparison);
        grid.show({
            rows: shownRows(roots, {
                unfolding, flat: false,
                keeps: isShown ? ({ state }) => state !== "same" : undefined,
            }),
            columns: gridColumns(),
            rowMark: ({ state }) => `compared ${state}`,
        });
    };
    explain(text("The model can be compared with another one, or with an earlier version of its text."));
    return {
        element: element("div", "table-view", tools, totals, empty, grid.element),
        show: (summary, compared) => {
            if (summary === undefined || compared === undefined) {
                models = undefined;
                explain(text("The model can be compared with another one, or with an earlier version of its text."));
            } else if (compared.kind === "refused") {
                models = undefined;
                explain(text("{title}: {message}", { title: compared.title, message: compared.message }));
            } else {
                const { summary: other } = compared.figures;
                models = comparedRows(other, summary);
                title = `${compared.title} → ${summary.model}`;
                rows = new Map(rowsOf(models.roots).map((row) => [row.id, row]));
                explain("");
                if (leavesOf(models.roots).length > 2_000 && unfolding.all) {
                    unfolding = { all: false, except: new Set() };
                }
                draw();
            }
        },
    };
}

const signs: Readonly<Record<ComparedRow["state"], string>> = { same: "", changed: "~ ", added: "+ ", removed: "− " };

function gridColumns(): readonly GridColumn<ComparedRow>[] {
    const [pathTitle, pathHint] = columnTitles.path();
    const path: GridColumn<ComparedRow> = {
        id: "path", title: pathTitle, hint: pathHint, isNumber: false,
        text: ({ row }) => `${signs[row.content.state]}${
            shownPath(row.parent === undefined ? row.path : row.path.slice(row.parent.path.length + 1))}`,
    };
    return [path, ...figures.map((figure): GridColumn<ComparedRow> => {
        const [title, hint] = columnTitles[columns[figure]]();
        return {
            id: figure, title, hint, isNumber: figure !== "kind" && figure !== "output",
            text: ({ row }) => cellText(figure, row.content),
            mark: ({ before, after }) =>
                before !== undefined && after !== undefined && before[figure] !== after[figure] ? "differs" : "",
        };
    })];
}

function cellText(figure: ComparedFigure, { before, after }: ComparedRow): string {
    const [old, current] = [before?.[figure], after?.[figure]];
    const written = (value: string | number | null): string =>
        value === null ? text("unknown") : value === 0 ? "–" : comparedText(figure, value);
    if (old === undefined || current === undefined || old === current) {
        const value = current ?? old ?? null;
        return written(value);
    }
    return changeText(written(old), written(current), differenceText(old, current));
}

function changeText(before: string, after: string, difference: string): string {
    return `${before} → ${after}${difference === "" ? "" : ` (${difference})`}`;
}

/** The titles of the totals, by their names in a comparison. */
const totalTitles: Readonly<Record<string, () => Text>> = {
    "layers": () => text("Layers"),
    "parameters": () => text("Parameters"),
    "MACs": () => text("MACs"),
    "kept for backward": () => text("Saved"),
    "inference memory": () => text("Memory for inference"),
    "training memory": () => text("Memory for training"),
    "training memory per image": () => text("and for each image"),
};

function totalElement({ property, before, after }: Change): HTMLElement {
    const written = (value: string | number | null): string =>
        value === null ? text("unknown") : comparedText(property, value);
    const isEqual = before === after;
    return element(
        "div", isEqual ? "" : "differs", element("dt", "", totalTitles[property]?.() ?? property),
        element("dd", "", isEqual
            ? written(after) : changeText(written(before), written(after), differenceText(before, after))),
    );
}
