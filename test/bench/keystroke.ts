import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from "vscode-languageserver-protocol/node";
import { projectRoot } from "../support/extension.ts";

/** A keystroke's time: from a didChange to fresh diagnostics and hints of the whole file, asked for at once. */
interface Row {
    readonly file: string;
    readonly lines: number;
    readonly median: string;
    readonly p95: string;
}

const keystrokes = 200;
const warmUp = 30;

/** A network of so many layer lines, in blocks and straight on, as long files are. */
function longNetwork(lines: number): string {
    const body = Array.from({ length: lines }, (_, index) =>
        [`    conv${index} = conv(16, 3, padding=1, bias=false)`, "    batch_norm()", "    relu()"][index % 3]);
    return `model Long() {\n    input image: [3, 32, 32]\n${body.join("\n")}\n    output y = flatten()\n}\n`;
}

/** Measures every example and a file of 2,000 layer lines on the built server, over its own transport. */
export async function measureKeystrokes(): Promise<readonly Row[]> {
    const server = spawn(process.execPath, [join(projectRoot, "dist/server.js"), "--stdio"], {
        stdio: ["pipe", "pipe", "inherit"],
    });
    const connection = createMessageConnection(
        new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin));
    const examples = join(projectRoot, "examples");
    connection.onRequest("cnn/readFile", ({ uri }: { readonly uri: string }) => readFileSync(new URL(uri), "utf8"));
    connection.onRequest("cnn/fileExists", () => true);
    connection.onRequest("workspace/configuration", ({ items }: { readonly items: readonly unknown[] }) =>
        items.map(() => null));
    connection.onRequest("client/registerCapability", () => null);
    connection.listen();
    try {
        await connection.sendRequest("initialize", {
            processId: process.pid, rootUri: null,
            capabilities: { textDocument: { diagnostic: {}, inlayHint: {} }, workspace: { configuration: true } },
        });
        await connection.sendNotification("initialized", {});
        const files: readonly (readonly [string, string])[] = [
            ...readdirSync(examples).filter((name) => name.endsWith(".cnn"))
                .map((name) => [name, readFileSync(join(examples, name), "utf8")] as const),
            ["2,000 layer lines", longNetwork(2000)],
        ];
        const rows: Row[] = [];
        for (const [name, text] of files) {
            const uri = new URL(`file://${examples}/${encodeURIComponent(name)}`).href;
            rows.push(await measure(name, uri, text));
        }
        return rows;
    } finally {
        connection.dispose();
        server.kill();
    }

    async function measure(file: string, uri: string, text: string): Promise<Row> {
        const lines = text.split("\n").length;
        const range = { start: { line: 0, character: 0 }, end: { line: lines, character: 0 } };
        const textDocument = { uri };
        await connection.sendNotification("textDocument/didOpen", {
            textDocument: { uri, languageId: "cnn", version: 0, text },
        });
        const times: number[] = [];
        for (let version = 1; version <= warmUp + keystrokes; version += 1) {
            // A character is typed into a comment at the end and taken away again: nothing may be kept from before.
            const at = { line: lines, character: 0 };
            const typed = version % 2 === 1
                ? { range: { start: at, end: at }, text: "#" }
                : { range: { start: { line: lines - 1, character: 0 }, end: { line: lines, character: 0 } }, text: "" };
            const start = performance.now();
            void connection.sendNotification("textDocument/didChange", {
                textDocument: { uri, version }, contentChanges: [typed],
            });
            await Promise.all([
                connection.sendRequest("textDocument/diagnostic", { textDocument, identifier: "cnn" }),
                connection.sendRequest("textDocument/inlayHint", { textDocument, range }),
            ]);
            if (version > warmUp) {
                times.push(performance.now() - start);
            }
        }
        await connection.sendNotification("textDocument/didClose", { textDocument });
        times.sort((a, b) => a - b);
        const quantile = (share: number): string =>
            `${(times[Math.floor(share * (times.length - 1))] ?? NaN).toFixed(1)} ms`;
        return { file, lines: lines - 1, median: quantile(0.5), p95: quantile(0.95) };
    }
}
