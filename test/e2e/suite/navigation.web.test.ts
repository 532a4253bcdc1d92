import { assert } from "chai";
import * as vscode from "vscode";
import { openText, rangeOf, until } from "./editor.ts";
import { pageOrSkip, testOfAnyHost } from "./page.ts";

const network = `block Residual(channels) {
    first = conv(channels, 3, padding=1)
    add(first, in)
}

block Stage(channels) {
    conv(channels, 3, padding=1)
    Residual(channels)
}

model Net(classes = 10) {
    input image: [3, H = 32, W = 32]
    Stage(16)
    features = Residual(16)
    global_avg_pool()
    flatten()
    output scores = linear(classes)
}
`;

/** The first answer of an API command about the start of a text. */
function answerAt<T>(command: string, { document }: vscode.TextEditor, text: string): Promise<readonly T[]> {
    return until(command, async () => await vscode.commands.executeCommand<readonly T[] | undefined>(
        command, document.uri, rangeOf(document, text).start) ?? [], (found) => found.length > 0);
}

/** The places of an answer, with their text. */
function textsOf(
    editor: vscode.TextEditor, places: readonly (vscode.Location | vscode.LocationLink)[],
): readonly string[] {
    return places.map((place) => {
        const range = "targetUri" in place ? place.targetSelectionRange ?? place.targetRange : place.range;
        return `${range.start.line + 1}: ${editor.document.getText(range)}`;
    });
}

suite("moving", () => {
    test("goes to definitions, declarations, type definitions and references", async () => {
        const editor = await openText(network);
        const places = async (what: string, text: string): Promise<readonly string[]> =>
            textsOf(editor, await answerAt(`vscode.execute${what}Provider`, editor, text));
        assert.deepEqual(await places("Definition", "Stage(16)"), ["6: Stage"]);
        assert.deepEqual(await places("Declaration", "first, in"), ["2: first"]);
        assert.deepEqual(await places("TypeDefinition", "features ="), ["1: Residual"]);
        assert.deepEqual(await places("Reference", "Residual(channels) {"), ["1: Residual", "8: Residual", "14: Residual"]);
    });

    test("distinguishes reads from writes", async () => {
        const editor = await openText(network);
        const highlights = await answerAt<vscode.DocumentHighlight>("vscode.executeDocumentHighlights", editor, "first =");
        assert.deepEqual(highlights.map(({ kind, range }) => [kind, range.start.line + 1]), [
            [vscode.DocumentHighlightKind.Write, 2], [vscode.DocumentHighlightKind.Read, 3],
        ]);
    });

    test("finds symbols of the workspace and calls of a block", async () => {
        const editor = await openText(network);
        const symbols = await until("symbols", () => vscode.commands.executeCommand<vscode.SymbolInformation[]>(
            "vscode.executeWorkspaceSymbolProvider", "Residual"), (found) =>
            found.some(({ location }) => location.uri.toString() === editor.document.uri.toString()));
        assert.include(symbols.map(({ name }) => name), "Residual");
        const [item] = await answerAt<vscode.CallHierarchyItem>(
            "vscode.prepareCallHierarchy", editor, "Residual(channels) {");
        assert.equal(item?.detail, "[16, 32, 32] → [16, 32, 32]");
        const calls = await vscode.commands.executeCommand<vscode.CallHierarchyIncomingCall[]>(
            "vscode.provideIncomingCalls", item);
        assert.deepEqual(calls.map(({ from }) => from.name), ["Stage", "Net"]);
    });

    testOfAnyHost("shows the page of a layer as its implementation", async function () {
        const editor = await openText(network);
        const [page] = await answerAt<vscode.Location | vscode.LocationLink>(
            "vscode.executeImplementationProvider", editor, "flatten()");
        assert(page !== undefined);
        const document = await vscode.workspace.openTextDocument("targetUri" in page ? page.targetUri : page.uri);
        assert.include(document.getText(), "# `flatten`");
        const window = pageOrSkip(this);
        const at = rangeOf(editor.document, "linear(classes)").start;
        editor.selection = new vscode.Selection(at, at);
        await vscode.commands.executeCommand("editor.action.goToImplementation");
        await window.webview(".markdown-body").waitFor("h1:has-text('linear')");
        await window.screenshot("layer-page");
    });

    test("opens the page of a layer by command and from its hover", async function () {
        const window = pageOrSkip(this);
        const editor = await openText(network);
        await until("a hover", () => answerAt<vscode.Hover>("vscode.executeHoverProvider", editor, "flatten()"),
            (hovers) => hovers.length > 0);
        const at = rangeOf(editor.document, "global_avg_pool").start;
        editor.selection = new vscode.Selection(at, at);
        await window.runFromPalette("CNN: Open Layer Reference");
        await window.webview(".markdown-body").waitFor("h1:has-text('global_avg_pool')");
        await vscode.commands.executeCommand("workbench.action.closeActiveEditor");
        await window.hover(".view-line span:text-is('flatten')", ".monaco-hover a:has-text('Reference')");
        await window.screenshot("layer-hover");
        await window.click(".monaco-hover a:has-text('Reference')");
        await window.webview(".markdown-body").waitFor("h1:has-text('flatten')");
    });
});
