import { tokensIn, type Token } from "../../grammar/source-tokens.ts";
import type { TextReplacement } from "../../grammar/syntax-problem.ts";
import type { SourceText } from "../../grammar/parsed-file.ts";

/**
 * The edits that turn one text into another with the same tokens: a replacement for each gap that differs. Only a comma
 * before a closing bracket may be missing in one of them. Throws if the texts differ in anything else.
 */
export function replacements(from: SourceText, to: SourceText): readonly TextReplacement[] {
    const before = visibleTokens(from);
    const after = visibleTokens(to);
    const found: TextReplacement[] = [];
    let source = 0;
    let target = 0;
    let sourceEnd = 0;
    let targetEnd = 0;
    const replaceGap = (start: number, gap: string): void => {
        if (from.text.slice(sourceEnd, start) !== gap) {
            found.push({ span: { start: sourceEnd, end: start }, text: gap });
        }
    };
    while (source < before.length || target < after.length) {
        const token = before[source];
        const other = after[target];
        if (token !== undefined && other !== undefined && token.text === other.text) {
            replaceGap(token.start, to.text.slice(targetEnd, other.start));
            sourceEnd = token.end;
            targetEnd = other.end;
            source++;
            target++;
        } else if (isLastComma(before, source)) {
            source++;
        } else if (isLastComma(after, target)) {
            target++;
        } else {
            throw new Error(`formatting would replace \`${token?.text ?? ""}\` by \`${other?.text ?? ""}\``);
        }
    }
    replaceGap(from.text.length, to.text.slice(targetEnd));
    return found;
}

/** Whether only comments are between a comma and a closing bracket. */
function isLastComma(tokens: readonly Token[], index: number): boolean {
    let next = index + 1;
    while (tokens[next]?.kind === "comment") {
        next++;
    }
    const closer = tokens[next]?.text;
    return tokens[index]?.text === "," && (closer === ")" || closer === "]");
}

/** All tokens except line ends; trailing blanks of a comment do not belong to it. */
function visibleTokens(source: SourceText): readonly Token[] {
    return tokensIn(source, { start: 0, end: source.text.length })
        .filter(({ kind }) => kind !== "newline")
        .map((token) => {
            const text = token.kind === "comment" ? token.text.trimEnd() : token.text;
            return { ...token, text, end: token.start + text.length };
        });
}
