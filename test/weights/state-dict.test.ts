import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { analyze } from "../../server/analysis/analyze.ts";
import { fileHost, openTensors, uriOf } from "../../server/cli/files.ts";
import { fillWeights } from "../../server/emit/weights.ts";
import { emitOnnx } from "../../server/emit/onnx.ts";
import type { ModelGraph } from "../../server/graph/graph.ts";
import { matchWeights } from "../../server/graph/weights-match.ts";
import { pytorchPrograms } from "../emit/pytorch-programs.ts";
import { smallNetworks } from "../emit/small-networks.ts";
import { missing, python, pytorchOf } from "../support/pytorch.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const without = missing("torch") ?? missing("safetensors.torch");
if (without !== undefined) {
    console.warn(`PyTorch does not write weights for the tests here: ${without}.`);
}

const networks: readonly (readonly [title: string, text: string])[] = [
    ...pytorchPrograms.map(([title, text]) => [title, text] as const),
    ...smallNetworks.map(({ title, input, lines }) =>
        [title, `model Small() {\n    input x: ${input}\n    ${lines.join("\n    ")}\n}\n`] as const),
];

/** Saves the state of each module as its user would, and prints the first number of each floating-point tensor. */
const script = `
import importlib.util, json, sys, torch
from safetensors.torch import save_file
firsts = []
for module, name, path in json.load(sys.stdin):
    spec = importlib.util.spec_from_file_location("exported", module)
    exported = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(exported)
    state = {key: one.contiguous() for key, one in getattr(exported, name)().state_dict().items()}
    save_file(state, path)
    firsts.append({key: one.flatten()[0].item() for key, one in state.items() if one.is_floating_point()})
json.dump(firsts, sys.stdout)
`;

function modelOf(file: string): ModelGraph {
    const { models } = analyze(uriOf(file), fileHost(), { trace: true });
    const [graph] = models;
    if (graph === undefined) {
        throw new Error(`${file} has no model.`);
    }
    return graph;
}

it.skipIf(without !== undefined)("the saved state of an exported module has the names of the model's tensors", async () => {
    await using folder = await temporaryFolder("state-dict");
    const path = (name: string | number): string => join(folder.path, String(name));
    const jobs = networks.map(([, text], index) => {
        writeFileSync(path(`${index}.cnn`), text.replace(/^model/mu, `@weights("${index}.safetensors")\nmodel`));
        const { text: module, className } = pytorchOf(modelOf(path(`${index}.cnn`)));
        writeFileSync(path(`${index}.py`), module);
        return [path(`${index}.py`), className, path(`${index}.safetensors`)];
    });
    const { stdout, stderr, status } = spawnSync(python, ["-c", script], { input: JSON.stringify(jobs), encoding: "utf8" });
    expect(stderr).toBe("");
    expect(status).toBe(0);
    const firsts = JSON.parse(stdout) as readonly Readonly<Record<string, number>>[];
    for (const [index, [title]] of networks.entries()) {
        const graph = modelOf(path(`${index}.cnn`));
        const match = matchWeights(graph);
        const model = emitOnnx(graph, { batch: 1, everyLayer: false, trained: true });
        if (match === undefined || graph.weightsFile === undefined || "refused" in model) {
            throw new Error(`${title}: the file was not read.`);
        }
        expect([match.missing, match.misfits, match.leftOver], title).toEqual([[], [], []]);
        using file = openTensors(graph.weightsFile.uri, model.weights);
        const read = model.weights.map((tensor) => {
            const numbers = new Float32Array(tensor.count);
            fillWeights(tensor, model.seed, numbers, file);
            return [tensor.fill.kind === "file" ? tensor.fill.tensor : `${tensor.name} (seeded)`, numbers[0]] as const;
        });
        expect(Object.fromEntries(read), title).toEqual(firsts[index]);
    }
});
