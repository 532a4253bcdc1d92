/**
 * The pass between lexer and parser: decides which line ends end a statement, and where unclosed brackets end, so that
 * the parser sees neither a line end inside an expression nor an unmatched bracket.
 */

import type { IToken } from "chevrotain";
import { BracketBalancer } from "./bracket-balancer.ts";
import type { Header, OpenBracket, Opener } from "./brackets.ts";
import { foreign } from "./foreign-syntax.ts";
import { binaryOperators, closers, keyword, openers, sign, token as kind } from "./lexer.ts";
import { isTerminated } from "./literals.ts";
import { blanksAfter, endOf, indentationAfter, inserted, retyped, spanOf } from "./token.ts";
import { itemKeywords, statementKeywords } from "./tokens.ts";
import type { SyntaxProblem } from "./syntax-problem.ts";

export interface StatementTokens {
    /**
     * Balanced, except for a `}` without an opening bracket. There is a `newline` exactly between two statements.
     * Inserted tokens are empty and marked.
     */
    readonly tokens: IToken[];
    readonly problems: readonly SyntaxProblem[];
}

export function splitStatements(text: string, tokens: readonly IToken[]): StatementTokens {
    const first = new StatementSplitter(text, tokens, new Set());
    first.run();
    if (first.unclosed.size === 0) {
        return first;
    }
    // In the second pass it is known which brackets are never closed, and each is closed where its line suggests.
    const second = new StatementSplitter(text, tokens, first.unclosed);
    second.run();
    return second;
}

const itemStarts = new Set(itemKeywords.map((text) => keyword[text]));
const statementStarts = new Set([...statementKeywords.map((text) => keyword[text]), sign["@"]]);
/** The tokens that start a line that continues the previous statement. */
const continuations = new Set([sign["->"], keyword.else, sign["{"]]);
/** The tokens that cannot end a line in brackets, or start the next, unless the bracket continues. */
const leansForward = new Set([sign[","], sign["->"], sign["="], sign["."], ...openers, ...binaryOperators]);
const leansBack = new Set([sign[","], sign["->"], sign["="], sign["."], ...closers, ...binaryOperators]);
const loops = new Set([keyword.repeat, keyword.for]);
const items = new Set([keyword.block, keyword.model]);
const headerKeywords = new Set([...items, ...loops, keyword.if, keyword.else]);

class StatementSplitter extends BracketBalancer implements StatementTokens {
    private readonly source: readonly IToken[];
    private readonly knownUnclosed: ReadonlySet<IToken>;
    /** Whether the line has a string without a closing quote, which includes the rest of the line. */
    private lineHasOpenString = false;

    constructor(text: string, source: readonly IToken[], knownUnclosed: ReadonlySet<IToken>) {
        super(text);
        this.source = source;
        this.knownUnclosed = knownUnclosed;
    }

    run(): void {
        let firstLineEnd: IToken | undefined;
        let lastLineEnd: IToken | undefined;
        this.source.forEach((token, index) => {
            if (token.tokenType === kind.newline) {
                firstLineEnd ??= token;
                lastLineEnd = token;
                return;
            }
            if (firstLineEnd !== undefined && lastLineEnd !== undefined) {
                this.beginLine(token, firstLineEnd, indentationAfter(lastLineEnd));
                firstLineEnd = undefined;
            } else if (index === 0) {
                this.lineIndentation = token.startOffset;
                this.lineFirst = token;
            }
            this.place(token, this.source[index + 1]);
            this.lastEnd = endOf(token);
        });
        this.closeAfterOpenString();
        this.closeDownTo(0);
    }

    private beginLine(token: IToken, lineEnd: IToken, indentation: number): void {
        this.closeAfterOpenString();
        if (itemStarts.has(token.tokenType)) {
            this.closeBeforeItem(indentation);
        } else if (statementStarts.has(token.tokenType)) {
            this.closeDownTo(this.open.depthOf("{") + 1);
        }
        this.closeForgotten(token, indentation);
        this.closeIndentedBodies(token, indentation);
        if (this.open.isInStatements) {
            this.endStatement(token, lineEnd, indentation);
        }
        this.lineNumber++;
        this.lineIndentation = indentation;
        this.lineFirst = token;
        this.lineHasOpenString = false;
    }

    /**
     * A body contains no items. If the item is indented like one, it is misplaced; otherwise the body is not closed.
     */
    private closeBeforeItem(indentation: number): void {
        let depth = this.open.depthOf("{") + 1;
        for (let body = this.open.at(depth - 1); body !== undefined; body = this.open.at(depth - 1)) {
            if (body.opener === "{" && body.indentation < indentation) {
                break;
            }
            depth--;
        }
        this.closeDownTo(depth);
    }

    private endStatement(next: IToken, lineEnd: IToken, indentation: number): void {
        if (continuations.has(next.tokenType)) {
            return;
        }
        if (this.header !== undefined && indentation > this.header.indentation) {
            this.openUnmarkedBody(this.header);
        } else {
            this.pushLineEnd(lineEnd, next);
        }
        const body = this.open.innermost;
        if (body !== undefined) {
            body.contentIndentation ??= indentation;
        }
    }

