import * as vscode from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import { fileExistsRequest, readFileRequest, type ReadFileParams } from "../server/protocol.ts";

/** Reads files for the server, which so works on every file system of VS Code: local, remote, virtual. */
export function answerFileRequests(client: BaseLanguageClient): void {
    client.onRequest(readFileRequest, async ({ uri }: ReadFileParams): Promise<string | null> => {
        try {
            const bytes = await vscode.workspace.fs.readFile(vscode.Uri.parse(uri, true));
            return new TextDecoder().decode(bytes);
        } catch {
            return null;
        }
    });
    client.onRequest(fileExistsRequest, async ({ uri }: ReadFileParams): Promise<boolean> => {
        try {
            const { type } = await vscode.workspace.fs.stat(vscode.Uri.parse(uri, true));
            return (type & vscode.FileType.File) !== 0;
        } catch {
            return false;
        }
    });
}
