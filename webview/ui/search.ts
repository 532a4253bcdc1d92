import { text } from "../../server/text.ts";
import { element } from "./elements.ts";
import { icon } from "./icons.ts";

/** A field that finds layers by path or kind; Enter goes from one match to the next. */
export interface Search {
    readonly element: HTMLElement;
}

export function createSearch(find: (query: string) => readonly string[], goTo: (nodeId: string) => void): Search {
    const field = element("input", "text-field search-field");
    field.type = "text";
    field.placeholder = text("Find layer");
    field.setAttribute("aria-label", text("Find a layer by its path or kind"));
    field.spellcheck = false;
    const help = helpElement();
    field.setAttribute("aria-describedby", help.id);
    const count = element("span", "search-count");
    count.setAttribute("role", "status");
    let found: readonly string[] = [];
    let at = -1;

    const tell = (): void => {
        const position = at < 0 ? `${found.length}` : `${at + 1}/${found.length}`;
        count.textContent = field.value.trim() === "" ? "" : position;
        help.classList.toggle("needless", field.value.trim() !== "");
        field.classList.toggle("nothing", field.value.trim() !== "" && found.length === 0);
    };
    const step = (by: 1 | -1): void => {
        found = find(field.value);
        if (found.length > 0) {
            at = at < 0 && by < 0 ? found.length - 1 : (at + by + found.length) % found.length;
            const id = found[at];
            if (id !== undefined) {
                goTo(id);
            }
        }
        tell();
    };
    field.addEventListener("input", () => {
        found = find(field.value);
        at = -1;
        tell();
    });
    field.addEventListener("keydown", (event) => {
        if (event.key === "Enter") {
            step(event.shiftKey ? -1 : 1);
        } else if (event.key === "Escape") {
            field.value = "";
            found = [];
            at = -1;
            tell();
        }
    });
    return { element: element("label", "search", icon("search"), field, count, help) };
}

/** What can be written in the field; shown while it has the focus and is empty. */
function helpElement(): HTMLElement {
    const lines: readonly (readonly [string, string])[] = [
        ["conv layer1", text("parts of the path or kind")],
        ["kind:conv", text("the kind of a layer, or its family")],
        ["path:layer1.0", text("a part of the path")],
        ["shape:[64,*,*]", text("a shape, with * for any size")],
        ["params>1M", text("an amount: params, macs, memory, channels, height or width")],
        ["-kind:conv", text("everything else")],
    ];
    const help = element("span", "popup search-help", ...lines.flatMap(([example, meaning]) => [
        element("code", "", example), element("span", "", meaning),
    ]));
    help.id = "search-help";
    return help;
}
