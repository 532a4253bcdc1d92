/** Looks up the tokens of a text. Tokens that the parser inserts, drops or replaces do not affect these. */

import type { SourceText } from "./parsed-file.ts";
import type { Span } from "./syntax-tree.ts";

/**
 * `string` and `number` include malformed ones and other languages' quotes. A `newline` is one or more line ends with
 * nothing but blanks between them. `unexpected` is text that no token of the language matches.
 */
export const tokenKinds = ["keyword", "name", "number", "string", "sign", "comment", "newline", "unexpected"] as const;

export type TokenKind = (typeof tokenKinds)[number];

export interface Token extends Span {
    readonly kind: TokenKind;
    readonly text: string;
}

/** The token with the character at an offset; undefined for a blank. */
export function tokenAt(source: SourceText, offset: number): Token | undefined {
    const token = atIndex(source, firstEndingAfter(source, offset));
    return token !== undefined && token.start <= offset ? token : undefined;
}

/** The last token that ends at or before an offset. */
export function tokenBefore(source: SourceText, offset: number): Token | undefined {
    return atIndex(source, firstEndingAfter(source, offset) - 1);
}

/** The first token that starts at or after an offset. */
export function tokenAfter(source: SourceText, offset: number): Token | undefined {
    return atIndex(source, firstStartingFrom(source, offset));
}

/** The tokens that contain or touch an offset: at most two. */
export function tokensTouching(source: SourceText, offset: number): readonly Token[] {
    const before = tokenBefore(source, offset);
    const at = tokenAt(source, offset);
    return [...(before?.end === offset ? [before] : []), ...(at === undefined ? [] : [at])];
}

/** The tokens within a span, or those of one kind. */
export function tokensIn(source: SourceText, { start, end }: Span, kind?: TokenKind): readonly Token[] {
    const tokens: Token[] = [];
    const { kinds, ends } = source.tokens;
    const kindIndex = kind === undefined ? undefined : tokenKinds.indexOf(kind);
    for (let index = firstStartingFrom(source, start); (ends[index] ?? Infinity) <= end; index++) {
        const token = kindIndex === undefined || kinds[index] === kindIndex ? atIndex(source, index) : undefined;
        if (token !== undefined) {
            tokens.push(token);
        }
    }
    return tokens;
}

/** The text of a span on one line: without comments, and with one space for each run of blanks and line ends. */
export function textOnOneLine(source: SourceText, span: Span): string {
    let text = "";
    let end = span.start;
    for (const token of tokensIn(source, span)) {
        if (token.kind !== "comment" && token.kind !== "newline") {
            text += (text === "" || token.start === end ? "" : " ") + token.text;
            end = token.end;
        }
    }
    return text;
}

/** The number of line ends in a newline: two or more make blank lines. */
export function lineEndsIn(newline: Token): number {
    return newline.text.match(/\r\n?|\n/g)?.length ?? 0;
}

/** Where the line of an offset starts. */
export function lineStartAt(source: SourceText, offset: number): number {
    let before = firstEndingAfter(source, offset) - 1;
    while (source.tokens.kinds[before] !== newlineKind && before >= 0) {
        before--;
    }
    return source.tokens.ends[before] ?? (source.text.startsWith("\ufeff") ? 1 : 0);
}

/** Where the line of an offset ends, before its line end. */
export function lineEndAt(source: SourceText, offset: number): number {
    let after = firstStartingFrom(source, offset);
    while (source.tokens.kinds[after] !== newlineKind && after < source.tokens.kinds.length) {
        after++;
    }
    return source.tokens.starts[after] ?? source.text.length;
}

/** The blanks at the start of the line of an offset. */
export function indentationAt(source: SourceText, offset: number): string {
    const start = lineStartAt(source, offset);
    return source.text.slice(start, tokenAfter(source, start)?.start ?? source.text.length);
}

/** Whether an offset has no token before it on its line. */
export function beginsLine(source: SourceText, offset: number): boolean {
    const before = tokenBefore(source, offset);
    return before === undefined || before.kind === "newline";
}

/** Whether a span has tokens on several lines. */
export function spansLines(source: SourceText, span: Span): boolean {
    const { kinds, ends } = source.tokens;
    let index = firstStartingFrom(source, span.start);
    while (kinds[index] !== newlineKind && (ends[index] ?? Infinity) <= span.end) {
        index++;
    }
    return (ends[index] ?? Infinity) <= span.end;
}

const newlineKind = tokenKinds.indexOf("newline");

function atIndex({ text, tokens }: SourceText, index: number): Token | undefined {
    const kind = tokenKinds[tokens.kinds[index] ?? tokenKinds.length];
    const start = tokens.starts[index];
    const end = tokens.ends[index];
    return kind === undefined || start === undefined || end === undefined
        ? undefined
        : { kind, start, end, text: text.slice(start, end) };
}

/** The index of the first token that ends after an offset. */
function firstEndingAfter({ tokens: { ends } }: SourceText, offset: number): number {
    return firstIndex(ends, (end) => end > offset);
}

/** The index of the first token that starts at or after an offset. */
function firstStartingFrom({ tokens: { starts } }: SourceText, offset: number): number {
    return firstIndex(starts, (start) => start >= offset);
}

function firstIndex(column: Uint32Array, isReached: (offset: number) => boolean): number {
    let low = 0;
    let high = column.length;
    while (low < high) {
        const middle = (low + high) >> 1;
        if (isReached(column[middle] ?? Infinity)) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}
