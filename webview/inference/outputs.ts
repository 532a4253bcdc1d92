import type { OutputSummary } from "./messages.ts";

const valuesKept = 1000;

/** With more elements, an output is only described by its range. */
const mostDrawn = 2 ** 25;

/** Describes an output: its numbers, unless they are too many, and their range. */
export function summariseOutput(
    name: string, dims: readonly number[], values: Float32Array<ArrayBuffer>,
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
        least: finite === 0 ? NaN : least,
        mean: finite === 0 ? NaN : sum / finite,
        greatest: finite === 0 ? NaN : greatest,
        notFinite: values.length - finite,
        ...(values.length <= mostDrawn ? { numbers: values } : {}),
    };
}
