import { assert } from "chai";
import * as vscode from "vscode";
import { closeEditors, openText, until } from "./editor.ts";
import { pageOrSkip } from "./page.ts";
import { pick } from "./quick-pick.ts";
import { savedFile } from "./saved-file.ts";

const networks = "model Small {\n    input image: [3, H = 32, W = 32]\n    conv1 = conv(8, 3, stride=2, padding=1)\n" +
    "    output y = relu()\n}\n\nmodel Large {\n    input image: [3, 32, 32]\n    output y = conv(64, 3)\n}\n";

suite("models of the edited file", () => {
    teardown(closeEditors);

    test("are exported to PyTorch and ONNX", async function () {
        const page = pageOrSkip(this);
        const editor = await openText(networks);
        const saved = (command: string, title: string, file: string): Promise<Uint8Array> => {
            void vscode.commands.executeCommand(command);
            return savedFile(page, title, file);
        };
        const text = new TextDecoder("latin1");
        const module = text.decode(await saved("cnn.exportPytorch", "Export to PyTorch", "Small.py"));
        assert.match(module, /class Small\(nn\.Module\)/u);
        const model = await saved("cnn.exportOnnx", "Export to ONNX", "Small.onnx");
        assert.include(text.decode(model), "conv1.weight");
        assert.isAtLeast(model.length, (8 * 3 * 9 + 8) * 4);
        assert.equal(editor.document.isDirty, true, "the text stays open");
    });

    test("are summarized, and their input sizes listed; the user chooses one of several", async function () {
        const page = pageOrSkip(this);
        const editor = await openText(networks);
        await vscode.commands.executeCommand("cnn.showInputSizes");
        await until("sizes", reported, (text) => /^Small\nH: any size/u.test(text));
        const between = editor.document.lineAt(5).range.start;
        await vscode.window.showTextDocument(editor.document, { selection: new vscode.Range(between, between) });
        void vscode.commands.executeCommand("cnn.showSummary");
        await pick(page, "Large");
        await until("the summary", reported, (text) => text.includes("1,792"));
    });
});

/** The text of the report beside the editor. */
function reported(): string {
    const report = vscode.window.visibleTextEditors.find(({ document }) => document.uri.scheme === "cnn-report");
    return report?.document.getText() ?? "";
}
