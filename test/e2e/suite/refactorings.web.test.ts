import { assert } from "chai";
import * as vscode from "vscode";
import { openText, rangeOf, until } from "./editor.ts";
import { pageOrSkip } from "./page.ts";

const network = `# Digits.
model Net(width = 8) {
    input image: [3, 32, 32]
    conv(width, 3)
    # Twice.
    conv(width, 3)
    relu()
    output features = conv(4, 1)
}
`;

const extracted = (name: string): string => `block ${name}(width) {
    # Twice.
    conv(width, 3)
    relu()
}

# Digits.
model Net(width = 8) {
    input image: [3, 32, 32]
    conv(width, 3)
    ${name}(width)
    output features = conv(4, 1)
}
`;

async function selectTwice(): Promise<vscode.TextEditor> {
    const editor = await openText(network);
    const range = rangeOf(editor.document, "    # Twice.\n    conv(width, 3)\n    relu()\n");
    editor.selection = new vscode.Selection(range.start, range.end);
    return editor;
}

suite("refactorings", () => {
    test("extract lines to a block", async () => {
        const editor = await selectTwice();
        const actions = await until("an action", () => vscode.commands.executeCommand<vscode.CodeAction[]>(
            "vscode.executeCodeActionProvider", editor.document.uri, editor.selection, "refactor.extract", 5,
        ), (found) => found.some(({ title }) => title.startsWith("Extract to block")));
        const action = actions.find(({ title }) => title === "Extract to block (renames tensors)");
        assert.isDefined(action?.edit);
        await vscode.workspace.applyEdit(action.edit);
        await until("the block", () => editor.document.getText(), (text) => text === extracted("NewBlock"));
    });

    test("are in the menu of a selection, and select the new name at its places", async function () {
        const page = pageOrSkip(this);
        const editor = await selectTwice();
        await until("an answer of the server", () => vscode.commands.executeCommand<vscode.CodeAction[]>(
            "vscode.executeCodeActionProvider", editor.document.uri, editor.selection, "refactor.extract",
        ), (found) => found.length > 0);
        void vscode.commands.executeCommand("editor.action.refactor");
        const item = ".action-widget .monaco-list-row:has-text('Extract to block')";
        await page.waitFor(item);
        await page.screenshot("refactorings");
        await page.click(item);
        await until("the block", () => editor.document.getText(), (text) => text === extracted("NewBlock"));
        await page.type("Stem");
        await until("the typed name", () => editor.document.getText(), (text) => text === extracted("Stem"));
        await page.screenshot("refactorings-name");
    });
});
