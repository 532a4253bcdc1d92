import process from "node:process";
import * as v from "valibot";
import * as vscode from "vscode";
import { text } from "../server/text.ts";
import { validate } from "../server/validation.ts";

const taskType = "cnn";

/** A task of the type `cnn`, as in tasks.json. */
const definitionSchema = v.object({
    type: v.literal(taskType),
    command: v.literal("check"),
    paths: v.optional(v.array(v.string()), ["."]),
    watch: v.optional(v.boolean(), false),
});

/** Offers `cnn check`, once and continuously, for each workspace folder on the disk. `program` is the command line. */
export function provideTasks(program: string): vscode.Disposable {
    return vscode.tasks.registerTaskProvider(taskType, {
        provideTasks: () => (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === "file").flatMap(
            (folder) => [false, true].map((watch) =>
                newTask({ type: taskType, command: "check", ...(watch ? { watch } : {}) }, folder, program) ?? []).flat()),
        resolveTask: ({ definition, scope }) => newTask(definition, scope, program),
    });
}

function newTask(
    definition: vscode.TaskDefinition, scope: vscode.Task["scope"], program: string,
): vscode.Task | undefined {
    const read = validate(definitionSchema, definition);
    if ("problem" in read || scope === undefined) {
        return undefined;
    }
    const { paths, watch } = read.value;
    // The editor's own Node runs the program, so that none needs to be installed; a process needs no shell's quoting.
    const execution = new vscode.ProcessExecution(
        process.execPath, [program, "check", ...(watch ? ["--watch"] : []), "--", ...paths], {
            env: { ELECTRON_RUN_AS_NODE: "1" },
            ...(typeof scope === "object" ? { cwd: scope.uri.fsPath } : {}),
        });
    const task = new vscode.Task(
        definition, scope, watch ? text("check (watch)") : "check", taskType, execution, watch ? "$cnn-watch" : "$cnn");
    task.isBackground = watch;
    task.group = vscode.TaskGroup.Build;
    return task;
}
