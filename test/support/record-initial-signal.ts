import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as v from "valibot";
import { sampleShape } from "../../server/sizes/shape.ts";
import { initialSignalFile, recordedSignals } from "./initial-signal.ts";
import { python, pytorchOf } from "./pytorch.ts";
import { signalNetworks } from "./signal-networks.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/**
 * Records activations and gradients at initialization, of all networks or those with the given titles:
 * `CNN_PYTHON=python3 npx node test/support/record-initial-signal.ts [TITLE…]`.
 */
const titles = process.argv.slice(2);
const all = signalNetworks();
const networks = all.filter(({ title }) => titles.length === 0 || titles.includes(title));
await using folder = await temporaryFolder("initial-signal");
const jobs = networks.map(({ graph, init, batch }, index) => {
    const { text, className } = pytorchOf(graph);
    const module = join(folder.path, `${index}.py`);
    writeFileSync(module, text);
    return {
        module, class: className, inputs: graph.inputs.map(({ value }) => sampleShape(value.shape)),
        batch, seeds: 20, init,
    };
});
const script = fileURLToPath(new URL("initial_signal.py", import.meta.url));
const { stdout, stderr, status } = spawnSync(python, [script], {
    input: JSON.stringify(jobs), encoding: "utf8", maxBuffer: 2 ** 28,
});
if (status !== 0) {
    throw new Error(stderr);
}
const found = v.parse(v.object({
    torch: v.string(), signals: v.array(v.record(v.string(), v.object({ square: v.number(), gradient: v.number() }))),
}), JSON.parse(stdout));
const known = titles.length === 0
    ? undefined
    : v.parse(recordedSignals, JSON.parse(readFileSync(initialSignalFile, "utf8")));
if (known !== undefined && known.torch !== found.torch) {
    throw new Error(`The other networks were recorded with PyTorch ${known.torch}, these with ${found.torch}.`);
}
const measured = new Map([
    ...Object.entries(known?.signals ?? {}),
    ...networks.map(({ title }, index) => [title, found.signals[index] ?? {}] as const),
]);
const signals = all.map(({ title }) => {
    const layers = Object.entries(measured.get(title) ?? {}).map(([path, { square, gradient }]) =>
        `   ${JSON.stringify(path)}: {"square": ${square.toPrecision(4)}, "gradient": ${gradient.toPrecision(4)}}`);
    return `  ${JSON.stringify(title)}: {\n${layers.join(",\n")}\n  }`;
});
const text = `{\n "torch": ${JSON.stringify(found.torch)},\n "signals": {\n${signals.join(",\n")}\n }\n}\n`;
v.parse(recordedSignals, JSON.parse(text));
writeFileSync(initialSignalFile, text);
