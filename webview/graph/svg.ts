type Attributes = Readonly<Record<string, string | number>>;

/** Makes an SVG element; strings become text nodes. */
export function svg<Name extends keyof SVGElementTagNameMap>(
    name: Name,
    attributes: Attributes = {},
    ...children: readonly (Node | string)[]
): SVGElementTagNameMap[Name] {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [attribute, value] of Object.entries(attributes)) {
        made.setAttribute(attribute, `${value}`);
    }
    made.append(...children);
    return made;
}
