import { element } from "../ui/elements.ts";

/** Describes the thing under the pointer. */
export interface Tooltip {
    readonly element: HTMLElement;
    /** Shows the lines near a position of the page after the pointer has rested. */
    showSoon(lines: readonly string[], hint: string, at: { readonly x: number; readonly y: number }): void;
    hide(): void;
}

const restMilliseconds = 320;
const distance = 14;

export function createTooltip(): Tooltip {
    const box = element("div", "popup graph-tooltip");
    box.hidden = true;
    // For screen readers, the box's label has the same text.
    box.setAttribute("aria-hidden", "true");
    let timer: ReturnType<typeof setTimeout> | undefined;

    const hide = (): void => {
        clearTimeout(timer);
        box.hidden = true;
    };
    const show = (lines: readonly string[], hint: string, at: { readonly x: number; readonly y: number }): void => {
        const [first = "", ...rest] = lines;
        box.replaceChildren(
            element("div", "graph-tooltip-title", first),
            ...rest.map((line) => element("div", "", line)),
            ...(hint === "" ? [] : [element("div", "graph-tooltip-hint", hint)]),
        );
        box.hidden = false;
        const { width, height } = box.getBoundingClientRect();
        const { innerWidth, innerHeight } = window;
        box.style.left = `${Math.max(4, Math.min(at.x + distance, innerWidth - width - 4))}px`;
        const below = at.y + distance;
        box.style.top = `${below + height > innerHeight - 4 ? Math.max(4, at.y - distance - height) : below}px`;
    };
    return {
        element: box,
        hide,
        showSoon: (lines, hint, at) => {
            hide();
            timer = setTimeout(() => show(lines, hint, at), restMilliseconds);
        },
    };
}
