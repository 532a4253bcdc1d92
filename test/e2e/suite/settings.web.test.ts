import { assert } from "chai";
import * as vscode from "vscode";
import { closeEditors, completionsAfter, until, workspaceFile } from "./editor.ts";
import { testOfAnyHost } from "./page.ts";

const settingsText = `{
    "cnn.diagnostics.severity": {
        "dropped-border": "",
        "drop-border": "off",
        ""
    }
}
`;

suite("settings.json", () => {
    const file = workspaceFile(".vscode/settings.json");

    teardown(async () => {
        await closeEditors();
        await vscode.workspace.fs.delete(file);
    });

    testOfAnyHost("completes the codes and severities of diagnostics, and reports a code that does not exist", async () => {
        await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(settingsText));
        const document = await vscode.workspace.openTextDocument(file);
        await vscode.window.showTextDocument(document);
        const codes = await until("the codes", () => completionsAfter(document, "\"off\",\n        \""),
            (labels) => labels.includes("kernel-exceeds-input"));
        assert.include(codes, "vanishing-object");
        const severities = await completionsAfter(document, "\"dropped-border\": ");
        assert.includeMembers([...severities], ["\"error\"", "\"off\""]);
        const problems = await until("a problem", () => vscode.languages.getDiagnostics(file),
            (found) => found.some(({ message }) => message === "Unknown diagnostic code."));
        const unknown = problems.filter(({ message }) => message === "Unknown diagnostic code.");
        assert.deepEqual(unknown.map(({ range }) => document.getText(range)), ["\"drop-border\"", "\"\""]);
    });
});
