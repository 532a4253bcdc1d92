import { assert } from "chai";
import * as vscode from "vscode";
import { closeEditors, codeOf, openFile, openText, rangeOf, replace, until, workspaceFile } from "./editor.ts";

const blocks = "block SharedStem(channels) {\n    conv(channels, 3)\n}\n";
const network = "import \"shared/blocks.cnn\"\n\nmodel UsesStem() {\n    input image: [3, 8, 8]\n    output y = SharedStem(4)\n}\n";

async function write(path: string, text: string): Promise<void> {
    await vscode.workspace.fs.writeFile(workspaceFile(path), new TextEncoder().encode(text));
}

suite("the files of the workspace", () => {
    suiteSetup(async () => {
        await write("shared/blocks.cnn", blocks);
        await write("uses-stem.cnn", network);
    });

    suiteTeardown(closeEditors);

    test("are searched for symbols and references, opened or not, as they come and go", async () => {
        const { document } = await openFile("shared/blocks.cnn");
        const symbols = async (query: string): Promise<readonly string[]> => (await vscode.commands
            .executeCommand<vscode.SymbolInformation[]>("vscode.executeWorkspaceSymbolProvider", query))
            .map(({ name, location }) => `${name} ${vscode.workspace.asRelativePath(location.uri)}`);
        await until("the symbols of files that are not open", () => symbols("UsesStem"),
            (found) => found.includes("UsesStem uses-stem.cnn"));
        const references = async (): Promise<readonly string[]> => (await vscode.commands
            .executeCommand<vscode.Location[]>(
                "vscode.executeReferenceProvider", document.uri, rangeOf(document, "SharedStem").start))
            .map(({ uri }) => vscode.workspace.asRelativePath(uri)).toSorted();
        assert.deepEqual(await references(), ["shared/blocks.cnn", "uses-stem.cnn"]);
        await write("later.cnn", network.replace("UsesStem", "Later"));
        await until("a file that was just written", references, (found) => found.includes("later.cnn"));
        await vscode.workspace.fs.delete(workspaceFile("later.cnn"));
        await until("the file to go", references, (found) => !found.includes("later.cnn"));
    });

    test("have their problems listed without being opened, after changes too", async () => {
        const broken = workspaceFile("never-opened.cnn");
        const codes = (): readonly unknown[] => vscode.languages.getDiagnostics(broken).map(codeOf);
        await write("never-opened.cnn", network.replace("SharedStem(4)", "conv(4, 9)"));
        await until("the problem of a file that is not open", codes, (found) => found.includes("kernel-exceeds-input"));
        const editor = await openFile("never-opened.cnn");
        await replace(editor, "conv(4, 9)", "conv(4, 3)");
        await until("no error in the editor", codes, (found) => !found.includes("kernel-exceeds-input"));
        await closeEditors();
        await until("the error of the saved text", codes, (found) => found.includes("kernel-exceeds-input"));
        const { document } = await openFile("shared/blocks.cnn");
        const edit = new vscode.WorkspaceEdit();
        edit.replace(document.uri, rangeOf(document, "conv(channels, 3)"), "conv(channels, 30)");
        await vscode.workspace.applyEdit(edit);
        const importing = workspaceFile("uses-stem.cnn");
        await until("the error in a file that imports the edited one",
            () => vscode.languages.getDiagnostics(importing).map(codeOf),
            (found) => found.includes("kernel-exceeds-input"));
        await closeEditors();
        await vscode.workspace.fs.delete(broken);
        await until("the problems to go with the file", codes, (found) => found.length === 0);
    });

    test("are linked from the files that refer to them", async () => {
        const { document } = await openFile("uses-stem.cnn");
        const links = await until("links", () => vscode.commands.executeCommand<vscode.DocumentLink[]>(
            "vscode.executeLinkProvider", document.uri), (found) => found.length > 0);
        assert.deepEqual(links.map(({ range, target }) => [document.getText(range), target?.toString()]),
            [["shared/blocks.cnn", workspaceFile("shared/blocks.cnn").toString()]]);
    });

    test("do not offer the blocks of a deleted folder", async () => {
        const offeredIn = async (document: vscode.TextDocument): Promise<readonly string[]> => (await vscode.commands
            .executeCommand<vscode.CompletionList>(
                "vscode.executeCompletionItemProvider", document.uri, rangeOf(document, "SharedStem").start))
            .items.map(({ label }) => typeof label === "string" ? label : label.label);
        const { document } = await openFile("uses-stem.cnn");
        await until("an imported block", () => offeredIn(document), (found) => found.includes("SharedStem"));
        await vscode.workspace.fs.delete(workspaceFile("uses-stem.cnn"));
        await vscode.workspace.fs.delete(workspaceFile("shared"), { recursive: true });
        const other = await openText(network.replace(/^import.*/u, ""));
        await until("no block of a deleted file", () => offeredIn(other.document),
            (found) => !found.includes("SharedStem"));
    });
});
