/** Converts text to tokens. The lexer has no errors: text that matches nothing becomes an `unexpected` token. */

import { createToken, Lexer } from "chevrotain";
import type { CustomPatternMatcherFunc, IToken, TokenType } from "chevrotain";
import type { TokenKind } from "./source-tokens.ts";
import { tokenKinds } from "./source-tokens.ts";
import type { SourceTokens } from "./parsed-file.ts";
import {
    binaryPrecedence, brackets, foreignSigns, keywords, lineComment, operatorSigns, prefixPrecedence, punctuation,
} from "./tokens.ts";
import type { Keyword, Sign } from "./tokens.ts";

export interface LexedText {
    /** All tokens except comments and blanks; a line end together with the following blank lines is one `newline`. */
    readonly tokens: IToken[];
    /** All tokens, including comments, unaffected by later passes. */
    readonly written: SourceTokens;
}

export function lex(text: string): LexedText {
    const { tokens, groups } = lexer.tokenize(text);
    return { tokens, written: recordTokens(tokens, groups["comments"] ?? []) };
}

/** Merges the lists, each of which is in the order of the text. */
function recordTokens(tokens: readonly IToken[], comments: readonly IToken[]): SourceTokens {
    const count = tokens.length + comments.length;
    const kinds = new Uint8Array(count);
    const starts = new Uint32Array(count);
    const ends = new Uint32Array(count);
    let comment = 0;
    let commentStart = comments[0]?.startOffset ?? Infinity;
    for (let index = 0; index < count; index++) {
        let one = tokens[index - comment];
        if (one === undefined || commentStart < one.startOffset) {
            one = comments[comment++];
            commentStart = comments[comment]?.startOffset ?? Infinity;
        }
        if (one === undefined) {
            break;
        }
        const kind = kindIndices[one.tokenTypeIdx] ?? 0;
        kinds[index] = kind;
        starts[index] = one.startOffset;
        ends[index] = kind === newlineKind ? lastLineEnd(one) : one.startOffset + one.image.length;
    }
    return { kinds, starts, ends };
}

/** The end of a newline's last line end; the next line's indentation follows. */
function lastLineEnd({ image, startOffset }: IToken): number {
    let length = image.length;
    while (image[length - 1] !== "\n" && image[length - 1] !== "\r") {
        length--;
    }
    return startOffset + length;
}

/** Token types that match several others. */
export const category = {
    /** A name or a keyword. */
    word: createToken({ name: "word", pattern: Lexer.NA }),
    binaryOperator: createToken({ name: "binary operator", pattern: Lexer.NA }),
    prefixOperator: createToken({ name: "prefix operator", pattern: Lexer.NA }),
    /** Any token that neither ends a statement nor closes a bracket. */
    filler: createToken({ name: "filler", pattern: Lexer.NA }),
};

const namePattern = /[\p{L}_][\p{L}\p{M}\p{N}_]*/uy;

/** Matches names by hand: they can have letters of any alphabet, but the lexer's own patterns only know ASCII. */
const matchName: CustomPatternMatcherFunc = (text, offset) => {
    let end = offset;
    let code = text.charCodeAt(end);
    if (!(code >= 48 && code <= 57)) {
        while (isAsciiWordPart(code)) {
            code = text.charCodeAt(++end);
        }
    }
    if (code < 128 || Number.isNaN(code)) {
        return end === offset ? null : [text.substring(offset, end)] as unknown as RegExpExecArray;
    }
    namePattern.lastIndex = offset;
    return namePattern.exec(text);
};

function isAsciiWordPart(code: number): boolean {
    return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || (code >= 48 && code <= 57);
}

const asciiLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_".split("");

/** One code point from every group beyond ASCII by which the lexer dispatches on a token's first character. */
const beyondAscii = [
    ...Array.from({ length: 128 }, (_, index) => 128 + index),
    ...Array.from({ length: 257 }, (_, index) => Math.min(256 + index * 255, 0xffff)),
];

