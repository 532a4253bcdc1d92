import { assert } from "chai";
import * as vscode from "vscode";
import { closeEditors, openText } from "./editor.ts";
import { pageOrSkip } from "./page.ts";
import { pick, pickRow } from "./quick-pick.ts";
import { savedFile } from "./saved-file.ts";

const network = "model Net {\n    input image: [3, 32, 32]\n    skip = conv(8, 3, padding=1)\n    relu()\n" +
    "    output y = add(skip, in -> conv(8, 1))\n}\n";

suite("figures of the preview", () => {
    teardown(closeEditors);

    test("are saved as SVG, PNG and TikZ, and copied as Mermaid", async function () {
        const page = pageOrSkip(this);
        await openText(network);
        await vscode.commands.executeCommand("cnn.openPreview");
        await page.webview().waitFor("[data-box]");
        const saved = async (choice: string, file: string): Promise<Uint8Array> => {
            void vscode.commands.executeCommand("cnn.exportPicture");
            await page.waitFor(pickRow(choice));
            await page.screenshot("figure-formats");
            await pick(page, choice);
            return savedFile(page, "Save the picture", file);
        };
        const text = new TextDecoder();
        const figure = text.decode(await saved("for papers", "Net.svg"));
        assert.include(figure, "<title>Net</title>");
        assert.match(figure, /Net: 3×32×32 → .* parameters, /u);
        assert.notInclude(text.decode(await saved("Whole drawingSVG", "Net.svg")), "parameters, ");
        await page.webview().click("[aria-label^='Draw feature maps']");
        await page.webview().waitFor(".volume");
        assert.include(text.decode(await saved("Part in viewSVG", "Net.svg")), "<path");
        assert.deepEqual([...await saved("Whole drawingPNG", "Net.png")].slice(1, 4), [...new TextEncoder().encode("PNG")]);
        assert.include(text.decode(await saved("TikZ", "Net.tex")), "\\begin{tikzpicture}");
        await vscode.commands.executeCommand("cnn.copyAsMermaid");
        assert.match(await vscode.env.clipboard.readText(), /^flowchart/u);
    });
});
