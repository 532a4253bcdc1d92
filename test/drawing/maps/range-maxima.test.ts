import { expect, test } from "vitest";
import { RangeMaxima } from "../../../drawing/maps/range-maxima.ts";
import { fc } from "../../support/fast-check.ts";

test("ranges have the largest number that any raise of an overlapping range gave", () => {
    const count = 13;
    const range = fc.tuple(fc.nat(count - 1), fc.nat(count - 1));
    fc.assert(fc.property(fc.array(fc.tuple(range, fc.integer({ min: -9, max: 9 }))), range, (raises, [from, to]) => {
        const maxima = new RangeMaxima(count, -5);
        const numbers = new Array<number>(count).fill(-5);
        for (const [[first, last], value] of raises) {
            maxima.raise(first, last, value);
            for (let at = first; at <= last; at++) {
                numbers[at] = Math.max(numbers[at] ?? value, value);
            }
        }
        expect(maxima.largest(from, to)).toBe(Math.max(...numbers.slice(from, to + 1)));
    }));
});
