import { describe, expect, test } from "vitest";
import type { LevelProblem } from "../../../drawing/layout/level.ts";
import { layOutColumn } from "../../../drawing/layout/column.ts";
import { wrapped } from "../../../drawing/layout/wrapping.ts";
import { fc } from "../../support/fast-check.ts";

/** A chain of boxes, with further links from one box to another. */
function chain(count: number, skips: readonly (readonly [number, number])[] = []): LevelProblem {
    const links = [...Array.from({ length: count - 1 }, (_, at) => [at, at + 1] as const), ...skips];
    return {
        boxes: Array.from({ length: count }, () =>
            ({ width: 150, height: 42, leaf: true, inputs: [75], outputs: [75] })),
        links: links.map(([from, to]) => ({ from: { box: from, port: 0 }, to: { box: to, port: 0 } })),
    };
}

function solutionOf(problem: LevelProblem): Parameters<typeof wrapped>[1] {
    const placed = layOutColumn(problem);
    const bottom = Math.max(...placed.boxes.map(({ y }) => y + 42));
    return { ...placed, width: 150, height: bottom };
}

const view = { across: 900, along: 800 };

describe("a drawing higher than the view", () => {
    test("is arranged in columns that fit it", () => {
        const { width, height, boxes } = wrapped(chain(30), solutionOf(chain(30)), view);
        expect(new Set(boxes.map(({ x }) => x)).size).toBe(3);
        expect(width).toBeLessThanOrEqual(view.across);
        expect(height).toBeLessThanOrEqual(view.along);
    });

    test("is broken below the label of the line that leads on", () => {
        const { links } = wrapped(chain(30), solutionOf(chain(30)), view);
        const breaks = links.filter((points) => points.length > 4);
        expect(breaks).not.toEqual([]);
        for (const [start, turn] of breaks) {
            expect((turn?.y ?? 0) - (start?.y ?? 0)).toBeGreaterThanOrEqual(16);
        }
    });

    test.each([
        ["stays one column if it fits", chain(8)],
        ["stays one column if no single value leads on", chain(30, [[0, 29]])],
    ])("%s", (_name, problem) => {
        const solution = solutionOf(problem);
        expect(wrapped(problem, solution, view)).toBe(solution);
    });

    test("has its lines between its boxes, and no two boxes in one place, for any skips", () => {
        const skips = fc.array(fc.tuple(fc.nat(37), fc.integer({ min: 2, max: 9 })), { maxLength: 6 });
        fc.assert(fc.property(skips, (pairs) => {
            const problem = chain(40, pairs.map(([from, length]) => [from, Math.min(39, from + length)] as const));
            const { boxes, links } = wrapped(problem, solutionOf(problem), view);
            for (const [at, { from, to }] of problem.links.entries()) {
                const points = links[at] ?? [];
                const [start, end] = [boxes[from.box], boxes[to.box]];
                expect(points[0]).toEqual({ x: (start?.x ?? NaN) + 75, y: (start?.y ?? NaN) + 42 });
                expect(points.at(-1)).toEqual({ x: (end?.x ?? NaN) + 75, y: end?.y });
            }
            expect(new Set(boxes.map(({ x, y }) => `${Math.round(x)},${Math.round(y)}`)).size).toBe(40);
        }));
    });
});
