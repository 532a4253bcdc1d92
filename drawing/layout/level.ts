/**
 * The content of one frame, laid out separately. Everything is identified by index, in execution order, so that equal
 * contents are equal problems.
 */
export interface LevelProblem {
    readonly boxes: readonly LevelBox[];
    readonly links: readonly LevelLink[];
}

export interface LevelBox {
    readonly width: number;
    readonly height: number;
    /** The positions where lines enter at the top and leave at the bottom, from its left edge. */
    readonly inputs: readonly number[];
    readonly outputs: readonly number[];
    /** Whether it is no frame: lines may enter a box without content anywhere. */
    readonly leaf?: boolean;
    /** Not a box but a port of the frame, where a net enters or leaves: in the first row, or the last. */
    readonly role?: "input" | "output";
}

export interface LevelLink {
    readonly from: LevelEnd;
    readonly to: LevelEnd;
}

export interface LevelEnd {
    readonly box: number;
    readonly port: number;
}

export interface Point {
    readonly x: number;
    readonly y: number;
}

/** Upper left corners of the boxes, and the lines; coordinates can start anywhere. */
export interface Placement {
    readonly boxes: readonly Point[];
    readonly links: readonly (readonly Point[])[];
}

/** Lays out one piece of a level. */
export type LevelEngine = (problem: LevelProblem) => Promise<Placement>;

/** Distances, in pixels at a zoom of 1. */
export const spacing = {
    /** From a box to a line below it that does not cross the label of its value. */
    label: 18,
    /** Between two rows with a line from one to the next. */
    row: 26,
    /** From a box to the bend of a line that leaves or enters it. */
    turn: 13,
    /** Between a line and a box that it passes. */
    passing: 16,
    /** Between adjacent lines: long ones look like one bundle. */
    bundle: 5,
    /** Between adjacent boxes. */
    side: 18,
    /** Between a frame and its content. */
    margin: 14,
} as const;

/** Where a line leaves or enters a box. */
export function portOf(
    { boxes }: LevelProblem,
    corners: readonly Point[],
    { box, port }: LevelEnd,
    side: "inputs" | "outputs",
): Point {
    const found = boxes[box];
    const corner = corners[box] ?? { x: 0, y: 0 };
    const x = corner.x + (found?.[side][port] ?? (found?.width ?? 0) / 2);
    return { x, y: corner.y + (side === "outputs" ? (found?.height ?? 0) : 0) };
}

/** A line that leaves `start` downwards, runs past the boxes in between at `x`, and enters `end` from above. */
export function aside(start: Point, x: number, end: Point): readonly Point[] {
    const below = start.y + spacing.turn;
    const above = end.y - spacing.turn;
    return [start, { x: start.x, y: below }, { x, y: below }, { x, y: above }, { x: end.x, y: above }, end];
}

/** For each box, the number of links from a box before it to one after it. */
export function passedBy({ boxes, links }: LevelProblem): readonly number[] {
    const change = new Array<number>(boxes.length + 1).fill(0);
    for (const { from, to } of links) {
        const first = Math.min(from.box, to.box) + 1;
        const last = Math.max(from.box, to.box);
        if (first < last) {
            change[first] = (change[first] ?? 0) + 1;
            change[last] = (change[last] ?? 0) - 1;
        }
    }
    let sum = 0;
    return change.map((step) => (sum += step));
}
