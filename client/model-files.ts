import * as vscode from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import { fillWeights, trainedFile } from "../server/emit/weights.ts";
import {
    modelFileAnswerSchema, modelFileRequest, type ModelFileAnswer, type ModelFileKind, type ModelFileParams,
    type PackedFile,
} from "../server/protocol.ts";
import { text } from "../server/text.ts";
import { validate } from "../server/validation.ts";
import type { TensorFile } from "../server/weights/tensor-numbers.ts";
import { readNamed, type RealPath } from "./readable-files.ts";
import { folderOf, offerToOpen, savedText, saveAs } from "./saved-files.ts";
import { cnnEditor } from "./text-editors.ts";
import { longestRead } from "./workspace-files.ts";

/** Writes models of the edited file for other programs, and shows reports about them. */
export interface ModelFiles {
    /** Saves the model at the cursor as a file that the user names. */
    exportModel(kind: "onnx" | "pytorch"): Promise<void>;
    /** Shows a report about the model at the cursor, as text beside it. */
    report(kind: "summary" | "sizes"): Promise<void>;
    dispose(): void;
}

/** The scheme of reports. */
const reportScheme = "cnn-report";

export function createModelFiles(client: BaseLanguageClient, realPath: RealPath | undefined): ModelFiles {
    const reports = new Map<string, string>();
    const changed = new vscode.EventEmitter<vscode.Uri>();
    const provider = vscode.workspace.registerTextDocumentContentProvider(reportScheme, {
        onDidChange: changed.event,
        provideTextDocumentContent: (uri) => reports.get(uri.path) ?? "",
    });
    const closing = vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        if (uri.scheme === reportScheme) {
            reports.delete(uri.path);
        }
    });
    return {
        exportModel: async (kind) => {
            const document = cnnEditor()?.document;
            const found = await request(client, kind);
            if (found === undefined || document === undefined) {
                return;
            }
            const target = await saveAs({
                title: kind === "onnx" ? text("Export to ONNX") : text("Export to PyTorch"),
                filters: kind === "onnx" ? { ONNX: ["onnx"] } : { Python: ["py"] },
                defaultUri: vscode.Uri.joinPath(folderOf(document.uri), `${found.model}.${kind === "onnx" ? "onnx" : "py"}`),
            }, () => vscode.window.withProgress(
                { location: vscode.ProgressLocation.Notification, title: text("Writing {model}", { model: found.model }) },
                () => contentOf(found, realPath),
            ));
            if (target === undefined) {
                return;
            }
            if (kind === "onnx") {
                await vscode.window.showInformationMessage(savedText(target));
            } else if (await offerToOpen(target)) {
                await vscode.window.showTextDocument(target);
            }
        },
        report: async (kind) => {
            const found = await request(client, kind);
            if (found !== undefined && "text" in found) {
                const title = kind === "summary" ? text("Summary of {model}", { model: found.model })
                    : text("Input sizes of {model}", { model: found.model });
                const uri = vscode.Uri.from({ scheme: reportScheme, path: `/${title}.txt` });
                reports.set(uri.path, found.text);
                changed.fire(uri);
                await vscode.window.showTextDocument(uri, { viewColumn: vscode.ViewColumn.Beside, preview: true });
            }
        },
        dispose: () => {
            provider.dispose();
            closing.dispose();
            changed.dispose();
        },
    };
}

type Found = Extract<ModelFileAnswer, { readonly model: string }>;

/** The model at the cursor of the edited file, or one that the user chooses; shows why if there is none. */
async function request(client: BaseLanguageClient, kind: ModelFileKind, model?: string): Promise<Found | undefined> {
    const editor = cnnEditor();
    if (editor === undefined) {
        await vscode.window.showInformationMessage(text("Open a .cnn file first."));
        return undefined;
    }
    const { line, character } = editor.selection.active;
    const params: ModelFileParams = {
        textDocument: { uri: editor.document.uri.toString() }, kind, position: { line, character },
        ...(model === undefined ? {} : { model }),
    };
    const answer = validate(modelFileAnswerSchema, await client.sendRequest(modelFileRequest, params));
    if ("problem" in answer) {
        throw new Error(answer.problem);
    }
    const found = answer.value;
    if ("refused" in found) {
        await vscode.window.showErrorMessage(found.refused);
        return undefined;
    }
    if ("models" in found) {
        const chosen = await vscode.window.showQuickPick([...found.models], { title: text("Choose a model") });
        return chosen === undefined ? undefined : request(client, kind, chosen);
    }
    return found;
}

async function contentOf(found: Found, realPath: RealPath | undefined): Promise<Uint8Array> {
    return "text" in found
        ? new TextEncoder().encode(found.text)
        : packed(found.file, await trainedTensors(found.file, realPath));
}

/** The file with the numbers of all tensors. */
function packed({ length, pieces, seed }: PackedFile, trained: TensorFile | undefined): Uint8Array {
    const file = new Uint8Array(length);
    let at = 0;
    for (const piece of pieces) {
        let bytes: Uint8Array;
        if (typeof piece === "string") {
            bytes = Uint8Array.from(atob(piece), (byte) => byte.charCodeAt(0));
        } else {
            const numbers = new Float32Array(piece.count);
            fillWeights(piece, seed, numbers, trained);
            bytes = new Uint8Array(numbers.buffer);
        }
        file.set(bytes, at);
        at += bytes.length;
    }
    return file;
}

/** The tensors of a model's `@weights` file, if it has one. */
async function trainedTensors(file: PackedFile, realPath: RealPath | undefined): Promise<TensorFile | undefined> {
    const { trained } = file;
    if (trained === undefined) {
        return undefined;
    }
    const uri = vscode.Uri.parse(trained.uri, true);
    const bytes = await readNamed(uri, longestRead, realPath).catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        throw new Error(text("{file} could not be read: {reason}", { file: trained.path, reason }));
    });
    const read = trainedFile(bytes, file.pieces.filter((piece) => typeof piece !== "string"));
    if (read === undefined) {
        throw new Error(text("{path} has changed: export the model again.", { path: trained.path }));
    }
    return read;
}
