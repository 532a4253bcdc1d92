import { describe, expect, it } from "vitest";
import { channelFigures, figuresOf, histogram, sortChannels, type ValueRange } from "../../../webview/inspect/statistics.ts";
import { fc } from "../../support/fast-check.ts";
import { meanOf, varianceOf } from "../../support/tensors.ts";

const numbers = (values: readonly number[]): Float32Array => Float32Array.from(values);

const someNumbers = fc.array(fc.float({ min: -100, max: 100, noNaN: true }), { minLength: 1, maxLength: 50 });

describe("a channel's figures", () => {
    it("are its mean, deviation and range", () => {
        fc.assert(fc.property(someNumbers, (values) => {
            const figures = figuresOf(numbers(values));
            expect(figures.mean).toBeCloseTo(meanOf(values), 4);
            expect(figures.deviation ** 2).toBeCloseTo(varianceOf(values), 2);
            expect([figures.least, figures.greatest]).toEqual([Math.min(...values), Math.max(...values)]);
        }));
    });

    it("leave out infinities and NaN", () => {
        expect(figuresOf(numbers([1, NaN, Infinity, 3])))
            .toMatchObject({ mean: 2, least: 1, greatest: 3, notFinite: 2 });
    });

    const marks: readonly (readonly [what: string, values: readonly number[], range: ValueRange, marks: string])[] = [
        ["zeros", [0, 0, 0], [null, null], "dead"],
        ["zeros and one number", [0, 0, 1], [null, null], ""],
        ["zeros of a relu6", [0, 0, 0], [0, 6], "dead"],
        ["mostly zeros of a relu6", [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3], [0, 6], ""],
        ["sixes of a relu6", [6, 6, 6, 6], [0, 6], "saturated"],
        ["a sigmoid's least numbers", [0.001, 0.002, 0.003], [0, 1], "saturated"],
        ["a tanh at both bounds", [-1, 1, -0.999, 0.999], [-1, 1], "saturated"],
        ["equal numbers without a bound", [5, 5, 5], [0, null], ""],
        ["not finite numbers", [NaN, NaN], [null, null], ""],
    ];
    it.each(marks)("mark %s", (_, values, range, expected) => {
        const { dead, saturated } = figuresOf(numbers(values), 0, range);
        expect([...(dead ? ["dead"] : []), ...(saturated ? ["saturated"] : [])].join()).toBe(expected);
    });
});

it("sorts channels by energy, and those that are not finite first", () => {
    const tensor = { dims: [4, 2], values: numbers([1, 1, 3, -3, NaN, NaN, 0, 2]) };
    expect(sortChannels(channelFigures(tensor), "energy").map(({ channel }) => channel)).toEqual([2, 1, 3, 0]);
    expect(sortChannels(channelFigures(tensor), "index").map(({ channel }) => channel)).toEqual([0, 1, 2, 3]);
});

it("counts each finite number once", () => {
    fc.assert(fc.property(someNumbers, fc.integer({ min: 1, max: 40 }), (values, bins) => {
        const { least, greatest } = figuresOf(numbers(values));
        const counts = histogram(numbers(values), least, greatest, bins);
        expect(counts).toHaveLength(bins);
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(values.length);
    }));
});
