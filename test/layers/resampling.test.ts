import { describe, expect, it } from "vitest";
import { callLayer, value, type TestArgument } from "../support/layer-call.ts";

type Arguments = Readonly<Record<string, TestArgument>>;
type Right = readonly [input: string, args: Arguments, output: string, formula: string | undefined];
type Wrong = readonly [input: string, args: Arguments, output: string, problem: object];

function accepts(layer: string, rows: readonly Right[]): void {
    it.each(rows)("%s %o → %s", (input, args, output, formula) => {
        const called = callLayer(layer, input, args);
        expect(called).toMatchObject({ output, problems: [], macs: 0, parameters: [] });
        expect(called.numbers[0]).toBe(formula);
    });
}

function refuses(layer: string, rows: readonly Wrong[]): void {
    it.each(rows)("%s %o is wrong → %s", (input, args, output, problem) => {
        const called = callLayer(layer, input, args);
        expect(called.problems).toEqual([expect.objectContaining(problem)]);
        expect(called.output).toBe(output);
    });
}

describe("upsample", () => {
    accepts("upsample", [
        ["[64, 7, 7]", { scale: 2 }, "[64, 14, 14]", "7·2"],
        ["[64, 7, 9]", { scale: [2, 3] }, "[64, 14, 27]", "7·2"],
        ["[64, 7, 7]", { scale: 1.5 }, "[64, 10, 10]", "⌊7·3/2⌋"],
        ["[64, 7, 7]", { scale: 0.5, mode: "bilinear" }, "[64, 3, 3]", "⌊7/2⌋"],
        ["[64, 9, 9]", { scale: 1 / 3 }, "[64, 3, 3]", "⌊9/3⌋"],
        ["[64, 100]", { scale: 0.7 }, "[64, 70]", "⌊100·7/10⌋"],
        ["[64, 10]", { scale: 2, mode: "linear" }, "[64, 20]", "10·2"],
        ["[64, 2, 3, 4]", { scale: 2, mode: "trilinear", align_corners: true }, "[64, 4, 6, 8]", "2·2"],
        ["[64, 7, 7]", { size: [15, 20], mode: "bicubic" }, "[64, 15, 20]", undefined],
        ["[64, 7, 7]", { size: 28 }, "[64, 28, 28]", undefined],
        ["[64, 7, 7]", { to: value("[9, 15, 13]"), mode: "bilinear" }, "[64, 15, 13]", undefined],
        ["[64, 7, 7]", { to: value("[9, ?, 13]") }, "[64, ?, 13]", undefined],
        ["[?, ?, 7]", { scale: 2 }, "[?, ?, 14]", "?·2"],
    ]);
    refuses("upsample", [
        ["[64, 7, 7]", {}, "[64, ?, ?]", { code: "conflicting-arguments", names: ["scale", "size", "to"], provided: [] }],
        ["[64, 7, 7]", { scale: 2, size: 14 }, "[64, ?, ?]", { code: "conflicting-arguments", provided: ["scale", "size"], argument: "size" }],
        ["[64, 7, 7]", { scale: 2, to: value("[1, 14, 14]") }, "[64, ?, ?]", { code: "conflicting-arguments", argument: "to" }],
        ["[64, 7, 7]", { scale: 0 }, "[64, ?, ?]", { code: "invalid-argument", name: "scale", requirement: { kind: "greater-than", bound: 0 } }],
        ["[64, 7, 7]", { scale: [2] }, "[64, ?, ?]", { code: "wrong-axis-count", name: "scale" }],
        ["[64, 7, 7]", { size: [2, 2, 2] }, "[64, ?, ?]", { code: "wrong-axis-count", name: "size" }],
        ["[64, 7, 1]", { scale: 0.5 }, "[64, 3, ?]", { code: "empty-output", axis: 2, formula: "⌊1/2⌋", argument: "scale" }],
        ["[64, 7]", { scale: 2, mode: "bilinear" }, "[64, 14]", { code: "invalid-argument", name: "mode", value: "\"bilinear\"" }],
        ["[64, 7, 7]", { scale: 2, mode: "linear" }, "[64, 14, 14]", { code: "invalid-argument", name: "mode" }],
        ["[64, 7, 7, 7]", { scale: 2, mode: "bicubic" }, "[64, 14, 14, 14]", { code: "invalid-argument", name: "mode" }],
        ["[64, 7, 7]", { scale: 2, align_corners: true }, "[64, 14, 14]", { code: "invalid-argument", name: "align_corners" }],
        ["[64, 7, 7]", { to: value("[9, 15]") }, "[64, ?, ?]", { code: "rank-mismatch", argument: "to", ranks: [3] }],
        ["[64]", { scale: 2 }, "[?]", { code: "rank-mismatch", layer: "upsample" }],
    ]);

    it("counts a product and a sum for every value an output is mixed from", () => {
        expect(callLayer("upsample", "[2, 4, 4]", { scale: 2, mode: "bilinear" }).operations).toBe(2 * 64 * 8);
        expect(callLayer("upsample", "[2, 4, 4]", { scale: 2, mode: "bicubic" }).operations).toBe(2 * 64 * 32);
        expect(callLayer("upsample", "[2, 4, 4]", { scale: 2 }).operations).toBe(0);
    });
});

