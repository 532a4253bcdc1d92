import { assert } from "chai";
import * as vscode from "vscode";
import { closeEditors, diagnosticsUntil, openText, until, workspaceFile } from "./editor.ts";
import { pageOrSkip, testOfAnyHost } from "./page.ts";
import { pick, pickRow } from "./quick-pick.ts";

const network = "model Net {\n    input image: [3, H = 32, W = 32]\n    first = conv(8, 3)\n    \n    relu()\n}\n";

/** Opens a text with the cursor at `|`. */
async function openAt(marked: string): Promise<vscode.TextEditor> {
    const editor = await openText(marked.replace("|", ""));
    const position = editor.document.positionAt(marked.indexOf("|"));
    editor.selection = new vscode.Selection(position, position);
    await vscode.commands.executeCommand("workbench.action.focusActiveEditorGroup");
    return editor;
}

/** Opens a file with the cursor at the end of a line, from 0. */
async function openAtLineEnd(uri: vscode.Uri, line: number): Promise<vscode.TextEditor> {
    const editor = await vscode.window.showTextDocument(uri, { preview: false });
    const { end } = editor.document.lineAt(line).range;
    editor.selection = new vscode.Selection(end, end);
    await vscode.commands.executeCommand("workbench.action.focusActiveEditorGroup");
    return editor;
}

suite("the list of completions", () => {
    test("stays open after a comma and a blank, and shows the documentation of the selected entry", async function () {
        const page = pageOrSkip(this);
        await openAt(network.replace("    \n", "    |\n"));
        await page.type("conv(8, ");
        // Documentation arrives later than its entry, and is not shown before.
        await page.waitFor(".suggest-widget.visible .monaco-list-row.focused:has-text('kernel=') .can-expand-details");
        await vscode.commands.executeCommand("toggleSuggestionDetails");
        await page.waitFor(".suggest-details:has-text('kernel')");
        await page.screenshot("completion");
        await vscode.commands.executeCommand("toggleSuggestionDetails");
        await page.press("Escape");
    });

    testOfAnyHost("shows what the members of a value are", async function () {
        const page = pageOrSkip(this);
        await openAt(network.replace("    \n", "    |\n"));
        await page.type("conv(first.");
        await page.waitFor(".suggest-widget.visible .monaco-list-row:has-text('channels'):has-text('8')");
        await page.screenshot("completion-members");
        await page.press("Escape");
    });

    test("imports the file of a block when it is accepted, and offers files in paths", async function () {
        const page = pageOrSkip(this);
        // Watchers miss files in a folder that has just been created.
        const [blocks, net] = [workspaceFile("accepted.cnn"), workspaceFile("accepting.cnn")];
        const write = (file: vscode.Uri, text: string): Thenable<void> =>
            vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
        await write(blocks, "block AcceptedStem(channels) {\n    conv(channels, 3)\n    relu()\n}\n");
        await write(net, "model Net {\n    input image: [3, 8, 8]\n    \n    output y = conv(2, 1)\n}\n");
        try {
            await closeEditors();
            const { document } = await openAtLineEnd(net, 2);
            await until("a block of another file", () => vscode.commands.executeCommand<vscode.CompletionList>(
                "vscode.executeCompletionItemProvider", document.uri, new vscode.Position(2, 4)),
            ({ items }) => items.some(({ label }) => typeof label === "object" && label.label === "AcceptedStem"));
            await page.type("AcceptedSt");
            await page.waitFor(".suggest-widget.visible .monaco-list-row.focused:has-text('AcceptedStem'):has-text('accepted.cnn')");
            await page.screenshot("completion-import");
            await page.press("Enter");
            await until("an import", () => document.getText(), (text) =>
                text.startsWith("import \"accepted.cnn\"\n") && text.includes("    AcceptedStem(channels)\n"));
            await page.press("Escape");
            await page.press("ControlOrMeta+Home");
            await page.press("End");
            await page.press("Enter");
            await page.type("import \"./");
            await page.waitFor(".suggest-widget.visible .monaco-list-row:has-text('accepted.cnn')");
            await page.press("Escape");
        } finally {
            await closeEditors();
            await vscode.workspace.fs.delete(blocks);
            await vscode.workspace.fs.delete(net);
        }
    });

    testOfAnyHost("does not take Enter after a comma", async function () {
        const page = pageOrSkip(this);
        const { document } = await openAt(network.replace("    \n", "    |\n"));
        await page.type("add(first,");
        await page.press("Enter");
        await until("a new line", () => document.getText(), (text) => /add\(first,\n\s*\)/u.test(text));
    });
});

