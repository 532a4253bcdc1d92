/** Makes an element with a class and children; strings become text nodes. */
export function element<Name extends keyof HTMLElementTagNameMap>(
    name: Name, className = "", ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
    const made = document.createElement(name);
    made.className = className;
    made.append(...children);
    return made;
}

export function button(label: string, className: string, onClick: () => void): HTMLButtonElement {
    const made = element("button", className, label);
    made.type = "button";
    made.addEventListener("click", onClick);
    return made;
}
