import { assert } from "chai";
import * as vscode from "vscode";
import { openText } from "./editor.ts";

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
});
