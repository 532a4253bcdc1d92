import {
    CodeActionKind, DiagnosticSeverity, type CodeAction, type Diagnostic as LspDiagnostic,
} from "vscode-languageserver-types";
import type { Span } from "../../grammar/syntax-tree.ts";
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

/** A diagnostic as the editor takes it. */
export function editorDiagnostic(source: AnalyzedDocument, diagnostic: Diagnostic): LspDiagnostic {
    return {
        range: rangeOf(source, diagnostic.span),
        severity: severities[diagnostic.severity],
        source: origin,
        code: diagnostic.code,
        message: diagnostic.message,
        relatedInformation: diagnostic.related.flatMap((place) => {
            const range = rangeAt(source, place);
            return range === undefined ? [] : [{ location: { uri: place.uri, range }, message: place.message }];
        }),
    };
}

/** The fixes of the diagnostics that a span touches. */
export function quickFixes(
    source: AnalyzedDocument, diagnostics: readonly Diagnostic[], span: Span,
): readonly CodeAction[] {
    const { uri, version } = source.document;
    return diagnostics.filter((diagnostic) => touches(diagnostic.span, span)).flatMap((diagnostic) =>
        diagnostic.fixes().map(({ title, edits, preferred }) => ({
            title,
            kind: CodeActionKind.QuickFix,
            diagnostics: [editorDiagnostic(source, diagnostic)],
            isPreferred: preferred,
            edit: {
                documentChanges: [{
                    textDocument: { uri, version },
                    edits: edits.map((edit) => ({ range: rangeOf(source, edit.span), newText: edit.text })),
                }],
            },
        })),
    );
}

/** Whether two spans share a character or touch. */
function touches(a: Span, b: Span): boolean {
    return a.start <= b.end && b.start <= a.end;
}
