import * as vscode from "vscode";

/** Exceeded only by tests that hang, even on a slow machine. */
const waitLimit = 120_000;

/** Opens a new `.cnn` document with this text, as the only editor. */
export async function openText(text: string): Promise<vscode.TextEditor> {
    // VS Code reuses the name of a closed document for the next one, including its text if its backup still exists.
    return until("an editor with the text", async () => {
        await closeEditors();
        const document = await vscode.workspace.openTextDocument({ language: "cnn", content: text });
        return vscode.window.showTextDocument(document, { preview: false });
    }, ({ document }) => document.getText() === text);
}

/** Waits until the language server answers: editors do not ask for completions that were due before. */
export async function languageServer(): Promise<void> {
    const { document } = await openText("model M {\n    input x: [1, 1, 1]\n    output y = relu()\n}\n");
    await until("an outline", () => vscode.commands.executeCommand<vscode.DocumentSymbol[] | undefined>(
        "vscode.executeDocumentSymbolProvider", document.uri), (symbols) => (symbols?.length ?? 0) > 0);
}

/** Opens a file of the workspace folder, as the only editor. */
export async function openFile(path: string): Promise<vscode.TextEditor> {
    await closeEditors();
    const document = await vscode.workspace.openTextDocument(workspaceFile(path));
    return vscode.window.showTextDocument(document, { preview: false });
}

/** Where a file of the workspace folder is. */
export function workspaceFile(path: string): vscode.Uri {
    const folder = vscode.workspace.workspaceFolders?.[0];
    if (folder === undefined) {
        throw new Error("The tests were started without a folder.");
    }
    return vscode.Uri.joinPath(folder.uri, path);
}

/** Closes every editor and discards unsaved changes. */
export async function closeEditors(): Promise<void> {
    while (vscode.window.activeTextEditor !== undefined) {
        await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
    }
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
}

/** Replaces the only occurrence of `old` with text, as typing would. */
export async function replace(editor: vscode.TextEditor, old: string, text: string): Promise<void> {
    const range = rangeOf(editor.document, old);
    const done = await editor.edit((edit) => edit.replace(range, text));
    if (!done) {
        throw new Error(`The editor refused to replace "${old}".`);
    }
}

/** The position of the only occurrence of a text in a document. */
export function rangeOf(document: vscode.TextDocument, text: string): vscode.Range {
    const all = document.getText();
    const start = all.indexOf(text);
    if (start < 0 || all.indexOf(text, start + 1) >= 0) {
        throw new Error(`"${text}" stands ${start < 0 ? "nowhere" : "more than once"} in ${document.uri.toString()}.`);
    }
    return new vscode.Range(document.positionAt(start), document.positionAt(start + text.length));
}

/** Repeats a request until its answer is acceptable, and returns it; a failure contains the last answer. */
export async function until<T>(
    what: string,
    ask: () => T | PromiseLike<T>,
    willDo: (answer: T) => boolean,
    limit = waitLimit,
): Promise<T> {
    const deadline = Date.now() + limit;
    for (;;) {
        const answer = await ask();
        if (willDo(answer)) {
            return answer;
        }
        if (Date.now() > deadline) {
            throw new Error(`Not within ${limit / 1000} s: ${what}. The last answer was ${shown(answer)}.`);
        }
        await new Promise((resolve) => setTimeout(resolve, 25));
    }
}

function shown(value: unknown): string {
    const text = JSON.stringify(value) as string | undefined;
    return text === undefined ? "undefined" : text.length > 2_000 ? `${text.slice(0, 2_000)} …` : text;
}

/** The diagnostics of a document, once they are such as they should be. */
export function diagnosticsUntil(
    document: vscode.TextDocument,
    what: string,
    willDo: (diagnostics: readonly vscode.Diagnostic[]) => boolean,
): Promise<readonly vscode.Diagnostic[]> {
    return until(what, () => vscode.languages.getDiagnostics(document.uri), willDo);
}

/** A diagnostic's code without its link. */
export function codeOf(diagnostic: vscode.Diagnostic | undefined): string | number | undefined {
    const code = diagnostic?.code;
    return typeof code === "object" ? code.value : code;
}

/** The inlay hints of a whole document as `line: text`, with lines from 1. */
export async function hintsOf(document: vscode.TextDocument): Promise<readonly string[]> {
    const whole = new vscode.Range(0, 0, document.lineCount, 0);
    const hints = await vscode.commands.executeCommand<vscode.InlayHint[] | undefined>(
        "vscode.executeInlayHintProvider",
        document.uri,
        whole,
    );
    return (hints ?? []).map(({ position, label }) => {
        const text = typeof label === "string" ? label : label.map((part) => part.value).join("");
        return `${position.line + 1}: ${text.trim()}`;
    });
}

/** The hover's Markdown at the start of the only occurrence of a text in the document. */
export async function hoverOn(document: vscode.TextDocument, text: string): Promise<string> {
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        "vscode.executeHoverProvider",
        document.uri,
        rangeOf(document, text).start,
    );
    return hovers
        .flatMap(({ contents }) => contents.map((part) => (part instanceof vscode.MarkdownString ? part.value : "")))
        .join("\n");
}

/** The labels of the completions directly after the only occurrence of a text in the document. */
export async function completionsAfter(document: vscode.TextDocument, text: string): Promise<readonly string[]> {
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
        "vscode.executeCompletionItemProvider",
        document.uri,
        rangeOf(document, text).end,
    );
    return list.items.map(({ label }) => (typeof label === "string" ? label : label.label));
}
