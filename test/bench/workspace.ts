import type { Location, WorkspaceEdit } from "vscode-languageserver-types";
import { milliseconds, quantile } from "./edits.ts";
import { startLanguageServer, type EditedServer } from "./language-server.ts";
import { generatedFiles, generatedUri } from "./workspace-files.ts";

/** A request in a large workspace, one of whose files is open and edited before each request. */
interface Row {
    readonly request: string;
    readonly results: string;
    /** The first answer reads and parses the files it needs. */
    readonly first: string;
    readonly median: string;
    readonly p95: string;
}

interface Measured {
    readonly request: string;
    /** Returns what the answer consists of, as text. */
    ask(server: EditedServer): Promise<string>;
}

const rounds = 40;
const warmUp = 10;

/** The name of a block that 14 of the files use. */
const onABlock = { position: { line: 0, character: "block L".length } };

const requests: readonly Measured[] = [
    {
        request: "semantic tokens",
        ask: async (server) => {
            const { data } = await server.ask<{ readonly data: readonly number[] }>("textDocument/semanticTokens/full");
            return `${data.length / 5} tokens`;
        },
    },
    {
        request: "references",
        ask: async (server) => {
            const found = await server.ask<readonly Location[]>(
                "textDocument/references", { ...onABlock, context: { includeDeclaration: true } });
            return `${found.length} places in ${new Set(found.map(({ uri }) => uri)).size} files`;
        },
    },
    {
        request: "rename",
        ask: async (server) => {
            const { documentChanges = [] } = await server.ask<WorkspaceEdit>(
                "textDocument/rename", { ...onABlock, newName: "Renamed" });
            return `edits in ${documentChanges.length} files`;
        },
    },
];

/** Measures requests about a library of the generated workspace, each on a new server. */
export async function measureWorkspace(): Promise<readonly Row[]> {
    const rows: Row[] = [];
    for (const { request, ask } of requests) {
        rows.push(await measured(request, ask));
    }
    return rows;
}

async function measured(request: string, ask: Measured["ask"]): Promise<Row> {
    const files = generatedFiles();
    const server = await startLanguageServer(files);
    try {
        const uri = generatedUri("library0.cnn");
        const text = files.get(uri) ?? "";
        await server.open(uri, text);
        const place = text.indexOf("3, padding");
        const times: number[] = [];
        let results = "";
        for (let round = 0; round <= warmUp + rounds; round += 1) {
            const start = performance.now();
            results = await ask(server);
            times.push(performance.now() - start);
            await server.edit({ start: place, end: place + 1, text: round % 2 === 0 ? "5" : "3" });
        }
        const [first = NaN] = times;
        const later = times.slice(warmUp + 1);
        return {
            request, results, first: milliseconds(first), median: milliseconds(quantile(later, 0.5)),
            p95: milliseconds(quantile(later, 0.95)),
        };
    } finally {
        server.stop();
    }
}
