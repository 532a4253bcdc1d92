/** A value's numbers in row-major order, without a batch: `[channels, height, width]`. */
export interface MapTensor {
    readonly dims: readonly number[];
    readonly values: Float32Array;
}

/** The flat place of an element. */
export function placeOf(dims: readonly number[], index: readonly number[]): number {
    return dims.reduce((place, size, axis) => place * size + (index[axis] ?? 0), 0);
}

/** The index of the element at a flat place. */
export function indexAt(dims: readonly number[], place: number): readonly number[] {
    const index: number[] = [];
    let rest = place;
    for (const size of dims.toReversed()) {
        index.unshift(rest % size);
        rest = Math.floor(rest / size);
    }
    return index;
}

export function sizeOf(dims: readonly number[]): number {
    return dims.reduce((product, size) => product * size, 1);
}

/** The element at an index; NaN if there is none. */
export function elementAt({ dims, values }: MapTensor, index: readonly number[]): number {
    return values[placeOf(dims, index)] ?? NaN;
}
