import { assert } from "chai";
import * as vscode from "vscode";
import { diagnosticsUntil, openText, until } from "./editor.ts";
import { pageOrSkip } from "./page.ts";

const network = "model Net {\n    input image: [3, H = 32, W = 32]\n    first = conv(8, 3)\n    \n    relu()\n}\n";

/** Opens a text with the cursor at `|`. */
async function openAt(marked: string): Promise<vscode.TextEditor> {
    const editor = await openText(marked.replace("|", ""));
    const position = editor.document.positionAt(marked.indexOf("|"));
    editor.selection = new vscode.Selection(position, position);
    await vscode.commands.executeCommand("workbench.action.focusActiveEditorGroup");
    return editor;
}

suite("the list of completions", () => {
    test("stays open after a comma and a blank, and shows the documentation of the selected entry", async function () {
        const page = pageOrSkip(this);
        await openAt(network.replace("    \n", "    |\n"));
        await page.type("conv(8, ");
        await page.waitFor(".suggest-widget.visible .monaco-list-row.focused:has-text('kernel=')");
        await vscode.commands.executeCommand("toggleSuggestionDetails");
        await page.waitFor(".suggest-details:has-text('kernel')");
        await page.screenshot("completion");
        await vscode.commands.executeCommand("toggleSuggestionDetails");
        await page.press("Escape");
    });

    test("shows what the members of a value are", async function () {
        const page = pageOrSkip(this);
        await openAt(network.replace("    \n", "    |\n"));
        await page.type("conv(first.");
        await page.waitFor(".suggest-widget.visible .monaco-list-row:has-text('channels'):has-text('8')");
        await page.screenshot("completion-members");
        await page.press("Escape");
    });

    test("does not take Enter after a comma", async function () {
        const page = pageOrSkip(this);
        const { document } = await openAt(network.replace("    \n", "    |\n"));
        await page.type("add(first,");
        await page.press("Enter");
        await until("a new line", () => document.getText(), (text) => /add\(first,\n\s*\)/u.test(text));
    });
});

suite("typing", () => {
    test("continues the comment of a block of comments", async function () {
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

    test("indents bodies", async function () {
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
        await page.waitFor(".quick-input-list .monaco-list-row:has-text('ResNet')");
        await page.screenshot("templates");
        await page.type("digits");
        await page.press("Enter");
        await until("the network", () => vscode.window.activeTextEditor?.document.getText() ?? "",
            (text) => text.includes("model Digits"));
        const { document } = vscode.window.activeTextEditor ?? {};
        assert.isDefined(document);
        assert.isTrue(document.isUntitled);
        assert.equal(document.languageId, "cnn");
        await diagnosticsUntil(document, "nothing to report", (found) => found.length === 0);
    });
});
