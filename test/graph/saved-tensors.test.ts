import { describe, expect, it } from "vitest";
import { backwardOf, findBackward, keptBytes } from "../../server/graph/saved-tensors.ts";
import { weightCopies } from "../../server/graph/training-memory.ts";
import { missing } from "../support/pytorch.ts";
import {
    measureMemory, recordedLayers, recordedMemoryOf, recordedNetworks,
} from "../support/recorded-memory.ts";

/** Scalar operands, such as the divisor of a mean, are tensors of 8 bytes for PyTorch. */
const scalars = 64;

function isNear(ours: number, measured: number): boolean {
    return Math.abs(ours - measured) <= Math.max(0.02 * measured, scalars);
}

/**
 * Known differences in mixed precision: a linear layer on data without gradients does not keep the copy of its weights;
 * an input of the network is converted once for all its readers; `padding_mode` keeps its input in 32 bits too.
 */
const differsInHalves = /^MLP$|^concat\(conv|^a value nobody uses|padding_mode="re/u;

const judged = [
    { measurement: "saved-tensors", precision: "fp32" },
    { measurement: "saved-tensors-mixed", precision: "mixed" },
] as const;

describe.each(judged)("tensors saved for the backward pass are those of PyTorch: $precision", ({ measurement, precision }) => {
    const { recorded, torch } = recordedMemoryOf(measurement);
    const networks = recordedNetworks();

    it(`records every network with PyTorch ${torch}`, () => {
        expect(Object.keys(recorded)).toEqual(networks.map(({ title }) => title));
    });

    const comparable = networks.filter(({ title }) => precision === "fp32" || !differsInHalves.test(title));

    it.each(comparable)("$title", ({ title, graph, differentiable }) => {
        const { kept } = differentiable ? findBackward(graph, precision, true) : backwardOf(graph, precision);
        const { perImage = NaN, perBatch = NaN } = keptBytes(kept);
        const copies = precision === "mixed" ? weightCopies(graph) ?? NaN : 0;
        for (const [batch, bytes] of Object.entries(recorded[title] ?? {})) {
            const ours = perImage * Number(batch) + perBatch + copies;
            expect(isNear(ours, bytes), `${ours} of ${bytes} bytes at batch ${batch}`).toBe(true);
        }
    });

    it.skipIf(missing("torch") !== undefined)("measures the same as recorded", async () => {
        const measured = await measureMemory(measurement, recordedLayers().filter((_, index) => index % 8 === 0));
        for (const [title, bytes] of Object.entries(measured.recorded)) {
            expect(recorded[title], title).toEqual(bytes);
        }
    });
});
