// node test/deep/run-memory.ts [TEXTS]
import { seed } from "../support/fast-check.ts";
import { heapAfterRounds } from "./memory.ts";

const rounds = 10;
const texts = Number(process.argv[2] ?? 10_000);
const heaps = heapAfterRounds(rounds, Math.ceil(texts / rounds), seed).map((bytes) => (bytes / 2 ** 20).toFixed(1));
console.log(`heap after each ${Math.ceil(texts / rounds)} texts, in MB: ${heaps.join(" ")}`);
