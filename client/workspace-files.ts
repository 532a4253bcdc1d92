import { base64Encode } from "@bufbuild/protobuf/wire";
import * as vscode from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import {
    fileExistsRequest, folderEntriesRequest, readFileParamsSchema, readFileRequest, readFileStartParamsSchema,
    readFileStartRequest, workspaceFilesRequest, type FileStart, type FolderEntry,
} from "../server/protocol.ts";
import { validate, type AnySchema, type Described } from "../server/validation.ts";

/** The first `length` bytes of a file on the local disk, and its total length; throws if it cannot be read. */
export type ReadLocalStart = (
    path: string, length: number,
) => Promise<{ readonly bytes: Uint8Array; readonly fileLength: number }>;

/** VS Code can only read whole files: longer ones are not read without `ReadLocalStart`. */
const longestRead = 2 ** 30;

/**
 * Reads and lists files for the server, through any of VS Code's file systems: local, remote or virtual.
 * `readLocalStart` is absent in a browser.
 */
export function answerFileRequests(client: BaseLanguageClient, readLocalStart: ReadLocalStart | undefined): void {
    client.onRequest(readFileRequest, async (params: unknown): Promise<string | null> => {
        try {
            const bytes = await vscode.workspace.fs.readFile(fileOf(paramsOf(readFileParamsSchema, params)));
            return new TextDecoder().decode(bytes);
        } catch {
            return null;
        }
    });
    client.onRequest(fileExistsRequest, async (params: unknown): Promise<boolean> => {
        try {
            const { type } = await vscode.workspace.fs.stat(fileOf(paramsOf(readFileParamsSchema, params)));
            return (type & vscode.FileType.File) !== 0;
        } catch {
            return false;
        }
    });
    client.onRequest(folderEntriesRequest, async (params: unknown): Promise<readonly FolderEntry[]> => {
        try {
            const entries = await vscode.workspace.fs.readDirectory(fileOf(paramsOf(readFileParamsSchema, params)));
            return entries.map(([name, type]) => ({ name, isFolder: (type & vscode.FileType.Directory) !== 0 }));
        } catch {
            return [];
        }
    });
    client.onRequest(workspaceFilesRequest, async (): Promise<readonly string[]> => {
        const folders = vscode.workspace.workspaceFolders ?? [];
        const files = await Promise.all(folders.map(filesOf));
        return [...new Set(files.flat().map(String))];
    });
    client.onRequest(readFileStartRequest, async (params: unknown): Promise<FileStart | null> => {
        try {
            const { uri, length } = paramsOf(readFileStartParamsSchema, params);
            const { bytes, fileLength } = await readStart(fileOf({ uri }), length, readLocalStart);
            return { bytes: base64Encode(bytes), fileLength };
        } catch {
            return null;
        }
    });
}

/** The `.cnn` files of a folder. Traverses the folder if its file system does not support search. */
async function filesOf({ uri }: vscode.WorkspaceFolder): Promise<readonly vscode.Uri[]> {
    try {
        const found = await vscode.workspace.findFiles(new vscode.RelativePattern(uri, "**/*.cnn"));
        return found.length > 0 || searchedSchemes.has(uri.scheme) ? found : await walk(uri);
    } catch {
        return walk(uri);
    }
}

/** The schemes whose search is complete: no result means that there are no files. */
const searchedSchemes: ReadonlySet<string> = new Set(["file", "vscode-remote"]);

/** The maximum number of folders that are traversed. */
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

function readStart(
    file: vscode.Uri, length: number, readLocalStart: ReadLocalStart | undefined,
): ReturnType<ReadLocalStart> {
    return file.scheme === "file" && readLocalStart !== undefined
        ? readLocalStart(file.fsPath, length)
        : readWhole(file).then((bytes) => ({ bytes: bytes.subarray(0, length), fileLength: bytes.length }));
}

/** A file's bytes; throws if it cannot be read, or is too long. */
export async function readWhole(file: vscode.Uri): Promise<Uint8Array> {
    const { size } = await vscode.workspace.fs.stat(file);
    if (size > longestRead) {
        throw new Error(`it has ${size} bytes, more than the ${longestRead} that can be read`);
    }
    return vscode.workspace.fs.readFile(file);
}

function paramsOf<Schema extends AnySchema>(schema: Schema, params: unknown): Described<Schema> {
    const read = validate(schema, params);
    if ("problem" in read) {
        throw new Error(read.problem);
    }
    return read.value;
}

function fileOf({ uri }: { readonly uri: string }): vscode.Uri {
    return vscode.Uri.parse(uri, true);
}