    private pushLineEnd(lineEnd: IToken, next: IToken | undefined): void {
        const before = this.tokens.at(-1)?.tokenType;
        if (before !== undefined && before !== sign["{"] && next?.tokenType !== sign["}"]) {
            this.tokens.push(lineEnd);
        }
        this.header = undefined;
    }

    /** A string without a closing quote includes the rest of its line, and with it the missing closing brackets. */
    private closeAfterOpenString(): void {
        if (!this.lineHasOpenString) {
            return;
        }
        while (!this.open.isInStatements && this.open.innermost?.line === this.lineNumber) {
            this.closeInnermost();
        }
        if (!this.open.isInStatements) {
            this.tokens.push(inserted(sign[","], this.gapEnd()));
        }
    }

    /** Closes unclosed brackets when their line ends complete, or at a line that is not indented deeper. */
    private closeForgotten(next: IToken, indentation: number): void {
        let depth = this.open.depth;
        for (let bracket = this.open.innermost; bracket !== undefined; bracket = this.open.at(depth - 1)) {
            if (!this.knownUnclosed.has(bracket.token) || !this.endsBefore(bracket, next, indentation)) {
                break;
            }
            depth--;
        }
        this.closeDownTo(depth);
    }

    private endsBefore(bracket: OpenBracket, next: IToken, indentation: number): boolean {
        if (bracket.opener === "{") {
            const isIndented = bracket.contentIndentation === undefined
                ? this.tokens.at(-1) !== bracket.token
                : bracket.contentIndentation > bracket.indentation;
            const closesAnother = next.tokenType === sign["}"] && indentation === bracket.indentation;
            return isIndented && indentation <= bracket.indentation && !closesAnother;
        }
        if (leansBack.has(next.tokenType)) {
            return false;
        }
        const last = this.tokens.at(-1);
        const isComplete = last !== undefined && !leansForward.has(last.tokenType);
        return indentation <= bracket.indentation || (bracket.line === this.lineNumber && isComplete);
    }

    private place(token: IToken, next: IToken | undefined): void {
        const { tokenType } = token;
        if (openers.has(tokenType)) {
            this.push(token.image as Opener, token);
        } else if (closers.has(tokenType)) {
            this.close(token);
        } else if (tokenType === kind.semicolon) {
            this.replaceSemicolon(token, next);
        } else if (tokenType === sign[":"] && this.header !== undefined && this.open.isInStatements &&
            next?.tokenType !== sign["["]) {
            this.openColonBody(this.header, token, next);
        } else {
            this.noteHeader(token);
            this.lineHasOpenString ||= tokenType === kind.string && !isTerminated(token.image);
            this.tokens.push(token);
        }
    }

    /** Remembers keywords until their body follows. */
    private noteHeader(token: IToken): void {
        const { tokenType } = token;
        if (!headerKeywords.has(tokenType)) {
            return;
        }
        const before = this.tokens.at(-1)?.tokenType;
        const begins = before === undefined || before === kind.newline || before === sign["{"];
        const needsBody = items.has(tokenType) || loops.has(tokenType) ||
            (tokenType === keyword.if && (begins || before === keyword.else)) ||
            (tokenType === keyword.else && before === sign["}"]);
        if (needsBody && this.open.isInStatements) {
            this.header = { token, indentation: this.lineIndentation };
        }
    }

    private replaceSemicolon(token: IToken, next: IToken | undefined): void {
        const endsLine = next === undefined || next.tokenType === kind.newline || closers.has(next.tokenType);
        const { start, end } = spanOf(token);
        if (endsLine || !this.open.isInStatements) {
            this.problems.push(foreign(";", "", { start, end }, ""));
        } else {
            const fix = {
                span: { start, end: blanksAfter(this.text, end) },
                text: `\n${" ".repeat(this.lineIndentation)}`,
            };
            this.problems.push({ code: "foreign-syntax", start, end, found: ";", instead: "", fix });
        }
        if (this.open.isInStatements) {
            this.pushLineEnd(retyped(token, kind.newline), next);
        }
    }

    private openUnmarkedBody(header: Header): void {
        const span = { start: this.lastEnd, end: this.lastEnd };
        this.problems.push({ code: "unexpected-token", ...span, found: { end: "line" }, expected: "{" });
        this.pushIndented(header, inserted(sign["{"], this.gapEnd()), span, false);
    }

    private openColonBody(header: Header, colon: IToken, next: IToken | undefined): void {
        const span = spanOf(colon);
        const isOneLine = next !== undefined && next.tokenType !== kind.newline;
        this.problems.push({ code: "foreign-syntax", ...span, found: ":", instead: "{" });
        this.pushIndented(header, retyped(colon, sign["{"]), span, isOneLine);
    }

    private closeIndentedBodies(next: IToken, indentation: number): void {
        for (let body = this.open.innermost; body?.indented !== undefined; body = this.open.innermost) {
            const closesItself = next.tokenType === sign["}"] && indentation === body.indentation;
            if (!body.indented.isOneLine && (indentation > body.indentation || closesItself)) {
                return;
            }
            this.closeInnermost();
        }
    }
}
