import { describe, expect, it } from "vitest";
import { emitOnnx, type OnnxModel } from "../../server/emit/onnx.ts";
import { totalCost } from "../../server/graph/cost.ts";
import type { ModelGraph } from "../../server/graph/graph.ts";
import { namedParameters } from "../../server/graph/parameters.ts";
import { exampleModel, exampleModels } from "../support/examples.ts";
import { runOnnx, shapeMismatches } from "../support/ort.ts";

/** Larger networks run on an empty batch, for which ONNX Runtime computes shapes but no numbers. */
const largestMacs = process.env["CNN_NETWORKS"] === undefined ? 1e9 : Infinity;

function onnxOf(graph: ModelGraph): OnnxModel {
    const model = emitOnnx(graph, { batch: "N", everyLayer: true });
    if ("refused" in model) {
        throw new Error(model.refused);
    }
    return model;
}

async function judge(graph: ModelGraph, batch: number): Promise<void> {
    const model = onnxOf(graph);
    const results = await runOnnx(model, { weights: "zeros", batch });
    expect(model.layers.length).toBe(graph.layers.length);
    expect(results.size).toBeGreaterThanOrEqual(graph.layers.length);
    expect(shapeMismatches(model, results, batch)).toEqual([]);
}

describe("every layer has ONNX Runtime's shape", () => {
    it.each([...exampleModels()])("%s", async (_, graph) => {
        await judge(graph, totalCost(graph).macs.value > largestMacs ? 0 : 1);
    });

    // Where sizes are odd, rounding, cropping and enlarging show.
    it.each([
        ["AlexNet", 231, 197], ["Darknet53", 75, 131], ["DenseNet121", 85, 110], ["FCN8s", 45, 70],
        ["FCNResNet50", 93, 70], ["GoogLeNet", 91, 117], ["ResNet18", 33, 47], ["ResNet50", 65, 34],
        ["UNet", 188, 204], ["VGG11BN", 100, 77], ["YOLOv3", 96, 160],
    ])("%s at %i × %i", async (name, height, width) => {
        await judge(exampleModel(name, { samples: new Map([["H", height], ["W", width]]) }), 1);
    });
});

describe("a network's parameters are the sizes of its learned initialisers", () => {
    it.each([...exampleModels()])("%s", (_, graph) => {
        const learned = new Set(namedParameters(graph).filter(({ tensor }) => tensor.learned).map(({ name }) => name));
        const sizes = onnxOf(graph).weights.filter(({ name }) => learned.has(name)).map(({ count }) => count);
        expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(totalCost(graph).parameters.value);
    });
});
