import type { Text } from "../../server/text.ts";
import { element } from "./elements.ts";

/** A line between two parts of the page, which moves with the pointer or the arrow keys. */
export interface Splitter {
    readonly element: HTMLElement;
    /** The part of the height below it, from 0 to 1. */
    readonly share: number;
}

const least = 0.12;
const most = 0.88;
const step = 0.04;

/** Makes a splitter of the element that `whole` returns. */
export function createSplitter(
    label: Text, start: number, whole: () => Element | null | undefined, changed: (share: number) => void,
): Splitter {
    let share = start;
    const line = element("div", "splitter");
    line.tabIndex = 0;
    line.setAttribute("role", "separator");
    line.setAttribute("aria-orientation", "horizontal");
    line.setAttribute("aria-label", label);
    line.setAttribute("aria-valuemin", String(100 * least));
    line.setAttribute("aria-valuemax", String(100 * most));
    const tell = (): void => line.setAttribute("aria-valuenow", String(Math.round(100 * share)));
    const move = (to: number): void => {
        const next = Math.max(least, Math.min(most, to));
        if (next !== share) {
            share = next;
            tell();
            changed(share);
        }
    };
    tell();
    line.addEventListener("pointerdown", (event) => {
        line.setPointerCapture(event.pointerId);
        event.preventDefault();
        line.focus();
    });
    line.addEventListener("pointermove", (event) => {
        const place = whole()?.getBoundingClientRect();
        if (line.hasPointerCapture(event.pointerId) && place !== undefined) {
            move((place.bottom - event.clientY) / place.height);
        }
    });
    const targets: Readonly<Record<string, () => number>> = {
        ArrowUp: () => share + step,
        ArrowDown: () => share - step,
        Home: () => most,
        End: () => least,
    };
    line.addEventListener("keydown", (event) => {
        const target = Object.hasOwn(targets, event.key) ? targets[event.key] : undefined;
        if (target !== undefined) {
            event.preventDefault();
            move(target());
        }
    });
    return {
        element: line,
        get share() {
            return share;
        },
    };
}
