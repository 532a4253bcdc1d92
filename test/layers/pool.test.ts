import { describe, expect, it } from "vitest";
import { callLayer, value, type TestArgument } from "../support/layer-call.ts";

type Arguments = Readonly<Record<string, TestArgument>>;

describe.each(["max_pool", "avg_pool"])("%s's output size", (layer) => {
    it.each<[input: string, args: Arguments, output: string, formula: string]>([
        ["[64, 224, 224]", { kernel: 2 }, "[64, 112, 112]", "⌊(224 − 2)/2⌋ + 1"],
        ["[64, 112, 112]", { kernel: 3, stride: 2, padding: 1 }, "[64, 56, 56]", "⌊(112 + 2·1 − 3)/2⌋ + 1"],
        ["[64, 13, 13]", { kernel: 3, stride: 1, padding: 1 }, "[64, 13, 13]", "13 + 2·1 − 3 + 1"],
        ["[64, 13, 12]", { kernel: [2, 3] }, "[64, 6, 4]", "⌊(13 − 2)/2⌋ + 1"],
        ["[64, 13]", { kernel: 2, padding: [[1, 0]] }, "[64, 7]", "⌊(13 + 1 − 2)/2⌋ + 1"],
        ["[64, 8, 6, 4]", { kernel: [1, 2, 2] }, "[64, 8, 3, 2]", "8 − 1 + 1"],
        ["[64, 13, 13]", { kernel: 2, padding: "same" }, "[64, 7, 7]", "⌈13/2⌉"],
        ["[64, 13, 13]", { kernel: 2, padding: "valid" }, "[64, 6, 6]", "⌊(13 − 2)/2⌋ + 1"],
        // As in GoogLeNet: 112 → 56 with ceil_mode, 55 when rounding down.
        ["[64, 112, 112]", { kernel: 3, stride: 2, ceil_mode: true }, "[64, 56, 56]", "⌈(112 − 3)/2⌉ + 1"],
        ["[64, 112, 112]", { kernel: 3, stride: 2 }, "[64, 55, 55]", "⌊(112 − 3)/2⌋ + 1"],
        // The last window may not start in the padding after: 7 + 1 over 3 is 3, and not ⌈(7 + 2 − 2)/3⌉ + 1 = 4.
        ["[4, 7, 7]", { kernel: 2, stride: 3, padding: 1, ceil_mode: true }, "[4, 3, 3]", "⌈(7 + 1)/3⌉"],
        ["[4, 8]", { kernel: 2, stride: 3, padding: [[0, 1]], ceil_mode: true }, "[4, 3]", "⌈8/3⌉"],
        ["[4, 75, 75]", { kernel: 2, ceil_mode: true }, "[4, 38, 38]", "⌈(75 − 2)/2⌉ + 1"],
        // A window that hangs over on a side that is smaller than itself.
        ["[4, 2, 2]", { kernel: 3, stride: 2, ceil_mode: true }, "[4, 1, 1]", "⌈(2 − 3)/2⌉ + 1"],
        ["[?, ?, 8]", { kernel: 2 }, "[?, ?, 4]", "⌊(? − 2)/2⌋ + 1"],
    ])("%s %o → %s", (input, args, output, formula) => {
        const called = callLayer(layer, input, args);
        expect(called.problems).toEqual([]);
        expect(called.output).toBe(output);
        expect(called.numbers[0]).toBe(formula);
    });

    it.each<[input: string, args: Arguments, output: string, problem: object]>([
        ["[4, 2, 8]", { kernel: 3 }, "[4, ?, 2]", { code: "kernel-exceeds-input", axis: 1, kernel: 3, extent: 3 }],
        ["[4, 9, 9]", { kernel: 2, padding: 2 }, "[4, 6, 6]", { code: "invalid-padding", reason: "over-half-kernel", value: 2, kernel: 2 }],
        ["[4, 9, 9]", { kernel: 3, padding: [[0, 0], [0, 2]] }, "[4, 3, 3]", { code: "invalid-padding", value: 2, kernel: 3 }],
        ["[4, 9, 9]", { kernel: 3, stride: 0 }, "[4, ?, ?]", { code: "invalid-stride" }],
        ["[4, 9, 9]", { kernel: 3, padding: -1 }, "[4, ?, ?]", { code: "invalid-padding", reason: "negative" }],
        ["[4, 9, 9]", { kernel: [3, 3, 3] }, "[4, ?, ?]", { code: "wrong-axis-count", name: "kernel", actual: 3, axes: 2 }],
        ["[4, 9]", { kernel: 3, stride: [1, 2] }, "[4, ?]", { code: "wrong-axis-count", name: "stride" }],
        ["[4]", { kernel: 2 }, "[?]", { code: "rank-mismatch", layer, ranks: [2, 3, 4] }],
    ])("%s %o is wrong → %s", (input, args, output, problem) => {
        const called = callLayer(layer, input, args);
        expect(called.problems).toEqual([expect.objectContaining(problem)]);
        expect(called.output).toBe(output);
    });

    it("counts a kernel's elements for every output and learns nothing", () => {
        expect(callLayer(layer, "[64, 8, 8]", { kernel: [2, 4] })).toMatchObject({
            operations: 8 * 64 * 4 * 2, macs: 0, parameters: [],
        });
    });

    it("may pad up to half its kernel", () => {
        expect(callLayer(layer, "[4, 9, 9]", { kernel: 2, padding: 1 })).toMatchObject({ problems: [], output: "[4, 5, 5]" });
        expect(callLayer(layer, "[4, 9, 9]", { kernel: 5, padding: 2 })).toMatchObject({ problems: [], output: "[4, 2, 2]" });
    });
});

