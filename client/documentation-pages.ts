import * as vscode from "vscode";
import type { InitializationOptions } from "../server/protocol.ts";
import { commandIds } from "./commands.ts";
import { layerPage } from "./layer-page.ts";

/** The scheme of the extension's own pages, which package.json opens in the Markdown preview. */
export const documentationScheme = "cnn-docs";

/**
 * How the server links to pages. VS Code no longer runs `command:` links of diagnostics, so those link to a document;
 * Markdown does not open documents with unknown schemes, so that link is a command.
 */
export const pageOptions: InitializationOptions = {
    diagnosticPage: `${documentationScheme}:/diagnostics/{code}.md`,
    layerPage: `${documentationScheme}:/layers/{layer}.md`,
    layerLink: `command:${commandIds.openLayerReference}?%5B%22{layer}%22%5D`,
};

/** Reads the pages of the documentation from the extension, on the desktop and in a browser. */
export function provideDocumentationPages(extension: vscode.Uri): vscode.Disposable {
    const read = (name: string): Promise<string> => readPage(extension, name);
    return vscode.workspace.registerTextDocumentContentProvider(documentationScheme, {
        provideTextDocumentContent: async ({ path }) => {
            const layer = /^\/layers\/(\w+)\.md$/.exec(path)?.[1];
            if (layer !== undefined) {
                return layerPage(await read("layers.md"), layer) ?? "";
            }
            const name = /^\/((?:diagnostics\/)?[\w-]+\.md)$/.exec(path)?.[1];
            return name === undefined ? "" : read(name);
        },
    });
}

/** Opens the page of a layer: `named`, the layer at the cursor, or the page of all layers. */
export async function openLayerReference(extension: vscode.Uri, named: unknown): Promise<void> {
    const layer = typeof named === "string" ? named : wordAtCursor();
    const page = await readPage(extension, "layers.md");
    const path = layer !== undefined && layerPage(page, layer) !== undefined ? `layers/${layer}.md` : "layers.md";
    await vscode.commands.executeCommand("vscode.open", vscode.Uri.parse(`${documentationScheme}:/${path}`, true));
}

function wordAtCursor(): string | undefined {
    const editor = vscode.window.activeTextEditor;
    const range = editor?.document.getWordRangeAtPosition(editor.selection.active);
    return range === undefined ? undefined : editor?.document.getText(range);
}

async function readPage(extension: vscode.Uri, name: string): Promise<string> {
    const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extension, "docs", ...name.split("/")));
    return new TextDecoder().decode(bytes);
}
