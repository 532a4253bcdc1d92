import { open, realpath } from "node:fs/promises";
import { join } from "node:path";
import type * as vscode from "vscode";
import { LanguageClient, TransportKind } from "vscode-languageclient/node";
import { startClient, type ExtensionApi } from "./client.ts";
import { provideTasks } from "./tasks.ts";
import type { LocalDisk } from "./workspace-files.ts";

/** The server's debug port in development. */
const debugPort = 6009;

/** Starts the extension with the server in a separate process. */
export function startNodeClient(context: vscode.ExtensionContext): ExtensionApi {
    context.subscriptions.push(provideTasks(context.asAbsolutePath("dist/cli.js")));
    // Node keeps the server's compiled code there, so that the next server starts faster.
    const env = { NODE_COMPILE_CACHE: join(context.globalStorageUri.fsPath, "compiled") };
    const server = { module: context.asAbsolutePath("dist/server.js"), transport: TransportKind.ipc, options: { env } };
    const debug = { ...server, options: { execArgv: ["--nolazy", `--inspect=${debugPort}`] } };
    return startClient(context, (id, name, options) =>
        new LanguageClient(id, name, { run: server, debug }, options), localDisk);
}

const localDisk: LocalDisk = {
    /** Reads only the requested part: a file with weights may be larger than memory. */
    readStart: async (path, length) => {
        await using file = await open(path);
        const { size } = await file.stat();
        const wanted = Math.min(length, size);
        const { buffer, bytesRead } = await file.read(new Uint8Array(wanted), 0, wanted, 0);
        return { bytes: buffer.subarray(0, bytesRead), fileLength: size };
    },
    realPath: (path) => realpath(path),
};
