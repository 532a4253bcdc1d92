import type { AxisWindow } from "./window.ts";

/** Which positions along one axis of an input each position of a result reads. */
export type AxisReach =
    /** The one at its own place. */
    | "same"
    /** All of them. */
    | "whole"
    /** Some, in no order that a window describes. */
    | "scattered"
    | WindowReach;

/** Position y along `axis` of the result reads from ⌈(stride·y + first)/over⌉ to ⌊(stride·y + last)/over⌋. */
export interface WindowReach {
    readonly axis: number;
    /** The field moves by stride/over positions of the input: whole numbers, so that nothing is rounded. */
    readonly stride: number;
    readonly over: number;
    readonly first: number;
    readonly last: number;
}

/** One for each axis of an input. */
export type InputReach = readonly AxisReach[];

/** One for each input that is read; those beyond, which only give their size (`to`), are not. */
export type ResultReach = readonly InputReach[];

/** A kernel that slides over the input. */
export function windowReach(axis: number, { stride, extent, before }: AxisWindow): WindowReach {
    return { axis, stride, over: 1, first: -before, last: extent - 1 - before };
}

/** Kernels that the inputs spread over the result, `stride` apart: x reaches s·x − p … s·x − p + d·(k − 1). */
export function spreadReach(axis: number, { stride, extent, before }: AxisWindow): WindowReach {
    return { axis, stride: 1, over: stride, first: before - (extent - 1), last: before };
}

/** Every `step`-th position from `start` on. */
export function stretchReach(axis: number, start: number, step = 1): WindowReach {
    return { axis, stride: step, over: 1, first: start, last: start };
}

/** ⌊(stride·y)/over⌋: a position that is repeated. */
export function repeatedReach(axis: number, stride: number, over: number): WindowReach {
    return { axis, stride, over, first: 1 - over, last: 0 };
}

/** The positions on either side of (stride·y + offset)/over, and `further` more beyond each. */
export function betweenReach(axis: number, stride: number, over: number, offset: number, further = 0): WindowReach {
    const slack = over - 1 + further * over;
    return { axis, stride, over, first: offset - slack, last: offset + slack };
}

/** One axis of a value of so many is read so, the others each at its own place. */
export function reachAlong(rank: number, axis: number, reach: AxisReach): InputReach {
    return Array.from({ length: rank }, (_, other) => (other === axis ? reach : "same"));
}
