import { compareSizes, formatSize, productOfSizes, type Size } from "./size.ts";

/** A value's shape without its batch: `[channels, …spatial]`, or `[features]`. */
export type Shape = readonly Size[];

/** `[64, 112, 112]`, with `?` for a size that is not known; `[?]` where not even the rank is. */
export function formatShape(shape: Shape | undefined): string {
    return shape === undefined ? "[?]" : `[${shape.map(formatSize).join(", ")}]`;
}

/** Whether two shapes agree axis by axis; "unknown" where no axis differs but one is not known. */
export function compareShapes(a: Shape, b: Shape): "equal" | "different" | "unknown" {
    if (a.length !== b.length) {
        return "different";
    }
    let result: "equal" | "unknown" = "equal";
    for (const [axis, size] of a.entries()) {
        const other = b[axis];
        const compared = other === undefined ? "different" : compareSizes(size, other);
        if (compared === "different") {
            return "different";
        }
        if (compared === "unknown") {
            result = "unknown";
        }
    }
    return result;
}

/** The shape's numbers at the sample sizes; undefined where one of them is not known. */
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

/** How many elements a value of this shape has, at the sample sizes. */
export function elementCount(shape: Shape | undefined): number | undefined {
    return shape === undefined ? undefined : productOfSizes(shape).sample;
}

/**
 * What an axis of a shape of this rank is called: channels, then length, height and width, or depth, height and width;
 * features where it is alone.
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
