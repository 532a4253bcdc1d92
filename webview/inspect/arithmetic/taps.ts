import { kernelSize, tapsAlong, type AxisTaps, type Border } from "../../../server/arithmetic.ts";

/** A position of a window over several axes. */
export interface GridTap {
    /** Undefined in the padding. */
    readonly at: readonly number[] | undefined;
    /** The flat place of `at` among the spatial positions. */
    readonly place: number;
    /** The flat place of the tap in the kernel. */
    readonly tap: number;
    readonly counts: boolean;
}

export interface Grid {
    /** The number of taps along each axis. */
    readonly extent: readonly number[];
    readonly taps: readonly GridTap[];
}

/** The window of an output position over all spatial axes, the last axis the fastest. */
export function gridAt(
    axes: readonly AxisTaps[], sizes: readonly number[], position: readonly number[], border: Border = "zeros",
): Grid {
    let taps: readonly GridTap[] = [{ at: [], place: 0, tap: 0, counts: true }];
    const extent: number[] = [];
    for (const [index, axis] of axes.entries()) {
        const size = sizes[index] ?? 1;
        const along = tapsAlong(axis, size, position[index] ?? 0, border);
        const kernel = kernelSize(axis, size);
        extent.push(along.length);
        taps = taps.flatMap((outer) => along.map((inner) => ({
            at: outer.at === undefined || inner.at === undefined ? undefined : [...outer.at, inner.at],
            place: outer.place * size + (inner.at ?? 0),
            tap: outer.tap * kernel + inner.tap,
            counts: outer.counts && inner.counts,
        })));
    }
    return { extent, taps };
}
