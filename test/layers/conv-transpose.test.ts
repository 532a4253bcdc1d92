import { describe, expect, it } from "vitest";
import { callLayer, value, type TestArgument } from "../support/layer-call.ts";

type Arguments = Readonly<Record<string, TestArgument>>;

describe("conv_transpose's output size", () => {
    it.each<[input: string, args: Arguments, output: string, formula: string]>([
        ["[8, 7, 7]", { kernel: 2, stride: 2 }, "[4, 14, 14]", "(7 − 1)·2 + 2"],
        ["[8, 7, 7]", { kernel: 4, stride: 2, padding: 1 }, "[4, 14, 14]", "(7 − 1)·2 − 2·1 + 4"],
        [
            "[8, 7, 7]", { kernel: 3, stride: 2, padding: 1, output_padding: 1 },
            "[4, 14, 14]", "(7 − 1)·2 − 2·1 + 3 + 1",
        ],
        ["[8, 7, 7]", { kernel: 3, padding: 1 }, "[4, 7, 7]", "7 − 1 − 2·1 + 3"],
        ["[8, 7, 7]", { kernel: 3, dilation: 2 }, "[4, 11, 11]", "7 − 1 + 2·(3 − 1) + 1"],
        ["[8, 7, 5]", { kernel: [3, 4], stride: [2, 3], output_padding: [0, 2] }, "[4, 15, 18]", "(7 − 1)·2 + 3"],
        ["[8, 7, 7]", { kernel: 4, stride: 2, padding: [[0, 1], [2, 1]] }, "[4, 15, 13]", "(7 − 1)·2 − 1 + 4"],
        ["[8, 7, 7]", { kernel: 3, stride: 1, dilation: 3, output_padding: 2 }, "[4, 15, 15]", "7 − 1 + 3·(3 − 1) + 2 + 1"],
        ["[8, 10]", { kernel: 2, stride: 2 }, "[4, 20]", "(10 − 1)·2 + 2"],
        ["[8, 2, 3, 4]", { kernel: 2, stride: 2 }, "[4, 4, 6, 8]", "(2 − 1)·2 + 2"],
        ["[8, ?, 4]", { kernel: 2, stride: 2 }, "[4, ?, 8]", "(? − 1)·2 + 2"],
    ])("%s %o → %s", (input, args, output, formula) => {
        const called = callLayer("conv_transpose", input, { channels: 4, ...args });
        expect(called.problems).toEqual([]);
        expect(called.output).toBe(output);
        expect(called.numbers[0]).toBe(formula);
    });

    it("shows its formula with symbols", () => {
        const args = { channels: 4, kernel: 3, stride: 2, padding: 1, output_padding: 1 };
        expect(callLayer("conv_transpose", "[8, 7, 7]", args).symbols[0]).toBe("(n − 1)·s − 2·p + k + o");
        expect(callLayer("conv_transpose", "[8, 7, 7]", { ...args, dilation: 2 }).symbols[0])
            .toBe("(n − 1)·s − 2·p + d·(k − 1) + o + 1");
    });

    it.each<[input: string, args: Arguments, to: string, output: string, formula: string | undefined]>([
        ["[8, 7, 7]", { kernel: 3, stride: 2, padding: 1 }, "[16, 14, 13]", "[4, 14, 13]", "(7 − 1)·2 − 2·1 + 3 + 1"],
        ["[8, 7, 7]", { kernel: 2, stride: 2 }, "[16, 15, 14]", "[4, 15, 14]", "(7 − 1)·2 + 2 + 1"],
        ["[8, 7]", { kernel: 4, stride: 4 }, "[1, 31]", "[4, 31]", "(7 − 1)·4 + 4 + 3"],
        ["[8, 7, 7]", { kernel: 2, stride: 2 }, "[16, ?, 14]", "[4, ?, 14]", "(7 − 1)·2 + 2"],
        ["[8, ?, 7]", { kernel: 2, stride: 2 }, "[16, 40, 14]", "[4, 40, 14]", "(? − 1)·2 + 2"],
    ])("%s %o to %s → %s", (input, args, to, output, formula) => {
        const called = callLayer("conv_transpose", input, { channels: 4, ...args, to: value(to) });
        expect(called.problems).toEqual([]);
        expect(called.output).toBe(output);
        expect(called.numbers[0]).toBe(formula);
    });
});

