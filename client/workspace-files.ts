import * as vscode from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import { fileExistsRequest, readFileParamsSchema, readFileRequest, workspaceFilesRequest } from "../server/protocol.ts";
import { validate } from "../server/validation.ts";

/** Reads and lists files for the server, which so works on every file system of VS Code: local, remote, virtual. */
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
    client.onRequest(workspaceFilesRequest, async (): Promise<readonly string[]> => {
        const folders = vscode.workspace.workspaceFolders ?? [];
        const files = await Promise.all(folders.map(filesOf));
        return [...new Set(files.flat().map(String))];
    });
}

/** The `.cnn` files of a folder. A file system in which VS Code cannot search is walked. */
async function filesOf({ uri }: vscode.WorkspaceFolder): Promise<readonly vscode.Uri[]> {
    try {
        const found = await vscode.workspace.findFiles(new vscode.RelativePattern(uri, "**/*.cnn"));
        return found.length > 0 || searchedSchemes.has(uri.scheme) ? found : await walk(uri);
    } catch {
        return walk(uri);
    }
}

/** Where a search that finds nothing means that there is nothing. */
const searchedSchemes: ReadonlySet<string> = new Set(["file", "vscode-remote"]);

/** How many folders of a file system without search are read. */
const mostFolders = 1_000;

async function walk(folder: vscode.Uri): Promise<readonly vscode.Uri[]> {
    const files: vscode.Uri[] = [];
    const folders = [folder];
    for (const one of folders) {
        const entries = await vscode.workspace.fs.readDirectory(one).then((read) => read, () => []);
        for (const [name, type] of entries) {
            const uri = vscode.Uri.joinPath(one, name);
            if ((type & vscode.FileType.File) !== 0 && name.endsWith(".cnn")) {
                files.push(uri);
            } else if (type === vscode.FileType.Directory && isWalked(name) && folders.length < mostFolders) {
                folders.push(uri);
            }
        }
    }
    return files;
}

function isWalked(folder: string): boolean {
    return !folder.startsWith(".") && folder !== "node_modules";
}

function fileOf(params: unknown): vscode.Uri {
    const read = validate(readFileParamsSchema, params);
    if ("problem" in read) {
        throw new Error(read.problem);
    }
    return vscode.Uri.parse(read.value.uri, true);
}
