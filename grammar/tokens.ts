/**
 * The words and signs of the language, written down once: the lexer, the parser and the editor's colours all read
 * these tables.
 */

import type { BinaryOperator } from "./syntax-tree.ts";

/** What a keyword does, which decides how an editor colours it. */
export type KeywordRole = "declaration" | "control" | "operator" | "constant";

export const keywords = {
    model: "declaration",
    block: "declaration",
    input: "declaration",
    output: "declaration",
    let: "declaration",
    repeat: "control",
    for: "control",
    in: "control",
    if: "control",
    else: "control",
    return: "control",
    require: "control",
    import: "control",
    and: "operator",
    or: "operator",
    not: "operator",
    true: "constant",
    false: "constant",
} as const satisfies Record<string, KeywordRole>;

export type Keyword = keyof typeof keywords;

export function isKeyword(text: string): text is Keyword {
    return Object.hasOwn(keywords, text);
}

/** Keywords that begin an item of a file and can stand nowhere else. */
export const itemKeywords = ["model", "block", "import"] as const satisfies readonly Keyword[];

/** Keywords that begin a statement of a body. */
export const statementKeywords = [
    "let", "input", "output", "require", "return", "if",
] as const satisfies readonly Keyword[];

/** Keywords with a name of the writer's own behind them. */
export const definingKeywords = ["model", "block", "let", "input", "output"] as const satisfies readonly Keyword[];

/** Binary operators and how tightly they bind; equal numbers associate to the left, `**` to the right. */
export const binaryPrecedence: Readonly<Record<BinaryOperator, number>> = {
    "or": 1,
    "and": 2,
    "==": 4, "!=": 4, "<": 4, "<=": 4, ">": 4, ">=": 4,
    "..": 5,
    "+": 6, "-": 6,
    "*": 7, "/": 7, "//": 7, "%": 7,
    "**": 9,
};

/** Prefix operators and how tightly they bind, on the scale of `binaryPrecedence`. */
export const prefixPrecedence = { "not": 3, "-": 8, "+": 8 } as const;

/** Operators written with signs. */
export const operatorSigns = [
    "==", "!=", "<=", ">=", "<", ">", "..", "+", "-", "**", "*", "//", "/", "%",
] as const satisfies readonly BinaryOperator[];

export const brackets = [["(", ")"], ["[", "]"], ["{", "}"]] as const;

/** Signs that are neither operators nor brackets. */
export const punctuation = ["->", "=", ":", ",", ".", "@"] as const;

export type Sign = (typeof operatorSigns)[number] | (typeof brackets)[number][0 | 1] | (typeof punctuation)[number];

export const lineComment = "#";

/** What `\` may stand before in a string, and what the pair means. */
export const stringEscapes: Readonly<Record<string, string>> = { "\"": "\"", "\\": "\\", "n": "\n", "t": "\t" };

/** Signs of other languages, and ours that they stand for. */
export const foreignSigns = {
    "&&": "and",
    "&": "and",
    "||": "or",
    "|": "or",
    "!": "not",
    "===": "==",
    "!==": "!=",
    "<>": "!=",
    "=>": "->",
    "|>": "->",
    ":=": "=",
    "→": "->",
    "×": "*",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "，": ",",
    "、": ",",
    "：": ":",
    "＝": "=",
    "（": "(",
    "）": ")",
    "［": "[",
    "］": "]",
    "｛": "{",
    "｝": "}",
    "．": ".",
    "＋": "+",
    "－": "-",
    "＊": "*",
    "／": "/",
} as const satisfies Record<string, Keyword | Sign>;
