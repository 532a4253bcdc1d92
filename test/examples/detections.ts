import type { LabelledBox } from "../../examples/training/pictures.ts";

/** A map of a detector, with the pixels from one of its positions to the next and the sizes of its anchors. */
export interface Scale {
    readonly output: string;
    readonly stride: number;
    readonly anchors: readonly (readonly [width: number, height: number])[];
}

export interface FoundBox extends LabelledBox {
    readonly score: number;
}

/** Boxes with a lower score are not looked at. */
export const leastScore = 0.01;
/** Of two boxes of a class that overlap more, the one with the lower score is dropped. */
export const mostOverlap = 0.45;
/** A box is found if the found one overlaps it at least so much. */
const foundOverlap = 0.5;

/** The boxes of one picture and map, `raw` being [A · (5 + C), rows, columns]: x, y, w, h, objectness, classes. */
export function decodeBoxes(
    raw: Float32Array, { stride, anchors }: Scale,
    { columns, rows, classes }: { readonly columns: number; readonly rows: number; readonly classes: number },
): readonly FoundBox[] {
    const found: FoundBox[] = [];
    for (const [anchor, [anchorWidth, anchorHeight]] of anchors.entries()) {
        for (let row = 0; row < rows; row++) {
            for (let column = 0; column < columns; column++) {
                const number = (field: number): number =>
                    raw[((anchor * (5 + classes) + field) * rows + row) * columns + column] ?? NaN;
                const width = anchorWidth * Math.exp(number(2));
                const height = anchorHeight * Math.exp(number(3));
                const x = (column + sigmoid(number(0))) * stride - width / 2;
                const y = (row + sigmoid(number(1))) * stride - height / 2;
                for (let kind = 0; kind < classes; kind++) {
                    const score = sigmoid(number(4)) * sigmoid(number(5 + kind));
                    if (score >= leastScore) {
                        found.push({ class: kind, x, y, width, height, score });
                    }
                }
            }
        }
    }
    return found;
}

/** Non-maximum suppression; the best box is first. */
export function keepBest(boxes: readonly FoundBox[]): readonly FoundBox[] {
    const kept: FoundBox[] = [];
    for (const box of boxes.toSorted((a, b) => b.score - a.score)) {
        if (kept.every((better) => better.class !== box.class || overlap(better, box) <= mostOverlap)) {
            kept.push(box);
        }
    }
    return kept;
}

/** The average precision of one class over pictures, as the area under the curve since PASCAL VOC 2010. */
export function averagePrecision(
    truths: readonly (readonly LabelledBox[])[], found: readonly (readonly FoundBox[])[],
): number {
    const taken = new Set<LabelledBox>();
    const ranked = found.flatMap((boxes, picture) => boxes.map((box) => ({ box, picture })))
        .sort((a, b) => b.box.score - a.box.score);
    const total = truths.reduce((sum, boxes) => sum + boxes.length, 0);
    const curve: { readonly recall: number; readonly precision: number }[] = [];
    let right = 0;
    for (const [index, { box, picture }] of ranked.entries()) {
        const [best] = (truths[picture] ?? []).toSorted((a, b) => overlap(b, box) - overlap(a, box));
        if (best !== undefined && overlap(best, box) >= foundOverlap && !taken.has(best)) {
            taken.add(best);
            right += 1;
        }
        curve.push({ recall: right / total, precision: right / (index + 1) });
    }
    let [area, precision] = [0, 0];
    for (const [index, point] of [...curve.entries()].reverse()) {
        precision = Math.max(precision, point.precision);
        area += (point.recall - (curve[index - 1]?.recall ?? 0)) * precision;
    }
    return area;
}

/** Intersection over union. */
function overlap(a: LabelledBox, b: LabelledBox): number {
    const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
    const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
    const shared = Math.max(0, width) * Math.max(0, height);
    return shared / (a.width * a.height + b.width * b.height - shared);
}

function sigmoid(number: number): number {
    return 1 / (1 + Math.exp(-number));
}
