/**
 * The size of one axis of a feature map: a whole number that may not be known. It is a type of its own, because a size
 * is more than its number: outside this folder nothing may assume that it is a plain one.
 */
export interface Size {
    readonly [brand]: true;
    /** The number at the model's sample sizes; undefined where an error upstream left it unknown. */
    readonly sample: number | undefined;
}

declare const brand: unique symbol;

function make(sample: number | undefined): Size {
    return { sample } as Size;
}

/** The size an error upstream has left unknown: nothing that meets it complains. */
export const unknownSize: Size = make(undefined);

const small: readonly Size[] = Array.from({ length: 4097 }, (_, value) => make(value));

/** A size that is the same for every input. */
export function fixedSize(value: number): Size {
    return small[value] ?? make(value);
}

/** An input's free size `name`, shown and run at `sample`. */
export function freeSize(_name: string, sample: number): Size {
    return make(sample);
}

export function isKnown(size: Size): boolean {
    return size.sample !== undefined;
}

export function addSizes(a: Size, b: Size): Size {
    return combine(a, b, (x, y) => x + y);
}

export function subtractSizes(a: Size, b: Size): Size {
    return combine(a, b, (x, y) => x - y);
}

export function multiplySizes(a: Size, b: Size): Size {
    return combine(a, b, (x, y) => x * y);
}

/** ⌊a / b⌋, toward minus infinity as in Python; unknown where b is 0. */
export function floorDivideSizes(a: Size, b: Size): Size {
    return combine(a, b, (x, y) => (y === 0 ? undefined : Math.floor(x / y)));
}

/** ⌈a / b⌉; unknown where b is 0. */
export function ceilDivideSizes(a: Size, b: Size): Size {
    return combine(a, b, (x, y) => (y === 0 ? undefined : Math.ceil(x / y)));
}

/** The product of all, 1 for none: how many elements a shape has. */
export function productOfSizes(sizes: readonly Size[]): Size {
    return sizes.reduce(multiplySizes, fixedSize(1));
}

/** Whether two sizes agree; "unknown" where one of them is not known. */
export function compareSizes(a: Size, b: Size): "equal" | "different" | "unknown" {
    if (a.sample === undefined || b.sample === undefined) {
        return "unknown";
    }
    return a.sample === b.sample ? "equal" : "different";
}

/** `64`, or `?` where it is not known. */
export function formatSize(size: Size): string {
    return size.sample === undefined ? "?" : String(size.sample);
}

function combine(a: Size, b: Size, compute: (x: number, y: number) => number | undefined): Size {
    if (a.sample === undefined || b.sample === undefined) {
        return unknownSize;
    }
    const value = compute(a.sample, b.sample);
    return value === undefined || !Number.isSafeInteger(value) ? unknownSize : fixedSize(value);
}
