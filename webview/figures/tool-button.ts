import type { Text } from "../../server/text.ts";
import { button, element } from "../ui/elements.ts";
import { icon, type IconName } from "../ui/icons.ts";

/** A button with an icon and a label, which a narrow page leaves out. */
export function toolButton(name: IconName, label: Text, onClick: () => void): HTMLButtonElement {
    const made = button("", "table-tool", onClick);
    made.append(icon(name), element("span", "table-tool-label", label));
    made.title = label;
    made.setAttribute("aria-label", label);
    return made;
}
