import { expect, test } from "vitest";
import { mixNoise, randomInput } from "../../../webview/inputs/noise.ts";

const input = { name: "noise", dims: [1, 100, 10, 10] };
const moments = (values: Float32Array): { readonly mean: number; readonly deviation: number } => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return { mean, deviation: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) };
};

test.each([["uniform", 1 / Math.sqrt(3)], ["normal", 1]] as const)("%s noise has a deviation of %d", (kind, expected) => {
    const { mean, deviation } = moments(randomInput(input, 3, kind));
    expect(mean).toBeCloseTo(0, 1);
    expect(deviation).toBeCloseTo(expected, 1);
});

test("the same seed gives the same noise, another seed or name another", () => {
    const first = randomInput(input, 3, "normal");
    expect(randomInput(input, 3, "normal")).toEqual(first);
    expect(randomInput(input, 4, "normal")).not.toEqual(first);
    expect(randomInput({ ...input, name: "other" }, 3, "normal")).not.toEqual(first);
});

test("a mixture keeps the deviation, and ends at the other noise", () => {
    const [from, to] = [randomInput(input, 1, "normal"), randomInput(input, 2, "normal")];
    expect(mixNoise(from, to, 0)).toEqual(from);
    expect(moments(mixNoise(from, to, 0.5)).deviation).toBeCloseTo(1, 1);
    mixNoise(from, to, 1).forEach((value, index) => expect(value).toBeCloseTo(to[index] ?? NaN, 5));
});
