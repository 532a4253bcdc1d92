import { assert } from "chai";
import * as vscode from "vscode";
import { hintsOf, hoverOn, openText, replace, until } from "./editor.ts";
import { pageOrSkip } from "./page.ts";

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
const pick = (text: string): string => `.quick-input-list .monaco-list-row:has-text('${text}')`;

suite("lenses", () => {
    test("of a block choose the use that hints and hovers show, which edits keep", async function () {
        const page = pageOrSkip(this);
        const editor = await openText(network);
        const { document } = editor;
        // A lens that is replaced between the press and the release of the button ignores the click.
        const openPicker = (text: string): Promise<boolean> => until("the picker", async () => {
            await page.click(lens(text));
            return page.waitFor(pick("All uses"), { timeout: 5_000 }).then(() => true, () => false);
        }, (isOpen) => isOpen);
        const hint = (line: string): Promise<readonly string[]> => until(line, () => hintsOf(document),
            (hints) => hints.includes(line));
        await hint("2: [8, 16, 16] | [16, 8, 8]");
        await openPicker("used 2 times");
        await page.screenshot("block-uses");
        await page.click(pick("[8, 16, 16] → [16, 8, 8]"));
        await hint("2: [16, 8, 8]");
        await page.waitFor(lens("showing second"));
        assert.include(await hoverOn(document, "conv(channels"), "[16, 8, 8]");
        await replace(editor, "second = Down(16)", "second = Down(24)");
        await hint("2: [24, 8, 8]");
        await page.waitFor(lens("showing second"));
        await page.screenshot("block-use-chosen");
        await openPicker("showing second");
        await page.click(pick("All uses"));
        await hint("2: [8, 16, 16] | [24, 8, 8]");
    });

    test("of a model show its costs and open its preview", async function () {
        const page = pageOrSkip(this);
        await openText(network);
        await page.waitFor(".codelens-decoration:has-text('MACs · ')");
        await page.click(lens("Preview"));
        await page.webview().waitFor(".header-count");
        await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    });
});
