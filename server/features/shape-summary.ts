import { formatShape, type Shape } from "../sizes/shape.ts";
import { formatSizeAs, formatSizeForm, type SizeStyle } from "../sizes/function-text.ts";
import { isKnown, type Size } from "../sizes/size.ts";

/** The maximum number of different shapes before they become a range. */
const mostShapes = 3;

/**
 * The shapes of one line in all its uses, in a few characters: the shape if they agree, `[64, 56, 56] | [128, 28, 28]`
 * for two or three, `[64…512, 7…56, 7…56] ×8` for more than `mostWrittenOut`. Undefined if nothing is known.
 */
export function summarizeShapes(
    shapes: readonly (Shape | undefined)[], style: SizeStyle = "numbers", mostWrittenOut = mostShapes,
): string | undefined {
    // Most uses share their shape with another, so each shape is looked at once.
    const counts = new Map<Shape, number>();
    for (const shape of shapes) {
        if (shape !== undefined) {
            counts.set(shape, (counts.get(shape) ?? 0) + 1);
        }
    }
    const known = [...counts].filter(([shape]) => hasKnownSize(shape, style));
    const different = new Map(known.map(([shape]) => [formatShape(shape, style), shape]));
    if (different.size === 0) {
        return undefined;
    }
    if (different.size <= mostWrittenOut) {
        return [...different.keys()].join(" | ");
    }
    const [first, ...others] = different.values();
    const rank = first?.length;
    const text = first !== undefined && others.every((shape) => shape.length === rank)
        ? rangeOfShapes(first, [first, ...others], style)
        : `${[...different.keys()].slice(0, Math.max(1, mostWrittenOut - 1)).join(" | ")} | …`;
    return `${text} ×${known.reduce((sum, [, count]) => sum + count, 0)}`;
}

function hasKnownSize(shape: Shape, style: SizeStyle): boolean {
    return shape.some((size) => isKnown(size) || (style !== "numbers" && formatSizeForm(size) !== undefined));
}

function rangeOfShapes(first: Shape, shapes: readonly Shape[], style: SizeStyle): string {
    const axes = first.map((_, axis) => rangeOfSizes(shapes.flatMap((shape) => shape[axis] ?? []), style));
    return `[${axes.join(", ")}]`;
}

/**
 * `64…512`, ordered by the default sizes; `?` if one of them is unknown. A range has no room for both functions and
 * numbers, so it only shows numbers.
 */
function rangeOfSizes(sizes: readonly Size[], style: SizeStyle): string {
    const [first] = sizes;
    if (first === undefined || !sizes.every(isKnown)) {
        return "?";
    }
    const numberOf = ({ sample = 0 }: Size): number => sample;
    const ends = [
        sizes.reduce((least, size) => (numberOf(size) < numberOf(least) ? size : least), first),
        sizes.reduce((most, size) => (numberOf(size) >= numberOf(most) ? size : most), first),
    ];
    const [least = "?", most = "?"] = ends.map((size) => formatSizeAs(size, style === "both" ? "numbers" : style));
    // Formulas with several terms contain blanks; blanks around the dots keep them apart.
    return least === most ? least : [least, most].join(/\s/.test(least + most) ? " … " : "…");
}
