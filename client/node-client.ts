import { open } from "node:fs/promises";
import type * as vscode from "vscode";
import { LanguageClient, TransportKind } from "vscode-languageclient/node";
import { startClient, type ExtensionApi } from "./client.ts";
import type { ReadLocalStart } from "./workspace-files.ts";

/** The server's debug port in development. */
const debugPort = 6009;

/** Starts the extension with the server in a separate process. */
export function startNodeClient(context: vscode.ExtensionContext): Promise<ExtensionApi> {
    const server = { module: context.asAbsolutePath("dist/server.js"), transport: TransportKind.ipc };
    const debug = { ...server, options: { execArgv: ["--nolazy", `--inspect=${debugPort}`] } };
    return startClient(context, (id, name, options) =>
        new LanguageClient(id, name, { run: server, debug }, options), readLocalStart);
}

/** Reads only the requested part: a file with weights may be larger than memory. */
const readLocalStart: ReadLocalStart = async (path, length) => {
    await using file = await open(path);
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(new Uint8Array(Math.min(length, size)), 0, Math.min(length, size), 0);
    return { bytes: buffer.subarray(0, bytesRead), fileLength: size };
};
