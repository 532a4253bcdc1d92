import { parseFragment, type DefaultTreeAdapterTypes } from "parse5";

/** An element as a browser would parse it, or the fragment around the outermost ones. */
export interface ParsedElement {
    readonly name: string;
    /** The names of its attributes. */
    readonly attributes: readonly string[];
    readonly classes: readonly string[];
    /** The text inside, at any depth. */
    readonly text: string;
    readonly children: readonly ParsedElement[];
    /** The elements inside, at any depth, with this name and class. */
    all(name?: string, className?: string): readonly ParsedElement[];
}

/** Parses HTML as a browser does. */
export function parsedHtml(markup: string): ParsedElement {
    return elementOf(parseFragment(markup));
}

function elementOf(node: DefaultTreeAdapterTypes.DocumentFragment | DefaultTreeAdapterTypes.Element): ParsedElement {
    const children = node.childNodes.flatMap((child) => "tagName" in child ? [elementOf(child)] : []);
    const attributes = "attrs" in node ? node.attrs : [];
    return {
        name: node.nodeName,
        attributes: attributes.map(({ name }) => name),
        classes: attributes.find(({ name }) => name === "class")?.value.split(" ") ?? [],
        text: textOf(node),
        children,
        all: (name, className) => children.flatMap((child) => {
            const isOne = (name === undefined || child.name === name) &&
                (className === undefined || child.classes.includes(className));
            return [...isOne ? [child] : [], ...child.all(name, className)];
        }),
    };
}

function textOf(node: DefaultTreeAdapterTypes.ChildNode | DefaultTreeAdapterTypes.DocumentFragment): string {
    if ("value" in node) {
        return node.value;
    }
    return "childNodes" in node ? node.childNodes.map(textOf).join("") : "";
}
