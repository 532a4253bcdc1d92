import { assert } from "chai";
import * as vscode from "vscode";
import { codeOf, closeEditors, openText, until, workspaceFile } from "./editor.ts";

suite("tasks", () => {
    test("check a workspace folder, once and continuously, on the editor's own Node", async () => {
        await openText("model M {\n}\n");
        const tasks = (await vscode.tasks.fetchTasks({ type: "cnn" })).toSorted((a, b) => a.name.localeCompare(b.name));
        assert.deepEqual(tasks.map(({ name, problemMatchers }) => [name, problemMatchers]),
            [["check", ["$cnn"]], ["check (watch)", ["$cnn-watch"]]]);
        const { execution } = tasks[1] ?? {};
        assert.instanceOf(execution, vscode.ProcessExecution);
        assert.deepEqual(execution.args.slice(1), ["check", "--watch", "--", "."]);
        assert.equal(execution.options?.env?.["ELECTRON_RUN_AS_NODE"], "1");
    });

    test("put each problem of a file that is not open in the list once, whether the server reports it too or not", async () => {
        const file = workspaceFile("checked-by-task.cnn");
        const scope = vscode.workspace.getConfiguration("cnn.diagnostics");
        const problems = (): readonly (readonly unknown[])[] => vscode.languages.getDiagnostics(file)
            .map((one) => [codeOf(one), one.source, one.range.start.line]);
        const kernel = ["kernel-exceeds-input", "cnn", 2];
        await closeEditors();
        await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(
            "model Wrong {\n    input x: [3, 8, 8]\n    output y = conv(16, 9)\n}\n"));
        try {
            await until("the server's problem", problems, (found) => found.length > 0);
            assert.equal(await runCheck(), 1);
            assert.deepEqual(problems(), [kernel]);
            await scope.update("scope", "openFiles", vscode.ConfigurationTarget.Global);
            await until("no problem of the server", problems, (found) => found.length === 0);
            assert.equal(await runCheck(), 1);
            await until("the task's problem", problems, (found) => found.length > 0);
            assert.deepEqual(problems(), [kernel]);
        } finally {
            await scope.update("scope", undefined, vscode.ConfigurationTarget.Global);
            await vscode.commands.executeCommand("workbench.action.closePanel");
            await vscode.workspace.fs.delete(file);
        }
    });
});

/** Runs the task that checks the folder; returns its exit code. */
async function runCheck(): Promise<number | undefined> {
    const task = (await vscode.tasks.fetchTasks({ type: "cnn" })).find(({ name }) => name === "check");
    assert.isDefined(task);
    const ended = new Promise<number | undefined>((resolve) => {
        const listener = vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
            if (execution.task.name === task.name) {
                listener.dispose();
                resolve(exitCode);
            }
        });
    });
    await vscode.tasks.executeTask(task);
    return ended;
}
