import {
    definitionOf, formatOf, mismatch, numbersIn, positiveNumbersIn,
    type DetectionMismatch, type DetectionOutput, type SharedArguments,
} from "./detection-arguments.ts";
import type { DetectionLevel } from "./detection-form.ts";
import type { DecoratorValue } from "./graph.ts";

export interface ImageSize {
    readonly height: number;
    readonly width: number;
}

type Anchors = DetectionLevel["anchors"];

/** The maps whose positions the boxes belong to: the output itself, or one per stride for rows. */
export function levelsOf(
    output: DetectionOutput, shared: SharedArguments, image: ImageSize,
): readonly DetectionLevel[] | DetectionMismatch {
    const isMap = output.shape.length === 3;
    const stride = output.argument("stride") ?? (isMap ? undefined : shared(output, "stride"));
    const strides = positiveNumbersIn(stride);
    if (stride !== undefined && strides === undefined) {
        return mismatch(output, { kind: "form", argument: "stride" });
    }
    if (!isMap && strides === undefined) {
        return mismatch(output, { kind: "no-stride" });
    }
    const [, mapRows = 1, mapColumns = 1] = output.shape;
    const count = isMap ? 1 : strides?.length ?? 1;
    const anchors = anchorsOf(output, shared, count);
    if ("problem" in anchors) {
        return anchors;
    }
    const levels = anchors.map((own, index): DetectionLevel => {
        const pixels = strides?.[index] ?? image.height / mapRows;
        const [rows, columns] = isMap
            ? [mapRows, mapColumns]
            : [Math.ceil(image.height / pixels), Math.ceil(image.width / pixels)];
        return { rows, columns, stride: pixels, anchors: own };
    });
    for (const { rows, columns, stride: pixels } of levels) {
        for (const [size, imageSize] of [[rows, image.height], [columns, image.width]] as const) {
            if (size !== Math.ceil(imageSize / pixels) && size !== Math.floor(imageSize / pixels)) {
                return mismatch(output, { kind: "stride", stride: pixels, size, imageSize });
            }
        }
    }
    return levels;
}

/** The anchors of each level. */
function anchorsOf(
    output: DetectionOutput, shared: SharedArguments, levels: number,
): readonly Anchors[] | DetectionMismatch {
    if (!definitionOf(formatOf(output, shared)).anchors) {
        // Their number per position matters, not their size.
        const counts = numbersIn(shared(output, "boxes")) ?? [1];
        return Array.from({ length: levels }, (_, index) =>
            Array.from({ length: counts[index] ?? counts[0] ?? 1 }, () => [0, 0] as const));
    }
    const written = shared(output, "anchors");
    if (written === undefined) {
        return defaultBoxes(output, shared, levels);
    }
    const one = anchorList(written);
    if (one !== undefined) {
        return Array.from({ length: levels }, () => one);
    }
    const each = typeof written === "object" ? written.map(anchorList) : [];
    const known = each.filter((list) => list !== undefined);
    if (known.length === 0 || known.length !== each.length) {
        return mismatch(output, { kind: "form", argument: "anchors" });
    }
    return known.length === levels ? known : mismatch(output, { kind: "anchors", expected: levels, actual: known.length });
}

/**
 * SSD's default boxes: of each map a square of its size, one of the mean with the next map's, and for each ratio a wide
 * and a high one.
 */
function defaultBoxes(
    output: DetectionOutput, shared: SharedArguments, levels: number,
): readonly Anchors[] | DetectionMismatch {
    const [writtenSizes, writtenRatios] = [shared(output, "sizes"), shared(output, "ratios")];
    if (writtenSizes === undefined || writtenRatios === undefined) {
        return mismatch(output, { kind: "no-anchors", format: formatOf(output, shared) });
    }
    const sizes = positiveNumbersIn(writtenSizes);
    if (sizes === undefined) {
        return mismatch(output, { kind: "form", argument: "sizes" });
    }
    if (sizes.length !== levels + 1) {
        return mismatch(output, { kind: "sizes", expected: levels + 1, actual: sizes.length });
    }
    const each = typeof writtenRatios === "object" ? writtenRatios.map(ratiosOfMap) : [];
    const ratios = each.filter((list) => list !== undefined);
    if (ratios.length === 0 || ratios.length !== each.length) {
        return mismatch(output, { kind: "form", argument: "ratios" });
    }
    if (ratios.length !== levels) {
        return mismatch(output, { kind: "ratios", expected: levels, actual: ratios.length });
    }
    return ratios.map((own, index) => {
        const [size = 0, next = 0] = sizes.slice(index);
        const mean = Math.sqrt(size * next);
        return [[size, size], [mean, mean], ...own.flatMap((ratio) => {
            const [long, short] = [size * Math.sqrt(ratio), size / Math.sqrt(ratio)];
            return [[long, short], [short, long]] as const;
        })] as const;
    });
}

/** The ratios of one map, which can have squares only. */
function ratiosOfMap(value: DecoratorValue): readonly number[] | undefined {
    return typeof value === "object" && value.length === 0 ? [] : positiveNumbersIn(value);
}

/** `[[width, height], …]` */
function anchorList(value: DecoratorValue): Anchors | undefined {
    const items = typeof value === "object" ? value : [];
    const pairs = items.map((pair) => (typeof pair === "object" ? positiveNumbersIn(pair) : undefined));
    const anchors = pairs.flatMap((pair) => {
        const [width, height] = pair ?? [];
        return pair?.length === 2 && width !== undefined && height !== undefined ? [[width, height] as const] : [];
    });
    return anchors.length === pairs.length && anchors.length > 0 ? anchors : undefined;
}
