import type { Doc } from "prettier";
import { builders, printer } from "prettier/doc";
import { parse } from "../../grammar/parser.ts";
import type { TextReplacement } from "../../grammar/syntax-problem.ts";
import type { ParsedFile, SourceText } from "../../grammar/parsed-file.ts";
import type { Item } from "../../grammar/syntax-tree.ts";
import { alignColumns } from "./alignment.ts";
import { commentLines, comments, Layout } from "./layout.ts";
import { followsBlank, piecesOf, type Piece } from "./pieces.ts";
import { replacements } from "./replacements.ts";
import { signRoles } from "./spacing.ts";

const { hardline, join, literalline } = builders;

export interface FormattingOptions {
    readonly tabSize: number;
    readonly insertSpaces: boolean;
}

export const defaultFormattingOptions: FormattingOptions = { tabSize: 4, insertSpaces: true };

/** The maximum length of a line before it is broken. */
export const lineWidth = 120;

/**
 * The edits that give a text the standard layout: only blanks and line ends, and the comma after the last of several
 * elements. Items with syntax errors stay as they are, and so does the whole text if an error is outside items.
 */
export function formattingReplacements(file: ParsedFile, options: FormattingOptions): readonly TextReplacement[] {
    const items = itemDocs(file);
    if (items === undefined) {
        return [];
    }
    const { formatted } = printer.printDocToString(items, {
        printWidth: lineWidth, tabWidth: options.tabSize, useTabs: !options.insertSpaces,
    });
    const aligned = alignColumns(parse(formatted), options.tabSize);
    const mark = file.text.startsWith("\ufeff") ? "\ufeff" : "";
    const lineEnd = /\r\n|\r|\n/.exec(file.text)?.[0] ?? "\n";
    return replacements(file, parse(mark + (lineEnd === "\n" ? aligned : aligned.replaceAll("\n", lineEnd))));
}

/** A text in the standard layout. */
export function format(text: string, options: FormattingOptions = defaultFormattingOptions): string {
    let formatted = "";
    let end = 0;
    for (const { span, text: inserted } of formattingReplacements(parse(text), options)) {
        formatted += text.slice(end, span.start) + inserted;
        end = span.end;
    }
    return formatted + text.slice(end);
}

/** The items, one per line; undefined if a token belongs to no item. */
function itemDocs(file: ParsedFile): Doc | undefined {
    const { pieces, rest } = piecesOf(file);
    const layout = new Layout(pieces, signRoles(file));
    const docs: Doc[] = [];
    let from = 0;
    let previous: Item | undefined;
    for (const item of file.tree.items) {
        const first = pieces[from];
        let to = from;
        while ((pieces[to]?.token.end ?? Infinity) <= item.end) {
            to++;
        }
        if (first === undefined || first.token.start < item.start || to === from) {
            return undefined;
        }
        const isApart = previous !== undefined && (hasBody(previous) || hasBody(item) || followsBlank(first));
        docs.push(
            previous === undefined ? [] : [hardline, isApart ? hardline : []],
            isValid(file, item) ? layout.statements({ from, to }) : verbatim(file, pieces.slice(from, to)),
        );
        previous = item;
        from = to;
    }
    if (from < pieces.length) {
        return undefined;
    }
    if (rest.length > 0) {
        docs.push(docs.length === 0 ? [] : [hardline, rest[0]?.afterBlank === true ? hardline : []], comments(rest));
    }
    return docs.length === 0 ? docs : [docs, hardline];
}

function hasBody({ kind }: Item): boolean {
    return kind === "block" || kind === "model";
}

function isValid({ problems }: ParsedFile, { start, end }: Item): boolean {
    return problems.every((problem) => problem.end < start || problem.start > end);
}

function verbatim({ text }: SourceText, pieces: readonly Piece[]): Doc {
    const [first] = pieces;
    const last = pieces.at(-1);
    if (first === undefined || last === undefined) {
        return [];
    }
    const lines = text.slice(first.token.start, last.token.end).split(/\r\n?|\n/);
    return [
        commentLines(first),
        join(literalline, lines),
        last.trailing === undefined ? [] : ` ${last.trailing}`,
    ];
}
