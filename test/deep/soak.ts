import { deepStrictEqual } from "node:assert";
import {
    CancellationTokenSource, CompletionRequest, DocumentSymbolRequest, FileChangeType, HoverRequest, InlayHintRequest,
    SemanticTokensRequest,
} from "vscode-languageserver/node";
import { graphRequest } from "../../server/protocol.ts";
import { uriOf, withClient, type TestClient } from "../lsp/test-client.ts";

/** Four files of which each imports others; `main.cnn` has the models. */
const initial: Readonly<Record<string, string>> = {
    "main.cnn": "import \"stem.cnn\"\nimport \"head.cnn\"\n\nmodel M() {\n    input x: [3, H = 32, W = 32]\n    Stem(16)\n" +
        "    repeat 2 { Stem(8) }\n    Head(classes)\n    output y = softmax()\n}\n",
    "stem.cnn": "import \"numbers.cnn\"\n\nblock Stem(n) {\n    conv(n, kernel, padding=1)\n    batch_norm()\n    relu()\n}\n",
    "head.cnn": "import \"numbers.cnn\"\nimport \"stem.cnn\"\n\nblock Head(n) {\n    Stem(4)\n    global_avg_pool()\n" +
        "    flatten()\n    linear(n)\n}\n",
    "numbers.cnn": "let kernel = 3\nlet classes = 10\n",
};
const names = Object.keys(initial);

const insertions = ["relu()", "\n    conv(8, 3)\n", "}", "{", " -> ", "import \"main.cnn\"\n", "let kernel = 5\n", "(", "\"", "n", "7"];

/** What a soak did. */
export interface SoakCounts {
    steps: number;
    requests: number;
    cancelled: number;
    comparisons: number;
}

/**
 * Edits, opens, closes, saves and deletes files that import one another in one server, with requests of which some are
 * cancelled. Every `interval` steps, its answers must equal those of a fresh server with the same files.
 */
export async function soak(
    steps: number, interval: number, random: () => number, onComparison: (counts: SoakCounts) => void = () => undefined,
): Promise<SoakCounts> {
    const counts: SoakCounts = { steps: 0, requests: 0, cancelled: 0, comparisons: 0 };
    const files = new Map(Object.entries(initial));
    const open = new Map<string, string>();
    const below = (limit: number): number => Math.floor(random() * limit);
    const pick = <T>(items: readonly T[]): T => {
        const item = items[below(items.length)];
        if (item === undefined) {
            throw new Error("There is nothing to pick.");
        }
        return item;
    };
    await withClient({ files }, async (client) => {
        const pending: Promise<unknown>[] = [];
        const openFile = (name: string): void => {
            const text = files.get(name) ?? initial[name] ?? "";
            open.set(name, text);
            client.open(name, text);
        };
        const closeFile = (name: string): void => {
            open.delete(name);
            client.close(name);
        };
        const actions: readonly (() => void)[] = [
            openOrEdit, openOrEdit, openOrEdit, request, request, request, save, remove,
        ];
        function openOrEdit(): void {
            const name = pick(names);
            const text = open.get(name);
            if (text === undefined) {
                openFile(name);
            } else if (random() < 0.1) {
                closeFile(name);
            } else {
                const changed = edited(text, initial[name] ?? "", below, random);
                open.set(name, changed);
                client.change(name, changed);
            }
        }
        function request(): void {
            if (open.size > 0) {
                pending.push(sendRequest(client, pick([...open.keys()]), below, random, counts));
            }
        }
        function save(): void {
            const name = pick(names);
            const text = open.get(name);
            if (text !== undefined) {
                files.set(name, text);
                client.fileChanged(name);
            }
        }
        function remove(): void {
            const name = pick(names);
            if (random() < 0.3 && !open.has(name) && files.delete(name)) {
                client.fileChanged(name, FileChangeType.Deleted);
            } else if (!files.has(name)) {
                files.set(name, initial[name] ?? "");
                client.fileChanged(name, FileChangeType.Created);
            }
        }
        for (counts.steps = 1; counts.steps <= steps; counts.steps++) {
            pick(actions)();
            if (random() < 0.2) {
                // Otherwise messages overtake requests that have not begun.
                await new Promise((resolve) => setImmediate(resolve));
            }
            if (counts.steps % interval === 0) {
                await Promise.all(pending.splice(0));
                const answers = await answersOf(client, open);
                await withClient({ files }, async (fresh) => {
                    open.forEach((text, name) => fresh.open(name, text));
                    deepStrictEqual(answers, await answersOf(fresh, open), `step ${counts.steps}`);
                });
                counts.comparisons += 1;
                onComparison(counts);
            }
        }
        counts.steps = steps;
        await Promise.all(pending);
    });
    return counts;
}

function edited(text: string, first: string, below: (limit: number) => number, random: () => number): string {
    const at = below(text.length + 1);
    const kind = random();
    return kind < 0.3
        ? first
        : kind < 0.7
            ? text.slice(0, at) + (insertions[below(insertions.length)] ?? "") + text.slice(at)
            : text.slice(0, at) + text.slice(at + below(8));
}

const wholeFile = { start: { line: 0, character: 0 }, end: { line: 10_000, character: 0 } };

/** Sends a request, sometimes cancels it, and waits for its answer; an error must be one of those expected. */
async function sendRequest(
    { connection }: TestClient, name: string, below: (limit: number) => number, random: () => number,
    counts: SoakCounts,
): Promise<void> {
    const textDocument = { uri: uriOf(name) };
    const position = { line: below(12), character: below(30) };
    const source = new CancellationTokenSource();
    const requests = [
        () => connection.sendRequest(HoverRequest.type, { textDocument, position }, source.token),
        () => connection.sendRequest(InlayHintRequest.type, { textDocument, range: wholeFile }, source.token),
        () => connection.sendRequest(CompletionRequest.type, { textDocument, position }, source.token),
        () => connection.sendRequest(DocumentSymbolRequest.type, { textDocument }, source.token),
        () => connection.sendRequest(SemanticTokensRequest.type, { textDocument }, source.token),
        () => connection.sendRequest(
            graphRequest, { uri: textDocument.uri, sizes: { H: 1 + below(64) } }, source.token,
        ),
    ];
    const answer = requests[below(requests.length)]?.();
    counts.requests += 1;
    if (random() < 0.2) {
        counts.cancelled += 1;
        source.cancel();
    }
    try {
        await answer;
    } catch (error) {
        // Cancelled, or overtaken by an edit.
        if (!(error instanceof Error && "code" in error && (error.code === -32800 || error.code === -32801))) {
            throw error;
        }
    }
}

/** The diagnostics, hints, symbols and graph of all open files, without ids that differ between servers. */
async function answersOf(client: TestClient, open: ReadonlyMap<string, string>): Promise<unknown> {
    const answers: unknown[] = [];
    for (const name of [...open.keys()].toSorted()) {
        // Waits for the imports, which the other answers do not.
        await client.pull(name);
        const textDocument = { uri: uriOf(name) };
        const report = await client.pull(name);
        answers.push(name, report.kind === "full" ? report.items : report.kind);
        answers.push((await client.hints(name)).map(({ position, label }) => ({ position, label })));
        answers.push(await client.connection.sendRequest(DocumentSymbolRequest.type, { textDocument }));
        const graph: unknown = await client.connection.sendRequest(graphRequest, { uri: textDocument.uri });
        answers.push(typeof graph === "object" && graph !== null ? { ...graph, version: 0 } : graph);
    }
    return answers;
}
