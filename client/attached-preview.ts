import * as vscode from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import { graphsChangedNotification, layerTimesNotification, type LayerTimes, type PreviewTarget } from "../server/protocol.ts";
import { text } from "../server/text.ts";
import type { FromWebview, SavedFile } from "../server/webview-protocol.ts";
import { movedUri } from "./block-uses.ts";
import { exportFigure } from "./figure-export.ts";
import { createImageChoice, type ImageChoice } from "./image-choice.ts";
import { shownGraph, type ShownGraph } from "./preview-graph.ts";
import type { PreviewPanel } from "./preview-panel.ts";
import { previewFigures } from "./preview-figures.ts";
import { noFile, sendInferenceModel } from "./preview-inference.ts";
import type { RememberedModels } from "./remembered-models.ts";
import type { RealPath } from "./readable-files.ts";
import { cnnEditor, hiddenCnnFile, isCnn, revealInEditor } from "./text-editors.ts";

/** What a preview depends on. */
export interface Surroundings {
    readonly extension: vscode.Uri;
    readonly client: BaseLanguageClient;
    readonly log: vscode.LogOutputChannel;
    readonly messages: vscode.EventEmitter<FromWebview>;
    /** Absent in a browser. */
    readonly realPath: RealPath | undefined;
    readonly remembered: RememberedModels;
}

/** A panel that is kept up to date. */
export interface AttachedPanel {
    readonly panel: PreviewPanel;
    /** Whether it stays with its model, instead of following the active editor. */
    pinned: boolean;
    /** The file that is shown. */
    readonly uri: string | undefined;
    /** Shows a model instead of the one shown, until another file is edited. */
    show(target: PreviewTarget): void;
    /** Lets the user choose what the model is compared with. */
    compare(): Promise<void>;
    dispose(): void;
}

/**
 * Keeps a panel up to date with the editors, and answers its page's requests. `saved` is what it showed before, and
 * `target` what it shows in place of the active editor's model.
 */
export function attach(
    panel: PreviewPanel, saved: SavedFile | undefined, surroundings: Surroundings, target?: PreviewTarget,
): AttachedPanel {
    const { client, log, messages, remembered } = surroundings;
    const graph = shownGraph(client, panel, log, remembered);
    const shown = saved === undefined ? undefined : vscode.Uri.parse(saved.uri);
    let pinned = false;
    const setPinned = (next: boolean): void => {
        pinned = next;
        graph.setPinned(next);
        panel.send({ type: "pinned", pinned: next });
        if (!next) {
            follow(cnnEditor());
        }
    };
    const figures = previewFigures(client, panel, graph, log);
    const images = createImageChoice((message) => panel.send(message));
    const sendCursor = ({ document, selection }: vscode.TextEditor): void => {
        const [uri, { line }] = [document.uri.toString(), selection.active];
        panel.send({ type: "cursor", uri, line });
        if (!pinned) {
            graph.cursorAt(uri, line);
        }
    };
    const isShown = (uri: vscode.Uri): boolean => uri.toString() === graph.uri();
    const tellDeleted = (uri: vscode.Uri): void => {
        if (isShown(uri)) {
            const file = uri.path.split("/").at(-1) ?? "";
            panel.send({ type: "no-graph", message: text("{file} has been deleted.", { file }) });
        }
    };
    const watcher = vscode.workspace.createFileSystemWatcher("**/*.cnn", false, true, false);
    const follow = (editor: vscode.TextEditor | undefined): void => {
        if (editor !== undefined && isCnn(editor.document)) {
            // The first graph is that of the cursor's model.
            sendCursor(editor);
            if (!pinned) {
                graph.show(editor.document.uri);
            }
        }
    };
    const showHidden = (): void => {
        const hidden = shown ?? hiddenCnnFile();
        if (hidden === undefined) {
            panel.send({ type: "no-graph", message: noFile() });
            return;
        }
        // The server only knows open documents: a document without an editor is opened invisibly.
        vscode.workspace.openTextDocument(hidden).then(
            ({ uri }) => graph.show(uri, pinned ? saved?.model : undefined),
            (error: unknown) => {
                log.info(`The preview's file is gone: ${String(error)}`);
                panel.send({ type: "no-graph", message: noFile() });
            },
        );
    };
    const show = ({ uri, model }: PreviewTarget): void => graph.show(vscode.Uri.parse(uri, true), model);
    const restored = cnnEditor();
    if (saved?.pinned === true) {
        setPinned(true);
        showHidden();
    } else if (target !== undefined) {
        if (restored !== undefined) {
            sendCursor(restored);
        }
        show(target);
    } else if (restored === undefined) {
        showHidden();
    } else {
        follow(restored);
    }
    const attached = vscode.Disposable.from(
        graph,
        watcher,
        watcher.onDidDelete(tellDeleted),
        watcher.onDidCreate((uri) => {
            if (isShown(uri)) {
                graph.update();
            }
        }),
        vscode.workspace.onWillRenameFiles(({ files }) => {
            const from = graph.uri();
            const to = from === undefined ? undefined : movedUri(vscode.Uri.parse(from, true), files);
            if (from !== undefined && to !== undefined) {
                panel.send({ type: "renamed", from, to });
            }
        }),
        vscode.workspace.onDidRenameFiles(({ files }) => {
            const from = graph.uri();
            const to = from === undefined ? undefined : movedUri(vscode.Uri.parse(from, true), files);
            if (to !== undefined) {
                graph.moved(to);
            }
        }),
        vscode.window.onDidChangeActiveTextEditor(follow),
        vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
            if (isCnn(textEditor.document)) {
                sendCursor(textEditor);
            }
        }),
        vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
            if (contentChanges.length > 0 && document.uri.toString() === graph.uri()) {
                graph.update();
            }
        }),
        client.onNotification(graphsChangedNotification, () => graph.update()),
        panel.onMessage((message) => {
            if (message.type === "pin") {
                setPinned(message.pinned);
            }
            answer(message, panel, graph, images, surroundings).catch((error: unknown) => {
                log.error(`The preview's "${message.type}" failed: ${String(error)}`);
            });
            figures.answer(message);
            messages.fire(message);
        }),
    );
    return {
        panel,
        get pinned() {
            return pinned;
        },
        set pinned(next) {
            setPinned(next);
        },
        get uri() {
            return graph.uri();
        },
        show,
        compare: () => figures.compare(),
        dispose: () => {
            attached.dispose();
        },
    };
}

