import type { Position } from "vscode-languageserver-types";
import { tokenAt } from "../../grammar/source-tokens.ts";
import type { AnalyzedDocument } from "./analyzed-document.ts";

/** The part of a name that was typed since an analysis: where it begins in the analysed text, and its letters. */
export interface TypedLetters {
    readonly position: Position;
    readonly inserted: string;
}

/**
 * What was typed before an offset of `text` since an earlier version was analysed, if it is only letters of a name. The
 * completions are then those of the earlier version where the letters begin, and need no new analysis.
 */
export function typedLetters(
    { analysis: { file }, document }: AnalyzedDocument, text: string, offset: number,
): TypedLetters | undefined {
    const start = offset - (text.length - file.text.length);
    const inserted = text.slice(start, offset);
    const before = file.text.slice(0, start);
    const after = file.text.slice(start);
    const isName = nameAtEnd.test(text.slice(0, offset)) && onlyLetters.test(inserted) && !startsWithLetter.test(after);
    const isInText = !unnamed.has(tokenAt(file, start - 1)?.kind);
    return 0 <= start && start < offset && isName && isInText && text === before + inserted + after
        ? { position: document.positionAt(start), inserted }
        : undefined;
}

const onlyLetters = /^[\p{L}\p{M}\p{N}_]+$/u;
const startsWithLetter = /^[\p{L}\p{M}\p{N}_]/u;
const nameAtEnd = /(?<![\p{L}\p{M}\p{N}_.])[\p{L}_][\p{L}\p{M}\p{N}_]*$/u;

/** Where letters are no name, or belong to what is before them. */
const unnamed: ReadonlySet<string | undefined> = new Set(["string", "comment", "number", "unexpected"]);
