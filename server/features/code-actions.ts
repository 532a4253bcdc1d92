import { CodeActionKind, type CodeAction, type TextEdit } from "vscode-languageserver-types";
import type { Span } from "../../grammar/syntax-tree.ts";
import type { Diagnostic } from "../diagnostics/diagnostics.ts";
import type { TextChange } from "../diagnostics/edits.ts";
import type { Fix } from "../diagnostics/fix.ts";
import { allowFix } from "../diagnostics/fixes/allow.ts";
import { certainChanges, helpfulFixes, type Examined } from "../diagnostics/trial.ts";
import { rangeOf, type AnalyzedDocument } from "./analyzed-document.ts";
import { editorDiagnostic, type DiagnosticLink } from "./diagnostics.ts";

/** All fixes of errors that leave no doubt: spelling, and the habits of other languages. */
export const fixAllKind = `${CodeActionKind.SourceFixAll}.cnn`;

/** The kinds of actions there are, as the server announces them. */
export const codeActionKinds: readonly string[] = [CodeActionKind.QuickFix, fixAllKind];

/** An analysed document with all that is found wrong with it. */
export type ExaminedDocument = AnalyzedDocument & Examined;

/** What can be done about the diagnostics that a span touches, and about the whole file; `only` names wanted kinds. */
export function codeActions(
    source: ExaminedDocument, diagnostics: readonly Diagnostic[], span: Span, only: readonly string[] | undefined,
    link?: DiagnosticLink,
): readonly CodeAction[] {
    const isWanted = (kind: string): boolean =>
        only?.some((wanted) => kind === wanted || kind.startsWith(`${wanted}.`)) ?? true;
    return [
        ...(isWanted(CodeActionKind.QuickFix) ? quickFixes(source, diagnostics, span, link) : []),
        // It is no answer to a cursor that moves: only who asks for it gets it.
        ...(only !== undefined && isWanted(fixAllKind) ? fixAll(source, diagnostics) : []),
    ];
}

function quickFixes(
    source: ExaminedDocument, diagnostics: readonly Diagnostic[], span: Span, link: DiagnosticLink | undefined,
): readonly CodeAction[] {
    const touched = diagnostics.filter((diagnostic) => touches(diagnostic.span, span)).slice(0, mostTried);
    return touched.flatMap((diagnostic) => {
        const allowed = diagnostic.severity === "error"
            ? undefined
            : allowFix(diagnostic.code, diagnostic.span, source.analysis.file);
        return [...triedFixes(diagnostic, source), ...(allowed === undefined ? [] : [allowed])].map((fix) => ({
            title: fix.title,
            kind: CodeActionKind.QuickFix,
            diagnostics: [editorDiagnostic(source, diagnostic, link)],
            isPreferred: fix.preferred,
            edit: workspaceEdit(source, fix.edits),
        }));
    });
}

/** Of how many diagnostics at once fixes are tried: a selection of the whole file asks for all there are. */
const mostTried = 10;

/** What has been tried on a version of a document is not tried again: the editor asks at each move of the cursor. */
const tried = new WeakMap<Diagnostic["fixes"], readonly Fix[]>();

function triedFixes(diagnostic: Diagnostic, source: ExaminedDocument): readonly Fix[] {
    const known = tried.get(diagnostic.fixes) ?? helpfulFixes(diagnostic, source);
    tried.set(diagnostic.fixes, known);
    return known;
}

function fixAll(source: ExaminedDocument, diagnostics: readonly Diagnostic[]): readonly CodeAction[] {
    const changes = certainChanges({ found: diagnostics });
    return changes.length === 0
        ? []
        : [{ title: "Fix all that is misspelt", kind: fixAllKind, edit: workspaceEdit(source, changes) }];
}

function workspaceEdit(source: AnalyzedDocument, changes: readonly TextChange[]): NonNullable<CodeAction["edit"]> {
    const { uri, version } = source.document;
    const edits = changes.map(({ span, text }): TextEdit => ({ range: rangeOf(source, span), newText: text }));
    return { documentChanges: [{ textDocument: { uri, version }, edits }] };
}

/** Whether two spans share a character or touch. */
function touches(a: Span, b: Span): boolean {
    return a.start <= b.end && b.start <= a.end;
}
