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

/** A drawing, and where it flows. */
export interface Directed extends Size {
    readonly direction: "down" | "right";
}

export type Boxes = ReadonlyMap<string, Rectangle>;

/** The margin around a box that is brought into view or fitted. */
const border = 24;

/** The largest zoom for a drawing smaller than the view, and the smallest zoom at which text is easy to read. */
const largestFit = 1;
export const smallestReadable = 0.75;

/** The smallest zoom at which text can be read at all: fitting stops there. */
const smallestLegible = 0.55;

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
export function fitAll(drawing: Size, view: Size, largest = largestFit, side = border): Transform {
    const k = Math.min(
        largest,
        (view.width - 2 * side) / Math.max(1, drawing.width),
        (view.height - 2 * border) / Math.max(1, drawing.height),
    );
    return centred(drawing, view, Math.max(k, 1e-3), (view.height - k * drawing.height) / 2);
}

/** The whole drawing if it is readable at that zoom; otherwise its start, as large as fits across the flow. */
export function fitReadable({ direction, ...drawing }: Directed, view: Size): Transform {
    const all = fitAll(drawing, view);
    if (all.k >= smallestReadable) {
        return all;
    }
    const [room, across] = direction === "down" ? [view.width, drawing.width] : [view.height, drawing.height];
    const k = Math.min(largestFit, Math.max(smallestReadable, (room - 2 * border) / Math.max(1, across)));
    const start = (length: number, size: number): number => Math.max(border, (size - k * length) / 2);
    return { k, x: start(drawing.width, view.width), y: start(drawing.height, view.height) };
}

/** Beside feature maps, whose pictures have margins; the breadcrumbs are above them. */
export const mapsBorder = 8;

/** The largest zoom at which feature maps are shown first. */
const largestMaps = 1.6;

/** The smallest text of feature maps on the screen and the largest of their numbers in the drawing, in pixels. */
const smallestWords = 9;
const largestNumbers = 11;

/** The zoom of feature maps that are not all in view at first, and the smallest at which all are shown instead. */
export const smallestMaps = smallestWords / largestNumbers;
const smallestWholeMaps = 0.775;

/** All feature maps if they are readable at that zoom, otherwise the part around the first volume. */
export function fitMaps(drawing: Size, view: Size, first: Rectangle | undefined): Transform {
    const all = fitAll(drawing, view, largestMaps, mapsBorder);
    if (all.k >= smallestWholeMaps) {
        return all;
    }
    const k = smallestMaps;
    const corner = {
        k, x: Math.max(mapsBorder, (view.width - k * drawing.width) / 2),
        y: Math.max(border, (view.height - k * drawing.height) / 2),
    };
    return first === undefined ? corner : bringIntoView(corner, view, first);
}

/** The smallest text in a drawing of feature maps at a zoom: it is not scaled down as far as the volumes. */
export function leastWords(k: number): number {
    return smallestWords / Math.max(smallestWholeMaps, k);
}

function centred(drawing: Size, view: Size, k: number, y: number): Transform {
    return { k, x: (view.width - k * drawing.width) / 2, y };
}

/**
 * The whole drawing, or, if its text would be unreadable then, the part around a box at the smallest legible zoom. If
 * the view shows that already, really the whole drawing.
 */
export function fitLegible(drawing: Size, view: Size, now: Transform, around: Rectangle | undefined): Transform {
    const all = fitAll(drawing, view);
    if (all.k >= smallestLegible || Math.abs(now.k - smallestLegible) < 0.01) {
        return all;
    }
    const k = smallestLegible;
    const whole = { x: 0, y: 0, width: drawing.width, height: Math.min(drawing.height, view.height / k) };
    const { x, y, width, height } = around ?? whole;
    const middle = { k, x: view.width / 2 - k * (x + width / 2), y: view.height / 2 - k * (y + height / 2) };
    return keepInView(middle, view, drawing, 1);
}

/** How much of a view, or of a smaller drawing, shows the drawing at least. */
const leastShown = 0.3;

/** The nearest transform at which a part of the drawing is in view: the least part, or as much as possible. */
export function keepInView(
    { x, y, k }: Transform, view: Size, drawing: Size | undefined, least = leastShown,
): Transform {
    if (drawing === undefined || view.width === 0 || view.height === 0) {
        return { x, y, k };
    }
    const clamp = (at: number, length: number, size: number): number => {
        const shown = Math.min(least * size, length);
        return Math.max(shown - length, Math.min(size - shown, at));
    };
    return { k, x: clamp(x, k * drawing.width, view.width), y: clamp(y, k * drawing.height, view.height) };
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

/**
 * The transform after the view has changed its size, for example because a panel opened beside it: a drawing that was
 * all in view still is, at the lowest legible zoom or above, one that showed its start still does, and the box `kept`
 * stays in view if it was.
 */
export function keepShown(
    transform: Transform, before: Size, after: Size, drawing: Directed, kept: Rectangle | undefined,
): Transform {
    const all = fitAll(drawing, after);
    if (isInView(transform, before, { ...drawing, x: 0, y: 0 }) && all.k >= Math.min(smallestLegible, transform.k)) {
        const wasFitted = isAlike(transform, fitAll(drawing, before));
        return wasFitted || all.k <= transform.k
            ? all : centred(drawing, after, transform.k, (after.height - transform.k * drawing.height) / 2);
    }
    const moved = isAlike(transform, fitReadable(drawing, before)) ? fitReadable(drawing, after) : transform;
    return kept !== undefined && isInView(transform, before, kept) ? bringIntoView(moved, after, kept) : moved;
}

/** Whether two transforms show the same, up to rounding. */
export function isAlike(one: Transform, other: Transform): boolean {
    return Math.abs(one.k - other.k) < 1e-3 && Math.abs(one.x - other.x) < 1 && Math.abs(one.y - other.y) < 1;
}

function isInView(transform: Transform, view: Size, box: Rectangle): boolean {
    const { x, y } = bringIntoView(transform, view, box);
    return x === transform.x && y === transform.y;
}

/** The visible part of the drawing. */
export function visiblePart({ x, y, k }: Transform, view: Size): Rectangle {
    return { x: -x / k, y: -y / k, width: view.width / k, height: view.height / k };
}

function topMiddle({ x, y, width }: Rectangle): { readonly x: number; readonly y: number } {
    return { x: x + width / 2, y };
}
