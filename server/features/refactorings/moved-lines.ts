import { commentLinesAbove } from "../../../grammar/comments.ts";
import {
    beginsLine, lineEndAt, lineStartAt, tokenAfter, tokensIn, type Token,
} from "../../../grammar/source-tokens.ts";
import type { ParsedFile } from "../../../grammar/parsed-file.ts";
import type { Block, InExpression, Line, Model, Span, Statement } from "../../../grammar/syntax-tree.ts";
import { applyChanges, type TextChange } from "../../diagnostics/edits.ts";

/** The text of statements with the comments on their lines, and those above them that are selected. */
export function spanWithComments(
    file: ParsedFile, statements: readonly [Statement, ...Statement[]], selection: Span,
): Span {
    const [first] = statements;
    const last = statements.at(-1) ?? first;
    const above = commentLinesAbove(file, first.start).find(({ start }) => start >= selection.start) ?? first;
    const start = beginsLine(file, above.start) ? lineStartAt(file, above.start) : above.start;
    const lineEnd = lineEndAt(file, last.end);
    const rest = tokensIn(file, { start: last.end, end: lineEnd });
    let end = rest.every(({ kind }) => kind === "comment") ? lineEnd : last.end;
    let next = tokenAfter(file, end);
    while (isSkipped(next) && next.start < selection.end) {
        end = next.kind === "comment" ? next.end : end;
        next = tokenAfter(file, next.end);
    }
    return { start, end };
}

function isSkipped(token: Token | undefined): token is Token {
    return token?.kind === "comment" || token?.kind === "newline";
}

/** The comments in a span. */
export function commentsIn(file: ParsedFile, span: Span): readonly Token[] {
    return tokensIn(file, span, "comment");
}

/** The text of a span after changes within it. */
export function changedText({ text }: ParsedFile, span: Span, changes: readonly TextChange[]): string {
    return applyChanges(text.slice(span.start, span.end), changes.map((change) => ({
        ...change, span: { start: change.span.start - span.start, end: change.span.end - span.start },
    })));
}

/** Replaces names or `in` with other names. */
export function replaceNodes(nodes: readonly (Span | InExpression)[], name: string): readonly TextChange[] {
    return nodes.map(({ start, end }) => ({ span: { start, end }, text: name }));
}

/** Removes the names of a line, and the `=` after them. */
export function withoutNames({ names: [first], flow }: Line): readonly TextChange[] {
    return first === undefined ? [] : [{ span: { start: first.start, end: flow.start }, text: "" }];
}

/** Where a block is inserted above an item: before its documentation and decorators. */
export function placeAbove(file: ParsedFile, item: Block | Model): number {
    return (commentLinesAbove(file, item.start)[0] ?? item).start;
}
