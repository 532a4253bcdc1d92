import * as vscode from "vscode";
import type { InitializationOptions } from "../server/protocol.ts";

/** The scheme under which the extension's own pages are opened; package.json opens them in the Markdown preview. */
const scheme = "cnn-docs";

/** How a code's link opens its page. VS Code no longer runs `command:` links of diagnostics, so it is a document. */
export const diagnosticPageOptions: InitializationOptions = { diagnosticPage: `${scheme}:/diagnostics/{code}.md` };

/** Reads the pages about diagnostics from the extension, on the desktop as in a browser. */
export function provideDiagnosticPages(extension: vscode.Uri): vscode.Disposable {
    return vscode.workspace.registerTextDocumentContentProvider(scheme, {
        provideTextDocumentContent: async ({ path }) => {
            const name = /^\/diagnostics\/([\w-]+\.md)$/.exec(path)?.[1];
            if (name === undefined) {
                return "";
            }
            const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extension, "docs", "diagnostics", name));
            return new TextDecoder().decode(bytes);
        },
    });
}
