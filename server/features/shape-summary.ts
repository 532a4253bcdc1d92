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
    const known: Shape[] = [];
    let uses = 0;
    const texts = new Set<string>();
    for (const [shape, count] of counts) {
        if (hasKnownSize(shape, style)) {
            known.push(shape);
            uses += count;
            // Where more differ, a range shows them without their texts.
            if (texts.size <= mostWrittenOut) {
                texts.add(formatShape(shape, style));
            }
        }
    }
    const [first] = known;
    if (first === undefined) {
        return undefined;
    }
    if (texts.size <= mostWrittenOut) {
        return [...texts].join(" | ");
    }
    const text = known.every(({ length }) => length === first.length)
        ? `[${first.map((_, axis) => rangeAlong(axis, known, style)).join(", ")}]`
        : `${[...texts].slice(0, Math.max(1, mostWrittenOut - 1)).join(" | ")} | …`;
    return `${text} ×${uses}`;
}

function hasKnownSize(shape: Shape, style: SizeStyle): boolean {
    return shape.some((size) => isKnown(size) || (style !== "numbers" && formatSizeForm(size) !== undefined));
}

/**
 * `64…512`, ordered by the default sizes; `?` if one of them is unknown. A range has no room for both functions and
 * numbers, so it only shows numbers.
 */
function rangeAlong(axis: number, shapes: readonly Shape[], style: SizeStyle): string {
    let least: Size | undefined;
    let most: Size | undefined;
    for (const { [axis]: size } of shapes) {
        if (size?.sample === undefined) {
            return "?";
        }
        least = least?.sample === undefined || size.sample < least.sample ? size : least;
        most = most?.sample === undefined || size.sample >= most.sample ? size : most;
    }
    const [from = "?", to = "?"] = [least, most].map((size) =>
        size && formatSizeAs(size, style === "both" ? "numbers" : style));
    // Formulas with several terms contain blanks; blanks around the dots keep them apart.
    return from === to ? from : [from, to].join(/\s/.test(from + to) ? " … " : "…");
}
