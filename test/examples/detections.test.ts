import { describe, expect, it } from "vitest";
import { averagePrecision, decodeBoxes, keepBest, type FoundBox } from "./detections.ts";

function box(x: number, score = 0, kind = 0): FoundBox {
    return { class: kind, x, y: 0, width: 10, height: 10, score };
}

describe("average precision", () => {
    it.each<[string, readonly FoundBox[], readonly FoundBox[], number]>([
        ["is 1 if all boxes are found", [box(0), box(50)], [box(0, 0.9), box(50, 0.8)], 1],
        ["is 0 if none is", [box(0)], [box(50, 0.9)], 0],
        ["is the recall if nothing else is found", [box(0), box(50)], [box(0, 0.9)], 0.5],
        // Precisions 1, 1/2, 2/3 at recalls 1/2, 1/2, 1.
        ["counts a wrong box that ranks before a right one", [box(0), box(50)],
            [box(0, 0.9), box(100, 0.8), box(50, 0.7)], 0.5 * 1 + 0.5 * (2 / 3)],
        ["counts a box that is found twice as wrong", [box(0), box(50)],
            [box(0, 0.9), box(1, 0.8), box(50, 0.7)], 0.5 * 1 + 0.5 * (2 / 3)],
        // Intersections over unions of 7/13 and 6/14.
        ["takes an overlap of half a union", [box(0)], [box(3, 0.9)], 1],
        ["does not take less", [box(0)], [box(4, 0.9)], 0],
    ])("%s", (_, truths, found, precision) => {
        expect(averagePrecision([truths], [found])).toBeCloseTo(precision, 12);
    });
});

it("keeps the best of overlapping boxes of a class", () => {
    const boxes = [box(2, 0.5), box(0, 0.9), box(1, 0.7, 1), box(30, 0.1)];
    expect(keepBest(boxes)).toEqual([box(0, 0.9), box(1, 0.7, 1), box(30, 0.1)]);
});

it("decodes a box of the second anchor in the second column", () => {
    const [classes, columns, rows] = [1, 2, 1];
    const raw = new Float32Array(2 * 6 * 2).fill(-20);
    [0, 0, Math.log(2), 0, 20, 20].forEach((number, field) => {
        raw[(6 + field) * 2 + 1] = number;
    });
    const scale = { output: "", stride: 8, anchors: [[4, 4], [10, 6]] as const };
    const [found, ...others] = decodeBoxes(raw, scale, { columns, rows, classes });
    expect(others).toEqual([]);
    expect(found).toMatchObject({ class: 0, y: 4 - 3, height: 6 });
    expect(found?.x).toBeCloseTo(12 - 10, 5);
    expect(found?.width).toBeCloseTo(20, 5);
    expect(found?.score).toBeCloseTo(1, 5);
});
