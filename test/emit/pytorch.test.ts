import { beforeAll, describe, expect, it } from "vitest";
import { diagnose } from "../../server/diagnostics/diagnostics.ts";
import type { ModelGraph } from "../../server/model/graph.ts";
import { namedParameters } from "../../server/model/parameters.ts";
import { sampleShape } from "../../server/sizes/shape.ts";
import { exampleModels } from "../support/examples.ts";
import { analyzeText } from "../support/memory-host.ts";
import { missing, runPytorch, type PytorchJob, type PytorchResult } from "../support/pytorch.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { smallNetworks, type SmallNetwork } from "./small-networks.ts";

const without = missing("torch") ?? missing("numpy");
if (without !== undefined) {
    console.warn(`PyTorch does not judge the modules here, only snapshots: ${without}.`);
}

const patience = 240_000;

function graphOf({ input, lines }: SmallNetwork): ModelGraph {
    const text = `model Small() {\n    input x: ${input}\n    ${lines.join("\n    ")}\n}\n`;
    const analysis = analyzeText(text, {}, { trace: true });
    const errors = diagnose(analysis).filter(({ severity }) => severity === "error");
    expect(errors.map(({ message }) => message)).toEqual([]);
    const [graph] = analysis.models;
    if (graph === undefined) {
        throw new Error("There is no model.");
    }
    return graph;
}

/** The tensors of a graph by name, as state_dict has them. */
function statesOf(graph: ModelGraph): Readonly<Record<string, readonly number[] | undefined>> {
    return Object.fromEntries(namedParameters(graph).map(({ name, tensor }) => [name, tensor.shape]));
}

function judge(graph: ModelGraph, { findings, difference }: PytorchResult): void {
    expect(findings.error).toBeUndefined();
    expect(findings.state).toEqual(statesOf(graph));
    const learned = namedParameters(graph).filter(({ tensor }) => tensor.learned)
        .reduce((sum, { tensor }) => sum + (tensor.shape ?? []).reduce((product, size) => product * size, 1), 0);
    expect(findings.parameters).toBe(learned);
    expect(findings.outputs.map(([, ...shape]) => shape))
        .toEqual(graph.outputs.map(({ value }) => sampleShape(value.shape)));
    if (difference !== undefined) {
        expect(difference).toBeLessThan(1e-4);
    }
}

/** Judges many networks with one start of Python. */
function judgeAll(jobs: readonly (readonly [title: string, job: PytorchJob])[]): void {
    let results: readonly PytorchResult[] = [];
    beforeAll(async () => {
        if (without === undefined) {
            await using folder = await temporaryFolder("pytorch");
            results = await runPytorch(jobs.map(([, job]) => job), folder.path);
        }
    }, patience);
    it.skipIf(without !== undefined).each(jobs.map(([title, { graph }], index) => [title, graph, index] as const))(
        "%s", (_, graph, index) => {
            const result = results[index];
            if (result === undefined) {
                throw new Error("PyTorch gave no answer.");
            }
            judge(graph, result);
        });
}

describe("every layer in PyTorch gives what ONNX Runtime gives", () => {
    judgeAll(smallNetworks.map((network) => [network.title, { graph: graphOf(network), device: "cpu" }] as const));
});

describe("every example has the tensors and shapes of its graph in PyTorch", () => {
    judgeAll([...exampleModels({ trace: true })].map(([name, graph]) => [name, { graph, device: "meta" }] as const));
});
