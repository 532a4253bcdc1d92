import { text } from "../../server/text.ts";
import { button, element } from "../ui/elements.ts";
import type { ChannelViewer } from "./channel-viewer.ts";
import { indexAt, placeOf, sizeOf } from "./tensor.ts";

/** The pause at each cell. */
const stepMilliseconds = 450;

/** A button that moves the chosen cell over its channel, and with it the window over the input. */
export function createSlide(
    dims: readonly number[], viewer: ChannelViewer, update: (cell: readonly number[]) => void,
): { readonly element: HTMLElement } {
    let timer: ReturnType<typeof setInterval> | undefined;
    const stop = (): void => {
        clearInterval(timer);
        timer = undefined;
        start.textContent = label();
    };
    const step = (): void => {
        if (!start.isConnected) {
            stop();
            return;
        }
        const next = nextCell(dims, viewer.cell);
        viewer.choose(next);
        update(next);
    };
    const start = button("", "secondary-button inspect-slide", () => {
        if (timer !== undefined) {
            stop();
        } else if (wantsLessMotion()) {
            step();
        } else {
            start.textContent = text("Stop");
            step();
            timer = setInterval(step, stepMilliseconds);
        }
    });
    start.textContent = label();
    return { element: element("div", "inspect-controls", start) };
}

function label(): string {
    return wantsLessMotion() ? text("Next cell") : text("Slide the window");
}

function wantsLessMotion(): boolean {
    return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** The next cell of the same channel in reading order; the first one after the last. */
export function nextCell(dims: readonly number[], cell: readonly number[]): readonly number[] {
    const channels = dims.length > 1 ? 1 : 0;
    const sizes = dims.slice(channels);
    const place = (placeOf(sizes, cell.slice(channels)) + 1) % Math.max(sizeOf(sizes), 1);
    return [...cell.slice(0, channels), ...indexAt(sizes, place)];
}
