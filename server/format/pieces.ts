import { lineEndsIn, tokensIn, type Token } from "../../grammar/source-tokens.ts";
import type { SourceText } from "../../grammar/parsed-file.ts";

/** A comment on its own line. */
export interface LeadingComment {
    readonly text: string;
    /** Whether a blank line comes before it. */
    readonly afterBlank: boolean;
}

/** A token with the comments that belong to it. */
export interface Piece {
    readonly token: Token;
    readonly leading: readonly LeadingComment[];
    /** A comment after it on its line. */
    readonly trailing: string | undefined;
    /** Whether it, or its first leading comment, is the first on its line. */
    readonly beginsLine: boolean;
    /** Whether a blank line comes directly before it, after its leading comments. */
    readonly afterBlank: boolean;
}

export interface Pieces {
    readonly pieces: readonly Piece[];
    /** Comments after the last token. */
    readonly rest: readonly LeadingComment[];
}

/** Attaches each comment of a text to the token after it, or to the one before it on the same line. */
export function piecesOf(source: SourceText): Pieces {
    const pieces: Piece[] = [];
    let leading: LeadingComment[] = [];
    let lineEnds = 0;
    let beginsLine = true;
    for (const token of tokensIn(source, { start: 0, end: source.text.length })) {
        const last = pieces.at(-1);
        if (token.kind === "newline") {
            lineEnds = lineEndsIn(token);
            beginsLine = true;
        } else if (token.kind !== "comment") {
            pieces.push({ token, leading, trailing: undefined, beginsLine, afterBlank: lineEnds > 1 });
            leading = [];
            lineEnds = 0;
            beginsLine = false;
        } else if (last !== undefined && !beginsLine) {
            pieces[pieces.length - 1] = { ...last, trailing: token.text.trimEnd() };
        } else {
            leading.push({ text: token.text.trimEnd(), afterBlank: lineEnds > 1 });
            lineEnds = 0;
        }
    }
    return { pieces, rest: leading };
}

/** Whether a blank line comes before a piece and its comments. */
export function followsBlank({ leading, afterBlank }: Piece): boolean {
    return leading[0]?.afterBlank ?? afterBlank;
}
