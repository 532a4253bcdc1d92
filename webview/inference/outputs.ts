import type { OutputSummary } from "./messages.ts";

const valuesKept = 1000;

/** Summarizes an output: the highest entries of a vector, and the range of any output. */
export function summariseOutput(
    name: string, dims: readonly number[], values: ArrayLike<number>, topCount: number,
): OutputSummary {
    let least = Infinity;
    let greatest = -Infinity;
    let sum = 0;
    let finite = 0;
    for (let i = 0; i < values.length; i++) {
        const value = values[i] ?? NaN;
        if (!Number.isFinite(value)) {
            continue;
        }
        least = Math.min(least, value);
        greatest = Math.max(greatest, value);
        sum += value;
        finite += 1;
    }
    return {
        name,
        dims,
        values: Array.from({ length: Math.min(values.length, valuesKept) }, (_, i) => values[i] ?? NaN),
        top: isVector(dims) ? topEntries(values, topCount) : [],
        least: finite === 0 ? NaN : least,
        mean: finite === 0 ? NaN : sum / finite,
        greatest: finite === 0 ? NaN : greatest,
        notFinite: values.length - finite,
    };
}

/** Whether a result is one list of numbers: `[1, 1000]`, or `[1, 1000, 1, 1]` after a global pooling. */
export function isVector(dims: readonly number[]): boolean {
    return dims.filter((size) => size > 1).length <= 1;
}

/** The highest entries in order; of equal entries, the earlier comes first. */
export function topEntries(values: ArrayLike<number>, count: number): readonly { index: number; value: number }[] {
    const top: { index: number; value: number }[] = [];
    for (let index = 0; index < values.length; index++) {
        const value = values[index] ?? NaN;
        const last = top.at(-1);
        if (Number.isNaN(value) || (top.length >= count && (last === undefined || value <= last.value))) {
            continue;
        }
        const place = top.findIndex((entry) => entry.value < value);
        top.splice(place === -1 ? top.length : place, 0, { index, value });
        top.length = Math.min(top.length, count);
    }
    return top;
}
