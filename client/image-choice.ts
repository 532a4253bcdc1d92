import * as vscode from "vscode";

export interface ChosenImage {
    readonly name: string;
    readonly bytes: ArrayBuffer;
    readonly mime: string;
}

const mimeTypes: Readonly<Record<string, string>> = {
    png: "image/png",
    jpg: "image/jpeg",
    jpeg: "image/jpeg",
    webp: "image/webp",
    gif: "image/gif",
    bmp: "image/bmp",
};

/** Lets the user choose an image, starting in the workspace folder of a file; undefined if cancelled. */
export async function chooseImage(shownFile: string | undefined): Promise<ChosenImage | undefined> {
    const file = shownFile === undefined ? undefined : vscode.Uri.parse(shownFile);
    const folder = (file === undefined ? undefined : vscode.workspace.getWorkspaceFolder(file))
        ?? vscode.workspace.workspaceFolders?.[0];
    const chosen = await vscode.window.showOpenDialog({
        title: "Run the network on an image",
        openLabel: "Use Image",
        filters: { Images: Object.keys(mimeTypes) },
        ...(folder === undefined ? {} : { defaultUri: folder.uri }),
    });
    const [image] = chosen ?? [];
    if (image === undefined) {
        return undefined;
    }
    const name = image.path.split("/").at(-1) ?? image.path;
    const ending = name.split(".").at(-1)?.toLowerCase() ?? "";
    try {
        const bytes = await vscode.workspace.fs.readFile(image);
        // Copies the bytes: the file may be a view of a larger buffer, and a view is not sent as bytes.
        return { name, bytes: new Uint8Array(bytes).buffer, mime: mimeTypes[ending] ?? "application/octet-stream" };
    } catch (error) {
        void vscode.window.showErrorMessage(`${name} could not be read: ${String(error)}`);
        return undefined;
    }
}
