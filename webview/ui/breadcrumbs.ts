import { text } from "../../server/text.ts";
import { element } from "./elements.ts";

/** The open groups around what is shown; a press on one brings it into view. */
export interface Breadcrumbs {
    readonly element: HTMLElement;
    /** Hidden without groups. */
    show(model: string, groups: readonly { readonly id: string; readonly title: string }[]): void;
}

/** `goTo` gets the id of a group, or undefined for the whole model. */
export function createBreadcrumbs(goTo: (id: string | undefined) => void): Breadcrumbs {
    const list = element("nav", "breadcrumbs");
    list.setAttribute("aria-label", text("Open groups"));
    list.hidden = true;
    const crumb = (id: string | undefined, title: string): HTMLElement => {
        const made = element("button", "crumb", title);
        made.type = "button";
        made.addEventListener("click", () => goTo(id));
        return made;
    };
    return {
        element: list,
        show: (model, groups) => {
            list.hidden = groups.length === 0;
            const parts = [crumb(undefined, model), ...groups.map(({ id, title }) => crumb(id, title))];
            list.replaceChildren(...parts.flatMap((part, at) => {
                const separator = element("span", "crumb-separator", "›");
                separator.setAttribute("aria-hidden", "true");
                return at === 0 ? [part] : [separator, part];
            }));
        },
    };
}
