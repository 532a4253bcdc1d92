import { expect, it } from "vitest";
import { compareSummaries, comparisonText, exceededLimits } from "../../server/summary/comparison.ts";
import { summarize } from "../../server/emit/summary.ts";
import type { Summary } from "../../server/summary/summary-data.ts";
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

it("compares layers, and totals", () => {
    expect(comparisonText(compareSummaries(before, after)).split("\n").slice(0, 8)).toEqual([
        "M → M", "", "- relu_1", "+ batch_norm_1",
        "~ a: output [4, 6, 6] → [8, 6, 6], parameters 112 → 224, MACs 3.888 k → 7.776 k",
        "~ y: parameters 10 → 18, MACs 288 → 576, kept for backward 0 B → 1.15 kB", "",
        "layers                           3        3",
    ]);
});

it("finds no difference between equal models", () => {
    expect(comparisonText(compareSummaries(before, before))).toContain("The layers are the same.");
});

it.each([
    [{}, []],
    [{ parameters: 122, macs: 4176, memory: 1e6 }, []],
    [{ parameters: 121 }, ["M has 122 parameters, more than 121"]],
    [{ macs: 4000, memory: 100 }, [
        "M has 4.176 k MACs, more than 4.000 k", "M has 1.83 kB of inference memory, more than 100 B",
    ]],
])("limits %j", (budget, expected) => {
    expect(exceededLimits(before, budget)).toEqual(expected);
});
