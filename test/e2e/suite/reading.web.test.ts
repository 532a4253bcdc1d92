import { assert } from "chai";
import * as vscode from "vscode";
import { closeEditors, codeOf, diagnosticsUntil, hintsOf, openFile, openText, rangeOf, replace, until } from "./editor.ts";
import { pageOrSkip, testOfAnyHost } from "./page.ts";

const network = `block Down(channels, kernel, stride = 2) {
    conv(channels, kernel, stride=stride, padding=1)
    relu()
}

model Net {
    input image: [3, 32, 32]
    skip = conv(8, 3, padding=1)
    Down(16, 3, 2)
    upsample(2) -> conv(8, 1)
    add(skip, in -> conv(8, 1))
    relu()
    output scores = conv(10, 1)
}
`;

async function set(name: string, value: unknown): Promise<void> {
    await vscode.workspace.getConfiguration("cnn").update(name, value, vscode.ConfigurationTarget.Global);
}

suite("reading", () => {
    testOfAnyHost("the kinds of hints switch one by one", async () => {
        const { document } = await openText(network);
        const kinds: Readonly<Record<string, string>> = {
            shapes: "8: [8, 32, 32]", sources: "9: skip →", parameterNames: "9: stride=",
        };
        const all = await until("all kinds", () => hintsOf(document), (hints) => hints.length > 8);
        for (const [name, hint] of Object.entries(kinds)) {
            const text = all.find((one) => one.startsWith(hint));
            if (text === undefined) {
                assert.fail(`${hint} is not in ${all.join("; ")}`);
            }
            await set(`hints.${name}`, false);
            try {
                const others = await until(`no ${name}`, () => hintsOf(document), (hints) => !hints.includes(text));
                assert.isAbove(others.length, 0);
            } finally {
                await set(`hints.${name}`, undefined);
            }
            await until(`the ${name} again`, () => hintsOf(document), (hints) => hints.includes(text));
        }
    });

    testOfAnyHost("hints never exceed the maximum width of a line", async () => {
        const { document } = await openText(network.replace("    upsample", "    Down(160, 3, 1)\n    upsample"));
        await until("hints", () => hintsOf(document), (hints) => hints.includes("3: [16, 16, 16] | [160, 16, 16]"));
        await set("hints.maximumWidth", 40);
        try {
            await until("shorter hints", () => hintsOf(document), (hints) => hints.includes("2: [16, 16, 16] |…"));
        } finally {
            await set("hints.maximumWidth", undefined);
        }
    });

    testOfAnyHost("bodies fold, and selections grow from a name to its block", async () => {
        const { document } = await openText(network);
        const folds = await until("folds", () => vscode.commands.executeCommand<vscode.FoldingRange[] | undefined>(
            "vscode.executeFoldingRangeProvider", document.uri), (found) => (found?.length ?? 0) > 0);
        assert.deepEqual(folds?.map(({ start, end }) => [start + 1, end + 1]), [[1, 3], [6, 13]]);
        const [selection] = await vscode.commands.executeCommand<vscode.SelectionRange[]>(
            "vscode.executeSelectionRangeProvider", document.uri, [rangeOf(document, "16, 3, 2").start]);
        const grown: string[] = [];
        for (let range = selection; range !== undefined; range = range.parent) {
            grown.push(document.getText(range.range));
        }
        assert.deepEqual(grown.slice(0, 3), ["16", "16, 3, 2", "Down(16, 3, 2)"]);
    });

    testOfAnyHost("breadcrumbs show the model and the line at the cursor", async function () {
        const page = pageOrSkip(this);
        const editor = await openFile("mlp.cnn");
        const at = rangeOf(editor.document, "output ").end;
        editor.selection = new vscode.Selection(at, at);
        await page.waitFor(".breadcrumbs-control .monaco-breadcrumb-item:has-text('mlp.cnn')");
        await page.waitFor(".breadcrumbs-control .monaco-breadcrumb-item:has-text('MLP') + .monaco-breadcrumb-item");
        await page.screenshot("breadcrumbs");
    });

    test("the language status shows the model at the cursor and its problems", async function () {
        const page = pageOrSkip(this);
        const editor = await openText(network);
        const at = rangeOf(editor.document, "relu()\n    output").start;
        editor.selection = new vscode.Selection(at, at);
        const button = "[id='status.languageStatus']";
        await page.waitFor(button);
        await page.hover(button, ".monaco-hover:has-text('Net: '):has-text('1 warning')");
        await page.screenshot("language-status");
        await replace(editor, "conv(10, 1)", "conv(10, 99)");
        await diagnosticsUntil(editor.document, "an error", (found) => found.some((one) => codeOf(one) === "kernel-exceeds-input"));
        await page.hover(".view-line");
        await page.hover(button, ".monaco-hover:has-text('Net: '):has-text('1 error')");
        await closeEditors();
    });
});
