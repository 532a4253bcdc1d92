import type { Text } from "../../server/text.ts";

/** Makes an element with a class and children; strings become text nodes. */
export function element<Name extends keyof HTMLElementTagNameMap>(
    name: Name, className = "", ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
    const made = document.createElement(name);
    made.className = className;
    made.append(...children);
    return made;
}

/** Makes a button; one with an empty label or a sign needs another name. */
export function button(label: Text | "" | "‹" | "›", className: string, onClick: () => void): HTMLButtonElement {
    const made = element("button", className, label);
    made.type = "button";
    made.addEventListener("click", onClick);
    return made;
}
