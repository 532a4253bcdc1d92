import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as v from "valibot";
import { sampleShape } from "../../server/sizes/shape.ts";
import { python, pytorchOf } from "./pytorch.ts";
import { recordedNetworks, savedTensorsFile } from "./saved-tensors.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/**
 * Records what PyTorch saves for the backward pass of every recorded network:
 * `CNN_PYTHON=python3 npx node test/support/record-saved-tensors.ts`. An argument chooses networks whose
 * title contains it and prints their tensors instead.
 */
const [, , wanted] = process.argv;
const networks = recordedNetworks().filter(({ title }) => title.includes(wanted ?? ""));
await using folder = await temporaryFolder("saved-tensors");
const jobs = networks.map(({ graph, batches, differentiable }, index) => {
    const { text, className } = pytorchOf(graph);
    const module = join(folder.path, `${index}.py`);
    writeFileSync(module, text);
    return {
        module, class: className, inputs: graph.inputs.map(({ value }) => sampleShape(value.shape)), batches,
        differentiable, details: wanted !== undefined,
    };
});
const script = fileURLToPath(new URL("saved_tensors.py", import.meta.url));
const { stdout, stderr, status } = spawnSync(python, [script], {
    input: JSON.stringify(jobs), encoding: "utf8", maxBuffer: 2 ** 28,
});
if (stderr !== "" && wanted === undefined) {
    console.error(stderr);
}
if (status !== 0) {
    throw new Error(stderr);
}
const found = v.parse(v.object({
    torch: v.string(), saved: v.array(v.record(v.string(), v.union([v.number(), v.string()]))),
}), JSON.parse(stdout));
const saved = Object.fromEntries(networks.map(({ title }, index) => [title, found.saved[index]]));
if (wanted === undefined) {
    writeFileSync(savedTensorsFile, `${JSON.stringify({ torch: found.torch, saved }, null, 1)}\n`);
} else {
    console.log(stderr, saved);
}
