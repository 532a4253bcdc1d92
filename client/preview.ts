import * as vscode from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import type { PreviewTarget } from "../server/protocol.ts";
import { validate } from "../server/validation.ts";
import {
    savedFileSchema, type FigureKind, type FromWebview, type LinePictures, type SavedFile, type ToWebview,
} from "../server/webview-protocol.ts";
import { exportFigure } from "./figure-export.ts";
import { attach, type AttachedPanel } from "./attached-preview.ts";
import { createPreviewPanel, fillPreviewPanel, previewViewType, type PreviewPanel } from "./preview-panel.ts";
import { previewPages } from "./preview-page.ts";
import type { RealPath } from "./readable-files.ts";
import { rememberedModels } from "./remembered-models.ts";
import { cnnEditor } from "./text-editors.ts";

/** The previews: one follows the active editor, and any number are pinned to their models. */
export interface Preview {
    /** All messages of the pages. */
    readonly onMessage: vscode.Event<FromWebview>;
    /** Opens the preview next to the active editor, or reveals it; shows a model if one is named. */
    open(target?: PreviewTarget): void;
    /** Runs a model, otherwise the one in the preview, which it opens if necessary. */
    run(target?: PreviewTarget): void;
    /** Shows the inside of the layer at the cursor of the active editor; opens the preview if necessary. */
    inspect(): void;
    /** Lets the user compare the shown model with another one or an earlier version; opens the preview if necessary. */
    compare(): Promise<void>;
    /**
     * Pins the preview in front to its model, or lets it follow the active editor again. Without one in front, the
     * one that follows the editor is pinned.
     */
    setPinned(pinned: boolean): void;
    /**
     * Pictures of the layers at a place in a text; undefined if there is no preview, or the request is cancelled before
     * they are computed. None if the last run is of another text.
     */
    picturesAt(place: TextPlace, token: vscode.CancellationToken): Promise<LinePictures | undefined>;
    /** Saves a figure of the preview in front, or copies it; without a kind, the user chooses it. */
    exportFigure(kind?: FigureKind): Promise<void>;
    dispose(): void;
}

type TextPlace = Omit<Extract<ToWebview, { readonly type: "line-pictures" }>, "type" | "id">;

/** Whether the preview in front is pinned, for the menus. */
const pinnedContext = "cnn.previewPinned";

export function createPreview(
    extension: vscode.Uri, client: BaseLanguageClient, log: vscode.LogOutputChannel, realPath: RealPath | undefined,
    memento: vscode.Memento,
): Preview {
    const surroundings = {
        extension, client, log, realPath, messages: new vscode.EventEmitter<FromWebview>(),
        remembered: rememberedModels(memento),
    };
    const newPage = previewPages(extension);
    /** In the order of their opening. */
    const previews = new Set<AttachedPanel>();
    let requests = 0;

    const following = (): AttachedPanel | undefined => [...previews].find(({ pinned }) => !pinned);
    const inFront = (): AttachedPanel | undefined => [...previews].find(({ panel }) => panel.active);
    const updateMenus = (): void => {
        void vscode.commands.executeCommand("setContext", pinnedContext, inFront()?.pinned === true);
    };
    surroundings.messages.event(({ type }) => {
        if (type === "pin") {
            updateMenus();
        }
    });
    const adopt = (panel: PreviewPanel, saved?: SavedFile, target?: PreviewTarget): AttachedPanel => {
        const attached = attach(panel, saved, surroundings, target);
        previews.add(attached);
        panel.onDidChangeActive(updateMenus);
        panel.onDispose(() => {
            attached.dispose();
            previews.delete(attached);
            updateMenus();
        });
        updateMenus();
        return attached;
    };
    const open = (target?: PreviewTarget): PreviewPanel => {
        const before = following();
        if (before === undefined) {
            return adopt(createPreviewPanel(extension, newPage, log), undefined, target).panel;
        }
        before.panel.reveal();
        if (target !== undefined) {
            before.show(target);
        }
        return before.panel;
    };
    const serializer = vscode.window.registerWebviewPanelSerializer(previewViewType, {
        deserializeWebviewPanel: (panel, state: unknown) => {
            const saved = shownBefore(state);
            if (saved?.pinned !== true) {
                following()?.panel.dispose();
            }
            adopt(fillPreviewPanel(panel, extension, newPage, log), saved);
            return Promise.resolve();
        },
    });
    return {
        onMessage: surroundings.messages.event,
        open: (target) => {
            open(target);
        },
        run: (target) => {
            const panel = target === undefined ? inFront()?.panel : undefined;
            (panel ?? open(target)).send({ type: "run" });
        },
        inspect: () => {
            const editor = cnnEditor();
            const panel = open();
            if (editor !== undefined) {
                const { document, selection } = editor;
                panel.send({ type: "inspect", uri: document.uri.toString(), line: selection.active.line });
            }
        },
        compare: async () => {
            if (inFront() === undefined) {
                open();
            }
            await (inFront() ?? following())?.compare();
        },
        setPinned: (pinned) => {
            let preview = inFront();
            if (preview === undefined && pinned) {
                open();
                preview = following();
            }
            if (preview !== undefined) {
                preview.pinned = pinned;
                updateMenus();
            }
        },
        picturesAt: async (place, token) => {
            let found: LinePictures | undefined;
            for (const { panel } of previews) {
                found = await requestPictures(panel, { ...place, type: "line-pictures", id: ++requests }, token);
                if (found !== undefined && found.layers.length > 0) {
                    break;
                }
            }
            return found;
        },
        exportFigure: async (kind) => {
            const panel = inFront()?.panel ?? open();
            await exportFigure(panel, [...previews].find((one) => one.panel === panel)?.uri, kind);
        },
        dispose: () => {
            serializer.dispose();
            [...previews].forEach(({ panel }) => panel.dispose());
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

/** What a restored page showed, if its saved state is valid. */
function shownBefore(state: unknown): SavedFile | undefined {
    const saved = validate(savedFileSchema, state);
    return "value" in saved && saved.value.uri.endsWith(".cnn") ? saved.value : undefined;
}
