// Runs all features on the deepest allowed texts, and posts what throws.
import { parentPort } from "node:worker_threads";
import { elkEngine } from "../../drawing/layout/elk-engine.ts";
import { runAllFeatures } from "./all-features.ts";
import { deepestAllowed, nestings } from "./deepest-texts.ts";

const engine = elkEngine();
const failures: string[] = [];
for (const nesting of nestings) {
    const depth = deepestAllowed(nesting);
    const text = nesting.text(depth);
    try {
        await runAllFeatures(text, Math.floor(text.length / 2), engine);
    } catch (error) {
        failures.push(`${nesting.name}, ${depth} deep: ${error instanceof Error ? error.stack : String(error)}`);
    }
}
parentPort?.postMessage(failures);
