import { DiagnosticSeverity, DiagnosticTag, type Diagnostic as LspDiagnostic } from "vscode-languageserver-types";
import type { Diagnostic } from "../diagnostics/diagnostics.ts";
import type { Severity } from "../diagnostics/entry.ts";
import { rangeAt, rangeOf, type AnalyzedDocument } from "./analyzed-document.ts";

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
    error: DiagnosticSeverity.Error,
    warning: DiagnosticSeverity.Warning,
    information: DiagnosticSeverity.Information,
    hint: DiagnosticSeverity.Hint,
};

/** Who says it, as the editor shows behind the message. */
const origin = "cnn";

/** Where a code's documentation page is, for a client that has said how to open one. */
export type DiagnosticLink = (code: string) => string;

/** A diagnostic as the editor takes it. */
export function editorDiagnostic(
    source: AnalyzedDocument, diagnostic: Diagnostic, link?: DiagnosticLink,
): LspDiagnostic {
    return {
        range: rangeOf(source, diagnostic.span),
        severity: severities[diagnostic.severity],
        source: origin,
        code: diagnostic.code,
        ...(link === undefined ? {} : { codeDescription: { href: link(diagnostic.code) } }),
        message: diagnostic.message,
        ...(diagnostic.unnecessary === true ? { tags: [DiagnosticTag.Unnecessary] } : {}),
        relatedInformation: diagnostic.related.flatMap((place) => {
            const range = rangeAt(source, place);
            return range === undefined ? [] : [{ location: { uri: place.uri, range }, message: place.message }];
        }),
    };
}
