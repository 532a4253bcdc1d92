import { describe, expect, it } from "vitest";
import { callLayer, type TestArgument } from "../support/layer-call.ts";

type Arguments = Readonly<Record<string, TestArgument>>;

describe("conv's output size", () => {
    it.each<[input: string, args: Arguments, output: string, formula: string]>([
        ["[3, 224, 224]", { kernel: 7, stride: 2, padding: 3 }, "[8, 112, 112]", "⌊(224 + 2·3 − 7)/2⌋ + 1"],
        ["[3, 56, 56]", { kernel: 3, padding: 1 }, "[8, 56, 56]", "56 + 2·1 − 3 + 1"],
        ["[3, 56, 56]", { kernel: 3 }, "[8, 54, 54]", "56 − 3 + 1"],
        ["[3, 56, 56]", { kernel: 1, stride: 2 }, "[8, 28, 28]", "⌊(56 − 1)/2⌋ + 1"],
        ["[3, 224, 224]", { kernel: 3, padding: 2, dilation: 2 }, "[8, 224, 224]", "224 + 2·2 − 2·(3 − 1)"],
        ["[3, 33, 33]", { kernel: 3, stride: 2, dilation: 3 }, "[8, 14, 14]", "⌊(33 − 3·(3 − 1) − 1)/2⌋ + 1"],
        ["[3, 33, 33]", { kernel: 1, dilation: 3 }, "[8, 33, 33]", "33 − 1 + 1"],
        ["[3, 10, 12]", { kernel: 3, padding: [[1, 2], [0, 3]] }, "[8, 11, 13]", "10 + 1 + 2 − 3 + 1"],
        ["[3, 10, 12]", { kernel: 3, padding: [1, 0] }, "[8, 10, 10]", "10 + 2·1 − 3 + 1"],
        ["[3, 10, 12]", { kernel: [1, 7], stride: [2, 1] }, "[8, 5, 6]", "⌊(10 − 1)/2⌋ + 1"],
        ["[3, 13, 13]", { kernel: 3, stride: 2, padding: "same" }, "[8, 7, 7]", "⌈13/2⌉"],
        ["[3, 13, 13]", { kernel: 4, padding: "same" }, "[8, 13, 13]", "13"],
        ["[3, 13, 13]", { kernel: 3, padding: "valid" }, "[8, 11, 11]", "13 − 3 + 1"],
        ["[3, 100]", { kernel: 5, stride: 3, padding: 2 }, "[8, 34]", "⌊(100 + 2·2 − 5)/3⌋ + 1"],
        ["[3, 100]", { kernel: 5, padding: [[0, 4]] }, "[8, 100]", "100 + 4 − 5 + 1"],
        ["[3, 16, 32, 32]", { kernel: 3, stride: [1, 2, 2], padding: 1 }, "[8, 16, 16, 16]", "16 + 2·1 − 3 + 1"],
        ["[3, ?, 32]", { kernel: 3, padding: 1 }, "[8, ?, 32]", "? + 2·1 − 3 + 1"],
        // Kernel and padded input of one size leave one position.
        ["[3, 5, 5]", { kernel: 7, padding: 1 }, "[8, 1, 1]", "5 + 2·1 − 7 + 1"],
    ])("%s %o → %s", (input, args, output, formula) => {
        const called = callLayer("conv", input, { channels: 8, ...args });
        expect(called.problems).toEqual([]);
        expect(called.output).toBe(output);
        expect(called.numbers[0]).toBe(formula);
    });

    it.each<[args: Arguments, symbols: string]>([
        [{ kernel: 7, stride: 2, padding: 3 }, "⌊(n + 2·p − k)/s⌋ + 1"],
        [{ kernel: 3, stride: 2, dilation: 2 }, "⌊(n − d·(k − 1) − 1)/s⌋ + 1"],
        [{ kernel: 3, padding: [[1, 2], [0, 0]] }, "n + p₀ + p₁ − k + 1"],
        [{ kernel: 3, stride: 2, padding: "same" }, "⌈n/s⌉"],
    ])("%o is %s", (args, symbols) => {
        expect(callLayer("conv", "[3, 32, 32]", { channels: 8, ...args }).symbols[0]).toBe(symbols);
    });

    it("puts the odd pixel of \"same\" after, if the stride leaves one", () => {
        const paddings = (size: number, kernel: number, stride: number): unknown =>
            callLayer("conv", `[1, ${size}]`, { channels: 1, kernel, stride, padding: "same" }).inference?.details;
        expect(paddings(13, 4, 1)).toMatchObject({ windows: [{ before: 1, after: 2 }] });
        expect(paddings(14, 3, 2)).toMatchObject({ windows: [{ before: 0, after: 1 }] });
        expect(paddings(13, 3, 2)).toMatchObject({ windows: [{ before: 1, after: 1 }] });
        expect(paddings(12, 2, 4)).toMatchObject({ windows: [{ before: 0, after: 0 }] });
    });
});

