import type { FormattingOptions, Position, Range, TextEdit } from "vscode-languageserver-types";
import { lineEndAt, lineStartAt } from "../../grammar/source-tokens.ts";
import type { TextReplacement } from "../../grammar/syntax-problem.ts";
import type { Span } from "../../grammar/syntax-tree.ts";
import { nodePathAt } from "../../grammar/traversal.ts";
import { formattingReplacements } from "../format/format.ts";
import { offsetOf, rangeOf, type AnalyzedDocument } from "./analyzed-document.ts";

/** Typed characters that format the text before them. */
export const formattingTriggers = ["}", "\n"] as const;

/** Formats a document. Items with syntax errors stay as they are. */
export function formatting(source: AnalyzedDocument, options: FormattingOptions): readonly TextEdit[] {
    return edits(source, formattingReplacements(source.analysis.file, options));
}

/** Formats the lines that a range touches. */
export function rangeFormatting(
    source: AnalyzedDocument, range: Range, options: FormattingOptions,
): readonly TextEdit[] {
    const { file } = source.analysis;
    const start = lineStartAt(file, source.document.offsetAt(range.start));
    // A selection that ends at the start of a line does not include that line.
    const isAtLineStart = range.end.character === 0 && range.end.line > range.start.line;
    const end = lineEndAt(file, source.document.offsetAt(range.end) - (isAtLineStart ? 1 : 0));
    return within(source, { start, end }, options);
}

/** Formats the line that a newline ended, or the statement that a `}` closed. */
export function onTypeFormatting(
    source: AnalyzedDocument, position: Position, typed: string, options: FormattingOptions,
): readonly TextEdit[] {
    const { file } = source.analysis;
    const offset = offsetOf(source, position);
    if (typed === "}") {
        const body = nodePathAt(file.tree, offset).findLast(({ kind, end }) => kind === "body" && end === offset);
        return body === undefined ? [] : within(source, { start: lineStartAt(file, body.start), end: offset }, options);
    }
    const start = offsetOf(source, { line: position.line - 1, character: 0 });
    const end = offsetOf(source, { line: position.line, character: 0 }) - 1;
    return within(source, { start, end }, options);
}

function within(source: AnalyzedDocument, { start, end }: Span, options: FormattingOptions): readonly TextEdit[] {
    const inside = formattingReplacements(source.analysis.file, options)
        .filter(({ span }) => span.end >= start && span.end <= end);
    return edits(source, inside);
}

function edits(source: AnalyzedDocument, replacements: readonly TextReplacement[]): readonly TextEdit[] {
    return replacements.map(({ span, text }) => ({ range: rangeOf(source, span), newText: text }));
}
