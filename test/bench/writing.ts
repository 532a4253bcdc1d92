import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { CompletionItem, CompletionList } from "vscode-languageserver-types";
import { milliseconds, quantile } from "./edits.ts";
import { startLanguageServer } from "./language-server.ts";
import { networkOfBlocks, straightNetwork } from "./long-networks.ts";
import { projectRoot } from "../support/extension.ts";

/** From a typed character until the completions after it arrived, and until the first answers after opening a file. */
interface Row {
    readonly file: string;
    readonly lines: number;
    readonly items: number;
    readonly "completion, median": string;
    readonly "completion, p95": string;
    readonly "first hints": string;
    readonly "first diagnostics": string;
}

const keystrokes = 100;
const warmUp = 20;
const lines = 2000;
const visible = { start: { line: 0, character: 0 }, end: { line: 60, character: 0 } };

/** Measures the largest example and files of 2,000 lines. */
export async function measureWriting(): Promise<readonly Row[]> {
    const examples = join(projectRoot, "examples");
    const [largest] = readdirSync(examples).filter((name) => name.endsWith(".cnn"))
        .map((name) => ({ name, text: readFileSync(join(examples, name), "utf8") }))
        .sort((a, b) => b.text.length - a.text.length);
    return [
        ...(largest === undefined ? [] : [await measured(largest.name, join(examples, largest.name), largest.text)]),
        await measured("one model", join(projectRoot, "long.cnn"), straightNetwork(lines)),
        await measured("blocks of 20 lines, models of 200", join(projectRoot, "long.cnn"), networkOfBlocks(lines)),
    ];
}

async function measured(file: string, path: string, text: string): Promise<Row> {
    const uri = pathToFileURL(path).href;
    const first = await timesOfFirstAnswers(uri, text);
    const server = await startLanguageServer();
    try {
        await server.open(uri, text);
        // The ends of lines with a call: a typed `-> ` offers the steps that may follow.
        const places = [...text.matchAll(/\)(?=\n)/gu)].map(({ index }) => index + 1);
        const times: number[] = [];
        let items = 0;
        for (let stroke = 0; stroke < warmUp + keystrokes; stroke += 1) {
            const place = places[(stroke * 37) % places.length] ?? 0;
            await server.edit({ start: place, end: place, text: " -> r" });
            const line = text.slice(0, place).split("\n").length - 1;
            const character = place - (text.lastIndexOf("\n", place - 1) + 1) + " -> re".length;
            const start = performance.now();
            server.type({ start: place + " -> r".length, end: place + " -> r".length, text: "e" });
            const answer = await server.ask<readonly CompletionItem[] | CompletionList>(
                "textDocument/completion", { position: { line, character } });
            times.push(performance.now() - start);
            items = ("items" in answer ? answer.items : answer).length;
            await server.edit({ start: place, end: place + " -> re".length, text: "" });
        }
        const later = times.slice(warmUp);
        return {
            file, lines: text.split("\n").length - 1, items,
            "completion, median": milliseconds(quantile(later, 0.5)),
            "completion, p95": milliseconds(quantile(later, 0.95)),
            "first hints": milliseconds(first.hints),
            "first diagnostics": milliseconds(first.diagnostics),
        };
    } finally {
        server.stop();
    }
}

/** Milliseconds. */
interface FirstAnswers {
    readonly hints: number;
    readonly diagnostics: number;
}

/** When the visible lines' hints and the diagnostics of the first file that a new server opens arrive, as medians. */
async function timesOfFirstAnswers(uri: string, text: string): Promise<FirstAnswers> {
    const times: FirstAnswers[] = [];
    for (let round = 0; round < 5; round += 1) {
        const server = await startLanguageServer();
        try {
            const start = performance.now();
            const sinceStart = (): number => performance.now() - start;
            await server.open(uri, text);
            const [diagnostics, hints] = await Promise.all([
                server.ask("textDocument/diagnostic", { identifier: "cnn" }).then(sinceStart),
                server.ask("textDocument/inlayHint", { range: visible }).then(sinceStart),
            ]);
            times.push({ hints, diagnostics });
        } finally {
            server.stop();
        }
    }
    return {
        hints: quantile(times.map(({ hints }) => hints), 0.5),
        diagnostics: quantile(times.map(({ diagnostics }) => diagnostics), 0.5),
    };
}
