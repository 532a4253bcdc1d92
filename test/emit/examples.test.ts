import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { diagnose } from "../../server/diagnostics/diagnostics.ts";
import { emitOnnx, type OnnxModel } from "../../server/emit/onnx.ts";
import { costOf } from "../../server/model/cost.ts";
import type { ModelGraph } from "../../server/model/graph.ts";
import { namedParameters } from "../../server/model/parameters.ts";
import { runOnnx, shapeMismatches } from "../support/ort.ts";
import { analyzeExamples, exampleModels } from "./examples.ts";
import { publishedFigures } from "./published-figures.ts";

const models = exampleModels();

function onnxOf(graph: ModelGraph): OnnxModel {
    const model = emitOnnx(graph, { batch: 1, everyLayer: true });
    if ("refused" in model) {
        throw new Error(model.refused);
    }
    return model;
}

function published(name: string): ModelGraph {
    const graph = models.get(name);
    if (graph === undefined) {
        throw new Error(`examples/ has no model ${name}`);
    }
    return graph;
}

describe("the examples", () => {
    it("are free of diagnostics", () => {
        expect(analyzeExamples().flatMap(diagnose)).toEqual([]);
    });

    it.each([...models.keys()])("%s: every layer has the shape that ONNX Runtime gives it", async (name) => {
        const graph = published(name);
        const model = onnxOf(graph);
        const results = await runOnnx(model, { weights: "zeros" });
        expect(model.layers.length).toBe(graph.layers.length);
        expect(results.size).toBeGreaterThanOrEqual(graph.layers.length);
        expect(shapeMismatches(model, results)).toEqual([]);
    });

    it.each([...models.keys()])("%s: its parameters are the sizes of its learned initialisers", (name) => {
        const graph = published(name);
        const learned = new Set(namedParameters(graph).filter(({ tensor }) => tensor.learned).map((one) => one.name));
        const sizes = onnxOf(graph).weights.filter((weight) => learned.has(weight.name)).map(({ count }) => count);
        expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(costOf(graph).total.parameters.value);
    });
});

describe.each(publishedFigures)("$model as published", ({ model, parameters, gigaMacs, names }) => {
    it("has the parameters to the unit and the multiply-adds to three decimals", () => {
        const { total } = costOf(published(model));
        expect(total.parameters).toEqual({ value: parameters, atLeast: false });
        expect((total.macs.value / 1e9).toFixed(3)).toBe(gigaMacs);
        expect(total.macs.atLeast).toBe(false);
    });

    it("names and lays out its parameters as torchvision does", () => {
        const found = namedParameters(published(model))
            .filter(({ tensor }) => tensor.learned)
            .map(({ name, tensor }) => `${name} ${tensor.shape?.join("x") ?? "?"}`);
        expect(found.sort()).toEqual([...parameterNames(names)].sort());
    });
});

/** The lines `layer1.0.conv1.weight 64x64x3x3` of a file of parameter-names/. */
function parameterNames(file: string): readonly string[] {
    const text = readFileSync(new URL(`parameter-names/${file}.txt`, import.meta.url), "utf8");
    return text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
}
