import * as vscode from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import {
    graphsChangedNotification, inferenceAnswerSchema, inferenceModelRequest, layerTimesNotification,
    type InferenceModel, type InferenceModelParams, type LayerTimes, type PreviewTarget,
} from "../server/protocol.ts";
import { text, type Text } from "../server/text.ts";
import { validate } from "../server/validation.ts";
import { savedFileSchema, type FromWebview, type LinePictures, type ToWebview } from "../server/webview-protocol.ts";
import { createImageChoice, type ImageChoice } from "./image-choice.ts";
import { shownGraph, type ShownGraph } from "./preview-graph.ts";
import { createPreviewPanel, fillPreviewPanel, previewViewType, type PreviewPanel } from "./preview-panel.ts";
import { readNamed, type RealPath } from "./readable-files.ts";
import { cnnEditor, hiddenCnnFile, isCnn, revealInEditor } from "./text-editors.ts";
import { longestRead } from "./workspace-files.ts";

/** The only preview: it shows the most recently edited `.cnn` file. */
export interface Preview {
    /** All messages of the page. */
    readonly onMessage: vscode.Event<FromWebview>;
    /** Opens the preview next to the active editor, or reveals it; shows a model if one is named. */
    open(target?: PreviewTarget): void;
    /** Runs a model, otherwise the one in the preview, which it opens if necessary. */
    run(target?: PreviewTarget): void;
    /** Shows the inside of the layer at the cursor of the active editor; opens the preview if necessary. */
    inspect(): void;
    /**
     * Pictures of the layers at a place in a text; undefined if there is no preview, or the request is cancelled before
     * they are computed. None if the last run is of another text.
     */
    picturesAt(place: TextPlace, token: vscode.CancellationToken): Promise<LinePictures | undefined>;
    dispose(): void;
}

type TextPlace = Omit<Extract<ToWebview, { readonly type: "line-pictures" }>, "type" | "id">;

/** What the preview depends on. */
interface Surroundings {
    readonly extension: vscode.Uri;
    readonly client: BaseLanguageClient;
    readonly log: vscode.LogOutputChannel;
    readonly messages: vscode.EventEmitter<FromWebview>;
    /** Absent in a browser. */
    readonly realPath: RealPath | undefined;
}

export function createPreview(
    extension: vscode.Uri, client: BaseLanguageClient, log: vscode.LogOutputChannel, realPath: RealPath | undefined,
): Preview {
    const surroundings = { extension, client, log, realPath, messages: new vscode.EventEmitter<FromWebview>() };
    let current: AttachedPanel | undefined;
    let requests = 0;

    const adopt = (panel: PreviewPanel, shown: vscode.Uri | undefined): AttachedPanel => {
        const attached = attach(panel, shown, surroundings);
        panel.onDispose(() => {
            attached.dispose();
            current = current?.panel === panel ? undefined : current;
        });
        return attached;
    };
    const open = (target?: PreviewTarget): PreviewPanel => {
        if (current === undefined) {
            current = adopt(createPreviewPanel(extension, log), undefined);
        } else {
            current.panel.reveal();
        }
        if (target !== undefined) {
            current.show(target);
        }
        return current.panel;
    };
    const serializer = vscode.window.registerWebviewPanelSerializer(previewViewType, {
        deserializeWebviewPanel: (panel, state: unknown) => {
            current?.panel.dispose();
            current = adopt(fillPreviewPanel(panel, extension, log), shownBefore(state));
            return Promise.resolve();
        },
    });
    return {
        onMessage: surroundings.messages.event,
        open: (target) => {
            open(target);
        },
        run: (target) => {
            open(target).send({ type: "run" });
        },
        inspect: () => {
            const editor = cnnEditor();
            const panel = open();
            if (editor !== undefined) {
                const { document, selection } = editor;
                panel.send({ type: "inspect", uri: document.uri.toString(), line: selection.active.line });
            }
        },
        picturesAt: async (place, token) => current?.panel === undefined
            ? undefined
            : requestPictures(current.panel, { ...place, type: "line-pictures", id: ++requests }, token),
        dispose: () => {
            serializer.dispose();
            current?.panel.dispose();
            surroundings.messages.dispose();
        },
    };
}

