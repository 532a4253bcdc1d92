/**
 * Replaces signs and words of other languages before parsing: each is one problem with its fix, and the rest of the
 * line is parsed as intended.
 */

import type { IToken, TokenType } from "chevrotain";
import {
    augmentedAt, classHeadEnd, docstringAt, layersOfSigns, lineBeginners, templateAt,
} from "./foreign-constructs.ts";
import { withoutForeignNetworks } from "./foreign-networks.ts";
import { closers, foreignMeaning, keyword, openers, sign, token as kind } from "./lexer.ts";
import { definingKeywords, foreignSigns } from "./tokens.ts";
import type { SyntaxProblem } from "./syntax-problem.ts";
import type { Span } from "./syntax-tree.ts";
import { blanksAfter, retyped, spanOf } from "./token.ts";

export interface TranslatedTokens {
    readonly tokens: readonly IToken[];
    readonly problems: SyntaxProblem[];
}

/** Words that start a line in other languages, and the keyword with the same meaning. */
const foreignBeginnings: ReadonlyMap<string, { readonly instead: string; readonly type: TokenType }> = new Map([
    ["def", { instead: "block", type: keyword.block }],
    ["func", { instead: "block", type: keyword.block }],
    ["function", { instead: "block", type: keyword.block }],
    ["class", { instead: "model", type: keyword.model }],
    ["const", { instead: "let", type: keyword.let }],
    ["var", { instead: "let", type: keyword.let }],
]);

const foreignElse: ReadonlySet<string> = new Set(["elif", "elseif", "elsif"]);

const defining = new Set(definingKeywords.map((text) => keyword[text]));
/** By a token type's index: whether its tokens may need to be replaced. */
const needsCare = tableOf([
    ...Object.values(keyword), kind.foreignSign, kind.foreignString, kind.blockComment, kind.unexpected,
]);
/** The tokens after which a name can be assigned with `=`. */
const beforeNames = new Set([kind.newline, sign["{"], sign["("], sign["["], sign[","], ...defining]);
/** Keywords that start a flow: after `output`, the name is missing instead of misspelt. */
const flowStarts = new Set([keyword.in, keyword.repeat, keyword.for]);
/** In `output =` and `let =`, the name is missing instead of misspelt. */
const namelessKeywords = new Set([keyword.output, keyword.let]);

const operandStarts = new Set([
    kind.name, kind.number, kind.string, keyword.in, keyword.true, keyword.false, sign["("], sign["["],
]);
const operandEnds = new Set([
    kind.name, kind.number, kind.string, keyword.in, keyword.true, keyword.false, sign[")"], sign["]"], sign["}"],
]);

/** By a token type's index: whether its tokens stay as they are, whatever is around them. */
const isPlain = tableOf([kind.number, kind.newline, ...Object.values(sign)].filter((type) =>
    !openers.has(type) && !closers.has(type) && !layersOfSigns.has(type) && type !== sign["//"]));

/** A table instead of a set, because it is read for every token. */
function tableOf(types: readonly TokenType[]): readonly (true | undefined)[] {
    const table: (true | undefined)[] = [];
    for (const { tokenTypeIdx } of types) {
        table[tokenTypeIdx ?? 0] = true;
    }
    return table;
}

export function translateForeignSyntax(text: string, source: readonly IToken[]): TranslatedTokens {
    const { tokens: lexed, problems: networks } = withoutForeignNetworks(text, source);
    const translation = new Translation(text, lexed);
    for (let index = 0; index < lexed.length;) {
        index = translation.next(index);
    }
    return { tokens: translation.tokens, problems: [...networks, ...joinFullWidth(text, translation.problems)] };
}

/** The tokens translated so far. It has a method for a token, which V8 optimizes sooner than a long loop. */
class Translation {
    readonly tokens: IToken[] = [];
    readonly problems: SyntaxProblem[] = [];
    readonly #text: string;
    readonly #lexed: readonly IToken[];
    #depth = 0;
    #braces = 0;

