import * as vscode from "vscode";
import type { FileRefusalAnswer } from "../server/protocol.ts";
import { formatBytes } from "../server/quantities.ts";
import { text } from "../server/text.ts";

/** The path behind symbolic links on the local disk; throws if there is no such file. */
export type RealPath = (path: string) => Promise<string>;

type Refusal = FileRefusalAnswer["refused"];

/**
 * Why a file must not be read, judged by its place. Nothing is asked of another machine than those of the workspace and
 * the open files, because the request alone tells it who asks. If the workspace is not trusted, only files in its
 * folders are read.
 */
export async function placeRefusal(file: vscode.Uri, realPath: RealPath | undefined): Promise<Refusal | undefined> {
    if (file.scheme === "untitled") {
        return "unsaved";
    }
    const folders = vscode.workspace.workspaceFolders?.map(({ uri }) => uri) ?? [];
    const known = [...folders, ...vscode.workspace.textDocuments.map(({ uri }) => uri)];
    const isNear = (file.scheme === "file" && file.authority === "")
        || known.some(({ scheme, authority }) => scheme === file.scheme && authority === file.authority);
    if (!isNear) {
        return "elsewhere";
    }
    if (vscode.workspace.isTrusted) {
        return undefined;
    }
    return await isInside(file, folders, realPath) ? undefined : "outside";
}

/** Whether a file is in one of the folders, also after following its links. */
async function isInside(
    file: vscode.Uri, folders: readonly vscode.Uri[], realPath: RealPath | undefined,
): Promise<boolean> {
    const written = folders.filter((folder) => contains(folder, file));
    if (written.length === 0 || file.scheme !== "file" || realPath === undefined) {
        return written.length > 0;
    }
    try {
        const real = vscode.Uri.file(await realPath(file.fsPath));
        const realFolders = await Promise.all(
            folders.map(async ({ fsPath }) => vscode.Uri.file(await realPath(fsPath))),
        );
        return realFolders.some((folder) => contains(folder, real));
    } catch {
        // There is no such file, which reading it reports.
        return true;
    }
}

function contains(folder: vscode.Uri, file: vscode.Uri): boolean {
    const path = folder.path.endsWith("/") ? folder.path : `${folder.path}/`;
    return folder.scheme === file.scheme && folder.authority === file.authority && `${file.path}/`.startsWith(path)
        && !file.path.split("/").includes("..");
}

/** Why a file must not be read, judged by its type and size in bytes; throws if there is no such file. */
export async function typeRefusal(file: vscode.Uri, longest: number): Promise<"special" | "too-large" | undefined> {
    return refusalOf(await vscode.workspace.fs.stat(file), longest);
}

function refusalOf({ type, size }: vscode.FileStat, longest: number): "special" | "too-large" | undefined {
    if ((type & vscode.FileType.File) === 0) {
        return "special";
    }
    return size > longest ? "too-large" : undefined;
}

/**
 * Reads a whole file of at most `longest` bytes. Throws if its type or size forbids it; the message is the end of a
 * sentence.
 */
export async function readWhole(file: vscode.Uri, longest: number): Promise<Uint8Array<ArrayBuffer>> {
    const status = await vscode.workspace.fs.stat(file);
    switch (refusalOf(status, longest)) {
        case "special": throw new Error(text("it is not a file"));
        case "too-large": throw new Error(text("it is {size} large; at most {limit} can be read", {
            size: formatBytes(status.size), limit: formatBytes(longest),
        }));
        case undefined: break;
    }
    // Copies the bytes: the file may be a view of a larger buffer, and a view is not sent as bytes.
    return new Uint8Array(await vscode.workspace.fs.readFile(file));
}

/** Reads a whole file that is named in a text; throws as `readWhole`, also if its place forbids it. */
export async function readNamed(
    file: vscode.Uri, longest: number, realPath: RealPath | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
    switch (await placeRefusal(file, realPath)) {
        case "outside": throw new Error(text("it is outside this workspace, which is not trusted"));
        case "elsewhere": throw new Error(text("it is on another machine"));
        default: return readWhole(file, longest);
    }
}
