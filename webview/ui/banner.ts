import { plural, text } from "../../server/text.ts";
import { button, element } from "./elements.ts";
import { icon } from "./icons.ts";

interface ShownError {
    readonly message: string;
    /** The number of further errors. */
    readonly more: number;
    /** Whether the drawing is of an older text. */
    readonly stale: boolean;
    readonly onClick: () => void;
}

/** A line that shows an error in the text; a click jumps to it. */
export interface Banner {
    readonly element: HTMLElement;
    show(error: ShownError | undefined): void;
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
            const { more } = error;
            const note = error.stale ? text("Before the syntax error")
                : more > 0 ? plural(more, "and {count} more error", "and {count} more errors", { count: more }) : "";
            const line = button("", "banner", error.onClick);
            line.title = text("Show the error in the editor");
            line.replaceChildren(
                icon("warning"),
                element("span", "banner-message", error.message),
                ...(note === "" ? [] : [element("span", "banner-note", note)]),
            );
            place.replaceChildren(line);
        },
    };
}