    constructor(text: string, lexed: readonly IToken[]) {
        this.#text = text;
        this.#lexed = lexed;
    }

    /** Translates the token at an index, perhaps with some after it; returns the index of the next one. */
    next(index: number): number {
        const token = this.#lexed[index];
        if (token === undefined) {
            return index + 1;
        }
        if (isPlain[token.tokenTypeIdx] === true) {
            this.tokens.push(token);
            return index + 1;
        }
        return this.#withSeveral(token, index) ?? this.#alone(token, index);
    }

    /** What starts with the token and is only recognized as a whole. */
    #withSeveral(token: IToken, index: number): number | undefined {
        const { problems, tokens } = this;
        const [text, lexed] = [this.#text, this.#lexed];
        const docstring = docstringAt(text, lexed, index);
        if (docstring !== undefined) {
            problems.push(docstring.problem);
            return docstring.last + 1;
        }
        const template = templateAt(text, lexed, index);
        if (template !== undefined) {
            problems.push(template.problem);
            tokens.push(token);
            return template.last + 1;
        }
        const augmented = augmentedAt(text, lexed, index);
        if (augmented !== undefined) {
            problems.push(augmented);
            return index + 1;
        }
        return undefined;
    }

    #alone(token: IToken, index: number): number {
        const { problems, tokens } = this;
        const [text, lexed] = [this.#text, this.#lexed];
        const type = token.tokenType;
        const before = tokens[tokens.length - 1]?.tokenType;
        this.#braces += type === sign["{"] ? 1 : type === sign["}"] ? -1 : 0;
        const begins = before === undefined || lineBeginners.has(before);
        const closing = type === kind.name && begins ? classHeadEnd(lexed, index) : undefined;
        if (closing !== undefined) {
            const name = lexed[index + 1] ?? token;
            tokens.push(retyped(token, keyword.model), name, ...lexed.slice(index + 2, index + 3), closing.token);
            const span = { start: token.startOffset, end: spanOf(closing.token).end };
            const head = `model ${name.image}()`;
            problems.push(foreign(text.slice(span.start, span.end), head, span, head));
            return closing.index + 1;
        }
        if (begins && this.#braces <= 0 && defining.has(type) && lexed[index + 1]?.tokenType === sign["="]) {
            // Outside a body nothing has a name like this, so renaming would not fix it.
            tokens.push(token);
        } else if (type === kind.name && begins) {
            tokens.push(...translatedBeginning(token, lexed[index + 1], problems));
        } else if (needsCare[token.tokenTypeIdx] === true) {
            tokens.push(...translated(text, token, before, lexed[index + 1], problems));
        } else if (type === sign["//"] && isComment(tokens, lexed, index, this.#depth)) {
            problems.push(foreign("//", "#", spanOf(token), "#"));
            return lineEndAfter(lexed, index);
        } else {
            this.#depth = depthAfter(type, this.#depth);
            tokens.push(token);
        }
        return index + 1;
    }
}

/** The index of the first newline after a token, or that after the last token. */
function lineEndAfter(lexed: readonly IToken[], index: number): number {
    let end = index + 1;
    while (end < lexed.length && lexed[end]?.tokenType !== kind.newline) {
        end++;
    }
    return end;
}

/** Signs that are farther apart are quoted separately. */
const longestJoined = 60;

/** Full-width signs usually come in groups, from an input method: those of a line are one problem. */
function joinFullWidth(text: string, problems: readonly SyntaxProblem[]): SyntaxProblem[] {
    const joined: SyntaxProblem[] = [];
    let signs: { readonly start: number; instead: string } | undefined;
    for (const problem of problems) {
        const last = joined.at(-1);
        const isSign = problem.code === "foreign-syntax" && isFullWidth(problem.found);
        const between = signs === undefined || last === undefined ? "" : text.slice(last.end, problem.start);
        if (!isSign) {
            signs = undefined;
        } else if (signs === undefined || /[\r\n]/.test(between) || problem.end - signs.start > longestJoined) {
            signs = { start: problem.start, instead: problem.instead };
        } else {
            signs.instead += between + problem.instead;
            const span = { start: signs.start, end: problem.end };
            joined.splice(-1, 1, foreign(text.slice(span.start, span.end), signs.instead, span, signs.instead));
            continue;
        }
        joined.push(problem);
    }
    return joined;
}

/** Whether a sign is a full-width variant of a sign of the language. */
function isFullWidth(found: string): boolean {
    return found.length === 1 && found !== found.normalize("NFKC");
}

/**
 * The approximate number of `(` and `[` that are open after a token: enough to know where an expression may continue.
 */
function depthAfter(type: TokenType, depth: number): number {
    if (type === sign["{"] || type === sign["}"]) {
        return 0;
    }
    if (openers.has(type)) {
        return depth + 1;
    }
    return closers.has(type) ? Math.max(depth - 1, 0) : depth;
}

/** Whether `//` starts a comment: at the start of a line, or before text that looks like prose. */
function isComment(before: readonly IToken[], lexed: readonly IToken[], index: number, depth: number): boolean {
    const last = before.at(-1)?.tokenType;
    if (last === undefined || last === kind.newline || last === sign["{"]) {
        const operand = last === kind.newline ? before.at(-2)?.tokenType : undefined;
        return depth === 0 || operand === undefined || !operandEnds.has(operand);
    }
    const [first, second] = [lexed[index + 1]?.tokenType, lexed[index + 2]?.tokenType];
    return first === kind.name && (second === kind.name || second === kind.unexpected);
}

function translated(
    text: string, token: IToken, before: TokenType | undefined, next: IToken | undefined, problems: SyntaxProblem[],
): readonly IToken[] {
    switch (token.tokenType) {
        case kind.foreignSign:
            return [translatedSign(text, token, problems)];
        case kind.foreignString:
            return [translatedString(token, problems)];
        case kind.blockComment:
            problems.push(blockComment(token, next));
            return [];
        case kind.unexpected: {
            const isNamed = next?.tokenType === sign["="] && (before === undefined || beforeNames.has(before));
            if (isNamed) {
                const beginsLine = before === undefined || before === kind.newline || before === sign["{"];
                problems.push(unnameable(text, token, beginsLine ? next : undefined));
                return [retyped(token, kind.name)];
            }
            problems.push(unexpectedCharacter(token));
            const stoodForValue = before !== undefined && before !== kind.newline && !operandEnds.has(before) &&
                !startsOperand(next);
            return stoodForValue ? [retyped(token, kind.hole)] : [];
        }
        default:
            return [isIntendedAsName(token, before, next) ? reservedWord(token, problems) : token];
    }
}

function startsOperand(token: IToken | undefined): boolean {
    return token !== undefined && operandStarts.has(token.tokenType);
}

function translatedSign(text: string, token: IToken, problems: SyntaxProblem[]): IToken {
    const instead = foreignSigns[token.image as keyof typeof foreignSigns];
    const span = spanOf(token);
    const isWord = /\w/.test(instead);
    const before = isWord && /\S/.test(text[span.start - 1] ?? " ") ? " " : "";
    const after = isWord && /\S/.test(text[span.end] ?? " ") ? " " : "";
    problems.push(foreign(token.image, instead, span, `${before}${instead}${after}`));
    const intended = retyped(token, foreignMeaning.get(token.image) ?? kind.unexpected);
    // The bracket balancer identifies brackets by their image.
    return instead.length === token.image.length && !isWord ? { ...intended, image: instead } : intended;
}

function translatedString(token: IToken, problems: SyntaxProblem[]): IToken {
    const repaired = `"${token.image.slice(1, -1).replaceAll("\"", "\\\"")}"`;
    problems.push(foreign(token.image, repaired, spanOf(token), repaired));
    return retyped(token, kind.string);
}

function translatedBeginning(token: IToken, next: IToken | undefined, problems: SyntaxProblem[]): readonly IToken[] {
    const beginsOurs = next?.tokenType === sign["="] || next?.tokenType === sign["("] || next?.tokenType === sign["->"];
    if (next === undefined || beginsOurs || next.tokenType === kind.newline || next.tokenType === sign[","]) {
        return [token];
    }
    if (foreignElse.has(token.image)) {
        problems.push(foreign(token.image, "else if", spanOf(token), "else if"));
        const half = token.image.length - "if".length;
        const condition = { ...token, startOffset: token.startOffset + half, image: token.image.slice(half) };
        return [
            retyped({ ...token, image: token.image.slice(0, half) }, keyword.else),
            retyped(condition, keyword.if),
        ];
    }
    if (token.image === "while") {
        problems.push({ code: "foreign-syntax", ...spanOf(token), found: token.image, instead: "" });
        return [retyped(token, keyword.if)];
    }
    const meaning = next.tokenType === kind.name ? foreignBeginnings.get(token.image) : undefined;
    if (meaning === undefined) {
        return [token];
    }
    problems.push(foreign(token.image, meaning.instead, spanOf(token), meaning.instead));
    return [retyped(token, meaning.type)];
}

function isIntendedAsName(token: IToken, before: TokenType | undefined, next: IToken | undefined): boolean {
    const beginsUnnamedOutput = before === keyword.output && flowStarts.has(token.tokenType);
    if (before !== undefined && defining.has(before) && !beginsUnnamedOutput) {
        return true;
    }
    return next?.tokenType === sign["="] && (before === undefined || beforeNames.has(before)) &&
        !namelessKeywords.has(token.tokenType);
}

function reservedWord(token: IToken, problems: SyntaxProblem[]): IToken {
    const span = spanOf(token);
    const text = `${token.image}_`;
    problems.push({
        code: "reserved-word", ...span, word: token.image, fix: { span, text },
    });
    return retyped(token, kind.name);
}

/** The fix requires whole lines: text after a comment on its line would become part of the comment. */
function blockComment(token: IToken, next: IToken | undefined): SyntaxProblem {
    const span = spanOf(token);
    const content = token.image.slice(2).replace(/\*\/$/, "");
    const lines = content.trim().split(/\r\n?|\n/).map((line) => `# ${line.trim().replace(/^\*\s?/, "")}`.trimEnd());
    const problem = { code: "foreign-syntax", ...span, found: "/*", instead: "#" } as const;
    const alone = next === undefined || next.tokenType === kind.newline;
    return alone
        ? { ...problem, fix: { span, text: lines.join("\n") } }
        : problem;
}

function unexpectedCharacter(token: IToken): SyntaxProblem {
    const span = spanOf(token);
    const character = String.fromCodePoint(token.image.codePointAt(0) ?? 0);
    return {
        code: "unexpected-character", ...span, character, fix: { span, text: "" },
    };
}

/** `🎉 = …`: a line needs no name, so the name can be removed with its `=`. */
function unnameable(text: string, token: IToken, equals: IToken | undefined): SyntaxProblem {
    const { start, end } = spanOf(token);
    const problem = { code: "unexpected-character", start, end, character: token.image, asName: true } as const;
    if (equals === undefined) {
        return problem;
    }
    const span = { start, end: blanksAfter(text, spanOf(equals).end) };
    return { ...problem, fix: { span, text: "" } };
}

/** A problem of foreign syntax whose fix replaces it with the language's own. */
export function foreign(found: string, instead: string, span: Span, replacement: string): SyntaxProblem {
    return { code: "foreign-syntax", ...span, found, instead, fix: { span, text: replacement } };
}

