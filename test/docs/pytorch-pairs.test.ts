import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readFences } from "../../docs/fences.ts";
import { namedParameters } from "../../server/graph/parameters.ts";
import { sampleShape } from "../../server/sizes/shape.ts";
import { projectRoot } from "../support/extension.ts";
import { analyzed } from "../support/marked-source.ts";
import { missing, python } from "../support/pytorch.ts";

const fences = readFences(readFileSync(join(projectRoot, "docs/pytorch.md"), "utf8"));
const pairs = fences.flatMap((fence, index) => {
    const other = fences[index + 1];
    return fence.language === "cnn" && other?.language === "python" ? [[fence.line, fence.source, other.source] as const] : [];
});

/** Prints the tensors of the module `Net`, and the shape of its result without the batch. */
const script = `
import json, sys
import torch
import torch.nn.functional as F
from torch import nn
job = json.load(sys.stdin)
exec(job["source"])
net = Net().eval()
state = {name: list(tensor.shape) for name, tensor in net.state_dict().items() if not name.endswith("num_batches_tracked")}
print(json.dumps({"state": state, "output": list(net(torch.zeros(1, *job["input"])).shape[1:])}))
`;

const absent = missing("torch");

test("docs/pytorch.md has a PyTorch module for every model", () => {
    expect(pairs).toHaveLength(fences.filter(({ language }) => language === "cnn").length);
});

describe.skipIf(absent !== undefined)("the two networks have the same tensors and output", () => {
    test.each(pairs)("line %i", (_, network, source) => {
        const [graph] = analyzed(network).analysis.models;
        const input = sampleShape(graph?.inputs[0]?.value.shape);
        const { stdout, stderr } = spawnSync(python, ["-c", script], {
            encoding: "utf8", input: JSON.stringify({ source, input }),
        });
        expect(stderr).toBe("");
        const tensors = graph === undefined ? [] : namedParameters(graph);
        const state = new Map(tensors.map(({ name, tensor }) => [name, tensor.shape]));
        expect(JSON.parse(stdout)).toEqual({
            state: Object.fromEntries(state), output: sampleShape(graph?.outputs[0]?.value.shape),
        });
    });
});
