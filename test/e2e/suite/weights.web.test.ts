import { assert } from "chai";
import * as vscode from "vscode";
import type { Point } from "../page.ts";
import { diagnosticsUntil, openFile, workspaceFile } from "./editor.ts";
import { pageOrSkip } from "./page.ts";

suite("trained weights", () => {
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

    test("are what the preview runs with", async function () {
        const page = pageOrSkip(this);
        await openFile("digits.cnn");
        await page.runFromPalette("CNN: Run Preview Inference");
        const view = page.webview(".inference-weights");
        assert.deepEqual(await view.texts(".inference-weights > summary"), ["27 of 27 tensors from digits.safetensors"]);
    });

    test("read a 7 that is drawn with the mouse", async function () {
        const page = pageOrSkip(this);
        await openFile("digits.cnn");
        await page.runFromPalette("CNN: Run Preview Inference");
        const view = page.webview(".inference-weights");
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
