/**
 * Keeps brackets balanced while tokens are added one by one: drops a closing bracket without an opening one, and closes
 * open brackets with inserted tokens. Each is one problem with a fix.
 */

import type { IToken } from "chevrotain";
import { BracketStack, closerOf } from "./brackets.ts";
import type { Header, IndentedBody, OpenBracket, Opener } from "./brackets.ts";
import { sign } from "./lexer.ts";
import { blanksAfter, inserted, retyped, spanOf } from "./token.ts";
import type { SyntaxProblem } from "./syntax-problem.ts";
import type { Span } from "./syntax-tree.ts";

export abstract class BracketBalancer {
    readonly tokens: IToken[] = [];
    readonly problems: SyntaxProblem[] = [];
    /** Opening brackets that are never closed. */
    readonly unclosed = new Set<IToken>();
    protected readonly text: string;
    protected readonly open = new BracketStack();
    /** The keyword at this depth that still waits for its body, such as `if`. */
    protected header: Header | undefined;
    /** The current line's number, indentation and first token. */
    protected lineNumber = 0;
    protected lineIndentation = 0;
    protected lineFirst: IToken | undefined;
    /** The end of the previous token. */
    protected lastEnd = 0;
    /** A body whose `}` is where that of the enclosing body should be: its own is probably missing. */
    private suspect: OpenBracket | undefined;
    private gap: Span = { start: -1, end: -1 };

    constructor(text: string) {
        this.text = text;
    }

    protected push(opener: Opener, token: IToken, indented?: IndentedBody): void {
        const outerHeader = opener === "{" ? undefined : this.header;
        this.header = undefined;
        const indentation = indented?.indentation ?? this.lineIndentation;
        this.open.push({
            opener, token, line: this.lineNumber, indentation, outerHeader, indented, contentIndentation: undefined,
        });
        this.tokens.push(token);
    }

    protected close(token: IToken): void {
        const body = this.open.depthOf("{");
        if (token.tokenType === sign["}"]) {
            this.closeDownTo(body + 1);
            this.noteSuspect(token, body);
            this.closeWith(token);
            return;
        }
        const depth = this.open.depthOf(token.tokenType === sign[")"] ? "(" : "[");
        if (depth > body) {
            this.closeDownTo(depth + 1);
            this.closeWith(token);
        } else if (this.open.isInStatements) {
            const span = spanOf(token);
            const fix = { span, text: "" };
            this.problems.push({ code: "stray-bracket", ...span, bracket: token.image, fix });
        } else {
            this.closeWithWrong(token);
        }
    }

    /** `[1, 2)`, if only the `[` is open. */
    private closeWithWrong(token: IToken): void {
        const closer = closerOf[this.open.innermost?.opener ?? "("];
        const span = spanOf(token);
        const fix = { span, text: closer };
        this.problems.push({
            code: "unexpected-token", ...span, found: { text: token.image }, expected: closer, fix,
        });
        this.closeWith(retyped(token, sign[closer]));
    }

    /** Removes the innermost bracket. Leaves a `}` without an opening bracket for the parser to report. */
    private closeWith(closer: IToken): void {
        const bracket = this.open.pop();
        this.tokens.push(closer);
        this.header = bracket?.outerHeader;
        if (bracket?.indented !== undefined) {
            this.fixIndented(bracket.indented, bracket.indentation, closer.image !== "");
        }
    }

    private noteSuspect(token: IToken, depth: number): void {
        const body = this.open.at(depth);
        if (body === undefined || token !== this.lineFirst || this.lineIndentation >= body.indentation) {
            return;
        }
        if (this.open.bodyAround(depth)?.indentation === this.lineIndentation) {
            this.suspect ??= body;
        }
    }

    /** Closes open brackets. For bodies that are only indented this is expected; the others are one problem. */
    protected closeDownTo(depth: number): void {
        if (this.open.depth <= depth) {
            return;
        }
        const forgotten = this.open.from(depth).filter(({ indented }) => indented === undefined);
        const innermost = forgotten.at(-1);
        if (innermost !== undefined) {
            this.reportUnclosed(forgotten, innermost);
        }
        while (this.open.depth > depth) {
            this.closeInnermost();
        }
    }

    protected closeInnermost(): void {
        const bracket = this.open.innermost;
        if (bracket !== undefined) {
            this.closeWith(inserted(sign[closerOf[bracket.opener]], this.gapEnd()));
        }
    }

    /** Where to insert missing text: after the blanks, so that completion works there. */
    protected gapEnd(): number {
        if (this.gap.start !== this.lastEnd) {
            this.gap = { start: this.lastEnd, end: blanksAfter(this.text, this.lastEnd) };
        }
        return this.gap.end;
    }

    private reportUnclosed(forgotten: readonly OpenBracket[], innermost: OpenBracket): void {
        const blamed = innermost.opener === "{" ? this.suspect ?? innermost : innermost;
        for (const bracket of forgotten) {
            this.unclosed.add(bracket === innermost ? blamed.token : bracket.token);
        }
        const end = { start: this.lastEnd, end: this.lastEnd };
        const opened = spanOf(blamed.token);
        const closing = forgotten.toReversed().map(({ opener, indentation }) =>
            opener === "{" ? `\n${" ".repeat(indentation)}}` : closerOf[opener]);
        this.problems.push({
            code: "unclosed-bracket",
            // A body can be long: the problem is the line that opens it.
            ...blamed.opener === "{" ? opened : end,
            bracket: blamed.opener,
            other: blamed.opener === "{" ? end : opened,
            fix: { span: end, text: closing.join("") },
        });
    }

    /** Opens a body that is only indented; its problem was the last one reported. */
    protected pushIndented(header: Header, token: IToken, span: Span, isOneLine: boolean): void {
        const problem = this.problems.length - 1;
        this.push("{", token, { problem, span, isOneLine, indentation: header.indentation });
    }

    /** Adds the fix for a body without its opening bracket, once its end is known. */
    private fixIndented({ problem, span, isOneLine }: IndentedBody, indentation: number, isClosed: boolean): void {
        const reported = this.problems[problem];
        if (reported === undefined) {
            return;
        }
        const open = /\s/.test(this.text[span.start - 1] ?? "") ? "{" : " {";
        const close = isOneLine ? " }" : `\n${" ".repeat(indentation)}}`;
        const fix = isClosed
            ? { span, text: open }
            : {
                span: { start: span.start, end: this.lastEnd },
                text: open + this.text.slice(span.end, this.lastEnd) + close,
            };
        this.problems[problem] = { ...reported, fix };
    }
}
