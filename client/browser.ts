import * as vscode from "vscode";
import type { ExtensionApi } from "./client.ts";

/** Starts the extension with the server in a worker; loads the language client after activation, as in Node. */
export async function activate(context: vscode.ExtensionContext): Promise<ExtensionApi> {
    const [{ BrowserMessageReader, BrowserMessageWriter, LanguageClient }, { startClient }] =
        await Promise.all([import("vscode-languageclient/browser"), import("./client.ts")]);
    const script = vscode.Uri.joinPath(context.extensionUri, "dist", "server-web.js").toString(true);
    return startClient(context, (id, name, options) =>
        // A function, so that a failed server is replaced with a new worker.
        new LanguageClient(id, name, () => {
            const worker = new Worker(script);
            // VS Code replaces Worker in a worker's scope, and the client would not recognize its instances.
            const [reader, writer] = [new BrowserMessageReader(worker), new BrowserMessageWriter(worker)];
            return Promise.resolve({ reader, writer });
        }, options));
}
