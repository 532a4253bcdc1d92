import { describe, expect, test } from "vitest";
import { scoreKind, softmax } from "../../../webview/outputs/probabilities.ts";

describe("scores", () => {
    test.each([
        ["that add up to 1", [0.2, 0.5, 0.3], "probabilities"],
        ["that add up to 1 but for rounding", [0.3333, 0.3333, 0.3333], "probabilities"],
        ["of one class alone", [1, 0, 0], "probabilities"],
        ["of classes that exclude nothing", [0.9, 0.8, 0.1], "independent"],
        ["that are all 0", [0, 0], "independent"],
        ["with a negative one", [-0.1, 0.6, 0.5], "logits"],
        ["with one above 1", [0.2, 3], "logits"],
        ["with one that is not a number", [0.5, NaN, 0.5], "logits"],
        ["with an infinite one", [Infinity, 0], "logits"],
    ] as const)("%s are %o: %s", (_, scores, kind) => expect(scoreKind(scores)).toBe(kind));
});

describe("softmax", () => {
    const e = Math.E;
    test.each([
        ["two scores", [1, 0], [e / (1 + e), 1 / (1 + e)]],
        ["large scores", [1000, 1000], [0.5, 0.5]],
        ["an infinite score", [Infinity, 5], [1, 0]],
        ["a score of minus infinity", [-Infinity, 5], [0, 1]],
        ["a score that is not a number", [NaN, 2, 2], [0, 0.5, 0.5]],
        ["no scores that are numbers", [NaN, NaN], [0, 0]],
    ] as const)("of %s", (_, scores, shares) => {
        softmax(scores).forEach((share, index) => expect(share).toBeCloseTo(shares[index] ?? NaN, 12));
    });
});
