import * as vscode from "vscode";

/** All commands of the extension, as in package.json. */
export const commandIds = {
    openPreview: "cnn.openPreview",
    runInference: "cnn.runInference",
    chooseUse: "cnn.chooseUse",
    newNetwork: "cnn.newNetwork",
    inspectLayer: "cnn.inspectLayer",
    pinPreview: "cnn.pinPreview",
    unpinPreview: "cnn.unpinPreview",
    exportPicture: "cnn.exportPicture",
    copyAsMermaid: "cnn.copyAsMermaid",
    compareModels: "cnn.compareModels",
    showSummary: "cnn.showSummary",
    showInputSizes: "cnn.showInputSizes",
    exportOnnx: "cnn.exportOnnx",
    exportPytorch: "cnn.exportPytorch",
    openLayerReference: "cnn.openLayerReference",
    restartServer: "cnn.restartServer",
    showOutput: "cnn.showOutput",
} as const;

export type CommandName = keyof typeof commandIds;

/** Registers the action of each command; a command without an action is a type error. */
export function registerCommands(
    actions: Readonly<Record<CommandName, (argument: unknown, second: unknown) => unknown>>,
): vscode.Disposable {
    const names = Object.keys(commandIds) as readonly CommandName[];
    return vscode.Disposable.from(
        ...names.map((name) => vscode.commands.registerCommand(commandIds[name], actions[name])),
    );
}
