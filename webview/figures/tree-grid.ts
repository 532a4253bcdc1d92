import type { Text } from "../../server/text.ts";
import { element } from "../ui/elements.ts";
import { gridKeys, type GridMove } from "./grid-keys.ts";
import type { ShownRow } from "./row-tree.ts";

/** A column of a table. */
export interface GridColumn<Content> {
    readonly id: string;
    readonly title: Text;
    readonly hint: Text;
    readonly isNumber: boolean;
    text(shown: ShownRow<Content>): string;
    /** The length of the cell's bar, from 0 to 1; undefined for no bar. */
    readonly bar?: (content: Content) => number | undefined;
    /** A class of the cell. */
    readonly mark?: (content: Content) => string;
    readonly total?: string;
}

export interface GridActions {
    readonly select: (id: string) => void;
    /** A row is opened with Enter or a double click. */
    readonly activate: (id: string) => void;
    readonly toggle: (id: string, open: boolean) => void;
    readonly sort: (column: string) => void;
}

/** What a table shows. */
export interface GridContent<Content> {
    readonly rows: readonly ShownRow<Content>[];
    readonly columns: readonly GridColumn<Content>[];
    readonly sort?: { readonly column: string; readonly order: "ascending" | "descending" } | undefined;
    readonly rowMark?: (content: Content) => string;
}

/** A table of rows inside rows, of which only those in view are in the document. */
export interface TreeGrid<Content> {
    readonly element: HTMLElement;
    show(content: GridContent<Content>): void;
    /** Selects a row, and brings it into view; undefined selects nothing. */
    select(id: string | undefined): void;
    /** Marks the rows of the text's cursor. */
    markCursor(ids: ReadonlySet<string>): void;
    focus(): void;
}

/** The height of rows, as in figures.css. */
const rowHeight = 22;
/** Rows above and below the view that are drawn too. */
const overscan = 8;
const narrowestColumn = 5;
const widestColumn = 44;

