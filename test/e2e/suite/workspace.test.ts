import { assert } from "chai";
import * as vscode from "vscode";
import { openFile, rangeOf, until, workspaceFile } from "./editor.ts";

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

    suiteTeardown(async () => {
        await vscode.workspace.fs.delete(workspaceFile("shared"), { recursive: true });
        await vscode.workspace.fs.delete(workspaceFile("uses-stem.cnn"));
    });

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

    test("are linked from the files that refer to them", async () => {
        const { document } = await openFile("uses-stem.cnn");
        const links = await until("links", () => vscode.commands.executeCommand<vscode.DocumentLink[]>(
            "vscode.executeLinkProvider", document.uri), (found) => found.length > 0);
        assert.deepEqual(links.map(({ range, target }) => [document.getText(range), target?.toString()]),
            [["shared/blocks.cnn", workspaceFile("shared/blocks.cnn").toString()]]);
    });
});
