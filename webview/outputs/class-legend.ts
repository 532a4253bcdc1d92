import { plural } from "../../server/text.ts";
import { button, element } from "../ui/elements.ts";
import { classColour, cssColour } from "./class-colours.ts";

export interface ClassLegendEntry {
    readonly index: number;
    readonly name: string;
    /** Such as the share of the area. */
    readonly figure: string;
}

export interface ClassLegend {
    readonly element: HTMLElement;
    show(entries: readonly ClassLegendEntry[]): void;
    isHidden(index: number): boolean;
}

/** The maximum number of listed classes. */
const mostListed = 40;

/** The classes in a drawing with their colours; each is a button that hides the class and shows it again. */
export function createClassLegend(hiddenAtFirst: Iterable<number>, onToggle: () => void): ClassLegend {
    const hidden = new Set(hiddenAtFirst);
    const list = element("ul", "output-legend");
    const toggle = (index: number, entry: HTMLElement): void => {
        if (!hidden.delete(index)) {
            hidden.add(index);
        }
        entry.setAttribute("aria-pressed", String(!hidden.has(index)));
        onToggle();
    };
    return {
        element: list,
        isHidden: (index) => hidden.has(index),
        show: (entries) => {
            const focused = [...list.querySelectorAll("button")].findIndex((one) => one === document.activeElement);
            list.replaceChildren(...entries.slice(0, mostListed).map(({ index, name, figure }) => {
                const entry = button("", "output-legend-entry", () => toggle(index, entry));
                const swatch = element("span", "output-swatch");
                swatch.style.background = cssColour(classColour(index));
                entry.append(swatch, element("span", "output-name", name), element("span", "output-figure", figure));
                entry.title = name;
                entry.setAttribute("aria-pressed", String(!hidden.has(index)));
                return element("li", "", entry);
            }));
            if (entries.length > mostListed) {
                const count = entries.length - mostListed;
                list.append(element("li", "inference-hint", plural(count, "and {count} more class", "and {count} more classes", {
                    count,
                })));
            }
            [...list.querySelectorAll("button")][focused]?.focus();
        },
    };
}
