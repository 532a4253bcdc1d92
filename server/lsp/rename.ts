import {
    LSPErrorCodes, ResponseError, type AnnotatedTextEdit, type ChangeAnnotation, type ClientCapabilities,
    type PrepareRenameParams, type PrepareRenameResult, type RenameOptions, type RenameParams, type TextDocumentEdit,
    type WorkspaceEdit,
} from "vscode-languageserver";
import { prepareRename, rename, type RenameChange } from "../service.ts";
import { asSentence, text, type Text } from "../text.ts";
import type { Documents } from "./documents.ts";
import type { Session } from "./session.ts";

export function renameProvider({ textDocument }: ClientCapabilities): boolean | RenameOptions {
    return textDocument?.rename?.prepareSupport === true ? { prepareProvider: true } : true;
}

/**
 * Renames in all files of the workspace. Where that would change the names of tensors, the edit has decorators that
 * keep them, with an annotation that needs confirmation: a person so chooses before anything has changed. An action
 * offered afterwards would have to know the names of before.
 */
export function answerRenames({ connection, capabilities, documents, requests, workspace, settings }: Session): void {
    const asksUser = capabilities.workspace?.workspaceEdit?.changeAnnotationSupport !== undefined;
    connection.onPrepareRename(requests.aboutRead<PrepareRenameParams, PrepareRenameResult | null>(
        "textDocument/prepareRename", null, (source, { position }) => {
            const prepared = prepareRename(source, position);
            if (prepared !== undefined && "refusal" in prepared) {
                throw refused(prepared.refusal);
            }
            return prepared ?? null;
        },
    ));
    connection.onRenameRequest(requests.aboutRead<RenameParams, WorkspaceEdit | null>(
        "textDocument/rename", null, async (source, { position, newName }) => {
            const { paths } = (await settings.for(source.document.uri)).rename;
            const keepsPaths = paths === "keep" || (paths === "ask" && asksUser);
            const files = await workspace.scopes();
            const renamed = rename(source, position, newName, { files, host: documents.host, keepsPaths });
            if (renamed !== undefined && "refusal" in renamed) {
                throw refused(renamed.refusal);
            }
            return renamed === undefined ? null : workspaceEdit(renamed.changes, documents, paths === "ask");
        },
    ));
}

function refused(reason: Text): ResponseError<unknown> {
    return new ResponseError(LSPErrorCodes.RequestFailed, asSentence(reason));
}

/** The maximum number of paths that are confirmed one by one. */
const mostConfirmed = 20;

function workspaceEdit(changes: readonly RenameChange[], documents: Documents, asksUser: boolean): WorkspaceEdit {
    const byFile = Map.groupBy(changes, ({ uri }) => uri);
    const paths = asksUser ? new Set(changes.flatMap(({ path }) => path ?? [])) : new Set<string>();
    const areTogether = paths.size > mostConfirmed;
    const documentChanges = Array.from(byFile, ([uri, ofFile]): TextDocumentEdit => ({
        textDocument: { uri, version: documents.get(uri)?.version ?? null },
        edits: ofFile.map(({ range, text: newText, path }) => {
            const edit = { range, newText };
            return asksUser && path !== undefined
                ? { ...edit, annotationId: areTogether ? "paths" : path } satisfies AnnotatedTextEdit
                : edit;
        }),
    }));
    const changeAnnotations = areTogether
        ? { paths: keepingAll(paths.size) }
        : Object.fromEntries(Array.from(paths, (path) => [path, keeping(path)]));
    return paths.size === 0 ? { documentChanges } : { documentChanges, changeAnnotations };
}

function keeping(path: string): ChangeAnnotation {
    return {
        label: text("Keep the path `{path}`", { path }), needsConfirmation: true,
        description: text("Weights are matched by the names of tensors, which begin with this path."),
    };
}

function keepingAll(count: number): ChangeAnnotation {
    return {
        label: text("Keep {count} paths", { count }), needsConfirmation: true,
        description: text("Weights are matched by the names of tensors, which begin with these paths."),
    };
}
