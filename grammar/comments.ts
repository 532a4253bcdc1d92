/** Comments, and which of them document what stands below them. */

import type { IToken } from "chevrotain";
import { lineComment } from "./tokens.ts";
import type { Comment } from "./syntax-tree.ts";

export function readComments(tokens: readonly IToken[]): readonly Comment[] {
    return tokens.map(({ image, startOffset }) => ({
        kind: "comment",
        start: startOffset,
        end: startOffset + image.length,
        text: image.slice(lineComment.length).replace(/^ /, "").trimEnd(),
    }));
}

/** The comment lines that stand directly above any of the given places, joined with newlines. */
export function documentationAbove(
    text: string, comments: readonly Comment[], places: readonly number[],
): string | undefined {
    const lines = places.flatMap((place) => linesAbove(text, comments, place));
    return lines.length === 0 ? undefined : lines.join("\n");
}

function linesAbove(text: string, comments: readonly Comment[], place: number): readonly string[] {
    const lines: string[] = [];
    let below = place;
    for (let index = lastBefore(comments, place); index >= 0; index--) {
        const comment = comments[index];
        if (comment === undefined || comment.end !== endOfLineAbove(text, below)) {
            break;
        }
        if (lineStart(text, comment.start) === undefined) {
            break;
        }
        lines.push(comment.text);
        below = comment.start;
    }
    return lines.reverse();
}

/** The index of the last comment that ends before an offset, or -1. */
function lastBefore(comments: readonly Comment[], offset: number): number {
    let low = 0;
    let high = comments.length;
    while (low < high) {
        const middle = (low + high) >> 1;
        if ((comments[middle]?.end ?? Infinity) <= offset) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low - 1;
}

/** Where the line above ends, if nothing but blanks stands before the offset on its own line. */
function endOfLineAbove(text: string, offset: number): number | undefined {
    const start = lineStart(text, offset);
    if (start === undefined || start === 0) {
        return undefined;
    }
    return text[start - 1] === "\n" && text[start - 2] === "\r" ? start - 2 : start - 1;
}

/** Where the offset's line starts, if nothing but blanks stands before it. */
function lineStart(text: string, offset: number): number | undefined {
    let at = offset;
    while (at > 0 && (text[at - 1] === " " || text[at - 1] === "\t" || text[at - 1] === "\ufeff")) {
        at--;
    }
    return at === 0 || text[at - 1] === "\n" || text[at - 1] === "\r" ? at : undefined;
}