const hopelessPattern = /[^\s\p{L}\p{N}_#"'()[\]{}.,:;=!<>+\-*/%@&|→×≤≥≠“”„]+|[^]/uy;

/** A run of characters that start no token. */
const matchUnexpected: CustomPatternMatcherFunc = (text, offset) => {
    hopelessPattern.lastIndex = offset;
    return hopelessPattern.exec(text);
};

export const token = {
    blank: createToken({ name: "blank", pattern: /[ \t\f\v]+/, group: Lexer.SKIPPED }),
    oddBlank: createToken({
        name: "odd blank",
        pattern: /[\u0085\u00a0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff]+/,
        group: Lexer.SKIPPED,
    }),
    newline: createToken({ name: "newline", pattern: /(?:\r\n?|\n)[ \t\f\v\r\n]*/, line_breaks: true }),
    comment: createToken({ name: "comment", pattern: new RegExp(`${lineComment}[^\\r\\n]*`), group: "comments" }),
    blockComment: createToken({
        name: "block comment",
        pattern: /\/\*(?:[^*]*\*+(?:[^*/][^*]*\*+)*\/|[^\r\n]*)/,
        line_breaks: true,
    }),
    name: createToken({
        name: "name",
        pattern: matchName,
        start_chars_hint: [...asciiLetters, ...beyondAscii],
        line_breaks: false,
        categories: [category.word, category.filler],
    }),
    number: createToken({
        name: "number",
        pattern: /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w\u0080-\uff00\uff66-\uffff]|\.(?!\.|[A-Za-z_\u0080-\uffff]))/,
        categories: [category.filler],
    }),
    invalidNumber: createToken({
        name: "invalid number",
        pattern: /(?:\d|\.\d)(?:[\w\u0080-\uff00\uff66-\uffff]|\.(?!\.)|(?<=[eE])[+-](?=\d))*/,
        categories: [category.filler],
    }),
    string: createToken({
        name: "string",
        pattern: /"[^"\\\r\n]*(?:\\[^\r\n]?[^"\\\r\n]*)*"?/,
        categories: [category.filler],
    }),
    /** A string in single or typographic quotes. */
    foreignString: createToken({
        name: "foreign string",
        pattern: /'[^'\r\n]*'|[“”„][^“”\r\n]*[“”]/,
        categories: [category.filler],
    }),
    foreignSign: createToken({
        name: "foreign sign",
        pattern: /&&?|\|[|>]?|===|=>|!==|!(?!=)|<>|:=|[→×≤≥≠，、：＝（）［］｛｝．＋－＊／]/,
        categories: [category.filler],
    }),
    semicolon: createToken({ name: "semicolon", pattern: ";", categories: [category.filler] }),
    /** Replaces an expression that was removed and reported before parsing. */
    hole: createToken({ name: "hole", pattern: Lexer.NA, categories: [category.filler] }),
    unexpected: createToken({
        name: "unexpected",
        pattern: matchUnexpected,
        start_chars_hint: [...Array.from({ length: 128 }, (_, index) => index), ...beyondAscii],
        line_breaks: false,
        categories: [category.filler],
    }),
};

/** The token types of keywords, by their text. */
export const keyword = Object.fromEntries(Object.keys(keywords).map((text) => [text, createToken({
    name: text,
    pattern: text,
    longer_alt: token.name,
    categories: [category.word, category.filler, ...operatorCategories(text)],
})])) as Record<Keyword, TokenType>;

const closingSigns: readonly string[] = brackets.map(([, close]) => close);

/** The token types of signs, by their text. */
export const sign = Object.fromEntries(
    [...operatorSigns, ...brackets.flat(), ...punctuation].map((text) => [text, createToken({
        name: text,
        pattern: text,
        categories: closingSigns.includes(text) ? [] : [category.filler, ...operatorCategories(text)],
    })]),
) as Record<Sign, TokenType>;

export const openers: ReadonlySet<TokenType> = new Set(brackets.map(([open]) => sign[open]));
export const closers: ReadonlySet<TokenType> = new Set(brackets.map(([, close]) => sign[close]));
export const binaryOperators: ReadonlySet<TokenType> = new Set(
    [...Object.entries(keyword), ...Object.entries(sign)]
        .filter(([text]) => text in binaryPrecedence)
        .map(([, type]) => type),
);
export const prefixOperators: ReadonlySet<TokenType> = new Set([keyword.not, sign["-"], sign["+"]]);

function operatorCategories(text: string): TokenType[] {
    return [
        ...(text in binaryPrecedence ? [category.binaryOperator] : []),
        ...(text in prefixPrecedence ? [category.prefixOperator] : []),
    ];
}

/** All token types, in matching order. */
export const tokenTypes: readonly TokenType[] = [
    ...Object.values(category),
    token.blank, token.oddBlank, token.newline, token.comment, token.blockComment,
    ...Object.values(keyword),
    token.name, token.number, token.invalidNumber, token.string, token.foreignString, token.foreignSign,
    ...Object.values(sign).sort((a, b) => b.name.length - a.name.length),
    token.semicolon, token.hole, token.unexpected,
];

const lexer = new Lexer([...tokenTypes], {
    positionTracking: "onlyOffset",
    ensureOptimizations: true,
});

/** The token type that each foreign sign is replaced with. */
export const foreignMeaning: ReadonlyMap<string, TokenType> = new Map(
    Object.entries(foreignSigns).map(([foreign, ours]) => [foreign, ours in keyword
        ? keyword[ours as Keyword]
        : sign[ours as Sign]]),
);

const kindsOfTypes: readonly (readonly [TokenKind, readonly TokenType[]])[] = [
    ["keyword", Object.values(keyword)],
    ["name", [token.name]],
    ["number", [token.number, token.invalidNumber]],
    ["string", [token.string, token.foreignString]],
    ["sign", Object.values(sign)],
    ["comment", [token.comment, token.blockComment]],
    ["newline", [token.newline]],
    ["unexpected", [token.foreignSign, token.semicolon, token.unexpected]],
];

const newlineKind = tokenKinds.indexOf("newline");

/** The index of the token kind, by the index of the token type. */
const kindIndices = new Uint8Array(Math.max(...tokenTypes.map(({ tokenTypeIdx }) => tokenTypeIdx ?? 0)) + 1);
for (const [kind, types] of kindsOfTypes) {
    for (const { tokenTypeIdx } of types) {
        kindIndices[tokenTypeIdx ?? 0] = tokenKinds.indexOf(kind);
    }
}
