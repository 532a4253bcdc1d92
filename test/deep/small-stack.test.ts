import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";

/** Node keeps 192 kB of this for itself, so that 500 kB are left: half of what a browser's worker has. */
const stackSizeMb = 0.69;

test("every feature runs on the deepest allowed texts in a small stack", async () => {
    const worker = new Worker(new URL("small-stack-worker.ts", import.meta.url), {
        resourceLimits: { stackSizeMb }, execArgv: ["--disable-warning=MODULE_TYPELESS_PACKAGE_JSON"],
    });
    const [failures] = await once(worker, "message") as readonly unknown[];
    expect(failures).toEqual([]);
});
