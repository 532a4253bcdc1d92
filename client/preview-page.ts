import * as vscode from "vscode";
import { displayLanguage } from "./display-language.ts";
import { pagePolicy } from "./page-policy.ts";
import type { Resources } from "../server/webview-protocol.ts";
import { text } from "../server/text.ts";
import { samplePictures } from "./sample-pictures.ts";

/** The folders that the page can load from. */
export function pageFolders(extension: vscode.Uri): readonly vscode.Uri[] {
    return [vscode.Uri.joinPath(extension, "dist"), vscode.Uri.joinPath(extension, "media")];
}

/** Makes the pages of previews. */
export type NewPreviewPage = (webview: vscode.Webview) => Promise<string>;

/** Reads what all pages contain at once: while a panel opens, files take much longer. */
export function previewPages(extension: vscode.Uri): NewPreviewPage {
    let parts = readParts(extension);
    // A page that needs them reports why they cannot be read.
    parts.catch(() => undefined);
    return async (webview) => {
        const read = await parts.catch(() => {
            parts = readParts(extension);
            return parts;
        });
        return previewPage(webview, extension, read);
    };
}

interface PageParts {
    readonly script: string;
    readonly style: string;
}

async function readParts(extension: vscode.Uri): Promise<PageParts> {
    const textOf = async (name: string): Promise<string> =>
        new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extension, "dist", name)));
    const [script, style] = await Promise.all([textOf("webview.js"), textOf("webview.css")]);
    return { script, style };
}

/**
 * The preview's page. It contains its script and style: the page would have to fetch them through VS Code's service
 * worker. It runs only its own script and fetches only the extension's own files.
 */
function previewPage(webview: vscode.Webview, extension: vscode.Uri, { script, style }: PageParts): string {
    const address = (...path: readonly string[]): string =>
        webview.asWebviewUri(vscode.Uri.joinPath(extension, ...path)).toString();
    const nonce = newNonce();
    const policy = pagePolicy(webview.cspSource, nonce);
    const resources: Resources = {
        layoutWorker: address("dist", "layout-worker.js"),
        inferenceWorker: address("dist", "inference-worker.js"),
        wasm: address("dist", "ort-wasm-simd-threaded.jspi.wasm"),
        samples: samplePictures.map(({ kind, name, path }) => ({ kind, name, address: address(...path) })),
        language: displayLanguage(),
    };
    return `<!DOCTYPE html>
<html lang="${attribute(resources.language.locale)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>${style}</style>
<title>${attribute(text("CNN Preview"))}</title>
</head>
<body>
<div id="app"></div>
<script type="application/json" id="resources" nonce="${nonce}">${scriptText(resources)}</script>
<script nonce="${nonce}">${script}</script>
</body>
</html>`;
}

function newNonce(): string {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function attribute(text: string): string {
    return text.replaceAll("&", "&amp;").replaceAll("\"", "&quot;").replaceAll("<", "&lt;");
}

/** JSON that cannot end its script element. */
function scriptText(value: unknown): string {
    return JSON.stringify(value).replaceAll("<", "\\u003c");
}
