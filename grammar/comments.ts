/** Comments, and which of them document the code below. */

import { beginsLine, lineEndsIn, tokenBefore, tokensIn } from "./source-tokens.ts";
import type { Token } from "./source-tokens.ts";
import { lineComment } from "./tokens.ts";
import type { SourceText } from "./parsed-file.ts";

/** The comment lines directly above any of the places, joined with newlines. */
export function documentationAbove(source: SourceText, places: readonly number[]): string | undefined {
    const lines = places.flatMap((place) => commentLinesAbove(source, place).map(({ text }) => contentOf(text)));
    return lines.length === 0 ? undefined : lines.join("\n");
}

/** The comment lines at the start of a file, joined with newlines. */
export function headerComment(source: SourceText): string | undefined {
    const lines: string[] = [];
    for (const token of tokensIn(source, { start: 0, end: source.text.length })) {
        if (token.text.startsWith(lineComment)) {
            lines.push(contentOf(token.text));
        } else if (token.kind !== "newline" || (lines.length > 0 && lineEndsIn(token) > 1)) {
            break;
        }
    }
    return lines.length === 0 ? undefined : lines.join("\n");
}

/** The comment-only lines directly above an offset, if it starts its line. */
export function commentLinesAbove(source: SourceText, offset: number): readonly Token[] {
    const lines: Token[] = [];
    for (let comment = commentLineAbove(source, offset); comment !== undefined;) {
        lines.push(comment);
        comment = commentLineAbove(source, comment.start);
    }
    return lines.reverse();
}

function commentLineAbove(source: SourceText, offset: number): Token | undefined {
    const lineEnd = tokenBefore(source, offset);
    if (lineEnd?.kind !== "newline" || lineEndsIn(lineEnd) > 1) {
        return undefined;
    }
    const comment = tokenBefore(source, lineEnd.start);
    const isLine = comment?.text.startsWith(lineComment) === true && beginsLine(source, comment.start);
    return isLine ? comment : undefined;
}

/** A comment without its `#`, the space after it and trailing blanks. */
function contentOf(comment: string): string {
    return comment.slice(lineComment.length).replace(/^ /, "").trimEnd();
}
