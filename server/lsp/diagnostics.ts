import {
    DocumentDiagnosticReportKind, LSPErrorCodes, ResponseError, type Connection, type DocumentDiagnosticParams,
    type DocumentDiagnosticReport,
} from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { editorDiagnostic } from "../features/diagnostics.ts";
import type { Documents } from "./documents.ts";
import { describeError, type Requests } from "./requests.ts";
import type { Runtime } from "./runtime.ts";

/** Diagnostics by pull. The client asks again after a stale answer, and keeps what it shows until then. */
export function answerDiagnosticPulls(connection: Connection, requests: Requests): void {
    const nothing: DocumentDiagnosticReport = { kind: DocumentDiagnosticReportKind.Full, items: [] };
    connection.languages.diagnostics.on(
        requests.about<DocumentDiagnosticParams, DocumentDiagnosticReport>(
            "textDocument/diagnostic",
            nothing,
            (source, { previousResultId }) => previousResultId === source.id
                ? { kind: DocumentDiagnosticReportKind.Unchanged, resultId: source.id }
                : {
                    kind: DocumentDiagnosticReportKind.Full,
                    resultId: source.id,
                    items: source.diagnostics.map((diagnostic) => editorDiagnostic(source, diagnostic)),
                },
            () => new ResponseError(
                LSPErrorCodes.ServerCancelled, "The document has changed since.", { retriggerRequest: true },
            ),
        ),
    );
}

/** Diagnostics by push, for clients that do not pull. */
export interface DiagnosticPusher {
    /** Sends the diagnostics of the newest version, once the messages that have arrived are dealt with. */
    push(document: TextDocument): void;
    clear(document: TextDocument): void;
}

export function pushDiagnostics(
    connection: Connection, documents: () => Documents, runtime: Runtime,
): DiagnosticPusher {
    const waiting = new Set<string>();
    const send = (uri: string): void => {
        waiting.delete(uri);
        const document = documents().get(uri);
        if (document === undefined) {
            return;
        }
        try {
            const source = documents().analyzed(document);
            const diagnostics = source.diagnostics.map((diagnostic) => editorDiagnostic(source, diagnostic));
            void connection.sendDiagnostics({ uri, version: document.version, diagnostics });
        } catch (error) {
            connection.console.error(`Diagnostics failed for ${uri}: ${describeError(error)}`);
        }
    };
    return {
        push: ({ uri }) => {
            if (!waiting.has(uri)) {
                waiting.add(uri);
                runtime.afterMessages(() => send(uri));
            }
        },
        clear: ({ uri }) => {
            void connection.sendDiagnostics({ uri, diagnostics: [] });
        },
    };
}