async function answer(
    message: FromWebview, panel: PreviewPanel, graph: ShownGraph, images: ImageChoice, surroundings: Surroundings,
): Promise<void> {
    const { client, log } = surroundings;
    switch (message.type) {
        case "reveal":
            if (graph.knows(message.uri)) {
                await revealInEditor(message.uri, message.range);
            }
            return;
        case "select-model":
            graph.selectModel(message.model);
            return;
        case "copy":
            await vscode.env.clipboard.writeText(message.text);
            return;
        case "choose-size":
            graph.chooseSize(message.name, message.value);
            return;
        case "show-picture":
            graph.setPicture(message.picture);
            return;
        case "request-inference-model":
            await sendInferenceModel(panel, graph, surroundings);
            return;
        case "choose-images":
        case "drop-images":
        case "read-image":
            await images.handle(message, graph.uri());
            return;
        case "inference-finished": {
            const { model, device, runMilliseconds, layersCompared, mismatches } = message.result;
            log.info(`${model} ran on ${device} in ${runMilliseconds.toFixed(1)} ms; of ${layersCompared} layers ` +
                `${mismatches.length} differ from the shapes shown.`);
            return;
        }
        case "inference-failed":
            log.warn(`The inference failed: ${message.message}`);
            return;
        case "log":
            logOf[message.level](log, `Preview: ${message.message}`);
            return;
        case "layers-measured": {
            const uri = graph.uri();
            // Hints show the layers at their default sizes.
            if (uri !== undefined && Object.keys(graph.sizes()).length === 0) {
                const { version, model, layers } = message;
                const times: LayerTimes = { uri, version, model, layers };
                await client.sendNotification(layerTimesNotification, times);
            }
            return;
        }
        case "choose-figure":
            await exportFigure(panel, graph.uri(), message.kind);
            return;
        case "ready":
        case "request-figures":
        case "choose-comparison":
        case "pin":
        case "figure":
        case "figure-failed":
        case "inspected":
        case "line-pictures":
        case "drawn":
            return;
    }
}

const logOf = {
    info: (log: vscode.LogOutputChannel, text: string) => log.info(text),
    warning: (log: vscode.LogOutputChannel, text: string) => log.warn(text),
    error: (log: vscode.LogOutputChannel, text: string) => log.error(text),
};