/** Makes a table; `id` is its own in the page. */
export function createTreeGrid<Content>(id: string, label: Text, actions: GridActions): TreeGrid<Content> {
    let content: GridContent<Content> = { rows: [], columns: [] };
    let at = new Map<string, number>();
    let selected: string | undefined;
    let cursor: ReadonlySet<string> = new Set();
    let drawnFrom = -1;

    const head = element("div", "grid-head");
    head.setAttribute("role", "rowgroup");
    const body = element("div", "grid-body");
    body.setAttribute("role", "rowgroup");
    const foot = element("div", "grid-foot");
    foot.setAttribute("role", "rowgroup");
    const grid = element("div", "grid", head, body, foot);
    grid.id = id;
    grid.setAttribute("role", "treegrid");
    grid.setAttribute("aria-label", label);
    grid.tabIndex = 0;
    const scroller = element("div", "grid-scroller", grid);

    const rowId = (index: number): string => `${id}-${index}`;
    const draw = (force: boolean): void => {
        const { rows } = content;
        const first = Math.max(0, Math.floor(scroller.scrollTop / rowHeight) - overscan);
        if (!force && Math.abs(first - drawnFrom) < overscan / 2) {
            return;
        }
        drawnFrom = first;
        const count = Math.ceil(scroller.clientHeight / rowHeight) + 2 * overscan;
        const drawn = rows.slice(first, first + count);
        body.style.height = `${rows.length * rowHeight}px`;
        body.replaceChildren(...drawn.map((shown, index) => rowElement(shown, first + index)));
        mark();
    };
    /** Marks the rows in the document, which stay: a double click needs the row of its first. */
    const mark = (): void => {
        grid.removeAttribute("aria-activedescendant");
        for (const row of body.querySelectorAll<HTMLElement>(".grid-row")) {
            const id = row.dataset["row"] ?? "";
            row.setAttribute("aria-selected", String(id === selected));
            row.classList.toggle("cursor", cursor.has(id));
            if (id === selected) {
                grid.setAttribute("aria-activedescendant", row.id);
            }
        }
    };
    const rowElement = (shown: ShownRow<Content>, index: number): HTMLElement => {
        const { row, level, open, position, siblings } = shown;
        const made = element("div", `grid-row ${content.rowMark?.(row.content) ?? ""}`,
            ...content.columns.map((column, columnIndex) => cellElement(shown, column, columnIndex === 0)));
        made.id = rowId(index);
        made.dataset["row"] = row.id;
        made.style.top = `${index * rowHeight}px`;
        made.setAttribute("role", "row");
        made.setAttribute("aria-level", String(level));
        made.setAttribute("aria-rowindex", String(index + 2));
        made.setAttribute("aria-posinset", String(position));
        made.setAttribute("aria-setsize", String(siblings));
        if (open !== undefined) {
            made.setAttribute("aria-expanded", String(open));
        }
        return made;
    };
    const cellElement = (shown: ShownRow<Content>, column: GridColumn<Content>, isFirst: boolean): HTMLElement => {
        const words = column.text(shown);
        const { row, level, open } = shown;
        const made = element("div", `grid-cell ${column.isNumber ? "number" : ""} ${column.mark?.(row.content) ?? ""}`);
        made.setAttribute("role", isFirst ? "rowheader" : "gridcell");
        made.append(element("span", "grid-text", words));
        made.title = words;
        if (isFirst) {
            made.style.paddingLeft = `${4 + 14 * (level - 1)}px`;
            made.prepend(element("span", `grid-twistie ${open === undefined ? "" : open ? "open" : "closed"}`));
        }
        const share = column.bar?.(row.content);
        if (share !== undefined && share > 0) {
            const bar = element("span", "grid-bar");
            bar.style.width = `${(100 * share).toFixed(1)}%`;
            made.prepend(bar);
        }
        return made;
    };
    const drawHead = (): void => {
        const { columns, rows, sort } = content;
        const widths = columns.map((column, index) => widthOf(column, rows, index === 0));
        grid.style.setProperty("--columns", widths.map((width) => `${width.toFixed(1)}ch`).join(" "));
        grid.setAttribute("aria-rowcount", String(rows.length + 1));
        grid.setAttribute("aria-colcount", String(columns.length));
        const titles = element("div", "grid-row grid-titles", ...columns.map((column) => {
            const made = element("button", "grid-title", column.title);
            made.type = "button";
            made.title = column.hint;
            made.dataset["column"] = column.id;
            made.tabIndex = -1;
            const cell = element("div", `grid-cell ${column.isNumber ? "number" : ""}`, made);
            cell.setAttribute("role", "columnheader");
            if (sort?.column === column.id) {
                cell.setAttribute("aria-sort", sort.order);
            }
            return cell;
        }));
        titles.setAttribute("role", "row");
        titles.setAttribute("aria-rowindex", "1");
        titles.querySelector("button")?.setAttribute("tabindex", "0");
        head.replaceChildren(titles);
        const totals = element("div", "grid-row grid-totals", ...columns.map((column, index) => {
            const cell = element("div", `grid-cell ${column.isNumber ? "number" : ""}`, column.total ?? "");
            cell.setAttribute("role", index === 0 ? "rowheader" : "gridcell");
            return cell;
        }));
        totals.setAttribute("role", "row");
        foot.hidden = columns.every(({ total }) => total === undefined);
        foot.replaceChildren(totals);
    };
    const bring = (index: number): void => {
        const top = index * rowHeight;
        const room = scroller.clientHeight - head.offsetHeight - foot.offsetHeight - rowHeight;
        if (top < scroller.scrollTop) {
            scroller.scrollTop = top;
        } else if (top > scroller.scrollTop + room) {
            scroller.scrollTop = top - room;
        }
    };
    const choose = (index: number): void => {
        const row = content.rows[Math.max(0, Math.min(index, content.rows.length - 1))];
        if (row !== undefined) {
            select(row.row.id);
            actions.select(row.row.id);
        }
    };
    const select = (row: string | undefined): void => {
        selected = row;
        const index = row === undefined ? undefined : at.get(row);
        if (index !== undefined) {
            bring(index);
        }
        draw(false);
        mark();
    };
    const moves: Readonly<Record<GridMove, (index: number, shown: ShownRow<Content>) => void>> = {
        up: (index) => choose(index - 1),
        down: (index) => choose(index + 1),
        pageUp: (index) => choose(index - pageRows()),
        pageDown: (index) => choose(index + pageRows()),
        first: () => choose(0),
        last: () => choose(content.rows.length - 1),
        in: (index, { row, open }) => {
            if (open === false) {
                actions.toggle(row.id, true);
            } else if (open === true) {
                choose(index + 1);
            }
        },
        out: (_index, { row, open }) => {
            const parent = row.parent === undefined ? undefined : at.get(row.parent.id);
            if (open === true) {
                actions.toggle(row.id, false);
            } else if (parent !== undefined) {
                choose(parent);
            }
        },
        activate: (_index, { row }) => actions.activate(row.id),
        toggle: (_index, { row, open }) => {
            if (open !== undefined) {
                actions.toggle(row.id, !open);
            }
        },
    };
    const pageRows = (): number => Math.max(1, Math.floor(scroller.clientHeight / rowHeight) - 3);

    grid.addEventListener("keydown", (event) => {
        const move = event.target === grid ? gridKeys(event) : undefined;
        if (move === undefined) {
            return;
        }
        event.preventDefault();
        const index = selected === undefined ? undefined : at.get(selected);
        const shown = index === undefined ? undefined : content.rows[index];
        if (index === undefined || shown === undefined) {
            choose(move === "last" ? content.rows.length - 1 : 0);
        } else {
            moves[move](index, shown);
        }
    });
    head.addEventListener("keydown", ({ key, target }) => {
        const titles = [...head.querySelectorAll("button")];
        const index = titles.findIndex((title) => title === target);
        const next = titles[index + (key === "ArrowRight" ? 1 : key === "ArrowLeft" ? -1 : 0)];
        if (key === "ArrowDown") {
            grid.focus();
        } else if (index >= 0 && next !== undefined && next !== target) {
            next.focus();
        }
    });
    head.addEventListener("click", ({ target }) => {
        const column = target instanceof HTMLElement ? target.dataset["column"] : undefined;
        if (column !== undefined) {
            actions.sort(column);
            head.querySelector<HTMLElement>(`[data-column="${CSS.escape(column)}"]`)?.focus();
        }
    });
    const pressed = (target: EventTarget | null): ShownRow<Content> | undefined => {
        const row = target instanceof Element ? target.closest<HTMLElement>("[data-row]")?.dataset["row"] : undefined;
        const index = row === undefined ? undefined : at.get(row);
        return index === undefined ? undefined : content.rows[index];
    };
    body.addEventListener("click", ({ target }) => {
        const shown = pressed(target);
        if (shown !== undefined) {
            if (shown.open !== undefined && target instanceof Element && target.matches(".grid-twistie")) {
                actions.toggle(shown.row.id, !shown.open);
            }
            choose(at.get(shown.row.id) ?? 0);
        }
    });
    body.addEventListener("dblclick", ({ target }) => {
        const shown = pressed(target);
        if (shown !== undefined) {
            actions.activate(shown.row.id);
        }
    });
    scroller.addEventListener("scroll", () => draw(false), { passive: true });
    new ResizeObserver(() => draw(true)).observe(scroller);
    return {
        element: scroller,
        show: (next) => {
            content = next;
            at = new Map(next.rows.map(({ row }, index) => [row.id, index]));
            drawHead();
            draw(true);
        },
        select: (row) => {
            if (row !== selected) {
                select(row);
            }
        },
        markCursor: (ids) => {
            cursor = ids;
            mark();
        },
        focus: () => grid.focus(),
    };
}

/** The width of a column in characters: its longest text, within limits. */
function widthOf<Content>(
    column: GridColumn<Content>, rows: readonly ShownRow<Content>[], isFirst: boolean,
): number {
    let longest = Math.max(column.title.length + 2, (column.total ?? "").length);
    for (const shown of rows) {
        const indent = isFirst ? 2.2 * shown.level + 1 : 0;
        longest = Math.max(longest, column.text(shown).length + indent);
    }
    return Math.max(narrowestColumn, Math.min(longest, widestColumn)) + 2.5;
}