describe("max_pool", () => {
    it.each<[input: string, args: Arguments, output: string, formula: string]>([
        ["[4, 9, 9]", { kernel: 3, stride: 1, dilation: 2 }, "[4, 5, 5]", "9 − 2·(3 − 1)"],
        ["[4, 9, 9]", { kernel: 3, stride: 2, dilation: 2, padding: 1 }, "[4, 4, 4]", "⌊(9 + 2·1 − 2·(3 − 1) − 1)/2⌋ + 1"],
        ["[4, 10, 10]", { kernel: 2, stride: 3, dilation: 3, ceil_mode: true }, "[4, 3, 3]", "⌈(10 − 3·(2 − 1) − 1)/3⌉ + 1"],
    ])("%s %o → %s", (input, args, output, formula) => {
        expect(callLayer("max_pool", input, args)).toMatchObject({ output, problems: [] });
        expect(callLayer("max_pool", input, args).numbers[0]).toBe(formula);
    });

    it("returns the indices as a second result of the same shape", () => {
        expect(callLayer("max_pool", "[4, 9, 9]", { kernel: 2, indices: true }).outputs).toEqual(["[4, 4, 4]", "[4, 4, 4]"]);
        expect(callLayer("max_pool", "[4, 9, 9]", { kernel: 2 }).outputs).toEqual(["[4, 4, 4]"]);
    });

    it("refuses a dilation below 1", () => {
        expect(callLayer("max_pool", "[4, 9, 9]", { kernel: 2, dilation: 0 }).problems)
            .toEqual([{ code: "invalid-dilation", value: 0, argument: "dilation" }]);
    });
});

