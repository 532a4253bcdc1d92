import { formatSizeAs, type SizeStyle } from "./function-text.ts";
import { bothHold, settled, sizesEqual, type SizeCondition } from "./size-condition.ts";
import { unknownSize, type Size } from "./size.ts";

/** A value's shape without its batch: `[channels, …spatial]`, or `[features]`. */
export type Shape = readonly Size[];

/**
 * `[64, 112, 112]`, with `?` for an unknown size; `[?]` if the rank is unknown. The other styles show the sizes as
 * functions of the input's: `[64, ⌈H/2⌉, ⌈W/2⌉]`, or both: `[64, 112, 112] = [64, ⌈H/2⌉, ⌈W/2⌉]`.
 */
export function formatShape(shape: Shape | undefined, style: SizeStyle = "numbers"): string {
    if (shape === undefined) {
        return "[?]";
    }
    if (style === "numbers") {
        const known = numbersOf.get(shape);
        if (known !== undefined) {
            return known;
        }
        const written = `[${shape.map((size) => formatSizeAs(size, style)).join(", ")}]`;
        numbersOf.set(shape, written);
        return written;
    }
    if (style !== "both") {
        return `[${shape.map((size) => formatSizeAs(size, style)).join(", ")}]`;
    }
    const [numbers, formulas] = [formatShape(shape, "numbers"), formatShape(shape, "formulas")];
    return numbers === formulas ? numbers : `${numbers} = ${formulas}`;
}

/** Most uses of a layer, and most versions of a file, share their shapes: the text of each is computed once. */
const numbersOf = new WeakMap<Shape, string>();

/** The condition that two shapes agree on every axis. */
export function shapesEqual(a: Shape, b: Shape): SizeCondition {
    return a.length === b.length
        ? a.map((size, axis) => sizesEqual(size, b[axis] ?? unknownSize)).reduce(bothHold, settled(true))
        : settled(false);
}

/** The shape at the default sizes; undefined if one of them is unknown. */
export function sampleShape(shape: Shape | undefined): readonly number[] | undefined {
    if (shape === undefined) {
        return undefined;
    }
    const samples: number[] = [];
    for (const size of shape) {
        if (size.sample === undefined) {
            return undefined;
        }
        samples.push(size.sample);
    }
    return samples;
}

/** The number of elements of a value of this shape, at the default sizes. */
export function elementCount(shape: Shape | undefined): number | undefined {
    let count = 1;
    for (const { sample } of shape ?? [unknownSize]) {
        if (sample === undefined) {
            return undefined;
        }
        count *= sample;
    }
    return Number.isSafeInteger(count) ? count : undefined;
}

/**
 * The name of an axis of a shape with this rank: channels, then length, height and width, or depth, height and width;
 * features if it is the only one.
 */
export function axisName(axis: number, rank: number): string {
    if (rank === 1) {
        return "features";
    }
    if (axis === 0) {
        return "channels";
    }
    const spatial: readonly string[] | undefined = spatialNames[rank - 1];
    return spatial?.[axis - 1] ?? `axis ${axis}`;
}

const spatialNames: readonly (readonly string[] | undefined)[] = [
    undefined,
    ["length"],
    ["height", "width"],
    ["depth", "height", "width"],
];
