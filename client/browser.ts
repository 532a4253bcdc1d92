import * as vscode from "vscode";
import { BrowserMessageReader, BrowserMessageWriter, LanguageClient } from "vscode-languageclient/browser";
import { startClient, type ExtensionApi } from "./client.ts";

/** Starts the extension with the server in a worker. */
export function activate(context: vscode.ExtensionContext): Promise<ExtensionApi> {
    const script = vscode.Uri.joinPath(context.extensionUri, "dist", "server-web.js").toString(true);
    return startClient(context, (id, name, options) =>
        // A function, so that a server that has failed gets a new worker.
        new LanguageClient(id, name, () => Promise.resolve(channelTo(new Worker(script))), options));
}

/** VS Code puts a Worker of its own in the worker's scope, which the client would not take for one. */
function channelTo(worker: Worker): { readonly reader: BrowserMessageReader; readonly writer: BrowserMessageWriter } {
    return { reader: new BrowserMessageReader(worker), writer: new BrowserMessageWriter(worker) };
}
