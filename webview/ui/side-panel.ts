import { text, type Text } from "../../server/text.ts";
import { button, element } from "./elements.ts";
import { iconButton } from "./icon-button.ts";

/** The closable part of the page next to the graph, or below it if the page is narrow, with several tabs. */
export interface SidePanel<Tab extends string> {
    readonly element: HTMLElement;
    /** The containers of the tabs' content. */
    readonly bodies: Readonly<Record<Tab, HTMLElement>>;
    open: boolean;
    /** The tab in front. */
    tab: Tab;
}

/** Makes a panel with these tabs, by their titles; `first` is in front. `label` is its name for screen readers. */
export function createSidePanel<Tab extends string>(
    titles: Readonly<Record<Tab, Text>>, first: Tab, onChange: () => void,
    label: Text = text("Details"),
): SidePanel<Tab> {
    const names = Object.keys(titles).filter((name): name is Tab => Object.hasOwn(titles, name));
    const tabs = new Map(names.map((name) => [name, makeTab(name, titles[name])]));
    const list = element("div", "side-tabs", ...[...tabs.values()].map((tab) => tab.title));
    list.setAttribute("role", "tablist");
    const header = element("div", "side-header", list);
    const panel = element("aside", "side", header, ...[...tabs.values()].map((tab) => tab.body));
    panel.setAttribute("aria-label", label);
    panel.hidden = true;
    let front = first;

    const show = (): void => {
        for (const [name, { title, body }] of tabs) {
            title.setAttribute("aria-selected", String(name === front));
            title.tabIndex = name === front ? 0 : -1;
            body.hidden = name !== front;
        }
        panel.dataset["tab"] = front;
    };
    const bodies = Object.fromEntries([...tabs].map(([name, { body }]) => [name, body])) as Record<Tab, HTMLElement>;
    const side: SidePanel<Tab> = {
        element: panel,
        bodies,
        get open() {
            return !panel.hidden;
        },
        set open(open) {
            if (panel.hidden === open) {
                panel.hidden = !open;
                onChange();
            }
        },
        get tab() {
            return front;
        },
        set tab(tab) {
            if (tab !== front) {
                front = tab;
                show();
                onChange();
            }
        },
    };
    for (const [name, { title }] of tabs) {
        title.addEventListener("click", () => { side.tab = name; });
    }
    list.addEventListener("keydown", ({ key }) => {
        const step = key === "ArrowRight" ? 1 : key === "ArrowLeft" ? -1 : 0;
        const next = names[(names.indexOf(front) + step + names.length) % names.length];
        if (step !== 0 && next !== undefined) {
            side.tab = next;
            tabs.get(next)?.title.focus();
        }
    });
    header.append(iconButton("close", text("Close panel"), () => {
        side.open = false;
    }));
    show();
    return side;
}

function makeTab(name: string, label: Text): { readonly title: HTMLElement; readonly body: HTMLElement } {
    const title = button(label, "side-title", () => undefined);
    title.setAttribute("role", "tab");
    title.id = `tab-${name}`;
    const body = element("div", "side-body");
    body.setAttribute("role", "tabpanel");
    body.setAttribute("aria-labelledby", title.id);
    return { title, body };
}
