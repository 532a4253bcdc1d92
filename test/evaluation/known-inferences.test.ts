import { expect, test } from "vitest";
import { fc } from "../support/fast-check.ts";
import { analyzeText } from "../support/memory-host.ts";

// More different calls on one input than are kept: some are replaced while others are expected to follow them.
const channels = fc.integer({ min: 1, max: 24 });

test("gives each call its own result, in whatever order the calls follow each other", () => {
    fc.assert(fc.property(fc.array(channels, { minLength: 1, maxLength: 80 }), (counts) => {
        const lines = counts.map((count, index) => `    c${index} = in -> conv(${count}, 1) -> relu()\n`);
        const { models } = analyzeText(`model M() {\n    input x: [3, 8, 8]\n${lines.join("")}}\n`);
        const made = models.flatMap(({ layers }) => layers.map(({ outputs: [output] }) => output?.shape?.[0]?.sample));
        expect(made).toEqual(counts.flatMap((count) => [count, count]));
    }), { numRuns: 50 });
});
