import { assert } from "chai";
import * as vscode from "vscode";
import { openText, until } from "./editor.ts";
import { pageOrSkip } from "./page.ts";

suite("the language", () => {
    test("is registered with VS Code", async () => {
        assert.include(await vscode.languages.getLanguages(), "cnn");
    });

    test("brackets and comments are set", async () => {
        const editor = await openText("conv(8, 3)");
        // Until the language's configuration is loaded, the command does nothing.
        await until("a comment", async () => {
            await vscode.commands.executeCommand("editor.action.addCommentLine");
            return editor.document.getText();
        }, (text) => text !== "conv(8, 3)");
        assert.equal(editor.document.getText(), "# conv(8, 3)");
    });

    test("colours the text of a file", async function () {
        const page = pageOrSkip(this);
        await openText("model A {\n    input x: [3, 8, 8]   # a comment\n    conv(8, 3)\n}\n");
        // More than one kind of token: without a grammar a line is one span of one class.
        const kinds = await page.waitUntil(() => {
            const spans = document.querySelectorAll(".editor-instance .view-line span[class^=mtk]");
            const classes = new Set([...spans].map((span) => span.className.split(" ")[0]));
            return classes.size > 2 ? classes.size : 0;
        });
        assert.isAbove(kinds, 2);
        await page.screenshot("language");
    });
});
