import type { SnippetTextEdit, TextEdit, WorkspaceEdit } from "vscode-languageserver-types";
import { lineStartAt, tokensIn } from "../../grammar/source-tokens.ts";
import { parse } from "../../grammar/parser.ts";
import type { ParsedFile } from "../../grammar/parsed-file.ts";
import type { TextChange } from "../diagnostics/edits.ts";
import { rangeOf, type AnalyzedDocument } from "./analyzed-document.ts";

/** The edit of one version of a document. */
export function workspaceEdit(source: AnalyzedDocument, changes: readonly TextChange[]): WorkspaceEdit {
    return editOf(source, changes.map(({ span, text }) => ({ range: rangeOf(source, span), newText: text })));
}

/** An edit after which a name in it is selected at all its places, so that typing replaces it. */
export function namingEdit(source: AnalyzedDocument, changes: readonly TextChange[], name: string): WorkspaceEdit {
    const { file } = source.analysis;
    return editOf(source, fromLineStarts(file, changes).map(({ span, text }) => {
        const range = rangeOf(source, span);
        const value = snippetOf(text, name);
        return value === undefined ? { range, newText: text } : { range, snippet: { kind: "snippet", value } };
    }));
}

function editOf(
    { document: { uri, version } }: AnalyzedDocument, edits: (TextEdit | SnippetTextEdit)[],
): WorkspaceEdit {
    return { documentChanges: [{ textDocument: { uri, version }, edits }] };
}

/** Changes of several lines from the start of their first: editors indent the lines of a snippet like that line. */
function fromLineStarts(file: ParsedFile, changes: readonly TextChange[]): readonly TextChange[] {
    const unchanged = changes.filter(({ text }) => text.includes("\n")).map(({ span }) => {
        const start = lineStartAt(file, span.start);
        return { span: { start, end: span.start }, text: file.text.slice(start, span.start) };
    });
    const apart = unchanged.filter(({ span }) => changes.every((change) =>
        change.span.end <= span.start || change.span.start >= span.end));
    return joinedChanges(file.text, [...apart, ...changes]);
}

/** Changes that touch as one. */
function joinedChanges(text: string, changes: readonly TextChange[]): readonly TextChange[] {
    const joined: TextChange[] = [];
    for (const change of changes.toSorted((a, b) => a.span.start - b.span.start || a.span.end - b.span.end)) {
        const last = joined.at(-1);
        if (last !== undefined && last.span.end === change.span.start) {
            joined[joined.length - 1] = {
                span: { start: last.span.start, end: change.span.end }, text: last.text + change.text,
            };
        } else {
            joined.push(change);
        }
    }
    return joined.filter(({ span, text: written }) => text.slice(span.start, span.end) !== written);
}

/** A text as a snippet with a placeholder at each place of a name; undefined if it does not contain the name. */
function snippetOf(text: string, name: string): string | undefined {
    const names = tokensIn(parse(text), { start: 0, end: text.length }, "name").filter((token) => token.text === name);
    let snippet = "";
    let end = 0;
    for (const token of names) {
        snippet += `${escaped(text.slice(end, token.start))}\${1:${name}}`;
        end = token.end;
    }
    return names.length === 0 ? undefined : snippet + escaped(text.slice(end));
}

function escaped(text: string): string {
    return text.replaceAll(/[\\$}]/g, "\\$&");
}
