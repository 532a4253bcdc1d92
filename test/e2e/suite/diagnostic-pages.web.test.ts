import { assert } from "chai";
import * as vscode from "vscode";
import { codeOf, diagnosticsUntil, openText, until } from "./editor.ts";
import { pageOrSkip, testOfAnyHost } from "./page.ts";

const text = "model A {\n    input x: [3, 8, 8]\n    output y = conv(16, 9)\n}\n";

async function previewIsOpen(): Promise<void> {
    await until("the preview", () => vscode.window.tabGroups.activeTabGroup.activeTab?.input, (input) =>
        input instanceof vscode.TabInputCustom && input.viewType === "vscode.markdown.preview.editor");
}

/** A network with a kernel that is too large, and the link of that diagnostic's code. */
async function openMistake(): Promise<vscode.Uri> {
    const { document } = await openText(text);
    const found = await diagnosticsUntil(document, "a kernel too large", (all) => all.some((one) =>
        codeOf(one) === "kernel-exceeds-input"));
    const targets = found.flatMap(({ code }) => (typeof code === "object" ? [code.target] : []));
    const [target] = targets;
    assert(target !== undefined);
    return target;
}

suite("the page about a diagnostic", () => {
    test("is a document that opens in the Markdown preview", async () => {
        const target = await openMistake();
        assert.include((await vscode.workspace.openTextDocument(target)).getText(), "# kernel-exceeds-input");
        await vscode.commands.executeCommand("vscode.open", target);
        await previewIsOpen();
    });

    testOfAnyHost("opens by a click on the code in the hover", async function () {
        const page = pageOrSkip(this);
        await openMistake();
        await page.waitFor(".squiggly-error");
        await page.hover(".view-line span:text-is('9')", ".monaco-hover .code-link");
        await page.screenshot("diagnostic-code-link");
        await page.click(".monaco-hover .code-link");
        await previewIsOpen();
        await page.webview(".markdown-body").waitFor("h1:has-text('kernel-exceeds-input')");
        await page.screenshot("diagnostic-page");
    });
});
