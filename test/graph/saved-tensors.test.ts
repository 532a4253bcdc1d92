import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { backwardOf, findBackward, keptBytes } from "../../server/graph/saved-tensors.ts";
import { recordedNetworks, savedTensorsFile } from "../support/saved-tensors.ts";

interface Recorded {
    readonly torch: string;
    readonly saved: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

const recorded = JSON.parse(readFileSync(savedTensorsFile, "utf8")) as Recorded;

/** Scalar operands, such as the divisor of a mean, are tensors of 8 bytes for PyTorch. */
const scalars = 64;

describe(`tensors saved for the backward pass are those of PyTorch ${recorded.torch}`, () => {
    const networks = recordedNetworks();

    it("records every network", () => {
        expect(Object.keys(recorded.saved)).toEqual(networks.map(({ title }) => title));
    });

    it.each(networks)("$title", ({ title, graph, batches, differentiable }) => {
        const { kept } = differentiable ? findBackward(graph, true) : backwardOf(graph);
        const { perImage = NaN, perBatch = NaN } = keptBytes(kept, 4);
        for (const batch of batches) {
            const bytes = recorded.saved[title]?.[batch] ?? NaN;
            expect(Math.abs(perImage * batch + perBatch - bytes), `${perImage * batch + perBatch} of ${bytes} bytes at batch ${batch}`)
                .toBeLessThanOrEqual(Math.max(0.02 * bytes, scalars));
        }
    });
});
