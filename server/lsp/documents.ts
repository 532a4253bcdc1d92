import { TextDocuments, type Connection } from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { AnalysisHost, HostText } from "../service.ts";
import { filesReadableNotification } from "../protocol.ts";
import { openAnalyses, type AnalyzedVersion } from "./analyses.ts";
import { clientFiles } from "./client-files.ts";
import { resolvePath } from "./uris.ts";

/** The open documents and their analyses. Holds nothing that cannot be recomputed. */
export interface Documents {
    get(uri: string): TextDocument | undefined;
    all(): readonly TextDocument[];
    analyzed(document: TextDocument): AnalyzedVersion;
    /** The analysis that exists of any version of a document, with the text of that version. */
    known(document: TextDocument): AnalyzedVersion | undefined;
    /** Provides files to the analysis, the open ones with their unsaved text. */
    readonly host: AnalysisHost;
    /** The text of any file, open or not; undefined if there is no such file. */
    read(uri: string): Promise<string | undefined>;
    /** Resolves once a file that an analysis waits for has been read, if it is still needed. */
    arrived(uri: string): Promise<void>;
    /** Handles a change, creation or deletion of a file on disk. */
    fileChanged(uri: string): void;
}

export interface DocumentEvents {
    /** A document was opened or changed. */
    onChange(document: TextDocument): void;
    onClose(document: TextDocument): void;
    /** Something about a file has changed or was read: analyses of any file that depend on it are stale. */
    onFileChange(uri: string): void;
    /**
     * Diagnostics and hints may have changed without a change to the texts: an import, or a missing file that now
     * exists.
     */
    onOutsideChange(): void;
}

export function openDocuments(connection: Connection, events: DocumentEvents): Documents {
    const documents = new TextDocuments(TextDocument);
    const openTexts = new Map<string, { readonly version: number; readonly text: HostText }>();

    const outsideChange = (uri: string): void => {
        events.onFileChange(uri);
        if (analyses.dropDependents(uri)) {
            events.onOutsideChange();
        }
    };
    const files = clientFiles(connection, outsideChange);

    const openText = (document: TextDocument): HostText => {
        const known = openTexts.get(document.uri);
        if (known?.version === document.version) {
            return known.text;
        }
        const text = { text: document.getText() };
        openTexts.set(document.uri, { version: document.version, text });
        return text;
    };
    const host: AnalysisHost = {
        readText: (uri) => {
            const document = documents.get(uri);
            return document === undefined ? files.text(uri) : openText(document);
        },
        refusal: (uri) => documents.get(uri) === undefined ? files.refusal(uri) : undefined,
        exists: (uri) => documents.get(uri) !== undefined || files.exists(uri),
        readTensors: (uri) => files.tensors(uri),
        resolve: resolvePath,
    };
    const analyses = openAnalyses(host);

    documents.onDidChangeContent(({ document }) => {
        outsideChange(document.uri);
        events.onChange(document);
    });
    documents.onDidClose(({ document }) => {
        openTexts.delete(document.uri);
        analyses.drop(document.uri);
        files.forget(document.uri);
        outsideChange(document.uri);
        events.onClose(document);
    });
    documents.listen(connection);
    connection.onNotification(filesReadableNotification, () => {
        files.forgetRefused().forEach(outsideChange);
    });

    return {
        get: (uri) => documents.get(uri),
        all: () => documents.all(),
        analyzed: (document) => analyses.of(document),
        known: (document) => analyses.known(document),
        host,
        read: async (uri) => documents.get(uri)?.getText() ?? files.read(uri),
        arrived: (uri) => files.arrived(uri),
        fileChanged: (uri) => {
            if (files.forget(uri) && documents.get(uri) === undefined) {
                outsideChange(uri);
            }
        },
    };
}
