import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { TextDocument } from "vscode-languageserver-textdocument";
import { analyze } from "../../server/analysis/analyze.ts";
import { diagnose } from "../../server/diagnostics/diagnostics.ts";
import { completion } from "../../server/features/completion.ts";
import { inlayHints } from "../../server/features/inlay-hints.ts";
import { fc } from "../support/fast-check.ts";
import { memoryHost } from "../support/memory-host.ts";
import { randomTexts } from "./random-cases.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/**
 * The heap in bytes after a forced collection, after each of `rounds` rounds in which `count` different texts are
 * generated, analysed, and forgotten.
 */
export function heapAfterRounds(rounds: number, count: number, seed: number): readonly number[] {
    return Array.from({ length: rounds }, (_, round) => {
        for (const text of fc.sample(randomTexts, { numRuns: count, seed: seed + round })) {
            answer(text);
        }
        collect();
        return process.memoryUsage().heapUsed;
    });
}

function answer(text: string): void {
    const uri = "memory:/main.cnn";
    const host = memoryHost({ "main.cnn": text });
    const analysis = analyze(uri, host);
    const document = TextDocument.create(uri, "cnn", 1, text);
    const source = { document, analysis, host };
    diagnose(analysis);
    inlayHints(source, { start: document.positionAt(0), end: document.positionAt(text.length) });
    completion(source, document.positionAt(Math.floor(text.length / 2)));
}
