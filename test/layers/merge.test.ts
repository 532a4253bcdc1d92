import { describe, expect, it } from "vitest";
import { callLayer, type TestArgument } from "../support/layer-call.ts";

type Operands = readonly (string | number)[];
type Arguments = Readonly<Record<string, TestArgument>>;

describe("operands are merged element by element", () => {
    it.each<[layer: string, operands: Operands, output: string, operations: number | undefined]>([
        ["add", ["[64, 8, 8]", "[64, 8, 8]"], "[64, 8, 8]", 4096],
        ["add", ["[64, 8, 8]", "[64, 8, 8]", "[64, 8, 8]"], "[64, 8, 8]", 8192],
        ["add", ["[64, 8, 8]", 1], "[64, 8, 8]", 4096],
        ["add", ["[10]", "[10]"], "[10]", 10],
        ["sub", [1, "[4, 5]"], "[4, 5]", 20],
        ["sub", ["[4, 5]", "[4, 5]"], "[4, 5]", 20],
        ["mul", ["[64, 8, 8]", "[64, 1, 1]"], "[64, 8, 8]", 4096],
        ["mul", ["[1, 8, 8]", "[64, 8, 1]"], "[64, 8, 8]", 4096],
        ["mul", [0.1, "[4]", 2], "[4]", 8],
        ["maximum", ["[2, 3, 4, 5]", "[2, 3, 4, 5]"], "[2, 3, 4, 5]", 120],
        ["maximum", ["[4]", 0], "[4]", 4],
        ["mean", ["[4, 5]", "[4, 5]", "[4, 5]"], "[4, 5]", 60],
        // A known size wins, and 1 with an unknown size stays unknown.
        ["add", ["[64, ?, 8]", "[64, 8, ?]"], "[64, 8, 8]", 4096],
        ["add", ["[64, 1, 8]", "[64, ?, 8]"], "[64, ?, 8]", undefined],
        ["add", ["[1, 1]", "[1, 1]"], "[1, 1]", 1],
    ])("%s of %o → %s", (layer, operands, output, operations) => {
        expect(callLayer(layer, operands)).toMatchObject({ output, operations, macs: 0, parameters: [], problems: [] });
    });

    it.each<[layer: string, operands: Operands, output: string, problem: object]>([
        [
            "add", ["[64, 8, 8]", "[128, 8, 8]"], "[?, 8, 8]",
            { code: "channel-mismatch", layer: "add", left: { sample: 64 }, right: { sample: 128 }, operands: [0, 1] },
        ],
        ["add", ["[64, 8, 8]", "[64, 8, 8]", "[64, 4, 8]"], "[64, ?, 8]", { code: "size-mismatch", axis: 1, rank: 3, operands: [0, 2] }],
        ["add", ["[64, 8, 8]", "[128, 4, 8]"], "[?, ?, 8]", { code: "channel-mismatch" }],
        ["mul", ["[1, 8]", "[64, 8]", "[32, 8]"], "[?, 8]", { code: "channel-mismatch", operands: [1, 2] }],
        ["add", ["[64, ?]", "[64, 8]", "[64, 9]"], "[64, ?]", { code: "size-mismatch", operands: [1, 2] }],
        ["add", ["[64, 8, 8]", "[64]"], "[?]", { code: "rank-mismatch", layer: "add", ranks: [3], operands: [0, 1] }],
        ["mean", ["[10]", "[11]"], "[?]", { code: "channel-mismatch", layer: "mean" }],
        ["add", [1, 2], "[?]", { code: "invalid-argument", name: "add" }],
    ])("%s of %o is wrong → %s", (layer, operands, output, problem) => {
        const called = callLayer(layer, operands);
        expect(called.problems).toMatchObject([problem]);
        expect(called.output).toBe(output);
    });
});

describe("concat", () => {
    it.each<[operands: Operands, args: Arguments, output: string, formula: string | undefined]>([
        [["[64, 8, 8]", "[128, 8, 8]", "[32, 8, 8]"], {}, "[224, 8, 8]", "64 + 128 + 32"],
        [["[64, 8, 8]"], {}, "[64, 8, 8]", undefined],
        [["[4, 8, 8]", "[4, 8, 3]"], { axis: 2 }, "[4, 8, 11]", "8 + 3"],
        [["[4, 8, 8]", "[4, 8, 3]"], { axis: -1 }, "[4, 8, 11]", "8 + 3"],
        [["[10]", "[20]"], {}, "[30]", "10 + 20"],
        [["[2, 3, 4, 5]", "[2, 3, 4, 5]"], { axis: 1 }, "[2, 6, 4, 5]", "3 + 3"],
        [["[64, ?, 8]", "[?, 8, ?]"], {}, "[?, 8, 8]", "64 + ?"],
        [["[4, 1, 8]", "[4, 1, 8]"], {}, "[8, 1, 8]", "4 + 4"],
    ])("of %o %o → %s", (operands, args, output, formula) => {
        const called = callLayer("concat", operands, args);
        expect(called).toMatchObject({ output, operations: 0, macs: 0, problems: [] });
        expect(called.numbers[0]).toBe(formula);
    });

    it("numbers its symbols", () => {
        const twelve = Array.from({ length: 12 }, () => "[4, 8]");
        expect(callLayer("concat", twelve).symbols[0]).toMatch(/^n₁ \+ n₂ \+ .* \+ n₁₂$/);
    });

    it.each<[operands: Operands, args: Arguments, output: string, problem: object]>([
        [["[64, 8, 8]", "[64, 7, 8]"], {}, "[128, ?, 8]", { code: "size-mismatch", layer: "concat", axis: 1, operands: [0, 1] }],
        // Nothing is repeated: a size of 1 is not met.
        [["[64, 1, 1]", "[64, 8, 8]"], {}, "[128, ?, ?]", { code: "size-mismatch", axis: 1, left: { sample: 1 } }],
        [["[64, 8]", "[32, 8]"], { axis: 1 }, "[?, ?]", { code: "channel-mismatch", layer: "concat" }],
        [["[64, 8, 8]", "[64]"], {}, "[?]", { code: "rank-mismatch", ranks: [3], operands: [0, 1] }],
        [["[64, 8]", "[32, 8]"], { axis: 2 }, "[96, 8]", { code: "invalid-argument", name: "axis", value: "2" }],
    ])("of %o %o is wrong → %s", (operands, args, output, problem) => {
        const called = callLayer("concat", operands, args);
        expect(called.problems).toMatchObject([problem]);
        expect(called.output).toBe(output);
    });
});
