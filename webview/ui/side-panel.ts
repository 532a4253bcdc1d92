import { element } from "./elements.ts";
import { iconButton } from "./icon-button.ts";

/** The closable part of the page next to the graph, or below it if the page is narrow. */
export interface SidePanel {
    readonly element: HTMLElement;
    /** The container of its content. */
    readonly body: HTMLElement;
    open: boolean;
}

export function createSidePanel(title: string, onChange: () => void): SidePanel {
    const body = element("div", "side-body");
    const heading = element("h2", "side-title", title);
    const panel = element("aside", "side", element("div", "side-header", heading), body);
    panel.setAttribute("aria-label", title);
    panel.hidden = true;
    const side: SidePanel = {
        element: panel,
        body,
        get open() {
            return !panel.hidden;
        },
        set open(open) {
            if (panel.hidden === open) {
                panel.hidden = !open;
                onChange();
            }
        },
    };
    heading.after(iconButton("close", `Close ${title.toLowerCase()}`, () => {
        side.open = false;
    }));
    return side;
}