function requestPictures(
    panel: PreviewPanel, request: Extract<ToWebview, { readonly type: "line-pictures" }>, token: vscode.CancellationToken,
): Promise<LinePictures | undefined> {
    return new Promise((resolve) => {
        const end = (pictures: LinePictures | undefined): void => {
            waiting.dispose();
            resolve(pictures);
        };
        const waiting = vscode.Disposable.from(
            panel.onMessage((message) => {
                if (message.type === "line-pictures" && message.id === request.id) {
                    end(message.pictures);
                }
            }),
            panel.onDispose(() => end(undefined)),
            token.onCancellationRequested(() => end(undefined)),
        );
        panel.send(request);
    });
}

/** The file that a restored page showed, if its saved state is valid. */
function shownBefore(state: unknown): vscode.Uri | undefined {
    const saved = validate(savedFileSchema, state);
    return "value" in saved && saved.value.uri.endsWith(".cnn") ? vscode.Uri.parse(saved.value.uri) : undefined;
}

/** The text of a preview without a file. */
const noFile = (): Text => text("Open a .cnn file, and its network is drawn here.");

/** A panel that is kept up to date. */
interface AttachedPanel {
    readonly panel: PreviewPanel;
    /** Shows a model instead of the one shown, until another file is edited. */
    show(target: PreviewTarget): void;
    dispose(): void;
}

/** Keeps a panel up to date with the editors, and answers its page's requests. */
function attach(panel: PreviewPanel, shown: vscode.Uri | undefined, surroundings: Surroundings): AttachedPanel {
    const { client, log, messages } = surroundings;
    const graph = shownGraph(client, panel, log);
    const images = createImageChoice((message) => panel.send(message));
    const sendCursor = ({ document, selection }: vscode.TextEditor): void => {
        panel.send({ type: "cursor", uri: document.uri.toString(), line: selection.active.line });
    };
    const follow = (editor: vscode.TextEditor | undefined): void => {
        if (editor !== undefined && isCnn(editor.document)) {
            graph.show(editor.document.uri);
            sendCursor(editor);
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
            ({ uri }) => graph.show(uri),
            (error: unknown) => {
                log.info(`The preview's file is gone: ${String(error)}`);
                panel.send({ type: "no-graph", message: noFile() });
            },
        );
    };
    const restored = cnnEditor();
    if (restored === undefined) {
        showHidden();
    } else {
        follow(restored);
    }
    const attached = vscode.Disposable.from(
        graph,
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
            answer(message, panel, graph, images, surroundings).catch((error: unknown) => {
                log.error(`The preview's "${message.type}" failed: ${String(error)}`);
            });
            messages.fire(message);
        }),
    );
    return {
        panel,
        show: ({ uri, model }) => graph.show(vscode.Uri.parse(uri, true), model),
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
        case "ready":
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

/** The bytes of a model's trained weights, or why they cannot be read; the server only reads their header. */
async function readTrained(
    { trained }: InferenceModel, realPath: RealPath | undefined,
): Promise<{ readonly trained?: ArrayBuffer } | { readonly refused: Text }> {
    if (trained === undefined) {
        return {};
    }
    try {
        return { trained: (await readNamed(vscode.Uri.parse(trained.uri, true), longestRead, realPath)).buffer };
    } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        return { refused: text("{file} could not be read: {reason}", { file: trained.path, reason }) };
    }
}

async function sendInferenceModel(
    panel: PreviewPanel, graph: ShownGraph, surroundings: Pick<Surroundings, "client" | "realPath">,
): Promise<void> {
    const { client, realPath } = surroundings;
    const uri = graph.uri();
    if (uri === undefined) {
        panel.send({ type: "inference-refused", message: noFile() });
        return;
    }
    const selected = graph.model();
    const params: InferenceModelParams = {
        uri, everyLayer: true, sizes: graph.sizes(), ...(selected === undefined ? {} : { model: selected }),
    };
    try {
        const received: unknown = await client.sendRequest(inferenceModelRequest, params);
        if (uri !== graph.uri() || selected !== graph.model()) {
            // The page gets the model that is shown by now.
            await sendInferenceModel(panel, graph, surroundings);
            return;
        }
        const answer = validate(inferenceAnswerSchema, received);
        if ("problem" in answer) {
            throw new Error(answer.problem);
        }
        const model = answer.value;
        if ("refused" in model) {
            panel.send({ type: "inference-refused", message: model.refused });
            return;
        }
        const read = await readTrained(model, realPath);
        panel.send("refused" in read
            ? { type: "inference-refused", message: read.refused }
            : { type: "inference-model", model, ...read });
    } catch (error) {
        panel.send({ type: "inference-refused", message: text("The language server returned no model: {reason}", { reason: String(error) }) });
    }
}
