import * as vscode from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import { fileExistsRequest, readFileParamsSchema, readFileRequest } from "../server/protocol.ts";
import { validate } from "../server/validation.ts";

/** Reads files for the server, which so works on every file system of VS Code: local, remote, virtual. */
export function answerFileRequests(client: BaseLanguageClient): void {
    client.onRequest(readFileRequest, async (params: unknown): Promise<string | null> => {
        try {
            const bytes = await vscode.workspace.fs.readFile(fileOf(params));
            return new TextDecoder().decode(bytes);
        } catch {
            return null;
        }
    });
    client.onRequest(fileExistsRequest, async (params: unknown): Promise<boolean> => {
        try {
            const { type } = await vscode.workspace.fs.stat(fileOf(params));
            return (type & vscode.FileType.File) !== 0;
        } catch {
            return false;
        }
    });
}

function fileOf(params: unknown): vscode.Uri {
    const read = validate(readFileParamsSchema, params);
    if ("problem" in read) {
        throw new Error(read.problem);
    }
    return vscode.Uri.parse(read.value.uri, true);
}
