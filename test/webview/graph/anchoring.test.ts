import { describe, expect, test } from "vitest";
import { bringIntoView, fitAll, fitMaps, fitReadable, keepInPlace, keepShown, leastWords } from "../../../webview/graph/anchoring.ts";
import type { Boxes } from "../../../webview/graph/anchoring.ts";

const view = { width: 400, height: 300 };

function boxes(places: Readonly<Record<string, readonly [x: number, y: number]>>): Boxes {
    return new Map(Object.entries(places).map(([id, [x, y]]) => [id, { x, y, width: 100, height: 40 }]));
}

describe("a changed drawing stays in place", () => {
    const before = boxes({ a: [0, 0], b: [0, 100], c: [0, 200], far: [0, 5000] });
    const after = boxes({ a: [50, 0], b: [50, 300], c: [50, 200], new: [50, 100], far: [0, 9000] });
    const at = { x: 10, y: 20, k: 1 };

    test.each([
        ["by the first preferred box in view", ["b", "c"], at, { x: -40, y: -180, k: 1 }],
        ["by the next if the first is new", ["new", "c"], at, { x: -40, y: 20, k: 1 }],
        ["by the next if the first is out of view", ["far", "c"], at, { x: -40, y: 20, k: 1 }],
        ["by the box nearest to the middle if none is preferred", [], at, { x: -40, y: -180, k: 1 }],
        ["at any zoom", ["b"], { x: 0, y: 0, k: 0.5 }, { x: -25, y: -100, k: 0.5 }],
    ])("%s", (_name, preferred, transform, expected) => {
        expect(keepInPlace(transform, view, before, after, preferred)).toEqual(expected);
    });

    test("but not if the drawings share no box", () => {
        expect(keepInPlace(at, view, before, boxes({ other: [0, 0] }), [])).toBeUndefined();
    });
});

describe("the initial view", () => {
    test.each([
        ["a small drawing: all of it, not magnified", { width: 100, height: 50 }, { k: 1, x: 150, y: 125 }],
        ["a long one: its upper end, legibly", { width: 200, height: 9000 }, { k: 1, x: 100, y: 24 }],
        ["a wide one: its upper left corner, as wide as can be read", { width: 4000, height: 9000 }, { k: 0.75, x: 24, y: 24 }],
    ])("%s", (_name, drawing, expected) => {
        expect(fitReadable({ ...drawing, direction: "down" }, view)).toEqual(expected);
    });

    test("the whole drawing on request", () => {
        const { k, x, y } = fitAll({ width: 200, height: 9000 }, view);
        expect(k).toBeCloseTo(252 / 9000);
        expect([x, y]).toEqual([(400 - k * 200) / 2, 24]);
    });
});

describe("the initial view of feature maps", () => {
    const start = { x: 8, y: 60, width: 40, height: 60 };

    test.each([
        ["few: all, magnified", { width: 100, height: 80 }, start, { k: 1.6, x: 120, y: 86 }],
        ["all that are readable in the view's width", { width: 480, height: 200 }, start, { k: 0.8, x: 8, y: 70 }],
        ["too wide ones: their left end, at a readable zoom", { width: 800, height: 200 }, start, { k: 9 / 11, x: 8, y: 68.18 }],
        ["too high ones: their upper end", { width: 200, height: 900 }, start, { k: 9 / 11, x: 118.18, y: 24 }],
        ["the first volume, also at the lower end", { width: 200, height: 900 }, { ...start, y: 800 }, { k: 9 / 11, x: 118.18, y: -529.09 }],
        ["nothing yet", { width: 800, height: 900 }, undefined, { k: 9 / 11, x: 8, y: 24 }],
    ])("%s", (_name, drawing, first, expected) => {
        const { k, x, y } = fitMaps(drawing, view, first);
        expect({ k: k.toFixed(3), x: x.toFixed(2), y: y.toFixed(2) })
            .toEqual({ k: expected.k.toFixed(3), x: expected.x.toFixed(2), y: expected.y.toFixed(2) });
    });

    test.each([
        ["is at least 9 pixels high on the screen", 0.8, 9],
        ["is so at the smallest zoom that shows all", 0.775, 9],
        ["becomes smaller where the user zooms out", 0.31, 3.6],
    ])("whose text %s", (_name, k, expected) => {
        expect(leastWords(k) * k).toBeCloseTo(expected);
    });
});

describe("a box is brought into view", () => {
    const transform = { x: 0, y: 0, k: 1 };
    const box = { x: 0, y: 0, width: 100, height: 40 };

    test.each([
        ["not at all if it is visible", box, { x: 0, y: 0 }],
        ["to the middle if it is below", { ...box, y: 900 }, { x: 0, y: -770 }],
        ["to the middle if it is to the left", { ...box, x: -300 }, { x: 450, y: 0 }],
        ["its upper end if it is too tall", { ...box, y: 900, height: 2000 }, { x: 0, y: -876 }],
    ])("%s", (_name, place, expected) => {
        expect(bringIntoView(transform, view, place)).toEqual({ k: 1, ...expected });
    });
});

describe("a view that changes its size", () => {
    const drawing = { width: 360, height: 252 };
    const fitted = { k: 1, x: 20, y: 24 };
    const narrow = { width: 300, height: 300 };
    const high = { width: 400, height: 1000 };
    const box = { x: 250, y: 0, width: 100, height: 40 };

    test.each([
        ["keeps all of a drawing in view", fitted, narrow, drawing, box, { k: 0.7, x: 24, y: 61.8 }],
        ["keeps its box in view if all would be illegible", fitted, { width: 200, height: 300 }, drawing, box, { k: 1, x: -200, y: 24 }],
        ["changes nothing without a box then", fitted, { width: 200, height: 300 }, drawing, undefined, fitted],
        ["keeps the box of a larger drawing in view", { k: 1, x: 0, y: 0 }, narrow, { ...high, height: 9000 }, box, { k: 1, x: -150, y: 0 }],
        ["shows the start of what it showed the start of", { k: 1, x: 100, y: 24 }, { width: 240, height: 300 }, { width: 200, height: 9000 }, undefined, { k: 0.96, x: 24, y: 24 }],
        ["does not fetch a box that was out of view", { k: 1, x: -900, y: 0 }, narrow, { width: 2000, height: 900 }, box, { k: 1, x: -900, y: 0 }],
        ["fits again what was fitted", { k: 0.5, x: 25, y: 24 }, { width: 748, height: 1056 }, { width: 700, height: 504 }, undefined, { k: 1, x: 24, y: 276 }],
        ["keeps the zoom of what was smaller", { k: 0.5, x: 0, y: 0 }, high, drawing, undefined, { k: 0.5, x: 110, y: 437 }],
    ])("%s", (_name, transform, after, whole, kept, expected) => {
        const { k, x, y } = keepShown(transform, view, after, { ...whole, direction: "down" }, kept);
        expect({ k: k.toFixed(3), x: x.toFixed(1), y: y.toFixed(1) })
            .toEqual({ k: expected.k.toFixed(3), x: expected.x.toFixed(1), y: expected.y.toFixed(1) });
    });
});
