import * as vscode from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";
import { toolNames, toolReportSchema, toolRequest, type ToolParams } from "../server/protocol.ts";
import { validate } from "../server/validation.ts";

/** Offers the tools of the language server to the editor's AI assistants, if the editor has any. */
export function provideTools(client: BaseLanguageClient): vscode.Disposable {
    return vscode.Disposable.from(...toolNames.map((name) => vscode.lm.registerTool<object>(name, {
        invoke: async ({ input }, token) => {
            const params: ToolParams = { name, input: withUri(input) };
            const received: unknown = await client.sendRequest(toolRequest, params, token);
            const report = validate(toolReportSchema, received);
            if ("problem" in report) {
                throw new Error(report.problem);
            }
            const { text, data } = report.value;
            return new vscode.LanguageModelToolResult([
                new vscode.LanguageModelTextPart(text),
                ...(data === undefined ? [] : [new vscode.LanguageModelTextPart(JSON.stringify(data))]),
            ]);
        },
    })));
}

/** Replaces a path, which may be relative to the first workspace folder, by the URI of its file. */
function withUri(input: object): object {
    if (!("path" in input) || typeof input.path !== "string") {
        return input;
    }
    const { path } = input;
    if (!path.endsWith(".cnn")) {
        throw new Error("The path must be that of a .cnn file.");
    }
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    const isAbsolute = /^([a-z]:)?[\\/]/i.test(path);
    const uri = isAbsolute || folder === undefined ? vscode.Uri.file(path) : vscode.Uri.joinPath(folder.uri, path);
    return { ...input, path: uri.toString() };
}
