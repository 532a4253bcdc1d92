import * as vscode from "vscode";
import { text } from "../server/text.ts";
import { validate } from "../server/validation.ts";
import { fromWebviewSchema, protocolVersion, type FromWebview, type ToWebview } from "../server/webview-protocol.ts";
import { pageFolders, type NewPreviewPage } from "./preview-page.ts";

/** The type of the preview's panel, by which VS Code restores it after a restart. */
export const previewViewType = "cnn.preview";

/** One webview with the preview's page. Validates the messages that it receives. */
export interface PreviewPanel {
    readonly onMessage: vscode.Event<FromWebview>;
    readonly onDispose: vscode.Event<void>;
    /** Whether it is the active tab. */
    readonly active: boolean;
    readonly onDidChangeActive: vscode.Event<void>;
    /**
     * Sends what the page shows at once: VS Code keeps it until the page has loaded. Other messages are sent when the
     * page is ready; until then, a newer message of the same type replaces one.
     */
    send(message: ToWebview): void;
    /** Shows the name of the model in the tab, and whether the preview is pinned to it; undefined if there is none. */
    setModel(model: string | undefined, isPinned: boolean): void;
    reveal(): void;
    dispose(): void;
}

/** Opens a new panel next to the active editor, which keeps the focus. */
export function createPreviewPanel(
    extension: vscode.Uri, newPage: NewPreviewPage, log: vscode.LogOutputChannel,
): PreviewPanel {
    const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    const panel = vscode.window.createWebviewPanel(previewViewType, titleOf(undefined, false), column, {
        ...pageOptions(extension),
        // A run may take minutes and hold hundreds of megabytes of weights: switching tabs must not end it.
        retainContextWhenHidden: true,
    });
    return fillPreviewPanel(panel, extension, newPage, log);
}

/** Loads the page into a panel: a new one, or one that VS Code restores. */
export function fillPreviewPanel(
    panel: vscode.WebviewPanel, extension: vscode.Uri, newPage: NewPreviewPage, log: vscode.LogOutputChannel,
): PreviewPanel {
    const messages = new vscode.EventEmitter<FromWebview>();
    const disposed = new vscode.EventEmitter<void>();
    const activated = new vscode.EventEmitter<void>();
    const waiting = new Map<ToWebview["type"], ToWebview>();
    const shown = new Map<ToWebview["type"], ToWebview>();
    let ready = false;
    let closed = false;

    const post = (message: ToWebview): void => {
        void panel.webview.postMessage(message);
    };
    const load = (): void => {
        ready = false;
        newPage(panel.webview).then((page) => {
            if (!closed) {
                panel.webview.html = page;
            }
        }, (error: unknown) => log.error(`The preview's page could not be read: ${String(error)}`));
    };
    const pageReady = (version: number, received: boolean): void => {
        if (version !== protocolVersion) {
            log.warn(`The preview speaks version ${version} and is loaded anew for version ${protocolVersion}.`);
            load();
            return;
        }
        ready = true;
        // A page that VS Code has loaded again, such as in another window, has nothing.
        if (!received) {
            shown.forEach(post);
        }
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
            pageReady(message.protocolVersion, message.received);
        }
        messages.fire(message);
    });
    panel.onDidChangeViewState(() => activated.fire());
    panel.onDidDispose(() => {
        closed = true;
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
            const part = shownPart(message);
            if (part !== undefined) {
                // In the order of sending.
                shown.delete(part);
                shown.set(part, message);
            }
            if (ready || part !== undefined) {
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

/** What a message replaces of what the page shows; undefined for requests and answers. */
function shownPart({ type }: ToWebview): ToWebview["type"] | undefined {
    switch (type) {
        case "graph":
        case "no-graph":
            return "graph";
        case "pinned":
        case "cursor":
            return type;
        default:
            return undefined;
    }
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
