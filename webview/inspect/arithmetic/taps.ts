import type { Arithmetic, AxisTaps } from "../../../server/arithmetic.ts";

export type Border = Extract<Arithmetic, { readonly kind: "convolution" }>["border"];

/** An input position along one axis, and the tap of the kernel that it meets. */
export interface Tap {
    /** Undefined in the padding. */
    readonly at: number | undefined;
    readonly tap: number;
    /** Whether it is in the input or in its padding, not beyond as with `ceil_mode`. */
    readonly counts: boolean;
}

/** The taps of output position `y` along an axis of `size` input positions. */
export function tapsAlong(axis: AxisTaps, size: number, y: number, border: Border = "zeros"): readonly Tap[] {
    switch (axis.kind) {
        case "sliding":
            return Array.from({ length: axis.kernel }, (_, tap) => {
                const position = y * axis.stride - axis.before + tap * axis.dilation;
                return { at: throughBorder(position, size, border), tap, counts: position < size + axis.after };
            });
        case "spread":
            return Array.from({ length: axis.kernel }, (_, index) => axis.kernel - 1 - index).flatMap((tap) => {
                const at = (y + axis.before - tap * axis.dilation) / axis.stride;
                return Number.isInteger(at) && at >= 0 && at < size ? [{ at, tap, counts: true }] : [];
            });
        case "divided": {
            const start = Math.floor((y * size) / axis.outputs);
            const end = Math.ceil(((y + 1) * size) / axis.outputs);
            return Array.from({ length: end - start }, (_, tap) => ({ at: start + tap, tap, counts: true }));
        }
    }
}

/** The number of taps of the kernel along an axis. */
export function kernelSize(axis: AxisTaps, size: number): number {
    return axis.kind === "divided" ? size : axis.kernel;
}

/** The position whose number is at a position that may be outside the input. */
function throughBorder(position: number, size: number, border: Border): number | undefined {
    if (position >= 0 && position < size) {
        return position;
    }
    switch (border) {
        case "zeros":
            return undefined;
        case "reflect":
            return position < 0 ? -position : 2 * (size - 1) - position;
        case "replicate":
            return position < 0 ? 0 : size - 1;
        case "circular":
            return ((position % size) + size) % size;
    }
}

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
