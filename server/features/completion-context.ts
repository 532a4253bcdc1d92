import { isTerminated } from "../../grammar/literals.ts";
import { tokenAt, tokensIn, type Token } from "../../grammar/source-tokens.ts";
import type { ParsedFile } from "../../grammar/parsed-file.ts";
import { operatorSigns, statementKeywords } from "../../grammar/tokens.ts";

/** What can be written at the cursor, according to the text before it, which is usually incomplete. */
export type CompletionContext =
    | { readonly kind: "nothing" }
    /** Outside every body: a model, a block, a let or an import. */
    | { readonly kind: "item" }
    /** At the start of a line of a body. */
    | { readonly kind: "statement" }
    /** Where a value is computed or named: after `x =`, `return`, `output y =`. */
    | { readonly kind: "flow" }
    /** After `->`. */
    | { readonly kind: "step" }
    /** After the `:` of a line, which starts at the offset. */
    | { readonly kind: "claim"; readonly lineOffset: number }
    /** A number, string, boolean or list. */
    | { readonly kind: "expression" }
    /** After `output`: the name of a value, or a new name. */
    | { readonly kind: "output-name" }
    /** At the start of one of a call's arguments; `callee` is the position of its name. */
    | { readonly kind: "argument"; readonly callee: string; readonly calleeOffset: number; readonly decorator: boolean }
    /** After `name=` in a call. */
    | { readonly kind: "argument-value"; readonly callee: string; readonly name: string; readonly decorator: boolean }
    /** After `@`. */
    | { readonly kind: "decorator" }
    /** After the `.` of `x.`; `object` is the token before the dot. */
    | { readonly kind: "attribute"; readonly objectOffset: number }
    /** In a string: the `name=` before it, "" if it has none, or `import`. */
    | { readonly kind: "string"; readonly callee: string; readonly name: string; readonly decorator: boolean }
    | { readonly kind: "import-path" };

interface Bracket {
    readonly sign: string;
    /** Its index among the tokens. */
    readonly index: number;
}

const statementStarts: ReadonlySet<string> = new Set([...statementKeywords, "@"]);
/** Keywords before a name whose parentheses contain parameters. */
const declares: ReadonlySet<string> = new Set(["block", "model", "let"]);
const expectOperand: ReadonlySet<string> = new Set([
    ...operatorSigns, "and", "or", "not", "if", "else", "repeat", "require", "in", ",",
]);

/** What can be completed at an offset of a file. */
export function completionContext(file: ParsedFile, offset: number): CompletionContext {
    const item = file.tree.items.findLast(({ start }) => start <= offset);
    const before = tokensIn(file, { start: item?.start ?? 0, end: offset }).filter(({ kind }) => kind !== "comment");
    const touched = tokenAt(file, offset - 1);
    const isInside = touched !== undefined && offset < touched.end;
    switch (touched?.kind) {
        case "comment":
        case "number":
            return { kind: "nothing" };
        case "string":
            return isInside || !isTerminated(touched.text)
                ? inString(isInside ? before : before.slice(0, -1))
                : { kind: "nothing" };
        case "keyword":
        case "name":
            return contextAfter(isInside ? before : before.slice(0, -1));
        case "newline":
            return contextAfter(isInside ? [...before, touched] : before);
        case "sign":
        case "unexpected":
            return isInside ? { kind: "nothing" } : contextAfter(before);
        case undefined:
            return contextAfter(before);
    }
}

function contextAfter(tokens: readonly Token[]): CompletionContext {
    const last = tokens.at(-1);
    if (last?.text === "@") {
        return { kind: "decorator" };
    }
    if (last?.text === ".") {
        const object = tokens.at(-2);
        return object === undefined ? { kind: "nothing" } : { kind: "attribute", objectOffset: object.start };
    }
    if (last?.text === "->") {
        return { kind: "step" };
    }
    const open = innermostBracket(tokens);
    if (open?.sign === "(") {
        return inParentheses(tokens, open);
    }
    if (open?.sign === "[") {
        return expression(tokens.slice(open.index + 1));
    }
    const line = lastLine(tokens.slice((open?.index ?? -1) + 1));
    if (line.length === 0) {
        return { kind: open === undefined ? "item" : "statement" };
    }
    return onLine(line);
}

/** A call with open parentheses at an offset. */
export interface OpenCall {
    readonly callee: Token;
    readonly isDecorator: boolean;
    /** The index of the argument at the offset. */
    readonly argument: number;
}

/** The innermost call whose arguments contain an offset. */
export function openCall(file: ParsedFile, offset: number): OpenCall | undefined {
    const item = file.tree.items.findLast(({ start }) => start <= offset);
    const before = tokensIn(file, { start: item?.start ?? 0, end: offset }).filter(({ kind }) => kind !== "comment");
    const open = openBrackets(before).findLast(({ sign, index }) =>
        sign === "{" || (sign === "(" && before[index - 1]?.kind === "name"));
    const callee = before[(open?.index ?? 0) - 1];
    const introduction = before[(open?.index ?? 0) - 2]?.text ?? "";
    if (open === undefined || open.sign === "{" || callee === undefined || declares.has(introduction)) {
        return undefined;
    }
    const commas = outerCommas(before.slice(open.index + 1));
    return { callee, isDecorator: introduction === "@", argument: commas.length };
}