describe("pixel_shuffle", () => {
    accepts("pixel_shuffle", [
        ["[36, 7, 8]", { factor: 3 }, "[4, 21, 24]", "⌊36/9⌋"],
        ["[8, 10]", { factor: 2 }, "[4, 20]", "⌊8/2⌋"],
        ["[16, 2, 3, 4]", { factor: 2 }, "[2, 4, 6, 8]", "⌊16/8⌋"],
        ["[?, 7, 8]", { factor: 3 }, "[?, 21, 24]", "⌊?/9⌋"],
    ]);
    refuses("pixel_shuffle", [
        ["[10, 7, 8]", { factor: 2 }, "[?, 14, 16]", { code: "uneven-split", axis: 0, parts: 4, argument: "factor" }],
        ["[16, 7, 8]", { factor: 0 }, "[?, ?, ?]", { code: "invalid-argument", name: "factor" }],
        ["[16]", { factor: 2 }, "[?]", { code: "rank-mismatch" }],
    ]);
});

describe("pixel_unshuffle", () => {
    accepts("pixel_unshuffle", [
        ["[4, 21, 24]", { factor: 3 }, "[36, 7, 8]", "4·9"],
        ["[4, 20]", { factor: 2 }, "[8, 10]", "4·2"],
        ["[2, 4, 6, 8]", { factor: 2 }, "[16, 2, 3, 4]", "2·8"],
        ["[2, ?, 6]", { factor: 2 }, "[8, ?, 3]", "2·4"],
    ]);
    refuses("pixel_unshuffle", [
        ["[4, 8, 9]", { factor: 2 }, "[16, 4, ?]", { code: "uneven-split", axis: 2, parts: 2 }],
        ["[4, 7, 9]", { factor: 2 }, "[16, ?, ?]", { code: "uneven-split", axis: 1 }],
    ]);
});

describe("channel_shuffle", () => {
    accepts("channel_shuffle", [
        ["[12, 7, 8]", { groups: 3 }, "[12, 7, 8]", undefined],
        ["[12, 9]", { groups: 4 }, "[12, 9]", undefined],
        ["[?, 9]", { groups: 4 }, "[?, 9]", undefined],
    ]);
    refuses("channel_shuffle", [
        ["[10, 7, 8]", { groups: 3 }, "[10, 7, 8]", { code: "invalid-groups", groups: 3, channels: 10, of: "input" }],
        ["[10]", { groups: 2 }, "[10]", { code: "rank-mismatch" }],
    ]);
});

describe("pad", () => {
    accepts("pad", [
        ["[3, 8, 8]", { padding: 2 }, "[3, 12, 12]", "8 + 2·2"],
        ["[3, 8, 8]", { padding: [[1, 0], [0, 3]] }, "[3, 9, 11]", "8 + 1"],
        ["[3, 8, 8]", { padding: [[-1, 0], [-2, 3]] }, "[3, 7, 9]", "8 − 1"],
        ["[3, 8]", { padding: 7, mode: "reflect" }, "[3, 22]", "8 + 2·7"],
        ["[3, 8]", { padding: 8, mode: "circular" }, "[3, 24]", "8 + 2·8"],
        ["[3, 2, 2, 2]", { padding: [1, 0, 2], mode: "replicate" }, "[3, 4, 2, 6]", "2 + 2·1"],
        ["[3, 8, 8]", { padding: 1, value: 5 }, "[3, 10, 10]", "8 + 2·1"],
        ["[3, ?, 8]", { padding: 9, mode: "constant" }, "[3, ?, 26]", "? + 2·9"],
    ]);
    refuses("pad", [
        ["[3, 8, 8]", { padding: 8, mode: "reflect" }, "[3, 24, 24]", { code: "invalid-argument", name: "padding", value: "8" }],
        ["[3, 8, 8]", { padding: -4 }, "[3, ?, ?]", { code: "empty-output", axis: 1, argument: "padding" }],
        ["[3, 8, 8]", { padding: "same" }, "[3, ?, ?]", { code: "invalid-padding", reason: "not-here", layer: "pad" }],
        ["[3, 8, 8]", { padding: [1] }, "[3, ?, ?]", { code: "wrong-axis-count", name: "padding" }],
        ["[3]", { padding: 1 }, "[?]", { code: "rank-mismatch" }],
    ]);
});

describe("crop", () => {
    accepts("crop", [
        ["[64, 64, 64]", { size: 56 }, "[64, 56, 56]", undefined],
        ["[64, 64, 65]", { size: [56, 1] }, "[64, 56, 1]", undefined],
        ["[64, 64, 64]", { to: value("[128, 56, 55]") }, "[64, 56, 55]", undefined],
        ["[64, 9]", { size: 9 }, "[64, 9]", undefined],
        ["[64, ?, 9]", { size: 99 - 95 }, "[64, 4, 4]", undefined],
        ["[64, 9, 9]", { to: value("[128, ?, 5]") }, "[64, ?, 5]", undefined],
    ]);
    refuses("crop", [
        ["[64, 64, 64]", { size: [65, 3] }, "[64, ?, 3]", { code: "unsolvable-size", layer: "crop", axis: 1, argument: "size" }],
        ["[64, 64, 64]", { to: value("[1, 64, 66]") }, "[64, 64, ?]", { code: "unsolvable-size", axis: 2, argument: "to" }],
        ["[64, 64, 64]", {}, "[64, ?, ?]", { code: "conflicting-arguments", names: ["size", "to"], provided: [] }],
        ["[64, 64, 64]", { size: 3, to: value("[1, 6, 6]") }, "[64, ?, ?]", { code: "conflicting-arguments", provided: ["size", "to"] }],
        ["[64, 64, 64]", { to: value("[1, 6]") }, "[64, ?, ?]", { code: "rank-mismatch", argument: "to" }],
        ["[64, 64, 64]", { size: 0 }, "[64, ?, ?]", { code: "invalid-argument", name: "size" }],
        ["[64]", { size: 3 }, "[?]", { code: "rank-mismatch" }],
    ]);
});
