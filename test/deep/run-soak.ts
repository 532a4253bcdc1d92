// node test/deep/run-soak.ts [STEPS]
import { seed } from "../support/fast-check.ts";
import { randomNumbers } from "./random.ts";
import { soak } from "./soak.ts";

const steps = Number(process.argv[2] ?? 10_000);
const start = process.cpuUsage();
const counts = await soak(steps, 100, randomNumbers(seed), ({ steps: done, comparisons }) => {
    if (comparisons % 10 === 0) {
        console.log(`${done} steps, ${comparisons} comparisons, ${heap()} MB`);
    }
});
const { user, system } = process.cpuUsage(start);
console.log(`${counts.steps} steps, ${counts.requests} requests, ${counts.cancelled} cancelled, ` +
    `${counts.comparisons} comparisons with fresh servers, ${((user + system) / 1e6).toFixed(0)} s of CPU time`);
process.exit();

function heap(): string {
    globalThis.gc?.();
    return (process.memoryUsage().heapUsed / 2 ** 20).toFixed(0);
}