describe("conv_transpose's parameters and cost", () => {
    it.each<[
        input: string, args: Arguments, parameters: readonly string[], macs: number | undefined, operations: number,
    ]>([
        ["[8, 7, 7]", { kernel: 2, stride: 2 }, ["weight [8, 4, 2, 2]", "bias [4]"], 8 * 4 * 4 * 49, 4 * 196],
        ["[8, 7, 7]", { kernel: 3, groups: 2, bias: false }, ["weight [8, 2, 3, 3]"], 8 * 2 * 9 * 49, 0],
        ["[8, 10]", { kernel: 5 }, ["weight [8, 4, 5]", "bias [4]"], 8 * 4 * 5 * 10, 4 * 14],
        ["[?, 7, 7]", { kernel: 2 }, ["weight [?]", "bias [4]"], undefined, 4 * 64],
    ])("%s %o", (input, args, parameters, macs, operations) => {
        const called = callLayer("conv_transpose", input, { channels: 4, ...args });
        expect(called).toMatchObject({ parameters, operations, macs, problems: [] });
    });

    it("takes its fans from the weight as PyTorch does, whose second axis is the output", () => {
        const { inference } = callLayer("conv_transpose", "[8, 7, 7]", { channels: 4, kernel: 3, groups: 2 });
        expect(inference?.parameters[0]?.initialization).toEqual({ kind: "random", fanIn: 2 * 9, fanOut: 8 * 9 });
    });
});

describe("a wrong conv_transpose has one problem and keeps certain sizes", () => {
    it.each<[input: string, args: Arguments, output: string, problem: object]>([
        [
            "[8, 7, 7]", { kernel: 3, stride: 2, output_padding: [0, 2] }, "[4, 15, ?]",
            { code: "invalid-output-padding", value: 2, stride: 2, dilation: 1, argument: "output_padding" },
        ],
        ["[8, 7, 7]", { kernel: 3, output_padding: 1 }, "[4, ?, ?]", { code: "invalid-output-padding", value: 1 }],
        ["[8, 7, 7]", { kernel: 3, stride: 2, output_padding: -1 }, "[4, ?, ?]", { code: "invalid-output-padding", value: -1 }],
        [
            "[8, 7, 7]", { kernel: 3, stride: 2, output_padding: [1] }, "[4, ?, ?]",
            { code: "wrong-axis-count", name: "output_padding" },
        ],
        [
            "[8, 1, 7]", { kernel: 3, padding: 2 }, "[4, ?, 5]",
            { code: "empty-output", axis: 1, rank: 3, formula: "1 − 1 − 2·2 + 3" },
        ],
        ["[8, 7, 7]", { kernel: 3, padding: "same" }, "[4, ?, ?]", { code: "invalid-padding", reason: "not-here", word: "same" }],
        ["[8, 7, 7]", { kernel: 3, padding: "valid" }, "[4, ?, ?]", { code: "invalid-padding", reason: "not-here", word: "valid" }],
        ["[8, 7, 7]", { kernel: 3, groups: 3 }, "[4, 9, 9]", { code: "invalid-groups", of: "input", channels: 8 }],
        ["[9, 7, 7]", { kernel: 3, groups: 3 }, "[4, 9, 9]", { code: "invalid-groups", of: "output", channels: 4 }],
        ["[512]", { kernel: 3 }, "[?]", { code: "rank-mismatch" }],
        [
            "[8, 7, 7]", { kernel: 2, stride: 2, to: value("[16, 16, 14]") }, "[4, ?, 14]",
            { code: "unsolvable-size", layer: "conv_transpose", axis: 1, argument: "to" },
        ],
        ["[8, 7, 7]", { kernel: 2, stride: 2, to: value("[16, 14, 13]") }, "[4, 14, ?]", { code: "unsolvable-size", axis: 2 }],
        [
            "[8, 7, 7]", { kernel: 2, stride: 2, to: value("[16, 14]") }, "[4, ?, ?]",
            { code: "rank-mismatch", ranks: [3], argument: "to" },
        ],
        [
            "[8, 7, 7]", { kernel: 2, stride: 2, output_padding: 0, to: value("[1, 14, 14]") }, "[4, ?, ?]",
            { code: "conflicting-arguments", provided: ["output_padding", "to"], argument: "to" },
        ],
    ])("%s %o → %s", (input, args, output, problem) => {
        const called = callLayer("conv_transpose", input, { channels: 4, ...args });
        expect(called.problems).toEqual([expect.objectContaining(problem)]);
        expect(called.output).toBe(output);
    });

    it("names the sizes that can be reached", () => {
        const [problem] = callLayer("conv_transpose", "[8, 7, 7]", {
            channels: 4, kernel: 3, stride: 3, to: value("[16, 30, 24]"),
        }).problems;
        expect(problem).toMatchObject({ requested: { sample: 30 }, least: { sample: 21 }, most: { sample: 23 } });
    });
});
