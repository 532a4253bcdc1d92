/** Token functions that all passes share. */

import type { IToken, TokenType } from "chevrotain";
import type { Span } from "./syntax-tree.ts";

export function endOf(token: IToken): number {
    return token.startOffset + token.image.length;
}

export function spanOf(token: IToken): Span {
    return { start: token.startOffset, end: endOf(token) };
}

export function retyped(token: IToken, type: TokenType): IToken {
    return { ...token, tokenType: type, tokenTypeIdx: type.tokenTypeIdx ?? 0 };
}

/** An empty token that is missing in the text. */
export function inserted(type: TokenType, offset: number): IToken {
    return {
        image: "",
        startOffset: offset,
        tokenType: type,
        tokenTypeIdx: type.tokenTypeIdx ?? 0,
        isInsertedInRecovery: true,
    };
}

export function isInserted(token: IToken): boolean {
    return token.isInsertedInRecovery === true;
}

/** Where the blanks after an offset end. */
export function blanksAfter(text: string, offset: number): number {
    let end = offset;
    while (text[end] === " " || text[end] === "\t") {
        end++;
    }
    return end;
}

/** The indentation after a line end. */
export function indentationAfter({ image }: IToken): number {
    return image.length - 1 - Math.max(image.lastIndexOf("\n"), image.lastIndexOf("\r"));
}
