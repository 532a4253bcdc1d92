import type { Rectangle } from "../../drawing/layout/layout-messages.ts";
import { overlap } from "../../drawing/rectangle.ts";

/** The position of the drawing in the view: `screen = translate + scale · drawing`. */
export interface Transform {
    readonly x: number;
    readonly y: number;
    readonly k: number;
}

export interface Size {
    readonly width: number;
    readonly height: number;
}

export type Boxes = ReadonlyMap<string, Rectangle>;

/** The margin around a box that is brought into view or fitted. */
const border = 24;

/** The largest zoom for a drawing smaller than the view, and the smallest zoom at which text is readable. */
const largestFit = 1;
const smallestReadable = 0.75;

/**
 * The transform that keeps a changed drawing in place: the anchor is a box that both drawings have, the first visible
 * one of `preferred`, otherwise the one nearest to the middle of the view.
 */
export function keepInPlace(
    transform: Transform,
    view: Size,
    before: Boxes,
    after: Boxes,
    preferred: readonly string[],
): Transform | undefined {
    const anchor = chooseAnchor(transform, view, before, after, preferred);
    const from = anchor === undefined ? undefined : before.get(anchor);
    const to = anchor === undefined ? undefined : after.get(anchor);
    if (from === undefined || to === undefined) {
        return undefined;
    }
    const { k } = transform;
    return {
        k,
        x: transform.x + k * (topMiddle(from).x - topMiddle(to).x),
        y: transform.y + k * (topMiddle(from).y - topMiddle(to).y),
    };
}

function chooseAnchor(
    transform: Transform,
    view: Size,
    before: Boxes,
    after: Boxes,
    preferred: readonly string[],
): string | undefined {
    const window = visiblePart(transform, view);
    const seen = preferred.find((id) => {
        const box = before.get(id);
        return box !== undefined && after.has(id) && overlap(box, window);
    });
    if (seen !== undefined) {
        return seen;
    }
    const middle = { x: window.x + window.width / 2, y: window.y + window.height / 2 };
    let nearest: { readonly id: string; readonly distance: number } | undefined;
    for (const [id, box] of before) {
        const { x, y } = topMiddle(box);
        const distance = Math.hypot(x - middle.x, y - middle.y);
        if (after.has(id) && distance < (nearest?.distance ?? Number.POSITIVE_INFINITY)) {
            nearest = { id, distance };
        }
    }
    return nearest?.id;
}

/** The whole drawing, centred in the view, at a zoom of at most `largest`. */
export function fitAll(drawing: Size, view: Size, largest = largestFit): Transform {
    const k = Math.min(
        largest,
        (view.width - 2 * border) / Math.max(1, drawing.width),
        (view.height - 2 * border) / Math.max(1, drawing.height),
    );
    return centred(drawing, view, Math.max(k, 1e-3), (view.height - k * drawing.height) / 2);
}

/** The whole drawing if it is readable at that zoom; otherwise its upper end, at the width that fits. */
export function fitReadable(drawing: Size, view: Size): Transform {
    const all = fitAll(drawing, view);
    if (all.k >= smallestReadable) {
        return all;
    }
    const byWidth = (view.width - 2 * border) / Math.max(1, drawing.width);
    const k = Math.min(largestFit, Math.max(smallestReadable, byWidth));
    return centred(drawing, view, k, border);
}

function centred(drawing: Size, view: Size, k: number, y: number): Transform {
    return { k, x: (view.width - k * drawing.width) / 2, y };
}

/** The smallest move that brings a box into view; the same transform if it is already visible. */
export function bringIntoView(transform: Transform, view: Size, box: Rectangle): Transform {
    const { k } = transform;
    const shift = (start: number, length: number, size: number): number => {
        if (start >= 0 && start + length <= size) {
            return 0;
        }
        const target = length > size - 2 * border ? border : (size - length) / 2;
        return target - start;
    };
    return {
        k,
        x: transform.x + shift(transform.x + k * box.x, k * box.width, view.width),
        y: transform.y + shift(transform.y + k * box.y, k * box.height, view.height),
    };
}

/** The visible part of the drawing. */
export function visiblePart({ x, y, k }: Transform, view: Size): Rectangle {
    return { x: -x / k, y: -y / k, width: view.width / k, height: view.height / k };
}

function topMiddle({ x, y, width }: Rectangle): { readonly x: number; readonly y: number } {
    return { x: x + width / 2, y };
}
