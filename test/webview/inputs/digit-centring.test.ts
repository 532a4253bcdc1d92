import { expect, test } from "vitest";
import { centredBox, inkBox, type Box } from "../../../webview/inputs/digit-centring.ts";

function image(rows: readonly string[]): { width: number; height: number; levels: readonly number[] } {
    return {
        width: rows[0]?.length ?? 0,
        height: rows.length,
        levels: rows.flatMap((row) => Array.from(row, (pixel) => (pixel === "#" ? 255 : 0))),
    };
}

test.each<[what: string, rows: readonly string[], box: Box | undefined]>([
    ["nothing", ["...", "..."], undefined],
    ["a dot", ["...", "..#"], { left: 2, top: 1, width: 1, height: 1 }],
    ["a corner", ["....", ".##.", ".#.."], { left: 1, top: 1, width: 2, height: 2 }],
])("the box around %s", (_, rows, box) => expect(inkBox(image(rows))).toEqual(box));

test.each<[what: string, rows: readonly string[], to: Box]>([
    ["a dot fills 20 of 28 pixels", [".#", ".."], { left: 4, top: 4, width: 20, height: 20 }],
    ["a line keeps its shape", ["####"], { left: 4, top: 11.5, width: 20, height: 5 }],
    ["the centre of mass is in the middle", ["###", "#..", "#.."], { left: 14 - 1.1 * (20 / 3), top: 14 - 1.1 * (20 / 3), width: 20, height: 20 }],
])("%s", (_, rows, to) => {
    const ink = image(rows);
    const box = inkBox(ink);
    const centred = centredBox(ink, box ?? { left: 0, top: 0, width: 0, height: 0 }, { width: 28, height: 28 });
    for (const side of ["left", "top", "width", "height"] as const) {
        expect(centred[side]).toBeCloseTo(to[side], 9);
    }
});
