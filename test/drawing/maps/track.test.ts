import { describe, expect, test } from "vitest";
import type { Run } from "../../../drawing/maps/runs.ts";
import { Track, labelClear } from "../../../drawing/maps/track.ts";
import { fc } from "../../support/fast-check.ts";

function run(left: number, width: number, right: number, up: number): Run {
    return {
        members: [], memberOf: new Map(), row: 0, labels: [],
        width, left: -left, right: width + right, up, down: 0,
    };
}

const anyRun = fc.tuple(fc.nat(9), fc.integer({ min: 1, max: 30 }), fc.nat(9), fc.integer({ min: 1, max: 50 }))
    .map((sides) => run(...sides));

/** A track with the runs that are free in places drawn for them. */
const anyTrack = fc.array(fc.tuple(anyRun, fc.nat(400))).map((placed) => {
    const track = new Track(0, 0);
    for (const [one, x] of placed) {
        if (track.isFreeAt(x, one)) {
            track.add(one, x);
        }
    }
    return track;
});

describe("a track", () => {
    test("is free for a run where its labels are clear of all others", () => {
        fc.assert(fc.property(anyTrack, anyRun, fc.nat(400), (track, next, x) => {
            expect(track.isFreeAt(x, next)).toBe(track.runs.every((other) =>
                x + next.left >= other.x + other.run.right + labelClear ||
                x + next.right + labelClear <= other.x + other.run.left));
        }));
    });

    test("has its runs from left to right, and its end after them", () => {
        fc.assert(fc.property(anyTrack, anyRun, (track, next) => {
            const edges = track.runs.map(({ run: { left }, x }) => x + left);
            expect(edges).toEqual(edges.toSorted((a, b) => a - b));
            expect(track.isFreeAt(track.end(next), next)).toBe(true);
            expect(track.runs.length === 0 || !track.isFreeAt(track.end(next) - 1, next)).toBe(true);
        }));
    });

    test("has its first gap for a line where no run is", () => {
        fc.assert(fc.property(anyTrack, fc.nat(400), (track, x) => {
            const isCrossed = (line: number): boolean => track.runs.some((other) =>
                other.x + other.run.left < line && line < other.x + other.run.right + labelClear);
            let gap = x;
            while (isCrossed(gap)) {
                gap++;
            }
            expect(track.firstGap(x)).toBe(gap);
        }));
    });

    test("knows the runs between two places, and how far they reach up", () => {
        fc.assert(fc.property(anyTrack, fc.nat(400), fc.nat(100), (track, start, length) => {
            const between = track.runs.filter((one) => one.x + one.run.width > start && one.x < start + length);
            expect([...track.between(start, start + length)]).toEqual(between);
            expect(track.heightBetween(start, start + length)).toBe(Math.max(0, ...between.map((one) => one.run.up)));
        }));
    });
});