/** The innermost open bracket at the end. */
function innermostBracket(tokens: readonly Token[]): Bracket | undefined {
    return openBrackets(tokens).at(-1);
}

/** The open brackets at the end, by the parser's error recovery. */
function openBrackets(tokens: readonly Token[]): readonly Bracket[] {
    const open: Bracket[] = [];
    const closeLists = (): void => {
        while (open.length > 0 && open.at(-1)?.sign !== "{") {
            open.pop();
        }
    };
    for (const [index, token] of tokens.entries()) {
        if (token.text === "(" || token.text === "[" || token.text === "{") {
            open.push({ sign: token.text, index });
        } else if (token.text === ")" || token.text === "]") {
            if (open.at(-1)?.sign !== "{") {
                open.pop();
            }
        } else if (token.text === "}") {
            closeLists();
            open.pop();
        } else if (token.kind === "newline" && statementStarts.has(tokens[index + 1]?.text ?? "")) {
            closeLists();
        }
    }
    return open;
}

function lastLine(tokens: readonly Token[]): readonly Token[] {
    const end = tokens.findLastIndex(({ text, kind }) => kind === "newline" || text === "}");
    return tokens.slice(end + 1);
}

function onLine(line: readonly Token[]): CompletionContext {
    const [first] = line;
    const last = line.at(-1)?.text ?? "";
    if (last === "=") {
        return { kind: first?.text === "let" ? "expression" : "flow" };
    }
    if (last === ":" && first !== undefined && first.text !== "input") {
        return { kind: "claim", lineOffset: first.start };
    }
    switch (first?.text) {
        case "return":
            return { kind: last === "return" || last === "," ? "flow" : "nothing" };
        case "output":
            return { kind: line.length === 1 ? "output-name" : "nothing" };
        case "let":
        case "require":
        case "if":
        case "repeat":
        case "for":
            return expectOperand.has(last) ? { kind: "expression" } : { kind: "nothing" };
        case undefined:
        default:
            return loopHead(line) ? { kind: "expression" } : { kind: "nothing" };
    }
}

/** Whether the line ends in the head of a loop inside a flow: `x = repeat`, `x -> for i in`. */
function loopHead(line: readonly Token[]): boolean {
    const start = line.findLastIndex(({ text }) => text === "repeat" || text === "for");
    return start > 0 && expectOperand.has(line.at(-1)?.text ?? "");
}

function expression(tokens: readonly Token[]): CompletionContext {
    const last = tokens.findLast(({ kind }) => kind !== "newline")?.text;
    return { kind: last === undefined || expectOperand.has(last) || last === "=" ? "expression" : "nothing" };
}

function inParentheses(tokens: readonly Token[], open: Bracket): CompletionContext {
    const callee = tokens[open.index - 1];
    const introduction = tokens[open.index - 2]?.text;
    const argument = currentArgument(tokens.slice(open.index + 1)).filter(({ kind }) => kind !== "newline");
    const [first, second] = argument;
    if (callee?.kind !== "name") {
        return expression(argument);
    }
    if (declares.has(introduction ?? "")) {
        return second?.text === "=" ? expression(argument.slice(1)) : { kind: "nothing" };
    }
    const decorator = introduction === "@";
    if (first === undefined) {
        return { kind: "argument", callee: callee.text, calleeOffset: callee.start, decorator };
    }
    if (second?.text === "=" && argument.length === 2) {
        return { kind: "argument-value", callee: callee.text, name: first.text, decorator };
    }
    return expression(argument);
}

/** The tokens after the last comma outside inner brackets. */
function currentArgument(tokens: readonly Token[]): readonly Token[] {
    return tokens.slice((outerCommas(tokens).at(-1) ?? -1) + 1);
}

/** The indices of the commas outside inner brackets. */
function outerCommas(tokens: readonly Token[]): readonly number[] {
    const commas: number[] = [];
    let depth = 0;
    for (const [index, { text }] of tokens.entries()) {
        if (text === "(" || text === "[" || text === "{") {
            depth += 1;
        } else if (text === ")" || text === "]" || text === "}") {
            depth -= 1;
        } else if (text === "," && depth === 0) {
            commas.push(index);
        }
    }
    return commas;
}

function inString(before: readonly Token[]): CompletionContext {
    if (before.at(-1)?.text === "import") {
        return { kind: "import-path" };
    }
    const open = innermostBracket(before);
    const context = open?.sign === "(" ? inParentheses(before, open) : undefined;
    switch (context?.kind) {
        case "argument-value":
            return { ...context, kind: "string" };
        case "argument":
            return { ...context, kind: "string", name: "" };
        default:
            return { kind: "nothing" };
    }
}
