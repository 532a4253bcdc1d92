import { expect, test } from "vitest";
import { seed } from "../support/fast-check.ts";
import { heapAfterRounds } from "./memory.ts";

test("texts that were analysed are forgotten", () => {
    const heaps = heapAfterRounds(6, 20, seed);
    // The first rounds load and compile what all need.
    const settled = heaps.slice(3);
    expect(Math.max(...settled) - Math.min(...settled)).toBeLessThan(8 * 2 ** 20);
});
