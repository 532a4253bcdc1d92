import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import type { Edit } from "./edits.ts";

/** TypeScript's own server as an editor uses it, with one open file. */
export interface TypeScriptServer {
    open(file: string, text: string): void;
    /** Applies the edit; resolves with the milliseconds until the semantic diagnostics of the file arrived. */
    edit(edit: Edit): Promise<number>;
    close(): void;
    stop(): void;
}

interface Message {
    readonly type?: string;
    readonly event?: string;
    readonly body?: { readonly diagnostics?: readonly unknown[] };
}

export function startTypeScriptServer(): TypeScriptServer {
    const path = createRequire(import.meta.url).resolve("typescript/lib/tsserver.js");
    const server = spawn(process.execPath, [path, "--disableAutomaticTypingAcquisition"], {
        stdio: ["pipe", "pipe", "inherit"],
    });
    const listeners = new Set<(message: Message) => void>();
    createInterface({ input: server.stdout }).on("line", (line) => {
        if (line.startsWith("{")) {
            // The protocol's own messages, from the program this has started.
            const message = JSON.parse(line) as Message;
            listeners.forEach((listen) => { listen(message); });
        }
    });
    let sequence = 0;
    const send = (command: string, args: object): void => {
        sequence += 1;
        server.stdin.write(`${JSON.stringify({ seq: sequence, type: "request", command, arguments: args })}\n`);
    };
    const semanticDiagnostics = (): Promise<void> => new Promise((resolve) => {
        const listen = ({ event }: Message): void => {
            if (event === "semanticDiag") {
                listeners.delete(listen);
                resolve();
            }
        };
        listeners.add(listen);
    });
    let opened = { file: "", text: "" };
    /** Lines and columns of the protocol count from 1. */
    const positionAt = (offset: number): { readonly line: number; readonly offset: number } => {
        const before = opened.text.slice(0, offset).split("\n");
        return { line: before.length, offset: (before.at(-1)?.length ?? 0) + 1 };
    };
    return {
        open: (file, text) => {
            opened = { file, text };
            send("open", { file, fileContent: text });
        },
        edit: async ({ start, end, text }) => {
            const [from, to] = [positionAt(start), positionAt(end)];
            const { file } = opened;
            opened = { file, text: opened.text.slice(0, start) + text + opened.text.slice(end) };
            const arrived = semanticDiagnostics();
            const begin = performance.now();
            send("change", {
                file, line: from.line, offset: from.offset, endLine: to.line, endOffset: to.offset, insertString: text,
            });
            send("geterr", { files: [file], delay: 0 });
            await arrived;
            return performance.now() - begin;
        },
        close: () => { send("close", { file: opened.file }); },
        stop: () => { server.kill(); },
    };
}
