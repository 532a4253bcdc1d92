/** The words and signs of the language, defined once for the lexer, the parser and the editor's colours. */

import type { BinaryOperator } from "./syntax-tree.ts";

/** The role of a keyword, which determines its colour in editors. */
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

/** Keywords that start an item of a file and are not allowed elsewhere. */
export const itemKeywords = ["model", "block", "import"] as const satisfies readonly Keyword[];

/** Keywords that start a statement of a body. */
export const statementKeywords = [
    "let", "input", "output", "require", "return", "if",
] as const satisfies readonly Keyword[];

/** Keywords that are followed by a new name. */
export const definingKeywords = ["model", "block", "let", "input", "output"] as const satisfies readonly Keyword[];

/** Precedences of the binary operators; equal precedences associate to the left, `**` to the right. */
export const binaryPrecedence: Readonly<Record<BinaryOperator, number>> = {
    "or": 1,
    "and": 2,
    "==": 4, "!=": 4, "<": 4, "<=": 4, ">": 4, ">=": 4,
    "..": 5,
    "+": 6, "-": 6,
    "*": 7, "/": 7, "//": 7, "%": 7,
    "**": 9,
};

/** Precedences of the prefix operators, on the scale of `binaryPrecedence`. */
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

/** The characters that `\` can escape in a string, and their values. */
export const stringEscapes: Readonly<Record<string, string>> = { "\"": "\"", "\\": "\\", "n": "\n", "t": "\t" };

/** Signs of other languages, and their equivalents in this one. */
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
