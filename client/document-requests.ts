import * as vscode from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";

/**
 * Sends a request about a document, which is opened before: the server knows open documents only, and the editor of a
 * file that a preview shows may have been closed.
 */
export async function requestAbout(
    client: BaseLanguageClient, method: string, params: { readonly uri: string },
): Promise<unknown> {
    const uri = vscode.Uri.parse(params.uri, true);
    const isOpen = vscode.workspace.textDocuments.some((document) => document.uri.toString() === params.uri);
    // VS Code would create a closed untitled document again. A file that is gone has no answer, which the server says.
    if (!isOpen && uri.scheme !== "untitled") {
        await vscode.workspace.openTextDocument(uri).then(undefined, () => undefined);
    }
    return client.sendRequest(method, params);
}
