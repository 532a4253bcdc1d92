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
    /** Applies the edit without waiting for anything. */
    type(edit: Edit): void;
    /** The actions of a menu for the whole file. */
    actions(): Promise<readonly CodeAction[]>;
    resolve(action: CodeAction | undefined): Promise<unknown>;
    /** The answer to any request about the open document. */
    ask<Answer>(method: string, params?: object): Promise<Answer>;
    /** Asks for the problems of the workspace; `known` are files whose number of problems is reported in any case. */
    pullWorkspace(known: readonly string[], onReport: (uri: string, problems: number) => void): void;
    close(): Promise<void>;
    stop(): void;
}

interface WorkspaceReport {
    readonly value: { readonly items: readonly { readonly uri: string; readonly items: readonly unknown[] }[] };
}

/** Starts the server; `files` are the workspace's texts by URI. */
export async function startLanguageServer(
    files: ReadonlyMap<string, string> = new Map(),
): Promise<EditedServer> {
    const server = spawn(process.execPath, [join(projectRoot, "dist/server.js"), "--stdio"], {
        stdio: ["pipe", "pipe", "inherit"],
    });
    const connection = createMessageConnection(
        new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin));
    connection.onRequest("cnn/readFile", ({ uri }: { readonly uri: string }) =>
        files.get(uri) ?? readFileSync(new URL(uri), "utf8"));
    connection.onRequest("cnn/workspaceFiles", () => [...files.keys()]);
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
    const change = ({ start, end, text }: Edit): Range => {
        const { uri } = document;
        const version = document.version + 1;
        const range = { start: document.positionAt(start), end: document.positionAt(end) };
        document = TextDocument.update(document, [{ range, text }], version);
        void connection.sendNotification("textDocument/didChange", {
            textDocument: { uri, version }, contentChanges: [{ range, text }],
        });
        return range;
    };
    return {
        type: (edit) => {
            change(edit);
        },
        open: async (uri, text) => {
            document = TextDocument.create(uri, "cnn", 0, text);
            await connection.sendNotification("textDocument/didOpen", {
                textDocument: { uri, languageId: "cnn", version: 0, text },
            });
        },
        edit: async (edit, reach = Infinity) => {
            const textDocument = { uri: document.uri };
            const begin = performance.now();
            const { line } = change(edit).start;
            const range = {
                start: { line: Math.max(0, line - reach), character: 0 },
                end: { line: Math.min(document.lineCount, line + reach), character: 0 },
            };
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
        ask: <Answer>(method: string, params: object = {}) =>
            connection.sendRequest<Answer>(method, { textDocument: { uri: document.uri }, ...params }),
        pullWorkspace: (known, onReport) => {
            connection.onNotification("$/progress", ({ value }: WorkspaceReport) => {
                value.items.forEach(({ uri, items }) => {
                    onReport(uri, items.length);
                });
            });
            // The request stays open until the server ends.
            connection.sendRequest("workspace/diagnostic", {
                previousResultIds: known.map((uri) => ({ uri, value: "outdated" })), partialResultToken: "workspace",
            }).catch(() => undefined);
        },
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