describe("conv's parameters and cost", () => {
    it.each<[input: string, args: Arguments, parameters: readonly string[], macs: number, operations: number]>([
        [
            "[3, 224, 224]", { channels: 64, kernel: 7, stride: 2, padding: 3 },
            ["weight [64, 3, 7, 7]", "bias [64]"], 64 * 3 * 49 * 112 * 112, 64 * 112 * 112,
        ],
        ["[3, 8, 8]", { channels: 6, kernel: 1, bias: false }, ["weight [6, 3, 1, 1]"], 6 * 3 * 64, 0],
        ["[8, 9, 9]", { channels: 4, kernel: 3, groups: 2 }, ["weight [4, 4, 3, 3]", "bias [4]"], 4 * 4 * 9 * 49, 4 * 49],
        ["[2, 10]", { channels: 4, kernel: 3 }, ["weight [4, 2, 3]", "bias [4]"], 4 * 2 * 3 * 8, 32],
        ["[1, 3, 4, 5]", { channels: 2, kernel: [1, 2, 3] }, ["weight [2, 1, 1, 2, 3]", "bias [2]"], 12 * 27, 54],
    ])("%s %o", (input, args, parameters, macs, operations) => {
        expect(callLayer("conv", input, args)).toMatchObject({ parameters, macs, operations, problems: [] });
    });

    it("starts weights by PyTorch's fans and biases at 0", () => {
        const { inference } = callLayer("conv", "[8, 9, 9]", { channels: 4, kernel: 3, groups: 2 });
        expect(inference?.parameters.map((tensor) => tensor.initialization)).toEqual([
            { kind: "random", fanIn: 4 * 9, fanOut: 4 * 9 }, { kind: "bias", fanIn: 4 * 9 },
        ]);
    });

    it("leaves unknown what depends on unknown channels or sizes", () => {
        expect(callLayer("conv", "[?, 9, 9]", { channels: 4, kernel: 3 })).toMatchObject({
            output: "[4, 7, 7]", parameters: ["weight [?]", "bias [4]"], macs: undefined, operations: 196, problems: [],
        });
        expect(callLayer("conv", "[3, 9, ?]", { channels: 4, kernel: 3 })).toMatchObject({
            output: "[4, 7, ?]", parameters: ["weight [4, 3, 3, 3]", "bias [4]"], macs: undefined, problems: [],
        });
    });
});

