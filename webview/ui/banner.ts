import { text } from "../../server/text.ts";
import { button, element } from "./elements.ts";
import { icon } from "./icons.ts";

/** A line that shows an error in the text; a click jumps to it. */
export interface Banner {
    readonly element: HTMLElement;
    show(error: { readonly message: string; readonly stale: boolean; readonly onClick: () => void } | undefined): void;
}

export function createBanner(): Banner {
    const place = element("div", "banner-place");
    place.setAttribute("role", "status");
    return {
        element: place,
        show: (error) => {
            if (error === undefined) {
                place.replaceChildren();
                return;
            }
            const note = error.stale ? text("Last valid version") : text("With errors");
            const line = button("", "banner", error.onClick);
            line.title = text("Show the error in the editor");
            line.replaceChildren(
                icon("warning"),
                element("span", "banner-message", error.message),
                element("span", "banner-note", note),
            );
            place.replaceChildren(line);
        },
    };
}