suite("typing", () => {
    testOfAnyHost("continues the comment of a block of comments", async function () {
        const page = pageOrSkip(this);
        const { document } = await openAt("# One line.|\n");
        await page.press("Enter");
        await typeClosed(page, document, "[", "]");
        await page.press("Backspace");
        await page.type("# Two lines,");
        await page.press("Enter");
        await page.type("continued.");
        await until("a continued comment", () => document.getText(),
            (text) => text.startsWith("# One line.\n# Two lines,\n# continued."));
    });

    testOfAnyHost("indents bodies", async function () {
        const page = pageOrSkip(this);
        const { document } = await openAt("|\n");
        await page.type("model Net ");
        await typeClosed(page, document, "{", "}");
        await page.press("Enter");
        await page.type("input x: [3, 8, 8]");
        await page.press("Enter");
        await page.type("repeat 2 ");
        await typeClosed(page, document, "{", "}");
        await page.press("Enter");
        await page.type("relu()");
        await until("indented bodies", () => document.getText(), (text) => text.endsWith(
            "model Net {\n    input x: [3, 8, 8]\n    repeat 2 {\n        relu()\n    }\n}\n"));
    });
});

suite("formatting", () => {
    const lines = "model Net {\n  input x:[3,8,8]\n  conv( 4,3 )\n  output y=relu( )\n}\n";

    testOfAnyHost("of a selection leaves the other lines", async () => {
        const { document } = await openText(lines);
        const edits = await until("edits", () => vscode.commands.executeCommand<vscode.TextEdit[] | undefined>(
            "vscode.executeFormatRangeProvider", document.uri, new vscode.Range(2, 0, 3, 0), { tabSize: 4, insertSpaces: true },
        ), (found) => (found?.length ?? 0) > 0);
        // On a slow machine, VS Code does not shorten edits, which then reach the lines around.
        const change = new vscode.WorkspaceEdit();
        change.set(document.uri, edits ?? []);
        await vscode.workspace.applyEdit(change);
        assert.equal(document.getText(), lines.replace("  conv( 4,3 )", "    conv(4, 3)"));
    });

    test("while typing lays out the line above and the body that is closed", async function () {
        const page = pageOrSkip(this);
        await vscode.workspace.getConfiguration("editor", { languageId: "cnn" })
            .update("formatOnType", true, vscode.ConfigurationTarget.Global, true);
        const { document } = await openAt("model Net {\n    input x:[3,8,8]\n    conv( 4,3 )|\n    output y=relu( )\n}\n");
        await diagnosticsUntil(document, "nothing to report", (found) => found.length === 0);
        await page.press("Enter");
        await until("the formatted line", () => document.getText(), (text) => text.includes("    conv(4, 3)\n    \n"));
        await vscode.workspace.getConfiguration("editor", { languageId: "cnn" })
            .update("formatOnType", undefined, vscode.ConfigurationTarget.Global, true);
    });
});

/**
 * Types a bracket until the editor closes it. It does so once the language's configuration is loaded, and where it has
 * tokenized the lines above, which it does between keys.
 */
async function typeClosed(
    page: ReturnType<typeof pageOrSkip>, document: vscode.TextDocument, open: string, close: string,
): Promise<void> {
    const count = (text: string): number => text.split(open).length;
    await until(`${open}${close}`, async () => {
        const before = count(document.getText());
        await page.type(open);
        // The document follows the page after a while.
        const text = await until("a bracket", () => document.getText(), (now) => count(now) > before);
        const isClosed = text.includes(`${open}${close}`);
        if (!isClosed) {
            await page.press("Backspace");
            await until("no bracket", () => document.getText(), (now) => count(now) === before);
        }
        return isClosed;
    }, (isClosed) => isClosed);
}

suite("a new network", () => {
    test("is an unsaved document with a chosen example that has no errors", async function () {
        const page = pageOrSkip(this);
        await openText("");
        await page.runFromPalette("CNN: New Network from Template…");
        await page.waitFor(pickRow("AlexNet"));
        await page.screenshot("templates");
        await pick(page, "Digits", { search: "digits" });
        await until("the network", () => vscode.window.activeTextEditor?.document.getText() ?? "",
            (text) => text.includes("model Digits"));
        const { document } = vscode.window.activeTextEditor ?? {};
        assert.isDefined(document);
        assert.isTrue(document.isUntitled);
        assert.equal(document.languageId, "cnn");
        await diagnosticsUntil(document, "nothing to report", (found) => found.length === 0);
    });
});
