import * as vscode from "vscode";
import { text, type Text } from "../server/text.ts";

/**
 * Asks where to save a file, and writes its content there. Undefined if the user cancels, or chooses a network: neither
 * the source of what is saved nor a file that it imports is ever replaced.
 */
export async function saveAs(
    dialog: vscode.SaveDialogOptions, content: () => Uint8Array | Thenable<Uint8Array>,
): Promise<vscode.Uri | undefined> {
    const target = await vscode.window.showSaveDialog(dialog);
    if (target === undefined) {
        return undefined;
    }
    if (target.path.toLowerCase().endsWith(".cnn")) {
        const file = fileNameOf(target);
        await vscode.window.showErrorMessage(
            text("{file} was not written, because networks are never replaced: choose another name.", { file }));
        return undefined;
    }
    await vscode.workspace.fs.writeFile(target, await content());
    return target;
}

/** Reports a saved file, offers to open it, and returns whether the user wants that. */
export async function offerToOpen(target: vscode.Uri): Promise<boolean> {
    const open = text("Open");
    return await vscode.window.showInformationMessage(savedText(target), open) === open;
}

/** `Saved Net.onnx` */
export function savedText(target: vscode.Uri): Text {
    return text("Saved {file}", { file: fileNameOf(target) });
}

/** The folder of a file; of one that is not saved, that of the workspace. */
export function folderOf(file: vscode.Uri): vscode.Uri {
    return file.scheme === "untitled"
        ? vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file("/")
        : vscode.Uri.joinPath(file, "..");
}

function fileNameOf({ path }: vscode.Uri): string {
    return path.split("/").at(-1) ?? "";
}
