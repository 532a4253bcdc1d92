import { assert } from "chai";
import * as vscode from "vscode";
import { closeEditors, codeOf, diagnosticsUntil, hintsOf, openText, until, workspaceFile } from "./editor.ts";
import { MemoryFiles } from "./memory-files.ts";
import { pageOrSkip, testOfAnyHost } from "./page.ts";

/** A block, and a network that imports it. VS Code keeps closed documents for a while, so tests use separate names. */
const blocks = (name: string): string => `block ${name}(channels) {\n    conv(channels, 3)\n}\n`;
const network = (name: string): string =>
    `import "far-blocks.cnn"\n\nmodel Far {\n    input image: [3, 8, 8]\n    output y = ${name}(4)\n}\n`;

const encoded = (text: string): Uint8Array => new TextEncoder().encode(text);

async function shown(uri: vscode.Uri): Promise<vscode.TextDocument> {
    await closeEditors();
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { preview: false });
    return document;
}

async function hintUntil(document: vscode.TextDocument, hint: string): Promise<void> {
    await until(hint, () => hintsOf(document), (hints) => hints.includes(hint));
}

suite("documents elsewhere", () => {
    teardown(closeEditors);

    testOfAnyHost("a comparison has hints and problems on its right side only", async function () {
        const page = pageOrSkip(this);
        const scheme = "before";
        const provider = vscode.workspace.registerTextDocumentContentProvider(scheme, {
            provideTextDocumentContent: () => "model Net {\n    input image: [3, 8, 8]\n    output y = conv(4, 9)\n}\n",
        });
        const { document } = await openText("model Net {\n    input image: [3, 8, 8]\n    output y = conv(4, 3)\n}\n");
        const before = vscode.Uri.from({ scheme, path: "/net.cnn" });
        await vscode.commands.executeCommand("vscode.diff", before, document.uri);
        await page.waitFor(".editor.modified .view-line:has-text('conv(4, 3)[4, 6, 6]')");
        const [left] = vscode.workspace.textDocuments.filter(({ uri }) => uri.scheme === scheme);
        assert.isDefined(left);
        assert.equal(left.languageId, "cnn");
        assert.deepEqual(await hintsOf(left), []);
        assert.deepEqual(vscode.languages.getDiagnostics(left.uri), []);
        assert.equal(await page.count(".editor.original .view-line:has-text('conv(4, 9)[')"), 0);
        await page.screenshot("comparison");
        provider.dispose();
    });

    test("a file outside of all folders reads the files beside it", async () => {
        const folder = vscode.Uri.joinPath(workspaceFile(""), "..", `cnn-outside-${Date.now()}`);
        const file = vscode.Uri.joinPath(folder, "net.cnn");
        await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, "far-blocks.cnn"), encoded(blocks("OutsideStem")));
        await vscode.workspace.fs.writeFile(file, encoded(network("OutsideStem")));
        try {
            const document = await shown(file);
            await hintUntil(document, "5: [4, 6, 6]");
            await diagnosticsUntil(document, "nothing wrong", (found) => found.length === 0);
            await closeEditors();
        } finally {
            await vscode.workspace.fs.delete(folder, { recursive: true });
        }
    });

    test("an untitled file says that it cannot import by a relative path", async () => {
        const { document } = await openText(network("FarStem"));
        const [problem] = await diagnosticsUntil(document, "a problem", (found) => found.length > 0);
        assert.equal(codeOf(problem), "failed-import");
        assert.include(problem?.message, "\"far-blocks.cnn\" is relative to this file, which is not saved yet");
    });

    test("a second, virtual folder has all features, from when it is added until it is removed", async () => {
        const files = new MemoryFiles("memory");
        const at = (path: string): vscode.Uri => vscode.Uri.from({ scheme: "memory", path: `/nets/${path}` });
        files.writeFile(at("far-blocks.cnn"), encoded(blocks("FarStem")));
        files.writeFile(at("net.cnn"), encoded(network("FarStem")));
        files.writeFile(at("broken.cnn"), encoded(network("FarStem").replace("FarStem(4)", "conv(4, 9)")));
        const codes = (): readonly unknown[] => vscode.languages.getDiagnostics(at("broken.cnn")).map(codeOf);

        // Opened before its folder is one of the workspace's.
        const document = await shown(at("net.cnn"));
        await hintUntil(document, "5: [4, 6, 6]");
        assert.deepEqual(codes(), []);

        assert.isTrue(vscode.workspace.updateWorkspaceFolders(1, 0, { uri: at(""), name: "virtual" }));
        await until("the problems of a virtual file that is not open", codes,
            (found) => found.includes("kernel-exceeds-input"));
        const symbols = await until("symbols", () => vscode.commands.executeCommand<vscode.SymbolInformation[]>(
            "vscode.executeWorkspaceSymbolProvider", "FarStem"), (found) => found.length > 0);
        const found = symbols.map(({ name, location }) => `${name} ${location.uri.toString()}`);
        assert.deepEqual(found,
            [`FarStem ${at("far-blocks.cnn").toString()}`], found.join(", "));

        const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>("vscode.executeLinkProvider", document.uri);
        assert.deepEqual(links.map(({ target }) => target?.toString()), [at("far-blocks.cnn").toString()]);

        // A change of a file that is not open, which the file system itself reports.
        files.writeFile(at("far-blocks.cnn"), encoded(blocks("FarStem").replace("3)", "5)")));
        await hintUntil(document, "5: [4, 4, 4]");

        vscode.workspace.updateWorkspaceFolders(1, 1);
        await until("the problems to go with the folder", codes, (found) => found.length === 0);
        await closeEditors();
        files.dispose();
    });
});