describe("max_unpool", () => {
    it.each<[input: string, args: Arguments, output: string, formula: string | undefined]>([
        ["[4, 7, 7]", { kernel: 2 }, "[4, 14, 14]", "(7 − 1)·2 + 2"],
        ["[4, 7, 7]", { kernel: 3, stride: 2, padding: 1 }, "[4, 13, 13]", "(7 − 1)·2 − 2·1 + 3"],
        ["[4, 7]", { kernel: 2 }, "[4, 14]", "(7 − 1)·2 + 2"],
        ["[4, 2, 3, 4]", { kernel: [1, 2, 2] }, "[4, 2, 6, 8]", "2 − 1 + 1"],
        ["[4, 7, 7]", { kernel: 2, to: value("[9, 15, 14]") }, "[4, 15, 14]", undefined],
        ["[4, ?, 7]", { kernel: 2, to: value("[9, 15, 14]") }, "[4, 15, 14]", undefined],
        ["[4, ?, 7]", { kernel: 2 }, "[4, ?, 14]", "(? − 1)·2 + 2"],
    ])("%s %o → %s", (input, args, output, formula) => {
        const called = callLayer("max_unpool", input, { indices: value(input), ...args });
        expect(called).toMatchObject({ output, problems: [], macs: 0 });
        expect(called.numbers[0]).toBe(formula);
    });

    it.each<[input: string, args: Arguments, output: string, problem: object]>([
        [
            "[4, 7, 7]", { kernel: 2, indices: value("[4, 6, 7]") }, "[4, 14, 14]",
            { code: "unpool-mismatch", argument: "indices" },
        ],
        ["[4, 7, 7]", { kernel: 2, indices: value("[4, 7]") }, "[4, 14, 14]", { code: "unpool-mismatch" }],
        [
            "[4, 7, 7]", { kernel: 2, indices: value("[4, 7, 7]"), to: value("[4, 16, 13]") }, "[4, ?, 13]",
            { code: "unsolvable-size", layer: "max_unpool", axis: 1, argument: "to" },
        ],
        ["[4, 7, 7]", { kernel: 2, indices: value("[4, 7, 7]"), to: value("[4]") }, "[4, ?, ?]", { code: "rank-mismatch" }],
        ["[4, 1, 7]", { kernel: 2, padding: 1, indices: value("[4, 1, 7]") }, "[4, ?, 12]", { code: "empty-output", axis: 1 }],
        ["[4, 7, 7]", { kernel: 2, padding: "same", indices: value("[4, 7, 7]") }, "[4, ?, ?]", { code: "invalid-padding" }],
        ["[4]", { kernel: 2, indices: value("[4]") }, "[?]", { code: "rank-mismatch" }],
    ])("%s %o is wrong → %s", (input, args, output, problem) => {
        const called = callLayer("max_unpool", input, args);
        expect(called.problems).toEqual([expect.objectContaining(problem)]);
        expect(called.output).toBe(output);
    });

    it("does not complain about indices that are not known", () => {
        expect(callLayer("max_unpool", "[4, 7, 7]", { kernel: 2, indices: value("[4, ?, 7]") }).problems).toEqual([]);
    });
});

describe.each(["global_avg_pool", "global_max_pool"])("%s", (layer) => {
    it.each([["[512, 7, 7]", "[512, 1, 1]", 25_088], ["[8, 100]", "[8, 1]", 800], ["[8, 2, 3, 4]", "[8, 1, 1, 1]", 192]])(
        "%s → %s", (input, output, operations) => {
            const called = callLayer(layer, input);
            expect(called).toMatchObject({ output, operations, macs: 0, parameters: [], problems: [] });
        });

    it("knows its sizes whatever the input's", () => {
        expect(callLayer(layer, "[?, ?, ?]")).toMatchObject({ output: "[?, 1, 1]", operations: undefined, problems: [] });
    });

    it("needs positions", () => {
        expect(callLayer(layer, "[512]")).toMatchObject({
            output: "[512]", problems: [{ code: "rank-mismatch", layer, ranks: [2, 3, 4] }],
        });
    });
});

describe.each(["adaptive_avg_pool", "adaptive_max_pool"])("%s", (layer) => {
    it.each<[input: string, size: TestArgument, output: string, operations: number]>([
        ["[512, 14, 14]", 7, "[512, 7, 7]", 512 * 14 * 14],
        ["[512, 14, 14]", 1, "[512, 1, 1]", 512 * 14 * 14],
        // 7 from 10: windows of 2 from 0, 1, 2, 4, 5, 7, 8.
        ["[2, 10]", 7, "[2, 7]", 2 * 16],
        ["[2, 13, 11]", [6, 1], "[2, 6, 1]", 2 * 18 * 11],
        ["[2, 4, 4, 4]", [1, 2, 4], "[2, 1, 2, 4]", 2 * 64],
        // An output larger than its input repeats.
        ["[2, 3]", 6, "[2, 6]", 2 * 6],
    ])("%s %o → %s", (input, size, output, operations) => {
        expect(callLayer(layer, input, { size })).toMatchObject({ output, operations, problems: [] });
    });

    it.each<[input: string, size: TestArgument, output: string, problem: object]>([
        ["[512]", 7, "[?]", { code: "rank-mismatch", layer }],
        ["[512]", [7, 7], "[?, 7, 7]", { code: "rank-mismatch", layer }],
        ["[512, 9, 9]", [7], "[512, ?, ?]", { code: "wrong-axis-count", name: "size", actual: 1, axes: 2 }],
        ["[512, 9, 9]", 0, "[512, ?, ?]", { code: "invalid-argument", name: "size" }],
    ])("%s %o is wrong → %s", (input, size, output, problem) => {
        const called = callLayer(layer, input, { size });
        expect(called.problems).toEqual([expect.objectContaining(problem)]);
        expect(called.output).toBe(output);
    });
});
