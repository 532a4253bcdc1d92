// Checks random texts in slices, each in its own process: node test/deep/fuzz.ts [TEXTS] [--again]
// Goes on after the slices that earlier runs have finished; `CNN_SEED` starts other texts.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as v from "valibot";
import { fc, seed } from "../support/fast-check.ts";
import { randomCases } from "./random-cases.ts";
import { checkText } from "./text-invariants.ts";

const textsOfSlice = 2000;
const folder = "test-results";
const stateFile = `${folder}/fuzz-${seed}.json`;

const countsSchema = v.object({
    slices: v.number(), texts: v.number(), parsed: v.number(), valid: v.number(), slowest: v.number(), cpu: v.number(),
});
type Counts = v.InferOutput<typeof countsSchema>;
const none: Counts = { slices: 0, texts: 0, parsed: 0, valid: 0, slowest: 0, cpu: 0 };

const [first = "1000000", second] = process.argv.slice(2);
if (first === "--slice") {
    console.log(JSON.stringify(checkSlice(Number(second))));
} else {
    checkSlices(Number(first), second === "--again");
}

function checkSlices(texts: number, again: boolean): void {
    mkdirSync(folder, { recursive: true });
    let sum = !again && existsSync(stateFile)
        ? v.parse(countsSchema, JSON.parse(readFileSync(stateFile, "utf8")))
        : none;
    while (sum.texts < texts) {
        const { stdout, status } = spawnSync(
            process.execPath, [...process.execArgv, fileURLToPath(import.meta.url), "--slice", String(sum.slices)],
            { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, CNN_SEED: String(seed) } },
        );
        if (status !== 0) {
            throw new Error(`slice ${sum.slices} failed with seed ${seed}`);
        }
        const slice = v.parse(countsSchema, JSON.parse(stdout));
        sum = {
            slices: sum.slices + 1, texts: sum.texts + slice.texts, parsed: sum.parsed + slice.parsed,
            valid: sum.valid + slice.valid, slowest: Math.max(sum.slowest, slice.slowest), cpu: sum.cpu + slice.cpu,
        };
        writeFileSync(stateFile, JSON.stringify(sum));
        console.log(`${sum.texts} texts, ${share(sum.parsed)} without syntax errors, ${share(sum.valid)} valid networks, ` +
            `mean ${(sum.cpu / sum.texts).toFixed(1)} ms, slowest ${sum.slowest.toFixed(0)} ms of CPU time`);
    }
    function share(count: number): string {
        return `${(100 * count / sum.texts).toFixed(0)} %`;
    }
}

function checkSlice(slice: number): Counts {
    const counts = { ...none, slices: 1 };
    fc.assert(fc.property(randomCases, ({ text, next, place }) => {
        const start = process.cpuUsage();
        const { parses, isValid } = checkText(text, next, place);
        const { user, system } = process.cpuUsage(start);
        counts.texts += 1;
        counts.parsed += parses ? 1 : 0;
        counts.valid += isValid ? 1 : 0;
        counts.slowest = Math.max(counts.slowest, (user + system) / 1000);
        counts.cpu += (user + system) / 1000;
    }), { numRuns: textsOfSlice, seed: seed + slice, endOnFailure: true });
    return counts;
}
