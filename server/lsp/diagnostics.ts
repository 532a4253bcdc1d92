import {
    DocumentDiagnosticReportKind, LSPErrorCodes, ResponseError, type Connection, type DocumentDiagnosticParams,
    type DocumentDiagnosticReport,
} from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { editorDiagnostic, reported, type Diagnostic, type DiagnosticLink } from "../service.ts";
import type { AnalyzedVersion } from "./analyses.ts";
import type { Documents } from "./documents.ts";
import { describeError } from "./requests.ts";
import type { Runtime } from "./runtime.ts";
import type { Session } from "./session.ts";
import type { SettingsReader } from "./settings.ts";

/** A version's diagnostics according to the settings of its file. */
export async function reportedOf(source: AnalyzedVersion, settings: SettingsReader): Promise<readonly Diagnostic[]> {
    const { severity, channelGrowth } = (await settings.for(source.document.uri)).diagnostics;
    return reported(source.found, source.analysis, { severities: severity, channelGrowth });
}

/** Identifies a version's diagnostics: a client with those of this id is up to date. */
export function diagnosticsId({ id }: AnalyzedVersion, settings: SettingsReader): string {
    return `${id}.${settings.revision()}`;
}

/** Answers diagnostic pulls. The client keeps its diagnostics and pulls again after a stale answer. */
export function answerDiagnosticPulls({ connection, requests, settings, pages: { diagnostic: link } }: Session): void {
    const nothing: DocumentDiagnosticReport = { kind: DocumentDiagnosticReportKind.Full, items: [] };
    connection.languages.diagnostics.on(
        requests.about<DocumentDiagnosticParams, DocumentDiagnosticReport>(
            "textDocument/diagnostic",
            nothing,
            async (source, { previousResultId }, pause) => {
                const resultId = diagnosticsId(source, settings);
                if (previousResultId === resultId) {
                    return { kind: DocumentDiagnosticReportKind.Unchanged, resultId };
                }
                // Checks take as long as the analysis. Hints, which need the settings too, do not wait for them.
                await settings.for(source.document.uri);
                await pause();
                const diagnostics = await reportedOf(source, settings);
                const items = diagnostics.map((diagnostic) => editorDiagnostic(source, diagnostic, link));
                return { kind: DocumentDiagnosticReportKind.Full, resultId, items };
            },
            {
                stale: () => new ResponseError(
                    LSPErrorCodes.ServerCancelled, "The document has changed since.", { retriggerRequest: true },
                ),
            },
        ),
    );
}

/** Pushes diagnostics to clients that do not pull. */
export interface DiagnosticPusher {
    /** Sends the diagnostics of the latest version, after the pending messages. */
    push(document: TextDocument): void;
    clear(document: TextDocument): void;
}

export function pushDiagnostics(
    connection: Connection, documents: () => Documents, runtime: Runtime, settings: () => SettingsReader,
    link: DiagnosticLink | undefined,
): DiagnosticPusher {
    const waiting = new Set<string>();
    const send = async (uri: string): Promise<void> => {
        waiting.delete(uri);
        const document = documents().get(uri);
        if (document === undefined) {
            return;
        }
        try {
            // The document may change or close until the settings are here.
            await settings().for(uri);
            if (documents().get(uri) !== document) {
                return;
            }
            const source = documents().analyzed(document);
            const reports = await reportedOf(source, settings());
            const diagnostics = reports.map((diagnostic) => editorDiagnostic(source, diagnostic, link));
            void connection.sendDiagnostics({ uri, version: source.version, diagnostics });
        } catch (error) {
            connection.console.error(`Diagnostics failed for ${uri}: ${describeError(error)}`);
        }
    };
    return {
        push: ({ uri }) => {
            if (!waiting.has(uri)) {
                waiting.add(uri);
                runtime.afterMessages(() => void send(uri));
            }
        },
        clear: ({ uri }) => {
            void connection.sendDiagnostics({ uri, diagnostics: [] });
        },
    };
}
