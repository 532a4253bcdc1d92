import { assert } from "chai";
import * as vscode from "vscode";
import { closeEditors, openFile, until, workspaceFile } from "./editor.ts";
import { pageOrSkip } from "./page.ts";

const fenced = "# Nets\n\n```cnn\nmodel Small {\n    input image: [3, 8, 8]\n    skip = conv(3, 3, padding=1)\n    relu()\n" +
    "    output y = add(skip, in)\n}\n```\n\n```cnn\nmodel Wrong {\n    input image: [3, 8, 8]\n    output y = convv(4, 3)\n}\n" +
    "```\n\n```cnn body\nconv(3)\n```\n";

suite("Markdown", () => {
    test("shows the networks of cnn fences and their errors in its preview", async function () {
        const page = pageOrSkip(this);
        // VS Code gives an untitled document the address of a closed one, whose text the preview may still show.
        await vscode.workspace.fs.writeFile(workspaceFile("networks.md"), new TextEncoder().encode(fenced));
        await openFile("networks.md");
        await vscode.commands.executeCommand("markdown.showPreviewToSide");

        const preview = page.webview(".cnn-graph");
        const titles = await until("the boxes", () => preview.texts(".cnn-box .cnn-title"), (all) => all.length > 4);
        assert.deepEqual(titles.slice(0, 5), ["image", "conv", "relu", "add", "y"]);
        const [problem] = await preview.texts(".cnn-problems .cnn-error");
        assert.match(problem ?? "", /^Error on line 3: .*convv/);
        assert.equal(await preview.count(".cnn-figure"), 2);
        assert.equal(await preview.count("pre"), 3);

        // The style sheet is loaded: a box has a fill mixed from the theme's colours.
        const fill = await preview.evaluate(() => {
            const box = document.querySelector(".cnn-box rect");
            return box === null ? "" : getComputedStyle(box).fill;
        });
        assert.match(fill, /^color\(srgb/);
        await page.screenshot("markdown-preview");
        await closeEditors();
        await vscode.workspace.fs.delete(workspaceFile("networks.md"));
    });
});
