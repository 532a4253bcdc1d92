import { describe, expect, it } from "vitest";
import { peakActivations } from "../../server/graph/activation-memory.ts";
import { missing } from "../support/pytorch.ts";
import { measureMemory, recordedLayers, recordedMemoryOf, recordedNetworks } from "../support/recorded-memory.ts";

/**
 * Calls that PyTorch runs as several operators: unequal padding first makes a padded copy, and sums add two operands at
 * a time.
 */
const severalOperators = new RegExp([
    "padding=\"same\"", "paddings", "padding=\\[\\[", "asymmetric", "^split on the last axis",
    "^mean\\(x, relu\\(\\), tanh", "^add\\(x, relu\\(\\), tanh",
].join("|"), "u");
/** PyTorch takes only the size of the operand of `max_unpool`, and frees it earlier. */
const onlySize = /^pooled, where/u;

describe("the fullest moment of inference is that of PyTorch's CPU allocator", () => {
    const { recorded, torch } = recordedMemoryOf("inference-peak");
    const networks = recordedNetworks();

    it(`records every network with PyTorch ${torch}`, () => {
        expect(Object.keys(recorded)).toEqual(networks.map(({ title }) => title));
    });

    const comparable = networks.filter(({ title, differentiable }) =>
        !differentiable || !(severalOperators.test(title) || onlySize.test(title)));

    it.each(comparable)("$title", ({ title, graph }) => {
        const peak = peakActivations(graph) ?? NaN;
        for (const [batch, bytes] of Object.entries(recorded[title] ?? {})) {
            const ours = peak * Number(batch);
            expect(Math.abs(ours - bytes), `${ours} of ${bytes} bytes at batch ${batch}`).toBeLessThanOrEqual(0.02 * bytes);
        }
    });

    it.skipIf(missing("torch") !== undefined)("measures the same as recorded", async () => {
        const measured = await measureMemory("inference-peak", recordedLayers().filter((_, index) => index % 8 === 0));
        for (const [title, bytes] of Object.entries(measured.recorded)) {
            expect(recorded[title], title).toEqual(bytes);
        }
    });
});
