import { lex } from "../../grammar/lexer.ts";
import { keywords, operatorSigns, statementKeywords } from "../../grammar/tokens.ts";

/** What may stand where the cursor is, as far as the text before it tells; it is whole only by chance. */
export type CompletionContext =
    | { readonly kind: "nothing" }
    /** Outside every body: a model, a block, a let or an import. */
    | { readonly kind: "item" }
    /** At the start of a line of a body. */
    | { readonly kind: "statement" }
    /** Where a value is made or named: behind `x =`, `return`, `output y =`. */
    | { readonly kind: "flow" }
    /** Behind `->`. */
    | { readonly kind: "step" }
    /** A number, string, boolean or list. */
    | { readonly kind: "expression" }
    /** Behind `output`: a value that is named already, or a new name. */
    | { readonly kind: "output-name" }
    /** At the start of one of a call's arguments; `callee` is where its name stands. */
    | { readonly kind: "argument"; readonly callee: string; readonly calleeOffset: number; readonly decorator: boolean }
    /** Behind `name=` in a call. */
    | { readonly kind: "argument-value"; readonly callee: string; readonly name: string; readonly decorator: boolean }
    /** Behind `@`. */
    | { readonly kind: "decorator" }
    /** Behind the `.` of `x.`; `object` is the last token of what stands before it. */
    | { readonly kind: "attribute"; readonly objectOffset: number }
    /** In a string: the `name=` it stands behind, "" where it has none, or the `import`. */
    | { readonly kind: "string"; readonly callee: string; readonly name: string; readonly decorator: boolean }
    | { readonly kind: "import-path" };

interface Token {
    readonly image: string;
    readonly startOffset: number;
    readonly end: number;
    readonly isNewline: boolean;
}

interface Bracket {
    readonly sign: string;
    /** Its index among the tokens. */
    readonly index: number;
}

const words: ReadonlySet<string> = new Set(Object.keys(keywords));
const statementStarts: ReadonlySet<string> = new Set([...statementKeywords, "@"]);
const expectOperand: ReadonlySet<string> = new Set([
    ...operatorSigns, "and", "or", "not", "if", "else", "repeat", "require", "in", ",",
]);

/** What may be completed at an offset of a text. */
export function completionContext(text: string, offset: number): CompletionContext {
    const before = text.slice(0, offset);
    const lexed = lex(before);
    if (lexed.comments.some(({ startOffset, image }) => startOffset + image.length === offset)) {
        return { kind: "nothing" };
    }
    const tokens = lexed.tokens.map(({ image, startOffset, tokenType }) => ({
        image, startOffset, end: startOffset + image.length, isNewline: tokenType.name === "newline",
    }));
    const last = tokens.at(-1);
    const touching = last?.end === offset ? last : undefined;
    if (touching?.image.startsWith("\"") === true) {
        const closed = touching.image.length > 1 && touching.image.endsWith("\"");
        return closed ? { kind: "nothing" } : inString(tokens.slice(0, -1));
    }
    if (touching !== undefined && /^[0-9]/.test(touching.image)) {
        return { kind: "nothing" };
    }
    const complete = touching !== undefined && isWord(touching.image) ? tokens.slice(0, -1) : tokens;
    return contextAfter(complete);
}

function isWord(image: string): boolean {
    return /^[\p{L}_]/u.test(image);
}

function contextAfter(tokens: readonly Token[]): CompletionContext {
    const last = tokens.at(-1);
    if (last?.image === "@") {
        return { kind: "decorator" };
    }
    if (last?.image === ".") {
        const object = tokens.at(-2);
        return object === undefined ? { kind: "nothing" } : { kind: "attribute", objectOffset: object.startOffset };
    }
    if (last?.image === "->") {
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

/** The bracket that is open at the end, by the language's own rule of recovery. */
function innermostBracket(tokens: readonly Token[]): Bracket | undefined {
    const open: Bracket[] = [];
    const closeLists = (): void => {
        while (open.length > 0 && open.at(-1)?.sign !== "{") {
            open.pop();
        }
    };
    for (const [index, token] of tokens.entries()) {
        if (token.image === "(" || token.image === "[" || token.image === "{") {
            open.push({ sign: token.image, index });
        } else if (token.image === ")" || token.image === "]") {
            if (open.at(-1)?.sign !== "{") {
                open.pop();
            }
        } else if (token.image === "}") {
            closeLists();
            open.pop();
        } else if (token.isNewline && statementStarts.has(tokens[index + 1]?.image ?? "")) {
            closeLists();
        }
    }
    return open.at(-1);
}

function lastLine(tokens: readonly Token[]): readonly Token[] {
    const end = tokens.findLastIndex(({ image, isNewline }) => isNewline || image === "}");
    return tokens.slice(end + 1);
}

function onLine(line: readonly Token[]): CompletionContext {
    const [first] = line;
    const last = line.at(-1)?.image ?? "";
    if (last === "=") {
        return { kind: first?.image === "let" ? "expression" : "flow" };
    }
    switch (first?.image) {
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

/** Whether the line ends in the head of a loop that a flow opens: `x = repeat`, `x -> for i in`. */
function loopHead(line: readonly Token[]): boolean {
    const start = line.findLastIndex(({ image }) => image === "repeat" || image === "for");
    return start > 0 && expectOperand.has(line.at(-1)?.image ?? "");
}

function expression(tokens: readonly Token[]): CompletionContext {
    const last = tokens.findLast(({ isNewline }) => !isNewline)?.image;
    return { kind: last === undefined || expectOperand.has(last) || last === "=" ? "expression" : "nothing" };
}

function inParentheses(tokens: readonly Token[], open: Bracket): CompletionContext {
    const callee = tokens[open.index - 1];
    const introduction = tokens[open.index - 2]?.image;
    const argument = currentArgument(tokens.slice(open.index + 1)).filter(({ isNewline }) => !isNewline);
    const [first, second] = argument;
    if (callee === undefined || !isWord(callee.image) || words.has(callee.image)) {
        return expression(argument);
    }
    if (introduction === "block" || introduction === "model" || introduction === "let") {
        return second?.image === "=" ? expression(argument.slice(1)) : { kind: "nothing" };
    }
    const decorator = introduction === "@";
    if (first === undefined) {
        return { kind: "argument", callee: callee.image, calleeOffset: callee.startOffset, decorator };
    }
    if (second?.image === "=" && argument.length === 2) {
        return { kind: "argument-value", callee: callee.image, name: first.image, decorator };
    }
    return expression(argument);
}

/** What follows the last comma that stands in no inner bracket. */
function currentArgument(tokens: readonly Token[]): readonly Token[] {
    let depth = 0;
    let start = 0;
    for (const [index, { image }] of tokens.entries()) {
        if (image === "(" || image === "[" || image === "{") {
            depth += 1;
        } else if (image === ")" || image === "]" || image === "}") {
            depth -= 1;
        } else if (image === "," && depth === 0) {
            start = index + 1;
        }
    }
    return tokens.slice(start);
}

function inString(before: readonly Token[]): CompletionContext {
    if (before.at(-1)?.image === "import") {
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
