import type * as vscode from "vscode";
import { LanguageClient, TransportKind } from "vscode-languageclient/node";
import { startClient, type ExtensionApi } from "./client.ts";

/** The port that a debugger can attach to when the extension is being developed. */
const debugPort = 6009;

/** Starts the extension with the server in a process of its own. */
export function activate(context: vscode.ExtensionContext): Promise<ExtensionApi> {
    const server = { module: context.asAbsolutePath("dist/server.js"), transport: TransportKind.ipc };
    const debug = { ...server, options: { execArgv: ["--nolazy", `--inspect=${debugPort}`] } };
    return startClient(context, (id, name, options) =>
        new LanguageClient(id, name, { run: server, debug }, options));
}
