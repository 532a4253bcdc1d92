import { assert } from "chai";
import * as vscode from "vscode";
import { hintsOf, openText, rangeOf, until } from "./editor.ts";
import { pageOrSkip, testOfAnyHost } from "./page.ts";

const network = `# Digits.
model Net(width = 8) {
    input image: [3, 32, 32]
    conv(width, 3)
    # Twice.
    conv(width, 3)
    relu()
    output features = conv(4, 1)
}
`;

const extracted = (name: string): string => `block ${name}(width) {
    # Twice.
    conv(width, 3)
    relu()
}

# Digits.
model Net(width = 8) {
    input image: [3, 32, 32]
    conv(width, 3)
    ${name}(width)
    output features = conv(4, 1)
}
`;

async function selectTwice(): Promise<vscode.TextEditor> {
    const editor = await openText(network);
    const range = rangeOf(editor.document, "    # Twice.\n    conv(width, 3)\n    relu()\n");
    editor.selection = new vscode.Selection(range.start, range.end);
    return editor;
}

type Rewriting = readonly [title: string, lines: readonly string[], after: readonly string[], before?: string];

/** What each other refactoring makes of the lines of a model, selected as `«…»`. */
const rewritten: readonly Rewriting[] = [
    ["Inline `Twice` (renames tensors)", ["«Twice»(4)"], ["conv(4, 3)", "relu()"],
        "block Twice(n) {\n    conv(n, 3)\n    relu()\n}\n\n"],
    ["Inline `width` and delete it", ["let «width» = 4", "conv(width, 3)"], ["conv(4, 3)"]],
    ["Roll 2 equal lines into repeat (renames tensors)", ["«conv(4, 3)", "conv(4, 3)»"], ["repeat 2 { conv(4, 3) }"]],
    ["Roll 2 similar lines into for (renames tensors)", ["«conv(4, 3)", "conv(8, 3)»"],
        ["for channels in [4, 8] { conv(channels, 3) }"]],
    ["Unroll the loop (renames tensors)", ["«repeat» 2 { conv(4, 3) -> tanh() }"], ["conv(4, 3) -> tanh()", "conv(4, 3) -> tanh()"]],
    ["Name the value (renames tensors)", ["«conv»(4, 3)"], ["conv1 = conv(4, 3)"]],
    ["Write the source `image`", ["«conv»(4, 3)"], ["image -> conv(4, 3)"]],
    ["Omit the source `image`", ["«image -> conv(4, 3)»"], ["conv(4, 3)"]],
    ["Insert the shape `[4, 14, 14]`", ["«conv»(4, 3)"], ["conv(4, 3)      : [4, 14, 14]"]],
    ["Insert `require H >= 3 and W >= 3`", ["input «image»: [3, H = 8, W = 8]", "conv(4, 3)"],
        ["input image: [3, H = 8, W = 8]", "require H >= 3 and W >= 3", "conv(4, 3)"]],
    ["Insert the shapes of all lines of model `Net`", ["«conv(4, 3)", "conv(8, 3)»"],
        ["conv(4, 3)              : [4, 14, 14]", "conv(8, 3)              : [8, 12, 12]"]],
];

suite("refactorings", () => {
    for (const [index, [title, lines, after, before = ""]] of rewritten.entries()) {
        (index === 0 ? test : testOfAnyHost)(title, async () => {
            const body = (of: readonly string[]): string => of.map((line) => `    ${line}\n`).join("");
            const input = lines[0]?.startsWith("input") === true ? [] : ["input image: [3, 16, 16]"];
            const marked = `${before}model Net {\n${body([...input, ...lines, "output y = relu()"])}}\n`;
            const editor = await openText(marked.replaceAll(/[«»]/gu, ""));
            const [start, end] = [marked.indexOf("«"), marked.indexOf("»") - 1];
            const range = new vscode.Range(editor.document.positionAt(start), editor.document.positionAt(end));
            const actions = await until("an action", () => vscode.commands.executeCommand<vscode.CodeAction[]>(
                "vscode.executeCodeActionProvider", editor.document.uri, range, "refactor", 20,
            ), (found) => found.length > 0);
            const edit = actions.find((action) => action.title === title)?.edit;
            assert.isDefined(edit, actions.map((action) => action.title).join("; "));
            await vscode.workspace.applyEdit(edit);
            await until("the new text", () => editor.document.getText(), (text) => text.includes(body(after)));
        });
    }

    test("extract lines to a block", async () => {
        const editor = await selectTwice();
        const actions = await until("an action", () => vscode.commands.executeCommand<vscode.CodeAction[]>(
            "vscode.executeCodeActionProvider", editor.document.uri, editor.selection, "refactor.extract", 5,
        ), (found) => found.some(({ title }) => title.startsWith("Extract to block")));
        const action = actions.find(({ title }) => title === "Extract to block (renames tensors)");
        assert.isDefined(action?.edit);
        await vscode.workspace.applyEdit(action.edit);
        await until("the block", () => editor.document.getText(), (text) => text === extracted("NewBlock"));
    });

    testOfAnyHost("extract a number to a let", async () => {
        const editor = await openText("model Net {\n    input x: [3, 8, 8]\n    output y = conv(16, 3)\n}\n");
        const range = rangeOf(editor.document, "16");
        const actions = await until("an action", () => vscode.commands.executeCommand<vscode.CodeAction[]>(
            "vscode.executeCodeActionProvider", editor.document.uri, range, "refactor.extract", 5,
        ), (found) => found.some(({ title, edit }) => title === "Extract to `let`" && edit !== undefined));
        const edit = actions.find(({ title }) => title === "Extract to `let`")?.edit;
        assert.isDefined(edit);
        await vscode.workspace.applyEdit(edit);
        await until("the let", () => editor.document.getText(), (text) => text ===
            "model Net {\n    input x: [3, 8, 8]\n    let channels = 16\n    output y = conv(channels, 3)\n}\n");
        await until("its hint", () => hintsOf(editor.document), (hints) => hints.includes("4: [16, 6, 6]"));
    });

    testOfAnyHost("are in the menu of a selection, and select the new name at its places", async function () {
        const page = pageOrSkip(this);
        const editor = await selectTwice();
        await until("an answer of the server", () => vscode.commands.executeCommand<vscode.CodeAction[]>(
            "vscode.executeCodeActionProvider", editor.document.uri, editor.selection, "refactor.extract",
        ), (found) => found.length > 0);
        void vscode.commands.executeCommand("editor.action.refactor");
        const item = ".action-widget .monaco-list-row:has-text('Extract to block')";
        await page.waitFor(item);
        await page.screenshot("refactorings");
        await page.click(item);
        await until("the block", () => editor.document.getText(), (text) => text === extracted("NewBlock"));
        await page.type("Stem");
        await until("the typed name", () => editor.document.getText(), (text) => text === extracted("Stem"));
        await page.screenshot("refactorings-name");
    });
});
