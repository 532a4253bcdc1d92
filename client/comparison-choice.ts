import * as vscode from "vscode";
import { text } from "../server/text.ts";
import type { ComparisonSource } from "./comparison-sources.ts";

interface SourcePick extends vscode.QuickPickItem {
    readonly source: ComparisonSource | "file";
}

/** Lets the user choose with what a model of a file is compared; undefined if they do not. */
export async function chooseComparison(
    uri: string, model: string, others: readonly string[],
): Promise<ComparisonSource | undefined> {
    const picks: readonly SourcePick[] = [
        {
            label: text("The saved file"), detail: text("What has changed since the last save"),
            iconPath: new vscode.ThemeIcon("save"),
            source: { kind: "saved" },
        },
        {
            label: text("The last commit"), detail: text("What has changed since the last commit"),
            iconPath: new vscode.ThemeIcon("git-commit"),
            source: { kind: "commit" },
        },
        ...others.map((other): SourcePick => ({
            label: other, iconPath: new vscode.ThemeIcon("symbol-class"), detail: text("Another model of this file"),
            source: { kind: "model", uri, model: other },
        })),
        { label: text("A model of another file …"), iconPath: new vscode.ThemeIcon("file"), source: "file" },
    ];
    const picked = await vscode.window.showQuickPick(picks, {
        title: text("Compare {model}", { model }), placeHolder: text("Choose what to compare it with"),
        matchOnDetail: true,
    });
    return picked?.source === "file" ? chooseFile(uri, model) : picked?.source;
}

/** A file of the workspace, or any other one. Its model of the same name is compared, otherwise its first. */
async function chooseFile(uri: string, model: string): Promise<ComparisonSource | undefined> {
    const files = (await vscode.workspace.findFiles("**/*.cnn"))
        .filter((file) => file.toString() !== uri)
        .map((file) => ({ label: vscode.workspace.asRelativePath(file), file }))
        .toSorted((a, b) => a.label.localeCompare(b.label));
    const picked = await vscode.window.showQuickPick([...files, { label: text("Browse …"), file: undefined }], {
        title: text("Compare {model}", { model }), placeHolder: text("Choose a file"),
    });
    if (picked === undefined) {
        return undefined;
    }
    const [file] = picked.file !== undefined ? [picked.file] : await vscode.window.showOpenDialog({
        title: text("Compare {model}", { model }), filters: { CNN: ["cnn"] },
    }) ?? [];
    return file === undefined ? undefined : { kind: "model", uri: file.toString(), model: undefined };
}
