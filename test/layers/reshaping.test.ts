import { describe, expect, it } from "vitest";
import { callLayer, type TestArgument } from "../support/layer-call.ts";

type Arguments = Readonly<Record<string, TestArgument>>;
type Row = [layer: string, input: string, args: Arguments, outputs: readonly string[], formula?: string];

describe("reshaping", () => {
    it.each<Row>([
        ["flatten", "[512, 7, 7]", {}, ["[25088]"], "512·7·7"],
        ["flatten", "[512]", {}, ["[512]"]],
        ["flatten", "[4, 9]", {}, ["[36]"], "4·9"],
        ["flatten", "[4, ?, 7]", {}, ["[?]"], "4·?·7"],
        ["reshape", "[512, 7, 7]", { shape: [49, 512] }, ["[49, 512]"]],
        ["reshape", "[512, 7, 7]", { shape: [256, -1] }, ["[256, 98]"], "⌊25088/256⌋"],
        ["reshape", "[512, 7, 7]", { shape: [-1] }, ["[25088]"], "25088"],
        ["reshape", "[512, ?, 7]", { shape: [256, -1] }, ["[256, ?]"]],
        ["reshape", "[512, ?, 7]", { shape: [256, 3] }, ["[256, 3]"]],
        ["permute", "[3, 5, 7]", { order: [1, 2, 0] }, ["[5, 7, 3]"]],
        ["permute", "[3, 5, 7]", { order: [-1, 0, 1] }, ["[7, 3, 5]"]],
        ["permute", "[3, ?]", { order: [1, 0] }, ["[?, 3]"]],
        ["permute", "[3]", { order: [0] }, ["[3]"]],
        ["slice", "[64, 8, 8]", { start: 0, end: 32 }, ["[32, 8, 8]"], "32"],
        ["slice", "[64, 8, 8]", { start: 16, end: 32 }, ["[16, 8, 8]"], "32 − 16"],
        ["slice", "[64, 8, 8]", { start: 60 }, ["[4, 8, 8]"], "64 − 60"],
        ["slice", "[64, 8, 8]", { start: -4 }, ["[4, 8, 8]"], "4"],
        ["slice", "[64, 8, 8]", { start: 1, end: -1, axis: 1 }, ["[64, 6, 8]"], "8 − 1 − 1"],
        ["slice", "[64, 8, 8]", { start: 0, end: 99, axis: -1 }, ["[64, 8, 8]"], "8"],
        ["slice", "[64, 8, 8]", { start: -99, end: 3 }, ["[3, 8, 8]"], "3"],
        ["slice", "[64, 8, 8]", { start: 0, end: 8, axis: 2, step: 3 }, ["[64, 8, 3]"], "⌈8/3⌉"],
        ["slice", "[64]", { start: 1, end: 2 }, ["[1]"], "2 − 1"],
        ["slice", "[?, 8]", { start: 0, end: 4, axis: 1 }, ["[?, 4]"], "4"],
        ["split", "[64, 8, 8]", { parts: 2 }, ["[32, 8, 8]", "[32, 8, 8]"], "⌊64/2⌋"],
        ["split", "[64, 8, 8]", { parts: [16, 48] }, ["[16, 8, 8]", "[48, 8, 8]"]],
        ["split", "[64, 9]", { parts: 3, axis: -1 }, ["[64, 3]", "[64, 3]", "[64, 3]"], "⌊9/3⌋"],
        ["split", "[?, 9]", { parts: 2 }, ["[?, 9]", "[?, 9]"], "⌊?/2⌋"],
        ["split", "[?, 9]", { parts: [1, 2] }, ["[1, 9]", "[2, 9]"]],
        ["split", "[7]", { parts: 1 }, ["[7]"], "⌊7/1⌋"],
    ])("%s %s %o → %o", (layer, input, args, outputs, formula) => {
        const called = callLayer(layer, input, args);
        expect(called).toMatchObject({ outputs, problems: [], parameters: [], macs: 0, operations: 0 });
        expect(called.numbers[0]).toBe(formula);
    });

    it.each<[layer: string, input: string, args: Arguments, outputs: readonly string[], problem: object]>([
        ["reshape", "[512, 7, 7]", { shape: [256, 99] }, ["[256, 99]"], { code: "reshape-mismatch", requested: [256, 99], argument: "shape" }],
        ["reshape", "[512, 7, 7]", { shape: [3, -1] }, ["[3, ?]"], { code: "reshape-mismatch" }],
        ["reshape", "[512]", { shape: [-1, -1] }, ["[?]"], { code: "invalid-argument", name: "shape", value: "[-1, -1]" }],
        ["reshape", "[512]", { shape: [0, 512] }, ["[?]"], { code: "invalid-argument", name: "shape" }],
        ["reshape", "[512]", { shape: [] }, ["[?]"], { code: "invalid-argument", name: "shape" }],
        ["permute", "[3, 5, 7]", { order: [1, 0] }, ["[?, ?, ?]"], { code: "invalid-argument", name: "order" }],
        ["permute", "[3, 5, 7]", { order: [0, 1, 1] }, ["[?, ?, ?]"], { code: "invalid-argument", name: "order" }],
        ["permute", "[3, 5, 7]", { order: [0, 1, 3] }, ["[?, ?, ?]"], { code: "invalid-argument", name: "order" }],
        ["slice", "[64, 8]", { start: 8, end: 8 }, ["[?, 8]"], { code: "empty-output", axis: 0, formula: "8 − 8", argument: "end" }],
        ["slice", "[64, 8]", { start: 64 }, ["[?, 8]"], { code: "empty-output", argument: "start" }],
        ["slice", "[64, 8]", { start: 5, end: 2 }, ["[?, 8]"], { code: "empty-output" }],
        ["slice", "[64, 8]", { start: 0, end: 4, axis: 2 }, ["[?, ?]"], { code: "invalid-argument", name: "axis" }],
        ["slice", "[64, 8]", { start: 0, end: 4, step: 0 }, ["[?, ?]"], { code: "invalid-argument", name: "step" }],
        ["split", "[64, 8]", { parts: 3 }, ["[?, 8]", "[?, 8]", "[?, 8]"], { code: "uneven-split", axis: 0, parts: 3, argument: "parts" }],
        ["split", "[64, 8]", { parts: [16, 16] }, ["[16, 8]", "[16, 8]"], { code: "uneven-split", parts: [16, 16] }],
        ["split", "[64, 8]", { parts: 2, axis: 5 }, ["[?, ?]", "[?, ?]"], { code: "invalid-argument", name: "axis" }],
        ["split", "[64, 8]", { parts: 0 }, ["[?, ?]"], { code: "invalid-argument", name: "parts" }],
        ["split", "[64, 8]", { parts: [] }, ["[?, ?]"], { code: "invalid-argument", name: "parts" }],
        ["split", "[64, 8]", { parts: 1e12 }, ["[?, ?]"], { code: "invalid-argument", name: "parts" }],
    ])("%s %s %o is wrong → %o", (layer, input, args, outputs, problem) => {
        const called = callLayer(layer, input, args);
        expect(called.problems).toEqual([expect.objectContaining(problem)]);
        expect(called.outputs).toEqual(outputs);
    });
});
