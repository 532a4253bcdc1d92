import * as vscode from "vscode";
import { text, type Text } from "../server/text.ts";

/** What a model is compared with. */
export type ComparisonSource =
    /** Another model of a file. */
    | { readonly kind: "model"; readonly uri: string; readonly model: string | undefined }
    /** The same model as it is on disk. */
    | { readonly kind: "saved" }
    /** The same model in the last commit. */
    | { readonly kind: "commit" };

/** Earlier texts of files; undefined for a file that did not exist. */
export interface EarlierTexts {
    read(uri: vscode.Uri): Promise<string | undefined>;
    /** Whether imported files are read from it, too; otherwise they are as they are now. */
    readonly hasImports: boolean;
}

/** The texts of the last save, or why there are none. */
export function savedTexts(uri: vscode.Uri): EarlierTexts | { readonly refused: Text } {
    if (uri.scheme === "untitled") {
        return { refused: text("The file has not been saved yet, so there is no saved version to compare with.") };
    }
    return {
        hasImports: false,
        read: async (file) => new TextDecoder().decode(await vscode.workspace.fs.readFile(file)),
    };
}

/** The part of the API of VS Code's Git extension that is used, version 1. */
interface GitApi {
    getRepository(uri: vscode.Uri): GitRepository | null;
    openRepository?(root: vscode.Uri): Promise<GitRepository | null>;
}

interface GitRepository {
    show(ref: string, path: string): Promise<string>;
}

/** The texts of the last commit, or why there are none. */
export async function committedTexts(uri: vscode.Uri): Promise<EarlierTexts | { readonly refused: Text }> {
    if (uri.scheme === "untitled") {
        return { refused: text("The file has not been saved yet, so no commit has it.") };
    }
    if (uri.scheme !== "file") {
        return { refused: text("The file is not on a disk, and Git reads only those that are.") };
    }
    const git = await gitApi();
    if (git === undefined) {
        return { refused: text("VS Code's Git extension is disabled or not available here.") };
    }
    const folder = vscode.Uri.joinPath(uri, "..");
    const repository = git.getRepository(uri) ?? await git.openRepository?.(folder).catch(() => null) ?? null;
    if (repository === null) {
        return { refused: text("The file is in no Git repository.") };
    }
    const read = (file: vscode.Uri): Promise<string | undefined> =>
        repository.show("HEAD", file.fsPath).catch(() => undefined);
    return await read(uri) === undefined
        ? { refused: text("The last commit does not have the file.") } : { hasImports: true, read };
}

/** What the Git extension exports. */
interface GitExtension {
    readonly enabled: boolean;
    getAPI(version: 1): GitApi;
}

async function gitApi(): Promise<GitApi | undefined> {
    const exported = await vscode.extensions.getExtension<GitExtension>("vscode.git")?.activate();
    return exported?.enabled === true ? exported.getAPI(1) : undefined;
}
