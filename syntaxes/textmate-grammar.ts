import { itemKeywords, keywords, lineComment, operatorSigns, statementKeywords, stringEscapes } from "../grammar/tokens.ts";
import type { KeywordRole } from "../grammar/tokens.ts";
import { layers } from "../server/layers/catalogue.ts";
import { builtInFunctions } from "../server/evaluation/built-in-functions.ts";

/** A rule of a TextMate grammar, with the properties that this one uses. */
interface Rule {
    readonly name?: string;
    readonly include?: string;
    readonly match?: string;
    readonly begin?: string;
    readonly end?: string;
    readonly captures?: Readonly<Record<string, { readonly name: string }>>;
    readonly beginCaptures?: Readonly<Record<string, { readonly name: string }>>;
    readonly endCaptures?: Readonly<Record<string, { readonly name: string }>>;
    readonly patterns?: readonly Rule[];
}

const brackets = { 0: { name: "punctuation.brackets.cnn" } };
const identifier = "[\\p{L}_][\\p{L}\\p{M}\\p{N}_]*";

/** Generates the grammar from the language's tokens, layers and functions. */
export function textMateGrammar(): Rule & { readonly scopeName: string; readonly patterns: readonly Rule[] } {
    return {
        name: "CNN",
        scopeName: "source.cnn",
        patterns: [
            { name: "comment.line.number-sign.cnn", match: `${lineComment}.*$` },
            {
                name: "string.quoted.double.cnn", begin: "\"", end: "\"|$",
                patterns: [
                    { name: "constant.character.escape.cnn", match: `\\\\[${Object.keys(stringEscapes).map(escaped).join("")}]` },
                    { name: "invalid.illegal.escape.cnn", match: "\\\\." },
                ],
            },
            {
                match: `(@)\\s*(${identifier})`,
                captures: captured("punctuation.definition.decorator.cnn", "entity.name.function.decorator.cnn"),
            },
            {
                match: `\\b(block)\\s+(${identifier})\\s*(->)\\s*(${identifier})`,
                captures: captured(
                    "keyword.declaration.cnn", "variable.parameter.cnn", "keyword.operator.arrow.cnn", "entity.name.type.cnn",
                ),
            },
            declaration("model|block", "entity.name.type.cnn"),
            declaration("input|output", "variable.other.readwrite.cnn"),
            {
                match: `\\b(let)\\s+(${identifier})(?=\\s*\\()`,
                captures: captured("keyword.declaration.cnn", "entity.name.function.cnn"),
            },
            declaration("let", "variable.other.constant.cnn"),
            // `in` after a loop's names belongs to the loop; elsewhere it is the input value.
            {
                match: `\\b(for)\\s+(${identifier}(?:\\s*,\\s*${identifier})*)\\s+(in)\\b`,
                captures: captured("keyword.control.cnn", "variable.other.readwrite.cnn", "keyword.control.cnn"),
            },
            { name: "variable.language.in.cnn", match: "\\bin\\b" },
            ...keywordRules(),
            { name: "constant.numeric.float.cnn", match: "\\b[0-9]+(?:\\.[0-9]+(?:[eE][+-]?[0-9]+)?|[eE][+-]?[0-9]+)\\b" },
            { name: "constant.numeric.integer.cnn", match: "\\b[0-9]+\\b" },
            {
                match: `(\\.)(${identifier})`,
                captures: captured("punctuation.accessor.cnn", "variable.other.property.cnn"),
            },
            { name: "support.function.layer.cnn", match: `\\b(?:${alternatives(layers.keys())})(?=\\s*\\()` },
            { name: "support.function.builtin.cnn", match: `\\b(?:${alternatives(builtInFunctions.keys())})(?=\\s*\\()` },
            { name: "entity.name.function.block.cnn", match: `${identifier}(?=\\s*\\()` },
            { name: "keyword.operator.arrow.cnn", match: "->" },
            { name: "keyword.operator.cnn", match: alternatives(operatorSigns) },
            { name: "keyword.operator.assignment.cnn", match: "=" },
            { name: "variable.other.readwrite.cnn", match: identifier },
            { name: "punctuation.separator.cnn", match: "[,:]" },
            bracketed("\\(", "\\)"),
            bracketed("\\[", "\\]"),
            {
                begin: "\\{", end: "\\}", patterns: [{ include: "$self" }],
                beginCaptures: brackets, endCaptures: brackets,
            },
            { name: "punctuation.brackets.cnn", match: "[)}\\]]" },
        ],
    };
}

const scopeOfRole: Readonly<Record<KeywordRole, string>> = {
    declaration: "keyword.declaration.cnn",
    control: "keyword.control.cnn",
    operator: "keyword.operator.logical.cnn",
    constant: "constant.language.boolean.cnn",
};

function keywordRules(): readonly Rule[] {
    return Object.entries(scopeOfRole).map(([role, name]) => ({
        name,
        match: `\\b(?:${Object.entries(keywords).filter(([, of]) => of === role).map(([word]) => word).join("|")})\\b`,
    }));
}

function declaration(words: string, scope: string): Rule {
    return { match: `\\b(${words})\\s+(${identifier})`, captures: captured("keyword.declaration.cnn", scope) };
}

/**
 * A name before `=` in parentheses or brackets is an argument, a parameter or a size. As in the parser, the end of a
 * body or a line that starts a statement closes open brackets.
 */
function bracketed(open: string, close: string): Rule {
    const beginners = [...itemKeywords, ...statementKeywords].join("|");
    return {
        begin: open,
        end: `${close}|(?=\\})|^(?=\\s*(?:(?:${beginners})\\b|@))`,
        beginCaptures: brackets,
        endCaptures: brackets,
        patterns: [{ name: "variable.parameter.cnn", match: `${identifier}(?=\\s*=(?!=))` }, { include: "$self" }],
    };
}

function captured(...scopes: readonly string[]): Readonly<Record<string, { readonly name: string }>> {
    return Object.fromEntries(scopes.map((name, index) => [String(index + 1), { name }]));
}

/** The longest first, so that no alternative hides a longer one. */
function alternatives(words: Iterable<string>): string {
    return [...words].sort((a, b) => b.length - a.length).map((word) => Array.from(word).map(escaped).join("")).join("|");
}

function escaped(character: string): string {
    return /[\\^$.*+?()[\]{}|/"-]/.test(character) && !/["/-]/.test(character) ? `\\${character}` : character;
}
