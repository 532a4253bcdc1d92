/**
 * Numbers with their dims in row-major order: the format in which the tests compute layers' results, without a batch.
 */
export interface Numbers {
    readonly dims: readonly number[];
    readonly data: readonly number[];
}

/** A position in a tensor. */
export type Index = readonly number[];

/** Every position of these dims, the last axis fastest. */
export function* indicesOf(dims: readonly number[]): Generator<Index> {
    const count = dims.reduce((product, size) => product * size, 1);
    for (let flat = 0; flat < count; flat += 1) {
        let rest = flat;
        const index = dims.map(() => 0);
        for (let axis = dims.length - 1; axis >= 0; axis -= 1) {
            const size = dims[axis] ?? 1;
            index[axis] = rest % size;
            rest = Math.floor(rest / size);
        }
        yield index;
    }
}

/** A tensor whose every element is computed from its position. */
export function fill(dims: readonly number[], at: (index: Index) => number): Numbers {
    return { dims, data: [...indicesOf(dims)].map(at) };
}

/** The element at a position; `outside` if there is none. */
export function element({ dims, data }: Numbers, index: Index, outside = 0): number {
    let flat = 0;
    for (const [axis, size] of dims.entries()) {
        const position = index[axis] ?? 0;
        if (position < 0 || position >= size) {
            return outside;
        }
        flat = flat * size + position;
    }
    return data[flat] ?? NaN;
}

/** Maps every element. */
export function map(numbers: Numbers, change: (value: number, index: Index) => number): Numbers {
    return fill(numbers.dims, (index) => change(element(numbers, index), index));
}

export function sum(values: Iterable<number>): number {
    let total = 0;
    for (const value of values) {
        total += value;
    }
    return total;
}

export function meanOf(values: readonly number[]): number {
    return sum(values) / values.length;
}

/** The mean square distance from the mean. */
export function varianceOf(values: readonly number[]): number {
    const mean = meanOf(values);
    return meanOf(values.map((value) => (value - mean) ** 2));
}
