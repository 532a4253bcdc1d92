import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from "vscode-languageserver-protocol/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { CodeActionTriggerKind, type CodeAction, type Range } from "vscode-languageserver-types";
import type { Edit } from "./edits.ts";
import { projectRoot } from "../support/extension.ts";

/** The built server as an editor with one open document uses it, over the server's own transport. */
export interface EditedServer {
    open(uri: string, text: string): Promise<void>;
    /**
     * Applies the edit; resolves with the milliseconds until the file's diagnostics and the hints of lines within
     * `reach` of the edit arrived.
     */
    edit(edit: Edit, reach?: number): Promise<number>;
    /** The actions of a menu for the whole file. */
    actions(): Promise<readonly CodeAction[]>;
    resolve(action: CodeAction | undefined): Promise<unknown>;
    close(): Promise<void>;
    stop(): void;
}

export async function startLanguageServer(): Promise<EditedServer> {
    const server = spawn(process.execPath, [join(projectRoot, "dist/server.js"), "--stdio"], {
        stdio: ["pipe", "pipe", "inherit"],
    });
    const connection = createMessageConnection(
        new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin));
    connection.onRequest("cnn/readFile", ({ uri }: { readonly uri: string }) => readFileSync(new URL(uri), "utf8"));
    connection.onRequest("cnn/fileExists", () => true);
    connection.onRequest("workspace/configuration", ({ items }: { readonly items: readonly unknown[] }) =>
        items.map(() => null));
    connection.onRequest("client/registerCapability", () => null);
    connection.listen();
    await connection.sendRequest("initialize", {
        processId: process.pid, rootUri: null,
        capabilities: {
            textDocument: {
                diagnostic: {}, inlayHint: {},
                codeAction: { dataSupport: true, resolveSupport: { properties: ["edit"] } },
            },
            workspace: { configuration: true },
        },
    });
    await connection.sendNotification("initialized", {});

    let document = TextDocument.create("", "cnn", 0, "");
    return {
        open: async (uri, text) => {
            document = TextDocument.create(uri, "cnn", 0, text);
            await connection.sendNotification("textDocument/didOpen", {
                textDocument: { uri, languageId: "cnn", version: 0, text },
            });
        },
        edit: async ({ start, end, text }, reach = Infinity) => {
            const { uri } = document;
            const version = document.version + 1;
            const change = { range: { start: document.positionAt(start), end: document.positionAt(end) }, text };
            document = TextDocument.update(document, [change], version);
            const { line } = change.range.start;
            const range = {
                start: { line: Math.max(0, line - reach), character: 0 },
                end: { line: Math.min(document.lineCount, line + reach), character: 0 },
            };
            const textDocument = { uri };
            const begin = performance.now();
            void connection.sendNotification("textDocument/didChange", {
                textDocument: { uri, version }, contentChanges: [change],
            });
            await Promise.all([
                connection.sendRequest("textDocument/diagnostic", { textDocument, identifier: "cnn" }),
                connection.sendRequest("textDocument/inlayHint", { textDocument, range }),
            ]);
            return performance.now() - begin;
        },
        actions: () => connection.sendRequest<readonly CodeAction[]>("textDocument/codeAction", {
            textDocument: { uri: document.uri }, range: wholeRange(document),
            context: { diagnostics: [], triggerKind: CodeActionTriggerKind.Invoked },
        }),
        resolve: (action) => connection.sendRequest("codeAction/resolve", action),
        close: async () => {
            await connection.sendNotification("textDocument/didClose", { textDocument: { uri: document.uri } });
        },
        stop: () => {
            connection.dispose();
            server.kill();
        },
    };
}

function wholeRange({ lineCount }: TextDocument): Range {
    return { start: { line: 0, character: 0 }, end: { line: lineCount, character: 0 } };
}
