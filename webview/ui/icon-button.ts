import type { Text } from "../../server/text.ts";
import { button } from "./elements.ts";
import { icon } from "./icons.ts";
import type { IconName } from "./icons.ts";

/** A button with an icon; `label` is its tooltip and its name for screen readers. */
export function iconButton(name: IconName, label: Text | "", onClick: () => void): HTMLButtonElement {
    const made = button("", "icon-button", onClick);
    made.title = label;
    made.setAttribute("aria-label", label);
    made.replaceChildren(icon(name));
    return made;
}
