import * as vscode from "vscode";
import {
    DidChangeTextDocumentNotification, DidOpenTextDocumentNotification, type BaseLanguageClient,
} from "vscode-languageclient";
import { checkerStatusSchema, statusRequest, type CheckerStatus, type StatusParams } from "../server/protocol.ts";
import { formatQuantity } from "../server/quantities.ts";
import { plural, text } from "../server/text.ts";
import { validate } from "../server/validation.ts";
import { commandIds } from "./commands.ts";
import { isCnn } from "./text-editors.ts";

/** Shows the model at the cursor with its figures, and the result of its check, in the language status. */
export function showCheckerStatus(client: BaseLanguageClient, log: vscode.LogOutputChannel): vscode.Disposable {
    const item = vscode.languages.createLanguageStatusItem("cnn.checker", { language: "cnn" });
    item.name = text("CNN model");
    item.text = text("CNN: no model");
    item.command = { command: commandIds.openPreview, title: text("Open Preview") };
    let asking = false;
    let again = false;
    const ask = async (): Promise<void> => {
        const editor = vscode.window.activeTextEditor;
        if (editor === undefined || !isCnn(editor.document) || !client.isRunning()) {
            return;
        }
        const { document, selection } = editor;
        // A message to a worker is cloned, which keeps the fields of a `vscode.Position` but not what they are read by.
        const { line, character } = selection.active;
        const params: StatusParams = { textDocument: { uri: document.uri.toString() }, position: { line, character } };
        try {
            const received: unknown = await client.sendRequest(statusRequest, params);
            const status = received === null ? { value: null } : validate(checkerStatusSchema, received);
            if ("problem" in status) {
                log.error(`The language server sent a status that does not match the protocol: ${status.problem}.`);
            } else if (status.value !== null) {
                show(item, status.value);
            }
        } catch (error) {
            // The status of an older text; the newer text has already been requested.
            log.debug(`No status of ${params.textDocument.uri}: ${String(error)}`);
        }
    };
    const update = (): void => {
        if (asking) {
            again = true;
            return;
        }
        asking = true;
        item.busy = true;
        void ask().then(() => {
            asking = false;
            item.busy = false;
            if (again) {
                again = false;
                update();
            }
        });
    };
    const updateFor = ({ textDocument }: { readonly textDocument: vscode.TextDocument }): void => {
        if (textDocument === vscode.window.activeTextEditor?.document) {
            update();
        }
    };
    return vscode.Disposable.from(
        item,
        client.onDidChangeState(update),
        vscode.window.onDidChangeActiveTextEditor(update),
        vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
            if (textEditor === vscode.window.activeTextEditor) {
                update();
            }
        }),
        // Its own events come before the server knows the new text.
        client.getFeature(DidOpenTextDocumentNotification.method).onNotificationSent(updateFor),
        client.getFeature(DidChangeTextDocumentNotification.method).onNotificationSent(updateFor),
        // Problems of other files may cause problems here.
        vscode.languages.onDidChangeDiagnostics(({ uris }) => {
            const shown = vscode.window.activeTextEditor?.document.uri.toString();
            if (uris.some((uri) => uri.toString() === shown)) {
                update();
            }
        }),
    );
}

function show(item: vscode.LanguageStatusItem, { model, errors, warnings, limit }: CheckerStatus): void {
    item.text = model === undefined
        ? text("CNN: no model at the cursor")
        : text("{model}: {parameters} parameters, {macs} MACs", {
            model: model.name, parameters: quantity(model.parameters), macs: quantity(model.macs),
        });
    item.detail = limit ?? (errors === 0 && warnings === 0
        ? text("No problems")
        : text("{errors}, {warnings}", {
            errors: plural(errors, "{count} error", "{count} errors", { count: errors }),
            warnings: plural(warnings, "{count} warning", "{count} warnings", { count: warnings }),
        }));
    item.severity = errors > 0
        ? vscode.LanguageStatusSeverity.Error
        : limit !== undefined || warnings > 0
            ? vscode.LanguageStatusSeverity.Warning
            : vscode.LanguageStatusSeverity.Information;
}

function quantity({ value, atLeast }: { readonly value: number; readonly atLeast: boolean }): string {
    return `${atLeast ? "≥ " : ""}${formatQuantity(value)}`;
}
