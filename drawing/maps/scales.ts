import type { MapSize } from "./map-size.ts";

/** How long the edges of a volume are drawn, in pixels. All scales are logarithmic. */
export interface Scales {
    readonly height: (size: number) => number;
    readonly depth: (channels: number) => number;
}

export interface Extent {
    /** The front face: channels from left to right, the map's height from top to bottom. */
    readonly depth: number;
    readonly height: number;
    /** The shift of the back face, which shows the map's width. */
    readonly dx: number;
    readonly dy: number;
}

/** A map of 1×1, and the largest map of a network. */
const smallest = 7;
const largest = 92;

/** The thinnest volume, and the channels up to which it is drawn so. */
const thinnest = 4;
const thinChannels = 16;

/** How much room a drawing takes, in pixels. */
export interface Density {
    /** What each doubling of the channels adds to a volume's depth. */
    readonly perDoubling: number;
    /** Between the volumes of a run, between runs of a row, and where a flow changes the row. */
    readonly memberGap: number;
    readonly runGap: number;
    readonly turnGap: number;
    /** From the line of a flow that changes the row to the volume that it enters. */
    readonly beforeEntry: number;
}

/** From roomy to tight: a drawing takes the first with which it is not too wide. */
export const densities: readonly [Density, ...Density[]] = [
    { perDoubling: 6.5, memberGap: 11, runGap: 20, turnGap: 24, beforeEntry: 12 },
    { perDoubling: 5, memberGap: 8, runGap: 16, turnGap: 17, beforeEntry: 10 },
    { perDoubling: 3.4, memberGap: 6, runGap: 13, turnGap: 14, beforeEntry: 9 },
    { perDoubling: 2.6, memberGap: 4, runGap: 10, turnGap: 12, beforeEntry: 7 },
];

/** The part of a map's width that its oblique edges are drawn with, to the right and upwards. */
const oblique = { x: 0.24, y: 0.2 } as const;

export function scalesFor(sizes: readonly MapSize[], { perDoubling }: Density): Scales {
    const most = Math.max(2, ...sizes.flatMap(({ height = 1, width = 1 }) => [height, width]));
    return {
        height: (size) => smallest + (largest - smallest) * (Math.log2(Math.max(1, size)) / Math.log2(most)),
        depth: (channels) => thinnest + perDoubling * Math.max(0, Math.log2(channels / thinChannels)),
    };
}

export function extentOf(size: MapSize, { height, depth }: Scales): Extent {
    const side = height(size.width ?? size.height ?? 1);
    return {
        depth: depth(size.channels ?? 1), height: height(size.height ?? size.width ?? 1),
        dx: side * oblique.x, dy: side * oblique.y,
    };
}
