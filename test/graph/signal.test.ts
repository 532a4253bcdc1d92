import { readFileSync } from "node:fs";
import * as v from "valibot";
import { describe, expect, it, test } from "vitest";
import { emitOnnx } from "../../server/emit/onnx.ts";
import type { Layer } from "../../server/graph/graph.ts";
import { isWeighted } from "../../server/graph/parameters.ts";
import { predictSignal, signalOf, type ValueSignal } from "../../server/graph/signal/signal.ts";
import { exampleModels } from "../support/examples.ts";
import { initialSignalFile, recordedSignals } from "../support/initial-signal.ts";
import { analyzeText } from "../support/memory-host.ts";
import { runOnnx } from "../support/ort.ts";
import { signalNetworks } from "../support/signal-networks.ts";

const recorded = v.parse(recordedSignals, JSON.parse(readFileSync(initialSignalFile, "utf8")));

/** By which factor two numbers differ. */
function factor(left: number, right: number): number {
    return Math.max(left / right, right / left);
}

function weightedLayers(layers: readonly Layer[]): readonly Layer[] {
    return layers.filter(isWeighted);
}

describe(`signal at initialization is that of 20 seeds in PyTorch ${recorded.torch}`, () => {
    const networks = signalNetworks();

    it("records every network", () => {
        expect(Object.keys(recorded.signals)).toEqual(networks.map(({ title }) => title));
    });

    it.each(networks)("$title", ({ title, graph }) => {
        const signal = signalOf(graph);
        const measured = recorded.signals[title] ?? {};
        const layers = weightedLayers(graph.layers);
        const [first, last] = [layers.at(0), layers.at(-1)];
        const gain = (of: "square" | "gradient", layer: Layer | undefined): readonly [number, number] => {
            const value = layer?.outputs[0];
            const predicted: ValueSignal | undefined = value && signal.of(value);
            return [predicted?.[of] ?? NaN, measured[layer?.path ?? ""]?.[of] ?? NaN];
        };
        for (const of of ["square", "gradient"] as const) {
            const [firstPredicted, firstMeasured] = gain(of, first);
            const [lastPredicted, lastMeasured] = gain(of, last);
            expect(
                factor(firstPredicted / lastPredicted, firstMeasured / lastMeasured),
                `${of}: predicted ${firstPredicted / lastPredicted}, measured ${firstMeasured / lastMeasured}`,
            ).toBeLessThan(2);
        }
    });
});

describe("activations are those of a run in ONNX Runtime", () => {
    it.each([
        ["conv and relu", "conv(64, 3, padding=1) -> relu() -> conv(64, 3, padding=1)"],
        ["stride and max_pool", "conv(64, 5, stride=2, padding=2) -> relu() -> max_pool(2) -> conv(64, 3)"],
        ["avg_pool", "conv(64, 3, padding=1) -> avg_pool(2) -> conv(64, 3, padding=1)"],
        ["activations", "conv(64, 3, padding=1) -> silu() -> conv(64, 1) -> tanh() -> conv(64, 1) -> gelu() -> conv(64, 1)"],
        ["sigmoid and softmax", "conv(64, 3, padding=1) -> sigmoid() -> conv(64, 1) -> softmax() -> conv(64, 1)"],
        ["norms", "conv(64, 3, padding=1) -> instance_norm() -> relu() -> conv(64, 1) -> group_norm(2) -> relu() -> conv(64, 1)"],
        ["a transposed convolution", "conv_transpose(64, 4, stride=2, padding=1) -> relu() -> conv(64, 3)"],
        ["groups", "conv(64, 3, padding=1) -> relu() -> conv(64, 3, groups=4) -> relu() -> depthwise_conv(3) -> conv(64, 1)"],
        ["a sum", "a = conv(64, 1) -> relu()\n    b = conv(64, 3, padding=1) from a\n    add(a, b) -> relu() -> conv(64, 1)"],
        ["a concatenation", "a = conv(64, 1) -> relu()\n    b = conv(32, 3, padding=1) from a\n    concat(a, b) -> relu() -> conv(64, 1)"],
        ["a product", "a = conv(64, 1)\n    b = conv(64, 1) from a\n    c = sigmoid() from b\n    mul(a, c) -> conv(64, 1)"],
        ["linear", "conv(64, 3) -> relu() -> flatten() -> linear(200) -> relu() -> linear(200)"],
    ])("%s", async (_, lines) => {
        const { models: [graph] } = analyzeText(`model M() {\n    input x: [16, 16, 16]\n    ${lines}\n    output y = in\n}`, {}, {});
        const [output] = graph?.outputs ?? [];
        if (graph === undefined || output === undefined) {
            throw new Error("There is no model.");
        }
        const predicted = predictSignal(graph, { initialization: "he", training: false }).of(output.value)?.square ?? NaN;
        const squares: number[] = [];
        for (let seed = 0; seed < 4; seed++) {
            const model = emitOnnx(graph, { batch: "N", everyLayer: false, seed });
            if ("refused" in model) {
                throw new Error(model.refused);
            }
            // A variance of 1.
            const results = await runOnnx(model, { batch: 4, inputLimit: Math.sqrt(3) });
            const numbers = results.get("y")?.data as Float32Array;
            squares.push(numbers.reduce((sum, one) => sum + one * one, 0) / numbers.length);
        }
        const measured = squares.reduce((sum, one) => sum + one, 0) / squares.length;
        expect(factor(predicted, measured), `predicted ${predicted}, measured ${measured}`).toBeLessThan(1.25);
    });
});

test("every example has a signal at all its weighted layers", () => {
    for (const [title, graph] of exampleModels()) {
        const signal = signalOf(graph);
        const without = weightedLayers(graph.layers).filter(({ outputs: [value] }) =>
            value === undefined || !((signal.of(value)?.gradient ?? 0) > 0));
        expect(without.map(({ path }) => path), title).toEqual([]);
    }
});
