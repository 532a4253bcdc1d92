import * as vscode from "vscode";
import { State, type BaseLanguageClient } from "vscode-languageclient";
import { text, type Text } from "../server/text.ts";
import { commandIds } from "./commands.ts";

/** Shows the server's state in the language status of `.cnn` files, and offers to restart it if it has stopped. */
export function showServerStatus(client: BaseLanguageClient): vscode.Disposable {
    const item = vscode.languages.createLanguageStatusItem("cnn.server", { language: "cnn" });
    item.name = text("CNN language server");
    const show = (state: State): void => {
        item.busy = state === State.Starting;
        item.severity = state === State.Stopped
            ? vscode.LanguageStatusSeverity.Error
            : vscode.LanguageStatusSeverity.Information;
        item.text = textOf(state);
        item.command = state === State.Stopped
            ? { command: commandIds.restartServer, title: text("Restart") }
            : { command: commandIds.showOutput, title: text("Show Output") };
    };
    show(client.state);
    return vscode.Disposable.from(item, client.onDidChangeState(({ newState }) => show(newState)));
}

function textOf(state: State): Text {
    switch (state) {
        case State.Starting:
            return text("CNN: starting");
        case State.StartFailed:
            return text("CNN: the server could not start");
        case State.Running:
            return text("CNN: ready");
        case State.Stopped:
            return text("CNN: the server has stopped");
    }
}
