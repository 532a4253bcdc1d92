import * as vscode from "vscode";
import { State, type BaseLanguageClient } from "vscode-languageclient";
import { printableLine } from "../server/printable.ts";
import { text } from "../server/text.ts";
import type { LinePictures } from "../server/webview-protocol.ts";
import { isCnn } from "./text-editors.ts";
import type { Preview } from "./preview.ts";

/**
 * Shows the strongest maps of a line's layers in hovers, after a run of this version in the preview. VS Code shows the
 * hover of the latest provider first, so this one comes after the server's: below the documentation, pictures would be
 * out of view.
 */
export function provideLayerPictures(client: BaseLanguageClient, preview: Preview): vscode.Disposable {
    let provider: vscode.Disposable | undefined;
    const provide = (): void => {
        provider?.dispose();
        provider = pictureProvider(preview);
    };
    const state = client.onDidChangeState(({ newState }) => {
        if (newState === State.Running) {
            client.start().then(provide, () => undefined);
        }
    });
    return new vscode.Disposable(() => {
        state.dispose();
        provider?.dispose();
    });
}

function pictureProvider(preview: Preview): vscode.Disposable {
    return vscode.languages.registerHoverProvider({ language: "cnn" }, {
        provideHover: async (document, position, token) => {
            if (!isCnn(document) || document.getWordRangeAtPosition(position) === undefined) {
                return undefined;
            }
            const pictures = await preview.picturesAt({
                uri: document.uri.toString(), version: document.version,
                line: position.line, character: position.character,
            }, token);
            return pictures === undefined || pictures.layers.length === 0
                ? undefined
                : new vscode.Hover(hoverText(pictures));
        },
    });
}

/**
 * Names are appended as text. The schema of the page's messages lets only the data of PNG pictures through as
 * addresses, so that nothing is fetched.
 */
function hoverText({ layers, more }: LinePictures): vscode.MarkdownString {
    const hover = new vscode.MarkdownString();
    for (const { path, channels, count, picture } of layers) {
        const name = printableLine(path);
        hover.appendText(count === 1
            ? text("{path} in the last run: its values", { path: name })
            : text("{path} in the last run: channels {channels}, the strongest of {count}", {
                path: name, channels: channels.join(", "), count,
            }));
        hover.appendMarkdown(`\n\n![](${picture})\n\n`);
    }
    if (more > 0) {
        hover.appendText(text("and {count} more", { count: more }));
    }
    return hover;
}
