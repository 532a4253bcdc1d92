import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { analyze } from "../../server/analysis/analyze.ts";
import { diagnose } from "../../server/diagnostics/diagnostics.ts";
import { totalCost } from "../../server/graph/cost.ts";
import { gradientRatio } from "../../server/graph/signal/gradient-ratio.ts";
import { formatRatio } from "../../server/quantities.ts";
import { projectRoot } from "../support/extension.ts";
import { memoryHost } from "../support/memory-host.ts";

const text = readFileSync(join(projectRoot, "examples", "depth.cnn"), "utf8");
const depths = [20, 56, 110] as const;

function analysisAt(depth: number) {
    return analyze("memory:/depth.cnn", memoryHost({ "depth.cnn": text }), { parameters: new Map([["depth", depth]]) });
}

test("the comments of depth.cnn name the predicted ratios", () => {
    const rows = ["Plain", "Residual"].map((name) => depths.map((depth) => {
        const graph = analysisAt(depth).models.find((model) => model.name === name);
        return formatRatio(graph === undefined ? NaN : gradientRatio(graph) ?? NaN);
    }));
    const written = ["Plain", "Residual"].map((name) => new RegExp(`^# {5}${name} +(.*)$`, "mu").exec(text)?.[1]?.split(/ +/u));
    expect(written).toEqual(rows);
});

test("of these, only the plain network of 110 layers is reported", () => {
    expect(depths.map((depth) => diagnose(analysisAt(depth)).map(({ code }) => code))).toEqual([[], [], ["exploding-gradient"]]);
});

/** He et al. 2015, table 6. */
test.each([[20, "0.27"], [56, "0.85"], [110, "1.73"]] as const)("%i residual layers have the paper's parameters", (depth, millions) => {
    const graph = analysisAt(depth).models.find(({ name }) => name === "Residual");
    expect(((graph === undefined ? NaN : totalCost(graph).parameters.value) / 1e6).toFixed(2)).toBe(millions);
});
