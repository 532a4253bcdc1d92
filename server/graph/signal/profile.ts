import { tapsAlong, type AxisTaps, type Border } from "../../arithmetic.ts";

/**
 * How mean squares vary along one spatial axis, with mean 1; undefined if they do not. Zero padding lowers them near
 * the borders, more so with each layer: in deep networks on small maps this decides the sums.
 */
export type Profile = Float64Array | undefined;

/** Longer axes have no profile: their borders are a small part of them. */
const longest = 64;

export interface Swept {
    /** The mean over the result's positions of the sum over a window's taps, for a mean square of 1. */
    readonly sum: number;
    /** The same for the product of two results, which share the taps that are inside the input for both. */
    readonly shared: number;
    readonly profile: Profile;
}

/** Sums the mean squares of the inputs in each window along an axis of `size` positions, with `outputs` windows. */
export function sweep(axis: AxisTaps, size: number, outputs: number, border: Border, profile: Profile): Swept {
    const byTap = new Map<number, number>();
    const swept = accumulate(axis, size, outputs, border, outputs, (sums, at, y, tap) => {
        const square = profile?.[at] ?? 1;
        sums[y] = (sums[y] ?? 0) + square;
        byTap.set(tap, (byTap.get(tap) ?? 0) + Math.sqrt(square) / outputs);
    });
    if (byTap.size === 0 || axis.kind === "divided") {
        return { ...swept, shared: swept.sum };
    }
    const root = profile === undefined ? 1 : profile.reduce((sum, square) => sum + Math.sqrt(square) / size, 0);
    return { ...swept, shared: [...byTap.values()].reduce((sum, one) => sum + (one / root) ** 2, 0) };
}

/** The adjoint: sums the mean squares of the outputs whose windows read each input. */
export function sweepBack(axis: AxisTaps, size: number, outputs: number, border: Border, profile: Profile): Omit<Swept, "shared"> {
    return accumulate(axis, size, outputs, border, size, (sums, at, y) => {
        sums[at] = (sums[at] ?? 0) + (profile?.[y] ?? 1);
    });
}

function accumulate(
    axis: AxisTaps, size: number, outputs: number, border: Border, length: number,
    add: (sums: Float64Array, at: number, y: number, tap: number) => void,
): Omit<Swept, "shared"> {
    if (Math.max(size, outputs) > longest) {
        return { sum: tapCount(axis, size, outputs) / Math.max(length, 1), profile: undefined };
    }
    const sums = new Float64Array(length);
    const { ats, ys, taps } = readsAlong(axis, size, outputs, border);
    for (let read = 0; read < ats.length; read++) {
        add(sums, ats[read] ?? 0, ys[read] ?? 0, taps[read] ?? 0);
    }
    const sum = sums.reduce((total, one) => total + one, 0) / Math.max(length, 1);
    const isEven = sums.every((one) => Math.abs(one - sum) <= 1e-9 * sum);
    return { sum, profile: isEven || sum === 0 ? undefined : sums.map((one) => one / sum) };
}

/** What the windows along an axis read of its input: a position, the window's number and the kernel's tap. */
interface Reads {
    readonly ats: Int32Array;
    readonly ys: Uint8Array;
    readonly taps: Uint32Array;
}

/** Networks have few different windows, and most edits leave them as they are. */
const knownReads = new Map<string, Reads>();
const mostKnownReads = 200;

function readsAlong(axis: AxisTaps, size: number, outputs: number, border: Border): Reads {
    const key = `${JSON.stringify(axis)} ${size} ${outputs} ${border}`;
    const known = knownReads.get(key);
    if (known !== undefined) {
        return known;
    }
    const reads = Array.from({ length: outputs }, (_, y) => y).flatMap((y) =>
        tapsAlong(axis, size, y, border).flatMap(({ at, tap }) => at === undefined ? [] : [{ at, y, tap }]));
    const found: Reads = {
        ats: Int32Array.from(reads, ({ at }) => at), ys: Uint8Array.from(reads, ({ y }) => y),
        taps: Uint32Array.from(reads, ({ tap }) => tap),
    };
    if (knownReads.size >= mostKnownReads) {
        knownReads.clear();
    }
    knownReads.set(key, found);
    return found;
}

/** The taps of all windows, those in the padding included. */
function tapCount(axis: AxisTaps, size: number, outputs: number): number {
    switch (axis.kind) {
        case "sliding": return outputs * axis.kernel;
        case "spread": return size * axis.kernel;
        case "divided": return Math.max(size, outputs);
    }
}

/** The weighted mean of profiles; each is undefined or of the same length. */
export function meanProfile(terms: readonly { readonly weight: number; readonly profile: Profile }[]): Profile {
    const shaped = terms.find(({ profile }) => profile !== undefined)?.profile;
    const total = terms.reduce((sum, { weight }) => sum + weight, 0);
    if (shaped === undefined || total === 0) {
        return undefined;
    }
    return shaped.map((_, at) => terms.reduce((sum, { weight, profile }) =>
        sum + (weight / total) * (profile?.length === shaped.length ? profile[at] ?? 1 : 1), 0));
}
