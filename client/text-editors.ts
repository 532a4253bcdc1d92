import * as vscode from "vscode";
import type { ProtocolRange } from "../server/protocol.ts";

export function isCnn(document: vscode.TextDocument): boolean {
    return document.languageId === "cnn" && isServed(document);
}

/**
 * Whether a document is one to work on, and not an earlier version of one: the left side of a diff (`git:`) or of a
 * review gets no hints and problems. Unsaved files, writable file systems and workspace folders are served.
 */
export function isServed({ uri: { scheme } }: vscode.TextDocument): boolean {
    return scheme === "untitled" || vscode.workspace.fs.isWritableFileSystem(scheme) === true ||
        (vscode.workspace.workspaceFolders ?? []).some(({ uri }) => uri.scheme === scheme);
}

/** The active `.cnn` editor, or another visible one. */
export function cnnEditor(): vscode.TextEditor | undefined {
    const active = vscode.window.activeTextEditor;
    return active !== undefined && isCnn(active.document)
        ? active
        : vscode.window.visibleTextEditors.find(({ document }) => isCnn(document));
}

/** The `.cnn` file of a hidden tab; tabs that are active in their group come first. */
export function hiddenCnnFile(): vscode.Uri | undefined {
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs)
        .toSorted((a, b) => Number(b.isActive) - Number(a.isActive));
    return tabs.flatMap(({ input }) => (input instanceof vscode.TabInputText ? [input.uri] : []))
        .find((uri) => uri.path.endsWith(".cnn") || languageOf(uri) === "cnn");
}

/** The language of an open document; an untitled document has no file extension. */
function languageOf(uri: vscode.Uri): string | undefined {
    return vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString())?.languageId;
}

/** Selects a range of a file in an editor that shows it, or in a new one; keeps the focus. */
export async function revealInEditor(uri: string, { start, end }: ProtocolRange): Promise<void> {
    const file = vscode.Uri.parse(uri, true);
    const shown = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === file.toString());
    const viewColumn = shown?.viewColumn ?? vscode.window.visibleTextEditors[0]?.viewColumn ?? vscode.ViewColumn.One;
    const editor = await vscode.window.showTextDocument(file, { viewColumn, preserveFocus: true });
    const range = new vscode.Range(start.line, start.character, end.line, end.character);
    editor.selection = new vscode.Selection(range.start, range.start);
    // Up to its start only: the end of a long line would scroll a narrow editor sideways.
    const shownPart = new vscode.Range(start.line, 0, start.line, start.character);
    editor.revealRange(shownPart, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}
