import type { Tensor } from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import { diagnose } from "../../server/diagnostics/diagnostics.ts";
import { emitOnnx, type OnnxModel } from "../../server/emit/onnx.ts";
import { layers } from "../../server/layers/catalogue.ts";
import { totalCost } from "../../server/graph/cost.ts";
import type { ModelGraph } from "../../server/graph/graph.ts";
import { namedParameters } from "../../server/graph/parameters.ts";
import { analyzeText } from "../support/memory-host.ts";
import { runOnnx, shapeMismatches } from "../support/ort.ts";
import { smallNetworks, type SmallNetwork } from "./small-networks.ts";

function graphOf({ input, lines }: SmallNetwork): ModelGraph {
    const analysis = analyzeText(`model Small() {\n    input x: ${input}\n    ${lines.join("\n    ")}\n}\n`);
    const errors = diagnose(analysis).filter(({ severity }) => severity === "error");
    expect(errors.map(({ message }) => message)).toEqual([]);
    const [graph] = analysis.models;
    if (graph === undefined) {
        throw new Error("There is no model.");
    }
    return graph;
}

function onnxOf(graph: ModelGraph): OnnxModel {
    const model = emitOnnx(graph, { batch: "N", everyLayer: true });
    if ("refused" in model) {
        throw new Error(model.refused);
    }
    return model;
}

describe.each(smallNetworks.map((network) => [network.title, network] as const))("%s", (_, network) => {
    it("has ONNX Runtime's shapes, in a batch too, and as many parameters as initializers", async () => {
        const graph = graphOf(network);
        const model = onnxOf(graph);
        const one = await runOnnx(model);
        expect(shapeMismatches(model, one)).toEqual([]);
        const two = await runOnnx(model, { batch: 2 });
        expect(shapeMismatches(model, two, 2)).toEqual([]);
        for (const [name, tensor] of one) {
            expect(firstOf(two.get(name), tensor.size), name).toEqual(rounded(tensor.data));
        }
        const parameters = namedParameters(graph);
        expect(model.weights.map(({ dims }) => dims)).toEqual(parameters.map(({ tensor }) => tensor.shape));
        const learned = model.weights.filter((_, index) => parameters[index]?.tensor.learned === true);
        const count = learned.reduce((sum, weight) => sum + weight.count, 0);
        expect(totalCost(graph).parameters).toEqual({ value: count, atLeast: false });
    });
});

it("covers every layer of the language", () => {
    const used = new Set(smallNetworks.flatMap((one) => graphOf(one).layers.map(({ definition }) => definition.name)));
    expect([...layers.keys()].filter((name) => !used.has(name))).toEqual([]);
});

/** The numbers of a batch's first entry: the network's result for it alone. */
function firstOf(tensor: Tensor | undefined, size: number): readonly number[] {
    return rounded(tensor?.data.slice(0, size) ?? []);
}

function rounded(numbers: Tensor["data"] | readonly number[]): readonly number[] {
    return Array.from(numbers as ArrayLike<number | bigint>, (number) => Number(Number(number).toFixed(4)));
}
