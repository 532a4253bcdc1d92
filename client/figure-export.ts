import * as vscode from "vscode";
import { text } from "../server/text.ts";
import type { FigureKind, FromWebview } from "../server/webview-protocol.ts";
import type { PreviewPanel } from "./preview-panel.ts";
import { folderOf, offerToOpen, saveAs } from "./saved-files.ts";

/** A figure that a page has drawn. */
type Figure = Extract<FromWebview, { readonly type: "figure" }>;

/** Lets the user choose the kind of a figure of the preview and where it is saved; Mermaid is copied. */
export async function exportFigure(panel: PreviewPanel, file: string | undefined, kind?: FigureKind): Promise<void> {
    const chosen = kind ?? (await vscode.window.showQuickPick(kinds(), {
        title: text("Export the picture of the preview"),
        placeHolder: text("Choose a format"), matchOnDescription: true,
    }))?.figure;
    if (chosen === undefined) {
        return;
    }
    const drawing = drawn(panel, chosen);
    const figure = await vscode.window.withProgress(
        { location: vscode.ProgressLocation.Window, title: text("Drawing the picture") }, () => drawing);
    if (figure === undefined) {
        return;
    }
    if (figure.type === "figure-failed") {
        await vscode.window.showErrorMessage(text("The picture could not be drawn: {reason}", { reason: figure.message }));
    } else if (chosen === "mermaid") {
        await vscode.env.clipboard.writeText(figure.content);
        vscode.window.setStatusBarMessage(text("Copied {model} as Mermaid", { model: figure.model }), shownMilliseconds);
    } else {
        await save(chosen, figure, file === undefined ? undefined : folderOf(vscode.Uri.parse(file, true)));
    }
}

const shownMilliseconds = 5_000;

const endings: Readonly<Record<Exclude<FigureKind, "mermaid">, string>> = {
    "figure": "svg", "svg": "svg", "svg-part": "svg", "png": "png", "png-part": "png", "tikz": "tex",
};

function kinds(): readonly (vscode.QuickPickItem & { readonly figure: FigureKind })[] {
    const whole = text("Everything as it is folded, on the background of the editor");
    const part = text("What the preview shows now, on the background of the editor");
    return [
        {
            figure: "figure", label: text("Figure with caption"), description: "SVG",
            detail: text("On white, with a caption of the shapes, for papers; a browser prints it as PDF"),
        },
        {
            figure: "tikz", label: text("Figure for LaTeX"), description: "TikZ",
            detail: text("With a caption of the shapes"),
        },
        { figure: "svg", label: text("Whole drawing"), description: "SVG", detail: whole },
        { figure: "png", label: text("Whole drawing"), description: "PNG", detail: whole },
        { figure: "svg-part", label: text("Part in view"), description: "SVG", detail: part },
        { figure: "png-part", label: text("Part in view"), description: "PNG", detail: part },
        {
            figure: "mermaid", label: text("Flow chart"), description: "Mermaid",
            detail: text("Copied as text, for Markdown"),
        },
    ];
}

let requests = 0;

/** The page's answer to a request for a figure; undefined if the page is closed before. */
function drawn(
    panel: PreviewPanel, kind: FigureKind,
): Promise<Figure | Extract<FromWebview, { readonly type: "figure-failed" }> | undefined> {
    requests += 1;
    const id = requests;
    return new Promise((resolve) => {
        const waiting = vscode.Disposable.from(
            panel.onMessage((message) => {
                if ((message.type === "figure" || message.type === "figure-failed") && message.id === id) {
                    waiting.dispose();
                    resolve(message);
                }
            }),
            panel.onDispose(() => {
                waiting.dispose();
                resolve(undefined);
            }),
        );
        panel.send({ type: "draw-figure", id, kind });
    });
}

async function save(
    kind: keyof typeof endings, { model, content }: Figure, folder: vscode.Uri | undefined,
): Promise<void> {
    const ending = endings[kind];
    const target = await saveAs({
        title: text("Save the picture"),
        filters: { [ending.toUpperCase()]: [ending] },
        ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, `${model}.${ending}`) }),
    }, () => (ending === "png"
        ? Uint8Array.from(atob(content), (byte) => byte.charCodeAt(0))
        : new TextEncoder().encode(content)));
    if (target !== undefined) {
        await offerPicture(target);
    }
}

/**
 * Offers to open a saved picture: in the application for such files, a browser for most SVG files, or where the editor
 * is itself in a browser, or on another machine than the file, in the editor.
 */
async function offerPicture(target: vscode.Uri): Promise<void> {
    if (await offerToOpen(target)) {
        const isHere = vscode.env.uiKind === vscode.UIKind.Desktop && vscode.env.remoteName === undefined;
        await (isHere ? vscode.env.openExternal(target) : vscode.commands.executeCommand("vscode.open", target));
    }
}
