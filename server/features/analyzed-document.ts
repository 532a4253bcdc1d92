import { TextDocument } from "vscode-languageserver-textdocument";
import type { Position, Range } from "vscode-languageserver-types";
import type { Span } from "../../grammar/syntax-tree.ts";
import type { Analysis } from "../analysis/analysis.ts";
import type { AnalysisHost, HostText } from "../names/host.ts";
import type { Location } from "../names/location.ts";

/** The input of every feature: an analysis, its text with lines and columns, and the host of the analysis. */
export interface AnalyzedDocument {
    readonly analysis: Analysis;
    readonly document: TextDocument;
    readonly host: AnalysisHost;
}

export const startOfFile: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

export function rangeOf({ document }: AnalyzedDocument, span: Span): Range {
    return { start: document.positionAt(span.start), end: document.positionAt(span.end) };
}

/** The range of a location that may be in another file; undefined if that file is not loaded. */
export function rangeAt(source: AnalyzedDocument, { uri, span }: Location): Range | undefined {
    const document = uri === source.analysis.uri ? source.document : documentAt(source.host, uri);
    return document === undefined
        ? undefined
        : { start: document.positionAt(span.start), end: document.positionAt(span.end) };
}

/** The range of a location in any file of the host; undefined if there is no such file. */
export function hostRange(host: AnalysisHost, { uri, span }: Location): Range | undefined {
    const document = documentAt(host, uri);
    return document === undefined
        ? undefined
        : { start: document.positionAt(span.start), end: document.positionAt(span.end) };
}

export function offsetOf({ document }: AnalyzedDocument, position: Position): number {
    return document.offsetAt(position);
}

const hostDocuments = new WeakMap<HostText & object, TextDocument>();

/** A file of the host with lines and columns; undefined if there is none, or if it is not read yet. */
export function documentAt(host: AnalysisHost, uri: string): TextDocument | undefined {
    const text = host.readText(uri);
    if (text === undefined || text === "pending") {
        return undefined;
    }
    const document = hostDocuments.get(text) ?? TextDocument.create(uri, "cnn", 0, text.text);
    hostDocuments.set(text, document);
    return document;
}
