import { assert } from "chai";
import * as vscode from "vscode";
import type { Point } from "../page.ts";
import { closeEditors, diagnosticsUntil, openFile, rangeOf, until, workspaceFile } from "./editor.ts";
import { pageOrSkip } from "./page.ts";

suite("trained weights", () => {
    teardown(closeEditors);

    const file = "weights/digits.safetensors";

    test("are compared with the model, and again when their file changes", async () => {
        const { document } = await openFile("digits.cnn");
        await diagnosticsUntil(document, "nothing wrong", (all) => all.length === 0);
        const bytes = await vscode.workspace.fs.readFile(workspaceFile(file));
        await vscode.workspace.fs.writeFile(workspaceFile(file), bytes.subarray(0, 1000));
        try {
            const [found] = await diagnosticsUntil(document, "a broken file", (all) => all.length > 0);
            assert.include(found?.message, "is not a valid safetensors file");
        } finally {
            await vscode.workspace.fs.writeFile(workspaceFile(file), bytes);
        }
        await diagnosticsUntil(document, "nothing wrong again", (all) => all.length === 0);
    });

    test("are what the preview runs with: they read a 7 that is drawn with the mouse", async function () {
        this.timeout(180_000);
        const page = pageOrSkip(this);
        const { document: text } = await openFile("digits.cnn");
        await page.runFromPalette("CNN: Run Preview Inference");
        const view = page.webview(".inference-weights");
        assert.deepEqual(await view.texts(".inference-weights > summary"), ["27 of 27 tensors from digits.safetensors"]);
        await view.waitFor(".inference-top li");
        assert.lengthOf(await view.texts(".inference-top li"), 3);
        assert.match((await view.texts(".inference-top .inference-value"))[0] ?? "", /^[\d.]+ %$/);
        await page.screenshot("outputs-classify");

        const { start } = rangeOf(text, "global_avg_pool");
        await until("pictures in the hover",
            () => vscode.commands.executeCommand<vscode.Hover[]>("vscode.executeHoverProvider", text.uri, start),
            (hovers) => hovers.some(({ contents }) => contents.some((content) =>
                content instanceof vscode.MarkdownString && content.value.includes("](data:image/png;base64,"))));
        const shown = await vscode.window.showTextDocument(text, { selection: new vscode.Range(start, start) });
        assert.equal(shown.document, text);
        await vscode.commands.executeCommand("editor.action.showHover");
        await page.waitFor(".monaco-hover img");
        await page.screenshot("hover-picture");
        await page.press("Escape");

        await view.click(".input-tab:has-text('Draw')");
        await view.waitFor(".input-pad");
        const pad = await view.box(".input-pad");
        const at = (x: number, y: number): Point => ({ x: pad.x + x * pad.width, y: pad.y + y * pad.height });
        await page.drag(at(0.25, 0.2), at(0.75, 0.2));
        await page.drag(at(0.75, 0.2), at(0.42, 0.85));
        await view.waitUntil(() => document.querySelector(".inference-entry")?.textContent === "7");
        await page.screenshot("drawn-digit");
    });
});
