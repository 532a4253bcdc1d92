import * as vscode from "vscode";
import { State, type BaseLanguageClient } from "vscode-languageclient";
import { commandIds } from "./commands.ts";

/** Shows the server's state in the language status of `.cnn` files, and offers to restart it if it has stopped. */
export function showServerStatus(client: BaseLanguageClient): vscode.Disposable {
    const item = vscode.languages.createLanguageStatusItem("cnn.server", { language: "cnn" });
    item.name = "CNN language server";
    const show = (state: State): void => {
        item.busy = state === State.Starting;
        item.severity = state === State.Stopped
            ? vscode.LanguageStatusSeverity.Error
            : vscode.LanguageStatusSeverity.Information;
        item.text = texts[state];
        item.command = state === State.Stopped
            ? { command: commandIds.restartServer, title: "Restart" }
            : { command: commandIds.showOutput, title: "Show Output" };
    };
    show(client.state);
    return vscode.Disposable.from(item, client.onDidChangeState(({ newState }) => show(newState)));
}

const texts: Readonly<Record<State, string>> = {
    [State.Starting]: "CNN: starting",
    [State.StartFailed]: "CNN: the server could not start",
    [State.Running]: "CNN: ready",
    [State.Stopped]: "CNN: the server has stopped",
};
