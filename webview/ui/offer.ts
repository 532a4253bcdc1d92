import { text } from "../../server/text.ts";
import { element } from "./elements.ts";

interface MissingBlock {
    readonly block: string;
    /** The model that is shown. */
    readonly model: string;
    /** The models that use the block. */
    readonly users: readonly string[];
}

/** Says that the shown model does not use the block of the text's cursor, and offers a model that does. */
export interface Offer {
    readonly element: HTMLElement;
    show(missing: MissingBlock | undefined): void;
}

export function createOffer(select: (model: string) => void): Offer {
    const place = element("div", "popup offer");
    place.setAttribute("role", "status");
    place.hidden = true;
    return {
        element: place,
        show: (missing) => {
            place.hidden = missing === undefined;
            if (missing === undefined) {
                place.replaceChildren();
                return;
            }
            const { block, model, users } = missing;
            const words = users.length === 0
                ? text("No model of this file uses {block}.", { block })
                : text("{model} does not use {block}.", { model, block });
            const buttons = users.slice(0, 3).map((user) => {
                const made = element("button", "secondary-button offer-model", text("Show {model}", { model: user }));
                made.type = "button";
                made.addEventListener("click", () => select(user));
                return made;
            });
            place.replaceChildren(element("span", "", words), ...buttons);
        },
    };
}
