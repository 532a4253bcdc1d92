import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { milliseconds, numberEdits, quantile } from "./edits.ts";
import { startLanguageServer } from "./language-server.ts";
import { projectRoot } from "../support/extension.ts";

/** A keystroke's time: from a didChange to fresh diagnostics and hints of the whole file, requested at once. */
interface Row {
    readonly file: string;
    readonly lines: number;
    readonly median: string;
    readonly p95: string;
}

const keystrokes = 200;
const warmUp = 60;

/** A positive integer in a line that calls something: a layer's or a block's argument. */
const numberOfACall = /^[^#\n]*\b\w+\([^#\n]*?\b([1-9]\d*)\b(?!\.)/gmu;

/** Measures the edit of a number at changing places of every example, on the built server. */
export async function measureKeystrokes(): Promise<readonly Row[]> {
    const examples = join(projectRoot, "examples");
    const server = await startLanguageServer();
    try {
        const rows: Row[] = [];
        for (const file of readdirSync(examples).filter((name) => name.endsWith(".cnn"))) {
            const text = readFileSync(join(examples, file), "utf8");
            await server.open(pathToFileURL(join(examples, file)).href, text);
            const edits = numberEdits(text, numberOfACall);
            const times: number[] = [];
            for (let stroke = 0; stroke < warmUp + keystrokes; stroke += 1) {
                times.push(await server.edit(edits.next().value));
            }
            await server.close();
            const measured = times.slice(warmUp);
            rows.push({
                file, lines: text.split("\n").length - 1,
                median: milliseconds(quantile(measured, 0.5)), p95: milliseconds(quantile(measured, 0.95)),
            });
        }
        return rows;
    } finally {
        server.stop();
    }
}
