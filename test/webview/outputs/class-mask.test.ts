import { describe, expect, test } from "vitest";
import { classMask, undecided } from "../../../webview/outputs/class-mask.ts";
import { fc } from "../../support/fast-check.ts";

describe("the class of each pixel", () => {
    type Numbers = readonly number[];
    type Case = readonly [title: string, dims: Numbers, scores: Numbers, classes: Numbers];
    const cases: readonly Case[] = [
        ["the highest score of two channels", [1, 2, 1, 3], [1, 5, -2, 2, 4, -1], [1, 0, 1]],
        ["the first of equal scores", [1, 3, 1, 1], [2, 2, 2], [0]],
        ["a score beside NaN", [1, 3, 1, 1], [NaN, -7, NaN], [1]],
        ["none without a number", [1, 2, 1, 2], [NaN, 0, NaN, 1], [undecided, 1]],
        ["infinite scores", [1, 3, 1, 2], [-Infinity, 0, 0, Infinity, Infinity, 0], [2, 1]],
        ["one channel of probabilities", [1, 1, 1, 3], [0.49, 0.5, 1], [0, 1, 1]],
        ["one channel of logits", [1, 1, 1, 3], [-0.1, 0, 4], [0, 1, 1]],
        ["one map without a channel axis", [1, 2, 2], [0, 1, 1, 0], [0, 1, 1, 0]],
        ["one channel with NaN", [1, 1, 1, 2], [NaN, 0.7], [undecided, 1]],
    ];
    test.each(cases)("%s", (_, dims, scores, classes) => {
        const mask = classMask(Float32Array.from(scores), dims, 0.5);
        expect(Array.from(mask?.classes ?? [])).toEqual(classes);
        const counted = (mask?.counts ?? []).reduce((sum, count) => sum + count, mask?.undecidedCount ?? 0);
        expect(counted).toBe(classes.length);
    });

    test.each([[[1, 10]], [[1, 2, 3, 4, 5]], [[1, 0, 4, 4]], [[1, 70000, 1, 1]]])("no mask of %o", (dims) => {
        expect(classMask(new Float32Array(0), dims, 0.5)).toBeUndefined();
    });

    test("is the same as that of each pixel alone", () => {
        const map = fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 6, maxLength: 6 });
        fc.assert(fc.property(fc.array(map, { minLength: 2, maxLength: 5 }), (channels) => {
            const mask = classMask(Float32Array.from(channels.flat()), [1, channels.length, 2, 3], 0.5);
            const expected = Array.from({ length: 6 }, (_, pixel) => {
                const scores = channels.map((channel) => channel[pixel] ?? NaN);
                return scores.indexOf(Math.max(...scores));
            });
            expect(Array.from(mask?.classes ?? [])).toEqual(expected);
        }));
    });
});
