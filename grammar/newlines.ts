/**
 * Between lexer and parser: finds out which line ends end a statement, and balances the brackets, so that the parser
 * meets neither a line end inside an expression nor a bracket without its partner.
 */

import type { IToken, TokenType } from "chevrotain";
import { foreignMeaning, keyword, sign, token as kind } from "./lexer.ts";
import { foreignSigns, itemKeywords, statementKeywords } from "./tokens.ts";
import type { SyntaxProblem } from "./syntax-tree.ts";

export interface StatementTokens {
    /** Balanced; a `newline` stands exactly between two statements. Inserted tokens are empty and marked as such. */
    readonly tokens: IToken[];
    readonly problems: SyntaxProblem[];
}

export function splitStatements(text: string, lexed: readonly IToken[]): StatementTokens {
    const splitter = new StatementSplitter(text, lexed);
    splitter.run();
    return { tokens: splitter.tokens, problems: splitter.problems };
}

export function endOf(token: IToken): number {
    return token.startOffset + token.image.length;
}

type Opener = "(" | "[" | "{";

interface OpenBracket {
    readonly opener: Opener;
    readonly token: IToken;
}

const closerOf = { "(": ")", "[": "]", "{": "}" } as const;
const openerTypes = new Set([sign["("], sign["["], sign["{"]]);
const closerTypes = new Set([sign[")"], sign["]"], sign["}"]]);
const itemStarts = new Set(itemKeywords.map((text) => keyword[text]));
const statementStarts = new Set([...statementKeywords.map((text) => keyword[text]), sign["@"]]);
/** What may begin a line and still belong to the statement above. */
const continuations = new Set([sign["->"], keyword.else, sign["{"]]);

class StatementSplitter {
    readonly tokens: IToken[] = [];
    readonly problems: SyntaxProblem[] = [];
    private readonly open: OpenBracket[] = [];
    private readonly text: string;
    private readonly lexed: readonly IToken[];
    private lastEnd = 0;

    constructor(text: string, lexed: readonly IToken[]) {
        this.text = text;
        this.lexed = lexed;
    }

    run(): void {
        let lineEnd: IToken | undefined;
        for (const token of this.lexed) {
            if (token.tokenType === kind.newline) {
                lineEnd ??= token;
                continue;
            }
            if (token.tokenType === kind.blockComment) {
                continue;
            }
            if (lineEnd !== undefined) {
                this.beginLine(token, lineEnd);
                lineEnd = undefined;
            }
            this.place(token);
            this.lastEnd = endOf(token);
        }
        this.closeDownTo(0);
    }

    private beginLine(token: IToken, lineEnd: IToken): void {
        if (itemStarts.has(token.tokenType)) {
            this.closeDownTo(0);
        } else if (statementStarts.has(token.tokenType)) {
            this.closeDownTo(this.bodyDepth());
        }
        const innermost = this.open.at(-1);
        if (innermost !== undefined && innermost.opener !== "{") {
            return;
        }
        const before = this.tokens.at(-1)?.tokenType;
        if (before === undefined || before === sign["{"] || token.tokenType === sign["}"]) {
            return;
        }
        if (!continuations.has(token.tokenType)) {
            this.tokens.push(lineEnd);
        }
    }

    private place(token: IToken): void {
        if (openerTypes.has(token.tokenType)) {
            this.open.push({ opener: token.image as Opener, token });
            this.tokens.push(token);
        } else if (closerTypes.has(token.tokenType)) {
            this.close(token);
        } else if (token.tokenType === kind.foreignSign) {
            this.tokens.push(this.translated(token));
        } else {
            this.tokens.push(token);
        }
    }

    private close(token: IToken): void {
        const depth = this.open.findLastIndex(({ opener }) => opener === "{" || closerOf[opener] === token.image);
        const bracket = this.open[depth];
        if (bracket !== undefined && closerOf[bracket.opener] === token.image) {
            this.closeDownTo(depth + 1);
            this.open.pop();
            this.tokens.push(token);
            return;
        }
        this.problems.push({
            code: "unexpected-token", start: token.startOffset, end: endOf(token), found: token.image, expected: "",
        });
    }

    /** How many brackets are open up to and with the innermost body. */
    private bodyDepth(): number {
        return this.open.findLastIndex(({ opener }) => opener === "{") + 1;
    }

    private closeDownTo(depth: number): void {
        const innermost = this.open.at(-1);
        if (innermost === undefined || this.open.length <= depth) {
            return;
        }
        this.problems.push({
            code: "unclosed-bracket",
            start: this.lastEnd,
            end: this.lastEnd,
            bracket: innermost.opener,
            opened: { start: innermost.token.startOffset, end: endOf(innermost.token) },
        });
        const at = this.blanksBehind(this.lastEnd);
        while (this.open.length > depth) {
            const bracket = this.open.pop();
            if (bracket !== undefined) {
                this.tokens.push(inserted(sign[closerOf[bracket.opener]], at));
            }
        }
    }

    private blanksBehind(offset: number): number {
        let end = offset;
        while (this.text[end] === " " || this.text[end] === "\t") {
            end++;
        }
        return end;
    }

    private translated(token: IToken): IToken {
        const type = foreignMeaning.get(token.image) ?? kind.unexpected;
        const span = { start: token.startOffset, end: endOf(token) };
        const instead = foreignSigns[token.image as keyof typeof foreignSigns];
        this.problems.push({
            code: "foreign-syntax",
            ...span,
            found: token.image,
            instead,
            fix: { span, text: instead, title: `Write \`${instead}\`` },
        });
        return { ...token, tokenType: type, tokenTypeIdx: type.tokenTypeIdx ?? 0 };
    }
}

function inserted(type: TokenType, offset: number): IToken {
    return {
        image: "",
        startOffset: offset,
        tokenType: type,
        tokenTypeIdx: type.tokenTypeIdx ?? 0,
        isInsertedInRecovery: true,
    };
}
