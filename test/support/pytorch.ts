import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { emitOnnx } from "../../server/emit/onnx.ts";
import { emitPytorch, type PytorchModule } from "../../server/emit/pytorch.ts";
import { fillWeights } from "../../server/emit/weights.ts";
import type { ModelGraph } from "../../server/graph/graph.ts";
import { namedParameters } from "../../server/graph/parameters.ts";
import { runOnnx, seededFeeds } from "./ort.ts";

/** Which Python to use, and why its tests are skipped if one of its packages is missing. */
export const python = process.env["CNN_PYTHON"] ?? "python3";

/** Undefined if Python can import a package, otherwise why not, as text. */
export function missing(packageName: string): string | undefined {
    const { status, error, stderr } = spawnSync(python, ["-c", `import ${packageName}`], { encoding: "utf8" });
    if (error !== undefined) {
        return `there is no ${python} (CNN_PYTHON names another)`;
    }
    return status === 0 ? undefined : `${python} has no ${packageName}: ${stderr.trim().split("\n").at(-1) ?? ""}`;
}

/** PyTorch's results for an emitted module. */
export interface PytorchFindings {
    readonly state: Readonly<Record<string, readonly number[]>>;
    readonly parameters: number;
    readonly outputs: readonly (readonly number[])[];
    readonly error?: string;
}

export interface PytorchJob {
    readonly graph: ModelGraph;
    /** "meta" has shapes and no numbers. */
    readonly device: "meta" | "cpu";
}

/** A network's results in PyTorch and in ONNX Runtime, on the same weights and input. */
export interface PytorchResult {
    readonly findings: PytorchFindings;
    /** The greatest difference of an output's number, relative to the greatest number; undefined on "meta". */
    readonly difference: number | undefined;
}

export function pytorchOf(graph: ModelGraph, source = "network.cnn"): PytorchModule {
    const module = emitPytorch(graph, source);
    if ("refused" in module) {
        throw new Error(`${graph.name}: ${module.refused}`);
    }
    return module;
}

/** More than one, so that an axis that is not the batch shows. */
const batch = 2;

/** Runs networks in one Python process; their files go to `folder`. */
export async function runPytorch(jobs: readonly PytorchJob[], folder: string): Promise<readonly PytorchResult[]> {
    const prepared = await Promise.all(jobs.map(async ({ graph, device }, index) => {
        const { text, className } = pytorchOf(graph);
        const path = (ending: string): string => join(folder, `${index}${ending}`);
        writeFileSync(path(".py"), text);
        const model = emitOnnx(graph, { batch: "N", everyLayer: false });
        if ("refused" in model) {
            throw new Error(model.refused);
        }
        const job = {
            module: path(".py"), class: className, device, inputs: model.inputs.map(({ name, dims: [, ...rest] }) => [name, [batch, ...rest]]),
            values: path(".inputs"), weights: namedParameters(graph).map(({ name, tensor }) => [name, tensor.shape]),
            numbers: path(".weights"), results: path(".results"),
        };
        if (device === "meta") {
            return { job, expected: undefined };
        }
        const total = model.weights.reduce((sum, { count }) => sum + count, 0);
        const numbers = new Float32Array(total);
        let at = 0;
        for (const tensor of model.weights) {
            fillWeights(tensor, model.seed, numbers.subarray(at, at + tensor.count));
            at += tensor.count;
        }
        writeFileSync(job.numbers, numbers);
        const feeds = seededFeeds(model, batch);
        writeFileSync(job.values, Buffer.concat(model.inputs.map(({ name }) =>
            Buffer.from((feeds[name]?.data as Float32Array).slice().buffer))));
        const results = await runOnnx(model, { batch });
        const expected = model.outputs.flatMap(({ name }) => Array.from(results.get(name)?.data as Float32Array));
        return { job, expected };
    }));
    const script = fileURLToPath(new URL("pytorch.py", import.meta.url));
    const { stdout, stderr, status } = spawnSync(python, [script], {
        input: JSON.stringify(prepared.map(({ job }) => job)), encoding: "utf8", maxBuffer: 2 ** 28,
    });
    if (status !== 0) {
        throw new Error(stderr);
    }
    const findings = JSON.parse(stdout) as readonly PytorchFindings[];
    return prepared.map(({ job, expected }, index) => {
        const found = findings[index] ?? { state: {}, parameters: 0, outputs: [], error: "no answer" };
        if (expected === undefined || found.error !== undefined) {
            return { findings: found, difference: undefined };
        }
        const bytes = readFileSync(job.results);
        const numbers = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
        const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-6);
        const difference = numbers.length === expected.length
            ? expected.reduce((most, value, at) => Math.max(most, Math.abs(value - (numbers[at] ?? NaN))), 0) / largest
            : Infinity;
        return { findings: found, difference };
    });
}

/** The tensors' shapes of torchvision's own networks, made without numbers; auxiliary heads as published. */
export function torchvisionStates(
    names: readonly string[],
): Readonly<Record<string, Readonly<Record<string, readonly number[]>>>> {
    const script = `
import json, sys, torch, torchvision
sys.path.insert(0, ${JSON.stringify(fileURLToPath(new URL(".", import.meta.url)))})
from pytorch import on_meta
def state(name):
    special = {"googlenet": {"aux_logits": False, "init_weights": False}, "segmentation.fcn_resnet50": {"aux_loss": True}}
    make = torchvision.models
    for part in name.split("."):
        make = getattr(make, part)
    network = on_meta(
        lambda: make(weights=None, **({"weights_backbone": None} if "." in name else {}), **special.get(name, {})))
    return {key: list(one.shape) for key, one in network.state_dict().items() if not key.endswith("num_batches_tracked")}
json.dump({name: state(name) for name in json.load(sys.stdin)}, sys.stdout)
`;
    const { stdout, stderr, status } = spawnSync(python, ["-c", script], {
        input: JSON.stringify(names), encoding: "utf8", maxBuffer: 2 ** 28,
    });
    if (status !== 0) {
        throw new Error(stderr);
    }
    return JSON.parse(stdout) as Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;
}
