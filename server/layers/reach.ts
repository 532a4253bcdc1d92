import type { AxisWindow } from "./window.ts";

/** Which positions along one axis of an input each position of a result reads. */
export type AxisReach =
    /** The same position. */
    | "same"
    /** All positions. */
    | "whole"
    /** Some positions, in no order that a window describes. */
    | "scattered"
    | WindowReach;

/** Position y along `axis` of the result reads from ⌈(stride·y + first)/over⌉ to ⌊(stride·y + last)/over⌋. */
export interface WindowReach {
    readonly axis: number;
    /** The field moves by stride/over positions of the input: integers, to avoid rounding. */
    readonly stride: number;
    readonly over: number;
    readonly first: number;
    readonly last: number;
}

/** One for each axis of an input. */
export type InputReach = readonly AxisReach[];

/** One for each input whose elements are read; further inputs only provide their size (`to`). */
export type ResultReach = readonly InputReach[];

/** A kernel that slides over the input. */
export function windowReach(axis: number, { stride, extent, before }: AxisWindow): WindowReach {
    return { axis, stride, over: 1, first: -before, last: extent - 1 - before };
}

/** Kernels that the inputs spread over the result, `stride` apart: x writes s·x − p … s·x − p + d·(k − 1). */
export function spreadReach(axis: number, { stride, extent, before }: AxisWindow): WindowReach {
    return { axis, stride: 1, over: stride, first: before - (extent - 1), last: before };
}

/** Every `step`-th position from `start` on. */
export function stretchReach(axis: number, start: number, step = 1): WindowReach {
    return { axis, stride: step, over: 1, first: start, last: start };
}

/** ⌊(stride·y)/over⌋: a repeated position. */
export function repeatedReach(axis: number, stride: number, over: number): WindowReach {
    return { axis, stride, over, first: 1 - over, last: 0 };
}

/** The positions on either side of (stride·y + offset)/over, and `further` more on each side. */
export function betweenReach(axis: number, stride: number, over: number, offset: number, further = 0): WindowReach {
    const slack = over - 1 + further * over;
    return { axis, stride, over, first: offset - slack, last: offset + slack };
}

/** A reach for one axis of a value of this rank; on the other axes, each position reads the same position. */
export function reachAlong(rank: number, axis: number, reach: AxisReach): InputReach {
    return Array.from({ length: rank }, (_, other) => (other === axis ? reach : "same"));
}
