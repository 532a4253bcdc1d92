import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as v from "valibot";
import type { ModelGraph } from "../../server/graph/graph.ts";
import { sampleShape } from "../../server/sizes/shape.ts";
import { smallNetworks } from "../emit/small-networks.ts";
import { exampleModels } from "./examples.ts";
import { analyzeText } from "./memory-host.ts";
import { python, pytorchOf } from "./pytorch.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** What is measured in PyTorch, each with a file `test/graph/NAME.json`: `record-memory.ts` writes them. */
export const measurements = {
    /** Bytes that autograd keeps for the backward pass. */
    "saved-tensors": { script: "saved_tensors.py", autocast: false, batches: [2, 3] },
    /** The same with 16-bit floats. */
    "saved-tensors-mixed": { script: "saved_tensors.py", autocast: true, batches: [2, 3] },
    /** Bytes of values at the fullest moment of inference. */
    "inference-peak": { script: "inference_peak.py", autocast: false, batches: [1, 2] },
} as const;

export type Measurement = keyof typeof measurements;

/** By network and batch size, with the version of PyTorch. */
const recordedMemory = v.object({
    torch: v.string(),
    recorded: v.record(v.string(), v.record(v.string(), v.number())),
});

export function memoryFile(measurement: Measurement): string {
    return fileURLToPath(new URL(`../graph/${measurement}.json`, import.meta.url));
}

/** What was recorded. */
export function recordedMemoryOf(measurement: Measurement): v.InferOutput<typeof recordedMemory> {
    return v.parse(recordedMemory, JSON.parse(readFileSync(memoryFile(measurement), "utf8")));
}

export interface RecordedNetwork {
    readonly title: string;
    readonly graph: ModelGraph;
    /** Whether gradients reach the inputs. */
    readonly differentiable: boolean;
}

/** The examples, and every layer with various arguments, inside a larger network. */
export function recordedNetworks(): readonly RecordedNetwork[] {
    return [
        ...Array.from(exampleModels({ trace: true }), ([title, graph]) => ({ title, graph, differentiable: false })),
        ...recordedLayers(),
    ];
}

/** Every layer with various arguments. */
export function recordedLayers(): readonly RecordedNetwork[] {
    return smallNetworks.map(({ title, input, lines }) => {
        const [graph] = analyzeText(`model Small() {\n    input x: ${input}\n    ${lines.join("\n    ")}\n}\n`, {}, { trace: true }).models;
        if (graph === undefined) {
            throw new Error(`${title} has no model.`);
        }
        return { title, graph, differentiable: true };
    });
}

const answer = v.object({
    torch: v.string(),
    recorded: v.array(v.union([v.record(v.string(), v.number()), v.object({ error: v.string() })])),
});

/** Measures networks in PyTorch. With `details`, prints what is measured of each. */
export async function measureMemory(
    measurement: Measurement, networks: readonly RecordedNetwork[], details = false,
): Promise<v.InferOutput<typeof recordedMemory>> {
    const { script, autocast, batches } = measurements[measurement];
    await using folder = await temporaryFolder(measurement);
    const jobs = networks.map(({ graph, differentiable }, index) => {
        const { text, className } = pytorchOf(graph);
        const module = join(folder.path, `${index}.py`);
        writeFileSync(module, text);
        const inputs = graph.inputs.map(({ value }) => sampleShape(value.shape));
        return { module, class: className, inputs, batches, differentiable, autocast, details };
    });
    const { stdout, stderr, status } = spawnSync(python, [fileURLToPath(new URL(script, import.meta.url))], {
        input: JSON.stringify(jobs), encoding: "utf8", maxBuffer: 2 ** 28,
    });
    if (status !== 0) {
        throw new Error(stderr);
    }
    if (details) {
        console.log(stderr);
    }
    const { torch, recorded } = v.parse(answer, JSON.parse(stdout));
    const errors = networks.flatMap(({ title }, index) => {
        const error = recorded[index]?.["error"];
        return error === undefined ? [] : [`${title}: ${error}`];
    });
    if (errors.length > 0) {
        throw new Error(errors.join("\n"));
    }
    return v.parse(recordedMemory, {
        torch, recorded: Object.fromEntries(networks.map(({ title }, index) => [title, recorded[index]])),
    });
}
