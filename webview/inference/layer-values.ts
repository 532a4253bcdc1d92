/**
 * The largest difference that rounding explains, relative to the largest number of the tensor. Devices add in different
 * orders, and errors grow with depth; a wrong kernel differs by more than a tenth.
 */
export const valueTolerance = 0.01;

export interface ValueDifference {
    /** The largest difference of two numbers; NaN if only one of them is finite. */
    readonly difference: number;
    /** The largest magnitude in the reference. */
    readonly scale: number;
}

/** Compares a tensor's numbers with those of a reference of the same shape. */
export function compareValues(values: Float32Array, reference: Float32Array): ValueDifference {
    if (values.length !== reference.length) {
        return { difference: NaN, scale: NaN };
    }
    let difference = 0;
    let scale = 1e-6;
    for (const [index, expected] of reference.entries()) {
        const value = values[index] ?? NaN;
        if (Object.is(value, expected) || value === expected) {
            scale = Number.isFinite(expected) ? Math.max(scale, Math.abs(expected)) : scale;
            continue;
        }
        if (!Number.isFinite(value) || !Number.isFinite(expected)) {
            return { difference: NaN, scale };
        }
        scale = Math.max(scale, Math.abs(expected));
        difference = Math.max(difference, Math.abs(value - expected));
    }
    return { difference, scale };
}
