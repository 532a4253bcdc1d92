import { assert } from "chai";
import * as vscode from "vscode";
import { closeEditors, hintsOf, hoverOn, openFile, openText, replace, until, workspaceFile } from "./editor.ts";
import { pageOrSkip, testOfAnyHost } from "./page.ts";
import { pick, pickRow } from "./quick-pick.ts";

const network = `block Down(channels) {
    conv(channels, 3, stride=2, padding=1)
    relu()
}

model Net {
    input image: [3, 32, 32]
    first = Down(8)
    second = Down(16)
    output scores = conv(10, 1)
}
`;

const lens = (text: string): string => `.codelens-decoration a:has-text('${text}')`;

/**
 * Opens the list of uses. A lens that is replaced between press and release of the button ignores the click; a further
 * click closes a list that has not appeared yet, so each waits longer than the one before.
 */
function openPicker(page: ReturnType<typeof pageOrSkip>, text: string): Promise<boolean> {
    let patience = 2_500;
    return until("the picker", async () => {
        patience *= 2;
        await page.click(lens(text));
        return page.waitFor(pickRow("All uses"), { timeout: patience }).then(() => true, () => false);
    }, (isOpen) => isOpen);
}

suite("lenses", () => {
    test("of a block choose the use that hints and hovers show, which edits keep", async function () {
        const page = pageOrSkip(this);
        const editor = await openText(network);
        const { document } = editor;
        const hint = (line: string): Promise<readonly string[]> => until(line, () => hintsOf(document),
            (hints) => hints.includes(line));
        await hint("2: [8, 16, 16] | [16, 8, 8]");
        await openPicker(page, "used 2 times");
        await page.screenshot("block-uses");
        await pick(page, "[8, 16, 16] → [16, 8, 8]");
        await hint("2: [16, 8, 8]");
        await page.waitFor(lens("showing second"));
        assert.include(await hoverOn(document, "conv(channels"), "[16, 8, 8]");
        await replace(editor, "second = Down(16)", "second = Down(24)");
        await hint("2: [24, 8, 8]");
        await page.waitFor(lens("showing second"));
        await page.screenshot("block-use-chosen");
        await openPicker(page, "showing second");
        await pick(page, "All uses");
        await hint("2: [8, 16, 16] | [24, 8, 8]");
    });

    testOfAnyHost("keep the chosen use of a file that is renamed", async function () {
        const page = pageOrSkip(this);
        const [before, after] = [workspaceFile("uses.cnn"), workspaceFile("moved/uses-moved.cnn")];
        await vscode.workspace.fs.writeFile(before, new TextEncoder().encode(network));
        try {
            await openFile("uses.cnn");
            await openPicker(page, "used 2 times");
            await pick(page, "[8, 16, 16] → [16, 8, 8]");
            await page.waitFor(lens("showing second"));
            const edit = new vscode.WorkspaceEdit();
            edit.renameFile(before, after);
            await vscode.workspace.applyEdit(edit);
            const { document } = await openFile("moved/uses-moved.cnn");
            await until("the hints of the chosen use", () => hintsOf(document), (hints) => hints.includes("2: [16, 8, 8]"));
        } finally {
            await closeEditors();
            await vscode.workspace.fs.delete(workspaceFile("moved"), { recursive: true });
        }
    });

    testOfAnyHost("of a model show its costs and open its preview", async function () {
        const page = pageOrSkip(this);
        await openText(network);
        await page.waitFor(".codelens-decoration:has-text('MACs · ')");
        await page.click(lens("Preview"));
        await page.webview().waitFor("[data-box]");
        await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    });
});
