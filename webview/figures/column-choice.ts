import { defaultColumns, summaryColumnNames, type SummaryColumnName } from "../../server/summary/summary-columns.ts";
import { text } from "../../server/text.ts";
import { button, element } from "../ui/elements.ts";
import { columnTitles } from "./column-titles.ts";
import { toolButton } from "./tool-button.ts";

/** A button that opens a list of all columns, to choose those that are shown. */
export interface ColumnChoice {
    readonly element: HTMLElement;
    /** Shows which columns are chosen, of those that are offered; what is chosen is always offered. */
    show(columns: readonly SummaryColumnName[], offered: readonly SummaryColumnName[]): void;
}

export function createColumnChoice(choose: (columns: readonly SummaryColumnName[]) => void): ColumnChoice {
    const label = text("Columns");
    const list = element("div", "column-list");
    list.setAttribute("role", "group");
    list.setAttribute("aria-label", label);
    const boxes = new Map(summaryColumnNames.map((name) => {
        const [title, hint] = columnTitles[name]();
        const box = element("input", "");
        box.type = "checkbox";
        // Rows are known by their paths.
        box.disabled = name === "path";
        const entry = element("label", "column-entry", box, title);
        entry.title = hint;
        box.addEventListener("change", () => {
            choose(summaryColumnNames.filter((one) => boxes.get(one)?.box.checked === true));
        });
        list.append(entry);
        return [name, { box, entry }] as const;
    }));
    list.append(button(text("As at first"), "secondary-button column-reset", () => choose(defaultColumns)));
    const opener = toolButton("columns", label, () => {
        if (list.isConnected) {
            close();
        } else {
            open();
        }
    });
    opener.setAttribute("aria-expanded", "false");
    /** The list is next to the page's menu, because the panel would cut it off. */
    const open = (): void => {
        opener.closest("#app")?.append(list);
        const { left, bottom } = opener.getBoundingClientRect();
        const { width, height } = list.getBoundingClientRect();
        list.style.left = `${Math.max(4, Math.min(left, window.innerWidth - width - 4))}px`;
        list.style.top = `${Math.max(4, Math.min(bottom + 2, window.innerHeight - height - 4))}px`;
        opener.setAttribute("aria-expanded", "true");
        list.querySelector<HTMLElement>("input:enabled")?.focus();
    };
    const close = (): void => {
        list.remove();
        opener.setAttribute("aria-expanded", "false");
    };
    list.addEventListener("keydown", ({ key }) => {
        if (key === "Escape") {
            close();
            opener.focus();
        }
    });
    document.addEventListener("pointerdown", ({ target }) => {
        if (target instanceof Node && !list.contains(target) && !opener.contains(target)) {
            close();
        }
    });
    return {
        element: opener,
        show: (columns, offered) => {
            for (const [name, { box, entry }] of boxes) {
                box.checked = columns.includes(name);
                entry.hidden = !box.checked && !offered.includes(name);
            }
        },
    };
}