describe("a wrong conv has one problem and keeps certain sizes", () => {
    it.each<[input: string, args: Arguments, output: string, problem: object]>([
        [
            "[3, 4, 32]", { kernel: 7, padding: 1 }, "[8, ?, 28]",
            { code: "kernel-exceeds-input", axis: 1, rank: 3, padding: 2, kernel: 7, dilation: 1, extent: 7, argument: "kernel" },
        ],
        ["[3, 4, 4]", { kernel: 7, stride: 3 }, "[8, ?, ?]", { code: "kernel-exceeds-input", axis: 1 }],
        ["[3, 32, 4]", { kernel: 3, dilation: 2 }, "[8, 28, ?]", { code: "kernel-exceeds-input", axis: 2, extent: 5 }],
        ["[3, 32, 32]", { kernel: 3, stride: 0 }, "[8, ?, ?]", { code: "invalid-stride", value: 0, argument: "stride" }],
        ["[3, 32, 32]", { kernel: 3, stride: [2, -1] }, "[8, ?, ?]", { code: "invalid-stride", value: -1 }],
        ["[3, 32, 32]", { kernel: 3, dilation: 0 }, "[8, ?, ?]", { code: "invalid-dilation", value: 0 }],
        ["[3, 32, 32]", { kernel: 3, padding: -1 }, "[8, ?, ?]", { code: "invalid-padding", reason: "negative", value: -1 }],
        ["[3, 32, 32]", { kernel: 3, padding: [[0, 1], [-2, 0]] }, "[8, ?, ?]", { code: "invalid-padding", value: -2 }],
        ["[3, 32, 32]", { kernel: 0 }, "[8, ?, ?]", { code: "invalid-argument", name: "kernel", requirement: { kind: "at-least", bound: 1 } }],
        ["[3, 32, 32]", { kernel: [3] }, "[8, ?, ?]", { code: "wrong-axis-count", name: "kernel", actual: 1, axes: 2 }],
        ["[3, 32]", { kernel: 3, padding: [1, 2] }, "[8, ?]", { code: "wrong-axis-count", name: "padding", actual: 2, axes: 1 }],
        ["[4, 32, 32]", { kernel: 3, groups: 3 }, "[8, 30, 30]", { code: "invalid-groups", groups: 3, channels: 4, of: "input" }],
        ["[9, 32, 32]", { kernel: 3, groups: 3 }, "[8, 30, 30]", { code: "invalid-groups", groups: 3, channels: 8, of: "output" }],
        ["[4, 32, 32]", { kernel: 3, groups: 0 }, "[8, ?, ?]", { code: "invalid-groups", groups: 0, argument: "groups" }],
        ["[512]", { kernel: 3 }, "[?]", { code: "rank-mismatch", layer: "conv", ranks: [2, 3, 4] }],
        ["[512]", { kernel: [3, 3] }, "[8, ?, ?]", { code: "rank-mismatch" }],
        ["[1, 2, 3, 4, 5]", { kernel: 1 }, "[?]", { code: "rank-mismatch" }],
        [
            "[3, 3, 8]", { kernel: 3, padding: 3, padding_mode: "reflect" }, "[8, 7, 12]",
            { code: "invalid-argument", name: "padding", value: "3", argument: "padding" },
        ],
        ["[3, 3, 8]", { kernel: 3, padding: 4, padding_mode: "circular" }, "[8, 9, 14]", { code: "invalid-argument", value: "4" }],
    ])("%s %o → %s", (input, args, output, problem) => {
        const called = callLayer("conv", input, { channels: 8, ...args });
        expect(called.problems).toEqual([expect.objectContaining(problem)]);
        expect(called.output).toBe(output);
    });

    it.each<[input: string, args: Arguments, output: string]>([
        ["[3, 3, 8]", { kernel: 3, padding: 2, padding_mode: "reflect" }, "[10, 5, 10]"],
        ["[3, 3, 8]", { kernel: 3, padding: 3, padding_mode: "circular" }, "[10, 7, 12]"],
        ["[3, 3, 8]", { kernel: 3, padding: 9, padding_mode: "replicate" }, "[10, 19, 24]"],
        ["[?, 3, 8]", { kernel: 3, groups: 5 }, "[10, 1, 6]"],
        ["[3, ?, ?]", { kernel: 99 }, "[10, ?, ?]"],
        // A stride beyond the kernel skips input, which is not an error.
        ["[3, 9, 9]", { kernel: 1, stride: 4 }, "[10, 3, 3]"],
    ])("%s %o is fine", (input, args, output) => {
        expect(callLayer("conv", input, { channels: 10, ...args })).toMatchObject({ problems: [], output });
    });

    it.each<[args: Arguments, input: string, output: string]>([
        [{ channels: 64 }, "[3, 9, 9]", "[64, ?, ?]"],
        [{ kernel: 3 }, "[3, 9]", "[?, ?]"],
        [{ channels: 64, kernel: [1, 1, 1] }, "[512]", "[64, ?, ?, ?]"],
        [{ channels: 64 }, "[512]", "[?]"],
    ])("%o on %s is guessed to be %s", (args, input, output) => {
        expect(callLayer("conv", input, args).output).toBe(output);
    });

    it.each<[argument: string, written: TestArgument]>([
        ["channels", 1.5], ["channels", "64"], ["channels", [64]], ["kernel", [3, "3"]], ["kernel", 3.5], ["stride", true],
        ["padding", "SAME"], ["padding", [[1, 2, 3], [1, 2, 3]]], ["padding", 0.5], ["bias", 1], ["padding_mode", "mirror"],
        ["groups", false],
    ])("%s is never %o", (argument, written) => {
        expect(() => callLayer("conv", "[3, 9, 9]", { channels: 8, kernel: 3, [argument]: written })).toThrow(TypeError);
    });
});

describe("depthwise_conv", () => {
    it.each<[input: string, args: Arguments, output: string, parameters: readonly string[], macs: number]>([
        ["[32, 14, 14]", { kernel: 3, padding: 1 }, "[32, 14, 14]", ["weight [32, 1, 3, 3]", "bias [32]"], 32 * 9 * 196],
        [
            "[3, 8, 8]", { kernel: 5, multiplier: 4, stride: 2, padding: "same", bias: false },
            "[12, 4, 4]", ["weight [12, 1, 5, 5]"], 12 * 25 * 16,
        ],
        ["[6, 20]", { kernel: 3, dilation: 2 }, "[6, 16]", ["weight [6, 1, 3]", "bias [6]"], 6 * 3 * 16],
        ["[2, 4, 4, 4]", { kernel: 2 }, "[2, 3, 3, 3]", ["weight [2, 1, 2, 2, 2]", "bias [2]"], 2 * 8 * 27],
    ])("%s %o → %s", (input, args, output, parameters, macs) => {
        expect(callLayer("depthwise_conv", input, args)).toMatchObject({ output, parameters, macs, problems: [] });
    });

    it("leaves unknown channels unknown", () => {
        expect(callLayer("depthwise_conv", "[?, 9, 9]", { kernel: 3 })).toMatchObject({
            output: "[?, 7, 7]", parameters: ["weight [?]"], macs: undefined, problems: [],
        });
        expect(callLayer("depthwise_conv", "[4, 9, 9]", { multiplier: 2 }).output).toBe("[8, ?, ?]");
    });

    it.each<[input: string, args: Arguments, problem: object]>([
        ["[4, 2, 9]", { kernel: 3 }, { code: "kernel-exceeds-input", axis: 1 }],
        ["[4]", { kernel: 3 }, { code: "rank-mismatch", layer: "depthwise_conv" }],
        ["[4, 9, 9]", { kernel: 3, multiplier: 0 }, { code: "invalid-argument", name: "multiplier" }],
    ])("%s %o is wrong", (input, args, problem) => {
        expect(callLayer("depthwise_conv", input, args).problems).toEqual([expect.objectContaining(problem)]);
    });
});
