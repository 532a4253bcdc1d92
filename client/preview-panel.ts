import * as vscode from "vscode";
import { text } from "../server/text.ts";
import { validate } from "../server/validation.ts";
import { fromWebviewSchema, protocolVersion, type FromWebview, type ToWebview } from "../server/webview-protocol.ts";
import { pageFolders, previewPage } from "./preview-page.ts";

/** The type of the preview's panel, by which VS Code restores it after a restart. */
export const previewViewType = "cnn.preview";

/** One webview with the preview's page. Sends messages once the page is ready, and validates those it receives. */
export interface PreviewPanel {
    readonly onMessage: vscode.Event<FromWebview>;
    readonly onDispose: vscode.Event<void>;
    /** Whether it is the active tab. */
    readonly active: boolean;
    readonly onDidChangeActive: vscode.Event<void>;
    /** Sends the message when the page is ready; until then, a newer message of the same type replaces it. */
    send(message: ToWebview): void;
    /** Shows the name of the model in the tab, and whether the preview is pinned to it; undefined if there is none. */
    setModel(model: string | undefined, isPinned: boolean): void;
    reveal(): void;
    dispose(): void;
}

/** Opens a new panel next to the active editor, which keeps the focus. */
export function createPreviewPanel(extension: vscode.Uri, log: vscode.LogOutputChannel): PreviewPanel {
    const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    const panel = vscode.window.createWebviewPanel(previewViewType, titleOf(undefined, false), column, {
        ...pageOptions(extension),
        // A run may take minutes and hold hundreds of megabytes of weights: switching tabs must not end it.
        retainContextWhenHidden: true,
    });
    return fillPreviewPanel(panel, extension, log);
}

/** Loads the page into a panel: a new one, or one that VS Code restores. */
export function fillPreviewPanel(
    panel: vscode.WebviewPanel, extension: vscode.Uri, log: vscode.LogOutputChannel,
): PreviewPanel {
    const messages = new vscode.EventEmitter<FromWebview>();
    const disposed = new vscode.EventEmitter<void>();
    const activated = new vscode.EventEmitter<void>();
    const waiting = new Map<ToWebview["type"], ToWebview>();
    let ready = false;

    const post = (message: ToWebview): void => {
        void panel.webview.postMessage(message);
    };
    const load = (): void => {
        ready = false;
        panel.webview.html = previewPage(panel.webview, extension);
    };
    const pageReady = (version: number): void => {
        if (version !== protocolVersion) {
            log.warn(`The preview speaks version ${version} and is loaded anew for version ${protocolVersion}.`);
            load();
            return;
        }
        ready = true;
        waiting.forEach(post);
        waiting.clear();
    };

    panel.webview.options = pageOptions(extension);
    panel.iconPath = {
        light: vscode.Uri.joinPath(extension, "media", "preview-light.svg"),
        dark: vscode.Uri.joinPath(extension, "media", "preview-dark.svg"),
    };
    panel.webview.onDidReceiveMessage((received: unknown) => {
        const read = validate(fromWebviewSchema, received);
        if ("problem" in read) {
            log.warn(`The preview sent a message that does not match the protocol: ${read.problem}.`);
            return;
        }
        const message = read.value;
        if (message.type === "ready") {
            pageReady(message.protocolVersion);
        }
        messages.fire(message);
    });
    panel.onDidChangeViewState(() => activated.fire());
    panel.onDidDispose(() => {
        disposed.fire();
        activated.dispose();
        messages.dispose();
        disposed.dispose();
    });
    load();

    return {
        onMessage: messages.event,
        onDispose: disposed.event,
        get active() {
            return panel.active;
        },
        onDidChangeActive: activated.event,
        send: (message) => {
            if (ready) {
                post(message);
            } else {
                waiting.delete(message.type);
                waiting.set(message.type, message);
            }
        },
        setModel: (model, isPinned) => {
            panel.title = titleOf(model, isPinned);
        },
        reveal: () => {
            panel.reveal(undefined, true);
        },
        dispose: () => {
            panel.dispose();
        },
    };
}

function pageOptions(extension: vscode.Uri): vscode.WebviewOptions {
    return { enableScripts: true, localResourceRoots: pageFolders(extension) };
}

function titleOf(model: string | undefined, isPinned: boolean): string {
    if (model === undefined) {
        return text("CNN Preview");
    }
    return isPinned ? text("Preview: {model} (pinned)", { model }) : text("Preview: {model}", { model });
}
