import { describe, expect, test } from "vitest";
import { summariseOutput } from "../../../webview/inference/outputs.ts";
import { isVector, topEntries } from "../../../webview/outputs/classify.ts";

describe("the highest entries", () => {
    const cases: readonly [values: readonly number[], count: number, indices: readonly number[]][] = [
        [[0.1, 0.7, 0.2], 2, [1, 2]],
        [[5, 5, 5], 2, [0, 1]],
        [[3, NaN, 9, -1], 3, [2, 0, 3]],
        [[1, 2], 5, [1, 0]],
        [[1, 2], 0, []],
        [[-Infinity, Infinity], 2, [1, 0]],
    ];
    test.each(cases)("%o, the first %i", (values, count, indices) => {
        expect(topEntries(values, count).map(({ index }) => index)).toEqual(indices);
    });
});

test.each([[[1, 1000], true], [[1, 1000, 1, 1], true], [[1, 1], true], [[1, 3, 4, 4], false]])(
    "%o is a vector: %s", (dims, vector) => expect(isVector(dims)).toBe(vector),
);

test("an output's figures leave out and count numbers that are not finite", () => {
    const numbers = Float32Array.of(1, NaN, 3, Infinity);
    expect(summariseOutput("y", [1, 4], numbers)).toEqual({
        name: "y", dims: [1, 4], values: [1, NaN, 3, Infinity], least: 1, mean: 2, greatest: 3, notFinite: 2, numbers,
    });
});

test("a feature map has a range and at most its first 1,000 numbers", () => {
    const summary = summariseOutput("y", [1, 2, 40, 40], new Float32Array(3200).fill(0.5));
    expect(summary).toMatchObject({ least: 0.5, mean: 0.5, greatest: 0.5, notFinite: 0 });
    expect(summary.values).toHaveLength(1000);
});
