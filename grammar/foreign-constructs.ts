/** What several tokens write together in other languages. */

import type { IToken, TokenType } from "chevrotain";
import { sign, token as kind } from "./lexer.ts";
import type { SyntaxProblem } from "./syntax-problem.ts";
import { endOf } from "./token.ts";

/** The tokens after which a statement can start. */
export const lineBeginners = new Set([kind.newline, sign["{"], sign["}"]]);
/** The operators of `x += …`, and the layers that do the same. */
export const layersOfSigns: ReadonlyMap<TokenType, string> = new Map([
    [sign["+"], "add"], [sign["-"], "sub"], [sign["*"], "mul"],
]);

const tripleQuotes: ReadonlySet<string> = new Set(["\"\"\"", "'''"]);

/** Python's `"""…"""`, over any number of lines: its problem, and the index of its last token. */
export function docstringAt(
    text: string, lexed: readonly IToken[], index: number,
): { readonly problem: SyntaxProblem; readonly last: number } | undefined {
    const token = lexed[index];
    if (token === undefined || (token.image !== "\"\"" && token.image !== "''")) {
        return undefined;
    }
    const start = token.startOffset;
    const quotes = text.slice(start, start + 3);
    if (!tripleQuotes.has(quotes)) {
        return undefined;
    }
    const closing = text.indexOf(quotes, start + 3);
    const end = closing < 0 ? text.length : closing + 3;
    let last = index;
    while ((lexed[last + 1]?.startOffset ?? end) < end) {
        last++;
    }
    const lines = text.slice(start + 3, closing < 0 ? end : closing).trim().split(/\r\n?|\n/);
    const comment = lines.map((line) => `# ${line.trim()}`.trimEnd()).join("\n");
    const problem = { code: "foreign-syntax", start, end, found: quotes, instead: "#" } as const;
    const isAlone = lexed[last + 1] === undefined || lexed[last + 1]?.tokenType === kind.newline;
    return { problem: isAlone ? { ...problem, fix: { span: { start, end }, text: comment } } : problem, last };
}

/** `p{i} =` at the beginning of a line: a name with a number from a loop. */
export function templateAt(
    text: string, lexed: readonly IToken[], index: number,
): { readonly problem: SyntaxProblem; readonly last: number } | undefined {
    const name = lexed[index];
    const opening = lexed[index + 1];
    if (opening?.tokenType !== sign["{"]) {
        return undefined;
    }
    const [inside, closing, equals] = lexed.slice(index + 2, index + 5);
    const before = lexed[index - 1]?.tokenType;
    if (name?.tokenType !== kind.name || opening.startOffset !== endOf(name) ||
        inside?.tokenType !== kind.name || closing?.tokenType !== sign["}"] || equals?.tokenType !== sign["="] ||
        before === undefined || !lineBeginners.has(before)) {
        return undefined;
    }
    const span = { start: name.startOffset, end: endOf(closing) };
    const found = text.slice(span.start, span.end);
    return { problem: { code: "foreign-syntax", ...span, found, instead: "" }, last: index + 3 };
}

/** The operator of `x += conv(8, 3)` at the start of a line, which is equivalent without it. */
export function augmentedAt(text: string, lexed: readonly IToken[], index: number): SyntaxProblem | undefined {
    const operator = lexed[index];
    const layer = operator === undefined ? undefined : layersOfSigns.get(operator.tokenType);
    if (operator === undefined || layer === undefined) {
        return undefined;
    }
    const [before, name, equals, value] = [lexed[index - 2], lexed[index - 1], lexed[index + 1], lexed[index + 2]];
    if (before === undefined || !lineBeginners.has(before.tokenType) || name?.tokenType !== kind.name ||
        equals?.tokenType !== sign["="] || equals.startOffset !== endOf(operator) || value === undefined) {
        return undefined;
    }
    let last = value;
    for (let at = index + 2; lexed[at] !== undefined && lexed[at]?.tokenType !== kind.newline; at++) {
        last = lexed[at] ?? last;
    }
    const operand = text.slice(value.startOffset, endOf(last));
    const span = { start: name.startOffset, end: endOf(last) };
    const instead = value.tokenType === kind.number
        ? `let ${name.image} = ${name.image} ${operator.image} ${operand}`
        : `${name.image} = ${layer}(${name.image}, ${operand})`;
    const place = { start: operator.startOffset, end: endOf(equals) };
    return { code: "foreign-syntax", ...place, found: `${operator.image}=`, instead, fix: { span, text: instead } };
}

/** The `)` of Python's `class Net(nn.Module)`, if a line starts with that. */
export function classHeadEnd(
    lexed: readonly IToken[], index: number,
): { readonly token: IToken; readonly index: number } | undefined {
    const isHead = lexed[index]?.image === "class" && lexed[index + 1]?.tokenType === kind.name &&
        lexed[index + 2]?.tokenType === sign["("];
    for (let at = index + 3; isHead; at++) {
        const token = lexed[at];
        if (token?.tokenType === sign[")"]) {
            return { token, index: at };
        }
        if (token === undefined || token.tokenType === kind.newline) {
            return undefined;
        }
    }
    return undefined;
}
