import { assert } from "chai";
import { spawnSync } from "node:child_process";
import * as vscode from "vscode";
import { closeEditors, openFile, replace, until, workspaceFile } from "./editor.ts";
import { pageOrSkip } from "./page.ts";
import { pick } from "./quick-pick.ts";

function git(...args: readonly string[]): void {
    const identity = ["-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"];
    const { status, stderr } = spawnSync("git", [...identity, ...args], {
        cwd: workspaceFile("committed").fsPath, encoding: "utf8",
    });
    assert.equal(status, 0, stderr);
}

const network = `import "stem.cnn"

model Net() {
    input x: [3, 8, 8]
    stem = Stem(4)
    output y = conv(2, 1)
}
`;

/** The tests' settings disable the Git extension. */
function enableGit(enabled: boolean | undefined): Thenable<void> {
    return vscode.workspace.getConfiguration("git").update("enabled", enabled, vscode.ConfigurationTarget.Global);
}

suite("a comparison with the last commit", () => {
    teardown(async () => {
        await closeEditors();
        await enableGit(false);
        await vscode.workspace.fs.delete(workspaceFile("committed"), { recursive: true });
    });

    test("has what is typed and what was committed, in imported files too", async function () {
        this.timeout(180_000);
        const page = pageOrSkip(this);
        await enableGit(true);
        await until("the Git extension",
            async () => await vscode.extensions.getExtension<{ readonly enabled: boolean }>("vscode.git")?.activate(),
            (git) => git?.enabled === true);
        const write = (name: string, text: string): Thenable<void> =>
            vscode.workspace.fs.writeFile(workspaceFile(`committed/${name}`), new TextEncoder().encode(text));
        await write("net.cnn", network);
        await write("stem.cnn", "block Stem(channels) {\n    conv(channels, 3)\n}\n");
        git("init", "--quiet");
        git("add", ".");
        git("commit", "--quiet", "-m", "first");
        await write("stem.cnn", "block Stem(channels) {\n    conv(channels, 3)\n    relu()\n}\n");
        const editor = await openFile("committed/net.cnn");
        await replace(editor, "Stem(4)", "Stem(8)");
        await page.runFromPalette("CNN: Compare Models");
        await pick(page, "since the last commit");
        const view = page.webview("[data-box]");
        await view.waitFor("#comparison [data-row='layer:stem.relu_1'].added");
        await view.waitFor("#comparison [data-row='layer:stem.conv_1'].changed");
        await page.screenshot("comparison-commit");
    });
});
