import { expect, test } from "vitest";
import { seed } from "../support/fast-check.ts";
import { randomNumbers } from "./random.ts";
import { soak } from "./soak.ts";

test("after edits, cancellations and changes on disk, a server answers like a fresh one", async () => {
    expect(await soak(200, 40, randomNumbers(seed))).toMatchObject({ steps: 200, comparisons: 5 });
});
