import * as vscode from "vscode";
import { text } from "../server/text.ts";
import { mostImages, type FromWebview, type ToWebview } from "../server/webview-protocol.ts";
import { readWhole } from "./readable-files.ts";

const mimeTypes: Readonly<Record<string, string>> = {
    png: "image/png",
    jpg: "image/jpeg",
    jpeg: "image/jpeg",
    webp: "image/webp",
    gif: "image/gif",
    bmp: "image/bmp",
    avif: "image/avif",
};

/** Larger files are not images for a network, or are meant to exhaust the memory. */
const largestFile = 64 * 2 ** 20;

/** Offers images to a preview, and reads those that it offered. */
export interface ImageChoice {
    /** Handles messages about images. */
    handle(message: FromWebview, shownFile: string | undefined): Promise<void>;
}

export function createImageChoice(send: (message: ToWebview) => void): ImageChoice {
    let offered: ReadonlyMap<string, vscode.Uri> = new Map();

    const offer = (images: readonly vscode.Uri[]): void => {
        const few = images.slice(0, mostImages);
        offered = new Map(few.map((image) => [image.toString(), image]));
        send({ type: "images", images: few.map((image) => ({ uri: image.toString(), name: nameOf(image) })) });
    };
    const choose = async (folder: boolean, shownFile: string | undefined): Promise<void> => {
        const chosen = await vscode.window.showOpenDialog({
            title: folder ? text("Run the network on the images of a folder") : text("Run the network on images"),
            openLabel: folder ? text("Use Folder") : text("Use Images"),
            canSelectFiles: !folder,
            canSelectFolders: folder,
            canSelectMany: !folder,
            ...(folder ? {} : { filters: { [text("Images")]: Object.keys(mimeTypes) } }),
            ...defaultFolder(shownFile),
        });
        const [first] = chosen ?? [];
        if (chosen === undefined || first === undefined) {
            return;
        }
        const images = folder ? await imagesOf(first) : chosen;
        if (images.length === 0) {
            void vscode.window.showWarningMessage(text("{folder} contains no images.", { folder: nameOf(first) }));
            return;
        }
        offer(images);
    };
    const read = async (uri: string): Promise<void> => {
        const image = offered.get(uri);
        if (image === undefined) {
            return;
        }
        try {
            const bytes = (await readWhole(image, largestFile)).buffer;
            send({ type: "image", uri, bytes, mime: mimeTypes[endingOf(image)] ?? "application/octet-stream" });
        } catch (error) {
            const reason = error instanceof Error ? error.message : String(error);
            send({ type: "image-failed", uri, message: text("{file} could not be read: {reason}", { file: nameOf(image), reason }) });
        }
    };

    return {
        handle: async (message, shownFile) => {
            switch (message.type) {
                case "choose-images":
                    await choose(message.folder, shownFile);
                    return;
                case "drop-images": {
                    const images = message.uris.map(parse).filter((uri) => uri !== undefined && isOfWorkspace(uri));
                    if (images.length > 0) {
                        offer(images.filter((uri) => uri !== undefined));
                    }
                    return;
                }
                case "read-image":
                    await read(message.uri);
                    return;
                default:
                    return;
            }
        },
    };
}

function parse(uri: string): vscode.Uri | undefined {
    try {
        return vscode.Uri.parse(uri, true);
    } catch {
        return undefined;
    }
}

/** The page is not trusted: it can only name images of the workspace. */
function isOfWorkspace(uri: vscode.Uri): boolean {
    return isImage(uri) && vscode.workspace.getWorkspaceFolder(uri) !== undefined;
}

function defaultFolder(shownFile: string | undefined): { readonly defaultUri?: vscode.Uri } {
    const file = shownFile === undefined ? undefined : vscode.Uri.parse(shownFile);
    const folder = (file === undefined ? undefined : vscode.workspace.getWorkspaceFolder(file))
        ?? vscode.workspace.workspaceFolders?.[0];
    return folder === undefined ? {} : { defaultUri: folder.uri };
}

/** The images of a folder, in the order of their names. */
async function imagesOf(folder: vscode.Uri): Promise<readonly vscode.Uri[]> {
    const entries = await vscode.workspace.fs.readDirectory(folder);
    return entries
        .filter(([, type]) => (type & vscode.FileType.File) !== 0)
        .map(([name]) => vscode.Uri.joinPath(folder, name))
        .filter(isImage)
        .sort((a, b) => nameOf(a).localeCompare(nameOf(b), undefined, { numeric: true }));
}

function isImage(uri: vscode.Uri): boolean {
    return endingOf(uri) in mimeTypes;
}

function nameOf({ path }: vscode.Uri): string {
    return path.split("/").at(-1) ?? path;
}

function endingOf(uri: vscode.Uri): string {
    return nameOf(uri).split(".").at(-1)?.toLowerCase() ?? "";
}
