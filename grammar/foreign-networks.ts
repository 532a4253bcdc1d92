/**
 * Networks of other libraries pasted into the file: each is one problem, and its lines are not parsed, because each
 * would be a further problem.
 */

import type { IToken, TokenType } from "chevrotain";
import { closers, keyword, openers, sign, token as kind } from "./lexer.ts";
import { indentationAfter, spanOf } from "./token.ts";
import type { SyntaxProblem } from "./syntax-problem.ts";

export interface OwnTokens {
    readonly tokens: readonly IToken[];
    readonly problems: readonly SyntaxProblem[];
}

interface ForeignNetwork {
    readonly problem: SyntaxProblem;
    /** The index after its last token. */
    readonly end: number;
}

const mayHaveNetwork = /\bclass\s|\bSequential\s*\(/;

/** Removes PyTorch and Keras networks from a file, and the Python code around them. */
export function withoutForeignNetworks(text: string, lexed: readonly IToken[]): OwnTokens {
    if (!mayHaveNetwork.test(text)) {
        return { tokens: lexed, problems: [] };
    }
    const tokens: IToken[] = [];
    const problems: SyntaxProblem[] = [];
    let braces = 0;
    for (let index = 0; index < lexed.length; index++) {
        const token = lexed[index];
        if (token === undefined) {
            break;
        }
        const isOutside = braces <= 0 && (index === 0 || lexed[index - 1]?.tokenType === kind.newline);
        const network = isOutside ? classAt(lexed, index) ?? sequentialAt(lexed, index) : undefined;
        if (network !== undefined) {
            // The classes of a file are one network, and the last of them is usually the whole.
            const [first = network.problem] = problems;
            problems.splice(0, 1, { ...network.problem, start: first.start, end: first.end });
            index = network.end - 1;
        } else {
            braces += token.tokenType === sign["{"] ? 1 : token.tokenType === sign["}"] ? -1 : 0;
            tokens.push(token);
        }
    }
    return problems.length === 0 ? { tokens: lexed, problems } : { tokens: withoutPython(tokens), problems };
}

/** `class Net(nn.Module):` and the indented lines below it. */
function classAt(lexed: readonly IToken[], index: number): ForeignNetwork | undefined {
    const [word, name] = [lexed[index], lexed[index + 1]];
    if (word?.image !== "class" || name?.tokenType !== kind.name || lexed[index + 2]?.tokenType !== sign["("]) {
        return undefined;
    }
    const colon = lineEnd(lexed, index) - 1;
    const isModule = lexed.slice(index + 3, colon).some(({ image }) => image === "Module" || image === "Model");
    const last = lexed[colon - 1];
    if (!isModule || last === undefined || lexed[colon]?.tokenType !== sign[":"]) {
        return undefined;
    }
    const before = lexed[index - 1];
    const indentation = before === undefined ? 0 : indentationAfter(before);
    let end = colon + 1;
    for (let next = lastLineEnd(lexed, end); next !== undefined; next = lastLineEnd(lexed, end)) {
        if (indentationAfter(next.token) <= indentation) {
            break;
        }
        end = lineEnd(lexed, next.index + 1);
    }
    const library = lexed.slice(index + 3, colon).some(({ image }) => image === "Model") ? "Keras" : "PyTorch";
    const span = { start: word.startOffset, end: spanOf(last).end };
    return { problem: { code: "foreign-network", ...span, library, name: name.image }, end };
}

/**
 * The last of the line ends from an index on, between which are only comments: the next line's indentation follows it.
 */
function lastLineEnd(
    tokens: readonly IToken[], from: number,
): { readonly token: IToken; readonly index: number } | undefined {
    let last: { readonly token: IToken; readonly index: number } | undefined;
    for (let index = from, token = tokens[index]; token?.tokenType === kind.newline; token = tokens[++index]) {
        last = { token, index };
    }
    return last;
}

/** `model = Sequential(…)`. */
function sequentialAt(lexed: readonly IToken[], index: number): ForeignNetwork | undefined {
    const variable = lexed[index];
    if (variable === undefined || !isWord(variable) || lexed[index + 1]?.tokenType !== sign["="]) {
        return undefined;
    }
    let at = index + 2;
    while (lexed[at]?.tokenType === kind.name && lexed[at + 1]?.tokenType === sign["."]) {
        at += 2;
    }
    const callee = lexed[at];
    if (callee?.image !== "Sequential" || lexed[at + 1]?.tokenType !== sign["("]) {
        return undefined;
    }
    const span = { start: variable.startOffset, end: spanOf(callee).end };
    const library = lexed[at - 2]?.image === "nn" ? "PyTorch" : "Keras";
    const problem = { code: "foreign-network", ...span, library, name: "Net" } as const;
    return { problem, end: statementEnd(lexed, index) };
}

/** Python code around a network: `import torch.nn as nn`, `net = Net()`, `model.compile(…)`. */
function withoutPython(tokens: readonly IToken[]): readonly IToken[] {
    const kept: IToken[] = [];
    let braces = 0;
    for (let index = 0; index < tokens.length; index++) {
        const token = tokens[index];
        const begins = braces <= 0 && (index === 0 || tokens[index - 1]?.tokenType === kind.newline);
        if (begins && isPython(token, tokens[index + 1]?.tokenType)) {
            index = statementEnd(tokens, index) - 1;
        } else if (token !== undefined) {
            braces += token.tokenType === sign["{"] ? 1 : token.tokenType === sign["}"] ? -1 : 0;
            kept.push(token);
        }
    }
    return kept;
}

/** Imports of this language have a file name in quotes, and no other line outside a body starts with a name. */
function isPython(token: IToken | undefined, next: TokenType | undefined): boolean {
    if (token === undefined || !isWord(token)) {
        return false;
    }
    if (token.tokenType === keyword.import || token.image === "from") {
        return next === kind.name;
    }
    return next === sign["="] || next === sign["."] || (token.tokenType === kind.name && next === sign["("]);
}

/** Whether a token is a name or a keyword. */
function isWord({ image }: IToken): boolean {
    return /^[\p{L}_]/u.test(image);
}

/** The index of the line end after an index. */
function lineEnd(tokens: readonly IToken[], from: number): number {
    let index = from;
    while (index < tokens.length && tokens[index]?.tokenType !== kind.newline) {
        index++;
    }
    return index;
}

/** The index of the line end that ends a Python statement, whose brackets can span lines. */
function statementEnd(tokens: readonly IToken[], from: number): number {
    let depth = 0;
    let index = from;
    for (let token = tokens[index]; token !== undefined; token = tokens[++index]) {
        depth += openers.has(token.tokenType) ? 1 : closers.has(token.tokenType) ? -1 : 0;
        if (depth <= 0 && token.tokenType === kind.newline) {
            break;
        }
    }
    return index;
}
