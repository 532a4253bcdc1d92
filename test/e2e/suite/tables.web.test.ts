import { assert } from "chai";
import * as vscode from "vscode";
import { closeEditors, openFile, openText, replace, until } from "./editor.ts";
import { pageOrSkip, testOfAnyHost } from "./page.ts";
import { pick } from "./quick-pick.ts";

const network = `block Basic(channels) {
    conv(channels, 3, padding=1)
    relu()
}

model Small() {
    input image: [3, 32, 32]
    stem = conv(8, 3, padding=1)
    body = repeat 2 { Basic(8) }
    output y = flatten()
}

model Other() {
    input image: [3, 32, 32]
    stem = conv(4, 3, padding=1)
    output y = flatten()
}
`;

suite("the table below the preview", () => {
    teardown(closeEditors);

    test("follows typing, selects in the picture, and plots", async function () {
        const page = pageOrSkip(this);
        const editor = await openText(network);
        await page.runFromPalette("CNN: Open Preview to the Side");
        const view = page.webview("[data-box]");
        await view.waitFor("[data-box='layer:stem']");
        await view.click("[data-box='layer:stem']");
        await page.press("t");
        await view.waitFor("#summary [data-row='layer:stem']");
        assert.deepEqual(await view.texts("#summary .grid-totals .grid-cell.number"), ["1,392", "1.401 M", "", ""]);
        await replace(editor, "conv(8, 3, padding=1)", "conv(16, 3, padding=1)");
        await until("the new total", () => view.texts("#summary .grid-totals .grid-cell.number"),
            ([parameters]) => parameters === "2,192");
        await view.click("#summary [data-row='block:body']");
        await view.waitFor("[data-box='loop:body'].active");
        await page.screenshot("table");
        await view.click("#tab-plots");
        await view.waitFor(".plot canvas");
        assert.includeMembers(
            [...await view.texts(".plot-title")].map((title) => title.replace(/[\d,. kMG]*B?$/, "")), ["Channels", "Parameters"],
        );
        await page.screenshot("plots");
    });

    testOfAnyHost("compares models of a file, and explains what an unsaved file lacks", async function () {
        const page = pageOrSkip(this);
        await openText(network);
        const choose = async (row: string): Promise<void> => {
            await page.runFromPalette("CNN: Compare Models");
            await pick(page, row);
        };
        await choose("Another model");
        const view = page.webview("[data-box]");
        await view.waitFor("#comparison [data-row='layer:stem'].changed");
        assert.deepEqual(await view.texts(".comparison-title"), ["Other → Small"]);
        await page.screenshot("comparison");
        await choose("since the last save");
        await view.waitFor(".comparison-note:has-text('has not been saved yet')");
        await choose("since the last commit");
        await view.waitFor(".comparison-note:has-text('no commit has it')");
    });

    test("compares what is typed with the saved file", async function () {
        const page = pageOrSkip(this);
        const editor = await openFile("mlp.cnn");
        const { document } = editor;
        await editor.edit((edit) => edit.insert(document.positionAt(document.getText().lastIndexOf("}")), "    relu()\n"));
        await page.runFromPalette("CNN: Compare Models");
        await pick(page, "since the last save");
        const view = page.webview("[data-box]");
        await view.waitFor("#comparison .grid-row.added");
        assert.equal(await view.count("#comparison .grid-row.removed"), 0);
        await vscode.commands.executeCommand("workbench.action.files.revert");
    });

    testOfAnyHost("compares with a model of another file", async function () {
        const page = pageOrSkip(this);
        if ((await vscode.workspace.findFiles("**/alexnet.cnn")).length === 0) {
            // A browser does not search the folders of other extensions.
            this.skip();
        }
        await openFile("mlp.cnn");
        await page.runFromPalette("CNN: Compare Models");
        await pick(page, "A model of another file");
        await pick(page, "alexnet.cnn");
        const view = page.webview("[data-box]");
        await view.waitFor(".comparison-title:has-text('AlexNet (alexnet.cnn) → MLP')");
        await view.waitFor("#comparison .grid-row.removed");
    });
});
