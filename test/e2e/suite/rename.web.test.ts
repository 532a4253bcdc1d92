import { assert } from "chai";
import * as vscode from "vscode";
import { openText, rangeOf, until } from "./editor.ts";
import { pageOrSkip, testOfAnyHost } from "./page.ts";

const network = `block Residual(channels) {
    first = conv(channels, 3, padding=1)
    add(first, in)
}

model Net() {
    input image: [3, 32, 32]
    stem = conv(16, 3)
    output features = Residual(16)
}
`;

async function putCursor(editor: vscode.TextEditor, text: string): Promise<void> {
    const at = rangeOf(editor.document, text).start;
    editor.selection = new vscode.Selection(at, at);
    await until("an answer of the server", () => vscode.commands.executeCommand<vscode.DocumentSymbol[] | undefined>(
        "vscode.executeDocumentSymbolProvider", editor.document.uri), (found) => (found?.length ?? 0) > 0);
}

suite("rename", () => {
    test("changes a parameter wherever it is read", async () => {
        const editor = await openText(network);
        await putCursor(editor, "channels) {");
        const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
            "vscode.executeDocumentRenameProvider", editor.document.uri, editor.selection.active, "width");
        await vscode.workspace.applyEdit(edit);
        assert.include(editor.document.getText(), "block Residual(width) {\n    first = conv(width, 3, padding=1)");
    });

    testOfAnyHost("explains why a rename would change a meaning", async function () {
        const page = pageOrSkip(this);
        const editor = await openText(network);
        await putCursor(editor, "Residual(channels)");
        // It is done when the box is closed.
        void vscode.commands.executeCommand("editor.action.rename");
        await page.waitFor(".rename-box input");
        await page.screenshot("rename-box");
        await page.fill(".rename-box input", "conv");
        await page.press("Enter");
        await page.waitFor(":text('`conv` is already the name of a layer.')");
        await page.screenshot("rename-refusal");
        assert.equal(editor.document.getText(), network);
    });

    test("offers to keep the path of a line with weights, before anything has changed", async function () {
        const page = pageOrSkip(this);
        const editor = await openText(network);
        await putCursor(editor, "stem =");
        // It is done when the box is closed.
        void vscode.commands.executeCommand("editor.action.rename");
        await page.waitFor(".rename-box input");
        await page.fill(".rename-box input", "head");
        await page.press("Enter");
        const keepsPath = ".bulk-edit-panel .monaco-list-row:has-text('@path')";
        await page.waitFor(keepsPath);
        await page.screenshot("rename-paths");
        assert.equal(editor.document.getText(), network);
        await page.click(`${keepsPath} .edit-checkbox`);
        await page.click(".bulk-edit-panel .monaco-button:has-text('Apply')");
        await until("the rename", () => editor.document.getText(), (text) =>
            text.includes("    @path(\"stem\")\n    head = conv(16, 3)\n"));
    });
});
