import { expect, it } from "vitest";
import { compareSummaries, comparisonText, exceededLimits } from "../../server/emit/comparison.ts";
import { summarize, type Summary } from "../../server/emit/summary.ts";
import { analyzeText } from "../support/memory-host.ts";

function summaryOf(...lines: readonly string[]): Summary {
    const [graph] = analyzeText(`model M {\n    input x: [3, 8, 8]\n${lines.join("\n")}\n}\n`).models;
    if (graph === undefined) {
        throw new Error("There is no model.");
    }
    return summarize(graph, () => 1);
}

const before = summaryOf("a = conv(4, 3)", "relu()", "output y = conv(2, 1)");
const after = summaryOf("a = conv(8, 3)", "batch_norm()", "output y = conv(2, 1)");

it("compares layers by path, and totals", () => {
    expect(comparisonText(compareSummaries(before, after)).split("\n").slice(0, 8)).toEqual([
        "M → M", "", "- relu_1", "+ batch_norm_1",
        "~ a: output 4x6x6 → 8x6x6, parameters 112 → 224, MACs 3.888 k → 7.776 k",
        "~ y: parameters 10 → 18, MACs 288 → 576, kept for backward 0 B → 1.15 kB", "",
        "layers                           3        3",
    ]);
});

it("finds no difference between equal models", () => {
    expect(comparisonText(compareSummaries(before, before))).toContain("The layers are the same.");
});

it.each([
    [{}, []],
    [{ maxParams: 122, maxMacs: 4176, maxMemory: 1e6 }, []],
    [{ maxParams: 121 }, ["M has 122 parameters, more than 121"]],
    [{ maxMacs: 4000, maxMemory: 100 }, [
        "M has 4.176 k MACs, more than 4.000 k", "M has 1.83 kB of inference memory, more than 100 B",
    ]],
])("limits %j", (budget, expected) => {
    expect(exceededLimits(before, budget)).toEqual(expected);
});
