import { base64Encode } from "@bufbuild/protobuf/wire";
import * as vscode from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import {
    fileExistsRequest, filesReadableNotification, folderEntriesRequest, readFileParamsSchema, readFileRequest,
    readFileStartParamsSchema, readFileStartRequest, workspaceFilesRequest, type FileRefusalAnswer, type FileStart,
    type FolderEntry,
} from "../server/protocol.ts";
import { documentationScheme } from "./documentation-pages.ts";
import { placeRefusal, readWhole, typeRefusal, type RealPath } from "./readable-files.ts";
import { validate, type AnySchema, type Described } from "../server/validation.ts";

/** The local disk, in more detail than VS Code gives it. */
export interface LocalDisk {
    /** The first `length` bytes of a file, and its total length; throws if it cannot be read. */
    readonly readStart: (
        path: string, length: number,
    ) => Promise<{ readonly bytes: Uint8Array; readonly fileLength: number }>;
    readonly realPath: RealPath;
}

/** The longest text that is imported, in bytes, as in server/names/host.ts. */
const longestText = 4 * 2 ** 20;

/** VS Code can only read whole files: those with more bytes are not read without `LocalDisk`. */
export const longestRead = 2 ** 30;

/**
 * Reads and lists files for the server, through any of VS Code's file systems: local, remote or virtual.
 * `local` is absent in a browser.
 */
export function answerFileRequests(client: BaseLanguageClient, local: LocalDisk | undefined): vscode.Disposable {
    client.onRequest<string | FileRefusalAnswer | null, never>(readFileRequest, async (params: unknown) => {
        try {
            const file = fileOf(paramsOf(readFileParamsSchema, params));
            if (file.scheme === documentationScheme) {
                return (await vscode.workspace.openTextDocument(file)).getText();
            }
            const refused = await placeRefusal(file, local?.realPath) ?? await typeRefusal(file, longestText);
            if (refused !== undefined) {
                return { refused };
            }
            const bytes = await vscode.workspace.fs.readFile(file);
            return bytes.subarray(0, 8192).includes(0) ? { refused: "not-text" } : new TextDecoder().decode(bytes);
        } catch {
            return null;
        }
    });
    client.onRequest<boolean | FileRefusalAnswer, never>(fileExistsRequest, async (params: unknown) => {
        try {
            const file = fileOf(paramsOf(readFileParamsSchema, params));
            const refused = await placeRefusal(file, local?.realPath);
            if (refused !== undefined) {
                return { refused };
            }
            const { type } = await vscode.workspace.fs.stat(file);
            return (type & vscode.FileType.File) !== 0;
        } catch {
            return false;
        }
    });
    client.onRequest(folderEntriesRequest, async (params: unknown): Promise<readonly FolderEntry[]> => {
        try {
            const folder = fileOf(paramsOf(readFileParamsSchema, params));
            if (await placeRefusal(folder, local?.realPath) !== undefined) {
                return [];
            }
            const entries = await vscode.workspace.fs.readDirectory(folder);
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
    client.onRequest<FileStart | FileRefusalAnswer | null, never>(readFileStartRequest, async (params: unknown) => {
        try {
            const { uri, length } = paramsOf(readFileStartParamsSchema, params);
            const file = fileOf({ uri });
            const refused = await placeRefusal(file, local?.realPath) ?? await typeRefusal(file, Infinity);
            if (refused !== undefined) {
                return { refused };
            }
            const { bytes, fileLength } = await readStart(file, length, local?.readStart);
            return { bytes: base64Encode(bytes), fileLength };
        } catch {
            return null;
        }
    });
    return vscode.workspace.onDidGrantWorkspaceTrust(() => {
        void client.sendNotification(filesReadableNotification);
    });
}

/**
 * The `.cnn` files of a folder. Other file systems than the disk's may not support search, for which VS Code waits
 * without end, so such a folder is traversed at the same time.
 */
async function filesOf({ uri }: vscode.WorkspaceFolder): Promise<readonly vscode.Uri[]> {
    const stop = new vscode.CancellationTokenSource();
    const search = vscode.workspace.findFiles(
        new vscode.RelativePattern(uri, "**/*.cnn"), undefined, undefined, stop.token);
    if (searchedSchemes.has(uri.scheme)) {
        return search;
    }
    const traversal = walk(uri, stop.token);
    const found = search.then((files) => (files.length > 0 ? files : traversal), () => traversal);
    const files = await Promise.race([found, traversal]);
    stop.cancel();
    return files;
}

/** The schemes whose files VS Code can always search. */
const searchedSchemes: ReadonlySet<string> = new Set(["file", "vscode-remote"]);

/** The maximum number of folders that are traversed. */
const mostFolders = 1_000;

async function walk(folder: vscode.Uri, stop: vscode.CancellationToken): Promise<readonly vscode.Uri[]> {
    const files: vscode.Uri[] = [];
    const folders = [folder];
    for (const one of folders) {
        if (stop.isCancellationRequested) {
            break;
        }
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
    file: vscode.Uri, length: number, readLocalStart: LocalDisk["readStart"] | undefined,
): ReturnType<LocalDisk["readStart"]> {
    return file.scheme === "file" && readLocalStart !== undefined
        ? readLocalStart(file.fsPath, length)
        : readWhole(file, longestRead)
            .then((bytes) => ({ bytes: bytes.subarray(0, length), fileLength: bytes.length }));
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
