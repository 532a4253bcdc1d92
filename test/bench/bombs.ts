import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { TextDocument } from "vscode-languageserver-textdocument";
import { parse } from "../../grammar/parser.ts";
import { analyze } from "../../server/analysis/analyze.ts";
import { findDiagnostics } from "../../server/diagnostics/diagnostics.ts";
import { editorDiagnostic } from "../../server/features/diagnostics.ts";
import { documentSymbols } from "../../server/features/document-symbols.ts";
import { inlayHints } from "../../server/features/inlay-hints.ts";
import { bombs, type Bomb } from "../support/bombs.ts";
import { memoryHost } from "../support/memory-host.ts";

/** How long one bomb may take before it is killed, in milliseconds. */
const longest = 6_000;
const mebibyte = 2 ** 20;

const [, , only] = process.argv;
const chosen = bombs.find(({ name }) => name === only);
if (chosen !== undefined) {
    measure(chosen);
} else {
    console.log("bomb                                        parse ms  answer ms     MB  codes");
    for (const { name } of bombs.filter((one) => only === undefined || one.name.includes(only))) {
        const { stdout, stderr, error } = spawnSync(
            process.execPath, [...process.execArgv, fileURLToPath(import.meta.url), name],
            { encoding: "utf8", timeout: longest },
        );
        const failure = /^\w*Error.*$|heap out of memory/mu.exec(stderr)?.[0] ?? `killed after ${longest / 1000} s`;
        console.log(error === undefined && stdout !== "" ? stdout.trimEnd() : `${name.padEnd(42)}  ${failure}`);
    }
}

function measure({ name, text, files = {} }: Bomb): void {
    // What every first analysis compiles is not the bomb's.
    answer("warm-up", "model W() {\n    input x: [3, H = 8, W = 8]\n    a = conv(8, 3) -> relu()\n    output y = a\n}\n", {});
    const before = process.memoryUsage().heapUsed;
    const start = process.cpuUsage();
    parse(text);
    const parsed = cpuSince(start);
    const { codes } = answer(name, text, files);
    const answered = cpuSince(start) - 2 * parsed;
    const grown = (process.memoryUsage().heapUsed - before) / mebibyte;
    console.log(`${name.padEnd(42)}  ${parsed.toFixed(0).padStart(8)}  ${answered.toFixed(0).padStart(9)}  ` +
        `${grown.toFixed(0).padStart(5)}  ${codes}`);
}

function answer(_: string, text: string, files: Readonly<Record<string, string>>): { readonly codes: string } {
    const uri = "memory:/main.cnn";
    const host = memoryHost({ ...files, "main.cnn": text });
    const analysis = analyze(uri, host);
    const document = TextDocument.create(uri, "cnn", 1, text);
    const source = { document, analysis, host };
    const found = findDiagnostics(analysis);
    found.slice(0, 100).forEach((one) => editorDiagnostic(source, one));
    inlayHints(source, { start: document.positionAt(0), end: document.positionAt(text.length) });
    documentSymbols(source);
    return { codes: [...new Set(found.map(({ code }) => code))].slice(0, 5).join(" ") };
}

function cpuSince(start: NodeJS.CpuUsage): number {
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
}
