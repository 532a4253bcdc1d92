import { assert } from "chai";
import MarkdownIt from "markdown-it";
import * as vscode from "vscode";

interface Api {
    extendMarkdownIt(md: MarkdownIt): MarkdownIt;
}

suite("the Markdown plugin", () => {
    // In the browser's run, VS Code's own Markdown extension is in another host, where it does not see this one.
    test("draws a network in the extension host", async () => {
        const api = await vscode.extensions.getExtension<Api>("cnn-language.cnn-language")?.activate();
        const page = api?.extendMarkdownIt(new MarkdownIt()).render(
            "```cnn\nmodel Small {\n    input image: [3, 8, 8]\n    output y = conv(4, 3)\n}\n```\n",
        );
        assert.include(page, "<svg class=\"cnn-graph\"");
        assert.include(page, "Small: 112 parameters, 3.89 k MACs");
    });
});
