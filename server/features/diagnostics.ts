import { DiagnosticSeverity, DiagnosticTag, type Diagnostic as LspDiagnostic } from "vscode-languageserver-types";
import type { Diagnostic } from "../diagnostics/diagnostics.ts";
import type { Severity } from "../diagnostics/definition.ts";
import { text } from "../text.ts";
import { rangeAt, rangeOf, type AnalyzedDocument } from "./analyzed-document.ts";

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
    error: DiagnosticSeverity.Error,
    warning: DiagnosticSeverity.Warning,
    information: DiagnosticSeverity.Information,
    hint: DiagnosticSeverity.Hint,
};

/** The source that the editor shows after the message. */
const origin = "cnn";

/** Makes the URI of a code's page, if the client can open one. */
export type DiagnosticLink = (code: string) => string;

/**
 * Converts a diagnostic for the editor. Its help is the title of its quick fix or, without one, the last line of the
 * message. Its causes and consequences are related information.
 */
export function editorDiagnostic(
    source: AnalyzedDocument, diagnostic: Diagnostic, link?: DiagnosticLink,
): LspDiagnostic {
    return {
        range: rangeOf(source, diagnostic.span),
        severity: severities[diagnostic.severity],
        source: origin,
        code: diagnostic.code,
        ...(link === undefined ? {} : { codeDescription: { href: link(diagnostic.code) } }),
        message: editorMessage(diagnostic),
        ...(diagnostic.unnecessary === true ? { tags: [DiagnosticTag.Unnecessary] } : {}),
        relatedInformation: [
            ...diagnostic.notes.map((message) => ({ ...diagnostic, message })),
            ...diagnostic.related,
        ].flatMap((place) => {
            const range = rangeAt(source, place);
            return range === undefined ? [] : [{ location: { uri: place.uri, range }, message: place.message }];
        }),
    };
}

function editorMessage(diagnostic: Diagnostic): string {
    const { message, help } = diagnostic;
    return help === undefined || diagnostic.fixes().length > 0
        ? message
        : text("{message}\nhelp: {help}", { message, help });
}
