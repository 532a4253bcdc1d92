import { assert } from "chai";
import * as vscode from "vscode";
import { codeOf, completionsAfter, diagnosticsUntil, hintsOf, hoverOn, openText, replace, until } from "./editor.ts";
import { testOfAnyHost } from "./page.ts";

const network = `# Adds what it was given.
block Residual(channels) {
    first = conv(channels, 3, padding=1)
    add(first, in)
}

model Net(classes = 10) {
    input image: [3, H = 224, W = 224]
    conv1 = conv(64, 7, stride=2, padding=3)
    max_pool(3, stride=2, padding=1)
    Residual(64)
    global_avg_pool()
    flatten()
    output scores = linear(classes)
}
`;

suite("while typing", () => {
    test("shapes appear after the layers and follow unsaved edits", async () => {
        const editor = await openText(network);
        const hints = await until("hints", () => hintsOf(editor.document), (found) => found.length > 6);
        assert.includeMembers([...hints], ["9: [64, 112, 112]", "10: [64, 56, 56]", "14: [10]", "3: [64, 56, 56]"]);
        await replace(editor, "stride=2, padding=3", "stride=4, padding=3");
        await until("the new shape", () => hintsOf(editor.document), (found) => found.includes("9: [64, 56, 56]"));
        assert.isTrue(editor.document.isDirty);
    });

    test("hover fills the formula in", async () => {
        const editor = await openText(network);
        const text = await until("a hover", () => hoverOn(editor.document, "conv(64, 7"), (found) => found !== "");
        assert.include(text, "⌊(224 + 2·3 − 7)/2⌋ + 1 = 112");
        assert.include(text, "9,472 parameters");
        assert.include(text, "MACs");
    });

    test("an error comes with a mistake and goes with its fix", async () => {
        const editor = await openText(network);
        await diagnosticsUntil(editor.document, "no error in a valid network", (found) => found.length === 0);
        await replace(editor, "max_pool(3, stride=2, padding=1)", "max_pool(300)");
        const [error, ...others] = await diagnosticsUntil(editor.document, "an error", (found) => found.length > 0);
        assert.lengthOf(others, 0);
        assert.equal(codeOf(error), "kernel-exceeds-input");
        assert.include(error?.message, "112");
        await replace(editor, "max_pool(300)", "max_pool(3, stride=2, padding=1)");
        await diagnosticsUntil(editor.document, "the error to go", (found) => found.length === 0);
    });

    testOfAnyHost("an error inside a block names the use that failed", async () => {
        const editor = await openText(network);
        await replace(editor, "Residual(64)", "Residual(32)");
        const [error] = await diagnosticsUntil(editor.document, "an error", (found) => found.length > 0);
        assert.equal(codeOf(error), "channel-mismatch");
        assert.equal(editor.document.getText(error?.range), "add(first, in)");
        const related = error?.relatedInformation?.map(({ location }) => editor.document.getText(location.range));
        assert.include(related ?? [], "Residual(32)");
    });

    testOfAnyHost("a quick fix replaces a misspelt name", async () => {
        const editor = await openText(network);
        await replace(editor, "7, stride=2", "kernal=7, stride=2");
        const [error] = await diagnosticsUntil(editor.document, "an error", (found) => found.length > 0);
        assert.isDefined(error);
        const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
            "vscode.executeCodeActionProvider", editor.document.uri, error.range);
        const [fix] = actions.filter(({ edit }) => edit !== undefined);
        assert.isDefined(fix?.edit);
        await vscode.workspace.applyEdit(fix.edit);
        await diagnosticsUntil(editor.document, "the error to go", (found) => found.length === 0);
        assert.include(editor.document.getText(), "kernel=7");
    });

    test("a quick fix of a large network is tried when it is chosen", async () => {
        const editor = await openText("model Deep() {\n    input image: [3, 32, 32]\n    conv(8, kernal=3)\n" +
            "    repeat 3000 { identity() }\n    output y = identity()\n}\n");
        const [error] = await diagnosticsUntil(editor.document, "an error", (found) => found.length > 0);
        assert.isDefined(error);
        const actions = async (resolved: number): Promise<readonly vscode.CodeAction[]> =>
            await vscode.commands.executeCommand<vscode.CodeAction[]>("vscode.executeCodeActionProvider",
                editor.document.uri, error.range, vscode.CodeActionKind.QuickFix.value, resolved);
        const offered = await actions(0);
        assert.deepEqual(offered.map(({ title, edit }) => [title, edit]),
            [["Change to `kernel`", undefined], ["Remove `kernal=3`", undefined]]);
        const [fix, wrong] = await actions(2);
        assert.isDefined(fix?.edit);
        assert.isUndefined(wrong?.edit);
        await vscode.workspace.applyEdit(fix.edit);
        await diagnosticsUntil(editor.document, "the error to go", (found) => found.length === 0);
    });

    test("completion offers layers, arguments and names", async () => {
        const editor = await openText(network.replace("    global_avg_pool()", "    conv1 -> \n    global_avg_pool()"));
        // VS Code offers words of the text, such as `conv`, until the server answers.
        const steps = await until("layers",
            () => completionsAfter(editor.document, "conv1 -> "), (found) => found.includes("batch_norm"));
        assert.includeMembers([...steps], ["conv", "batch_norm", "Residual"]);
        const args = await completionsAfter(editor.document, "conv(64, 7, ");
        assert.includeMembers([...args], ["dilation=", "groups="]);
    });

    testOfAnyHost("the outline lists blocks, models and named lines", async () => {
        const editor = await openText(network);
        const symbols = await until("symbols",
            () => vscode.commands.executeCommand<vscode.DocumentSymbol[] | undefined>(
                "vscode.executeDocumentSymbolProvider", editor.document.uri),
            (found) => (found?.length ?? 0) > 0);
        assert.deepEqual(symbols?.map(({ name }) => name.replace(/\(.*$/u, "")), ["Residual", "Net"]);
        assert.includeMembers(symbols?.[1]?.children.map(({ name }) => name) ?? [], ["image", "conv1", "scores"]);
    });

    test("semantic tokens distinguish layers from blocks", async () => {
        const editor = await openText(network);
        const legend = await until("a legend",
            () => vscode.commands.executeCommand<vscode.SemanticTokensLegend | undefined>(
                "vscode.provideDocumentSemanticTokensLegend", editor.document.uri),
            (found) => found !== undefined);
        const tokens = await vscode.commands.executeCommand<vscode.SemanticTokens>(
            "vscode.provideDocumentSemanticTokens", editor.document.uri);
        const types = new Set(Array.from(tokens.data).filter((_, index) => index % 5 === 3));
        assert.includeMembers([...types].map((type) => legend?.tokenTypes[type]), ["block", "model", "layer", "dynamicSize"]);
    });

    testOfAnyHost("signature help follows the arguments", async () => {
        const editor = await openText(network);
        const position = editor.document.positionAt(network.indexOf("7, stride=2"));
        const help = await until("signature help",
            () => vscode.commands.executeCommand<vscode.SignatureHelp | undefined>(
                "vscode.executeSignatureHelpProvider", editor.document.uri, position, ","),
            (found) => (found?.signatures.length ?? 0) > 0);
        assert.match(help?.signatures[0]?.label ?? "", /^conv\(channels, kernel, /u);
        assert.equal(help?.signatures[0]?.activeParameter ?? help?.activeParameter, 1);
    });

    testOfAnyHost("formatting keeps the network and the caret", async () => {
        const unformatted = network.replace("    conv1 = conv(64, 7, stride=2", "  conv1=conv( 64,7,stride=2");
        const editor = await openText(unformatted);
        const caret = editor.document.positionAt(unformatted.indexOf("padding=3"));
        editor.selection = new vscode.Selection(caret, caret);
        await until("the formatted text", async () => {
            await vscode.commands.executeCommand("editor.action.formatDocument");
            return editor.document.getText();
        }, (text) => text === network);
        assert.equal(editor.document.offsetAt(editor.selection.active), network.indexOf("padding=3"));
    });

    test("the server comes back after a restart, the document intact", async () => {
        const editor = await openText(network);
        await diagnosticsUntil(editor.document, "no error", (found) => found.length === 0);
        await vscode.commands.executeCommand("cnn.restartServer");
        await replace(editor, "conv(64, 7", "conv(64, 700");
        await diagnosticsUntil(editor.document, "an error from the new server", (found) => found.length === 1);
        assert.include(editor.document.getText(), "conv(64, 700");
    });
});
