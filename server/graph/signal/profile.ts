import { tapsAlong, type AxisTaps, type Border } from "../../arithmetic.ts";
import { foundOnce } from "../found-once.ts";
import { SweptProfiles } from "./swept-profiles.ts";

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
    if (Math.max(size, outputs) > longest) {
        const sum = tapCount(axis, size, outputs) / Math.max(outputs, 1);
        return { sum, profile: undefined, shared: sum };
    }
    const reads = readsAlong(axis, size, outputs, border);
    return reads.swept.resultOf(profile, () => sweepReads(reads, axis, size, outputs, profile));
}

function sweepReads(
    { ats, ys, slots, slotCount }: Reads, axis: AxisTaps, size: number, outputs: number, profile: Profile,
): Swept {
    const sums = new Float64Array(outputs);
    const bySlot = new Float64Array(slotCount);
    for (let read = 0; read < ats.length; read++) {
        const square = profile?.[ats[read] ?? 0] ?? 1;
        const [y, slot] = [ys[read] ?? 0, slots[read] ?? 0];
        sums[y] = (sums[y] ?? 0) + square;
        bySlot[slot] = (bySlot[slot] ?? 0) + Math.sqrt(square) / outputs;
    }
    const swept = normalized(sums);
    if (slotCount === 0 || axis.kind === "divided") {
        return { ...swept, shared: swept.sum };
    }
    let root = profile === undefined ? 1 : 0;
    for (const square of profile ?? []) {
        root += Math.sqrt(square) / size;
    }
    let shared = 0;
    for (const one of bySlot) {
        shared += (one / root) ** 2;
    }
    return { ...swept, shared };
}

/** The adjoint: sums the mean squares of the outputs whose windows read each input. */
export function sweepBack(
    axis: AxisTaps, size: number, outputs: number, border: Border, profile: Profile,
): Omit<Swept, "shared"> {
    if (Math.max(size, outputs) > longest) {
        return { sum: tapCount(axis, size, outputs) / Math.max(size, 1), profile: undefined };
    }
    const { ats, ys, sweptBack } = readsAlong(axis, size, outputs, border);
    return sweptBack.resultOf(profile, () => {
        const sums = new Float64Array(size);
        for (let read = 0; read < ats.length; read++) {
            const at = ats[read] ?? 0;
            sums[at] = (sums[at] ?? 0) + (profile?.[ys[read] ?? 0] ?? 1);
        }
        return normalized(sums);
    });
}

/** The mean of sums, and how they vary around it. */
function normalized(sums: Float64Array): Omit<Swept, "shared"> {
    let total = 0;
    for (const one of sums) {
        total += one;
    }
    const sum = total / Math.max(sums.length, 1);
    const isEven = sum === 0 || sums.every((one) => Math.abs(one - sum) <= 1e-9 * sum);
    return { sum, profile: isEven ? undefined : sums.map((one) => one / sum) };
}

/** What the windows along an axis read of its input: a position, the window's number and the kernel's tap. */
interface Reads {
    readonly ats: Int32Array;
    readonly ys: Uint8Array;
    /** The taps, numbered in the order of their first read. */
    readonly slots: Uint32Array;
    readonly slotCount: number;
    readonly swept: SweptProfiles<Swept>;
    readonly sweptBack: SweptProfiles<Omit<Swept, "shared">>;
}

/** Networks have few different windows, and most edits leave them as they are. */
const knownReads = new Map<string, Reads>();
const mostKnownReads = 200;

interface KnownReads {
    readonly size: number;
    readonly outputs: number;
    readonly border: Border;
    readonly reads: Reads;
}

/** The last reads along an axis: all equal layers share it, with one size. */
const latestReads = foundOnce<AxisTaps, { known: KnownReads | undefined }>(() => ({ known: undefined }));

function readsAlong(axis: AxisTaps, size: number, outputs: number, border: Border): Reads {
    const latest = latestReads(axis);
    if (latest.known?.size === size && latest.known.outputs === outputs && latest.known.border === border) {
        return latest.known.reads;
    }
    const reads = equalReads(axis, size, outputs, border);
    latest.known = { size, outputs, border, reads };
    return reads;
}

function equalReads(axis: AxisTaps, size: number, outputs: number, border: Border): Reads {
    const key = `${JSON.stringify(axis)} ${size} ${outputs} ${border}`;
    const known = knownReads.get(key);
    if (known !== undefined) {
        return known;
    }
    const reads = Array.from({ length: outputs }, (_, y) => y).flatMap((y) =>
        tapsAlong(axis, size, y, border).flatMap(({ at, tap }) => at === undefined ? [] : [{ at, y, tap }]));
    const slotOf = new Map([...new Set(reads.map(({ tap }) => tap))].map((tap, slot) => [tap, slot] as const));
    const found: Reads = {
        ats: Int32Array.from(reads, ({ at }) => at), ys: Uint8Array.from(reads, ({ y }) => y),
        slots: Uint32Array.from(reads, ({ tap }) => slotOf.get(tap) ?? 0), slotCount: slotOf.size,
        swept: new SweptProfiles(), sweptBack: new SweptProfiles(),
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
    const [only] = terms;
    const isOnly = only !== undefined && terms.length === 1 && only.weight > 0 && only.weight < Infinity;
    return isOnly ? only.profile : weightedMean(terms);
}

function weightedMean(terms: readonly { readonly weight: number; readonly profile: Profile }[]): Profile {
    const shaped = terms.find(({ profile }) => profile !== undefined)?.profile;
    let total = 0;
    for (const { weight } of terms) {
        total += weight;
    }
    if (shaped === undefined || total === 0) {
        return undefined;
    }
    const mean = new Float64Array(shaped.length);
    for (const { weight, profile } of terms) {
        const share = weight / total;
        const isShaped = profile?.length === shaped.length;
        for (let at = 0; at < mean.length; at++) {
            mean[at] = (mean[at] ?? 0) + share * (isShaped ? profile[at] ?? 1 : 1);
        }
    }
    return mean;
}
