import type { VisibleGraph } from "./folding.ts";
import type { Mark, PicturePart } from "./picture.ts";

/** How much of something each box of a drawing has. */
export interface Heat {
    /** By boxes, 0…1 of the largest amount. */
    readonly shares: ReadonlyMap<string, number>;
    readonly most: number;
}

/** The heat of a graph by the amounts of its nodes. A folded group has the amounts of all its nodes. */
export function heatOf(amounts: ReadonlyMap<string, number>, { boxOfNode }: Pick<VisibleGraph, "boxOfNode">): Heat {
    const sums = new Map<string, number>();
    for (const [node, box] of boxOfNode) {
        sums.set(box, (sums.get(box) ?? 0) + (amounts.get(node) ?? 0));
    }
    const most = [...sums.values()].reduce((largest, sum) => Math.max(largest, sum), 0);
    return { shares: new Map([...sums].map(([box, sum]) => [box, most === 0 ? 0 : sum / most])), most };
}

/** Boxes coloured by their shares instead of by families; those without a share are as they were. */
export function heated(
    parts: readonly PicturePart[], shareOf: (box: string) => number | undefined,
): readonly PicturePart[] {
    return parts.map((part) => {
        const heat = part.kind === "box" && part.id !== undefined ? shareOf(part.id) : undefined;
        return heat === undefined ? part : { ...part, marks: part.marks.flatMap((mark) => heatedMark(mark, heat)) };
    });
}

/** Stripes are only for families. */
function heatedMark(mark: Mark, heat: number): readonly Mark[] {
    return mark.kind !== "area" ? [mark] : mark.tone === "stripe" ? [] : [{ ...mark, heat }];
}
