/**
 * The base of the parser: spans, and problems at the current position.
 *
 * chevrotain records each rule once without a text, and the rules then receive placeholders from each other. Code that
 * cannot handle those is in `ACTION`.
 */

import { EmbeddedActionsParser, EOF } from "chevrotain";
import type { IToken } from "chevrotain";
import { binaryOperators, keyword, lex, prefixOperators, sign, token as kind, tokenTypes } from "./lexer.ts";
import { indentationAt } from "./source-tokens.ts";
import { blanksAfter, endOf, isInserted, spanOf } from "./token.ts";
import type { Expected, Found, SyntaxProblem, TextReplacement } from "./syntax-problem.ts";
import type { SourceText } from "./parsed-file.ts";
import type { ErrorExpression, Identifier, Span } from "./syntax-tree.ts";

/** A line cannot end after these tokens. */
const needMore = new Set([
    ...binaryOperators, ...prefixOperators, sign["->"], sign["="], sign[","], sign[":"],
    keyword.in, keyword.if, keyword.else,
]);

export abstract class ReportingParser extends EmbeddedActionsParser {
    protected source: SourceText = { text: "", tokens: lex("").written };
    protected problems: SyntaxProblem[] = [];
    /** Problems that probably result from another one on the same line, if there is one. */
    protected secondary: { readonly problem: SyntaxProblem; readonly line: Span }[] = [];
    /** The token of the last problem: one mistake is reported once. */
    protected reportedAt: IToken | undefined;
    /** The token after which something is missing; the unfinished node extends over the blanks after it. */
    private unfinished: IToken | undefined;
    private reach = 0;

    constructor() {
        super([...tokenTypes], { maxLookahead: 2 });
    }

    protected get text(): string {
        return this.source.text;
    }

    protected begin(source: SourceText, tokens: IToken[]): void {
        this.source = source;
        this.problems = [];
        this.secondary = [];
        this.reportedAt = undefined;
        this.unfinished = undefined;
        this.input = tokens;
    }

    protected previousEnd(): number {
        const token = this.LA(0);
        if (token === this.unfinished) {
            return this.reach;
        }
        return token.tokenType === EOF ? 0 : endOf(token);
    }

    /** From a token to the last consumed one; empty, after it, if none was consumed since. */
    protected spanFrom(start: IToken): Span {
        const end = this.previousEnd();
        return { start: this.RECORDING_PHASE || start === this.LA(1) ? end : start.startOffset, end };
    }

    /** The blanks where something is missing, so that completion works there. */
    protected gap(): Span {
        const last = this.LA(0);
        const start = last.tokenType === EOF ? 0 : endOf(last);
        this.unfinished = last;
        this.reach = blanksAfter(this.text, start);
        return { start, end: this.reach };
    }

    protected textOf({ start, end }: Span): string {
        return this.text.slice(start, end);
    }

    /** A part of the text as a message can quote it. */
    protected quotable(span: Span): string {
        const [line = ""] = this.textOf({ start: span.start, end: Math.min(span.end, span.start + 60) }).split(/[\r\n]/, 1);
        return line.length === span.end - span.start ? line : `${line.slice(0, 50)}…`;
    }

    protected report(problem: SyntaxProblem, fix?: TextReplacement): void {
        this.problems.push(fix === undefined ? problem : { ...problem, fix });
    }

    /** Reports a problem that probably results from another one on its line, if there is one. */
    protected reportUnlessFollowing(line: Span, problem: SyntaxProblem, fix?: TextReplacement): void {
        this.secondary.push({ problem: fix === undefined ? problem : { ...problem, fix }, line });
    }

    /** Reports the next token, unless it is already reported. */
    protected reportNext(expected: Expected, fix?: TextReplacement): void {
        const token = this.LA(1);
        if (!this.claimReport(token)) {
            return;
        }
        if (!this.endsLine(token)) {
            const found = { text: token.image };
            const before = this.LA(0);
            const after = before.tokenType === EOF ? {} : { after: before.image };
            this.report({ code: "unexpected-token", ...spanOf(token), found, expected, ...after }, fix);
            return;
        }
        const before = this.LA(0);
        if (needMore.has(before.tokenType)) {
            const problem = { code: "unfinished-line", ...spanOf(before), after: before.image } as const;
            this.report(problem, this.moveToNextLine(before));
            return;
        }
        const end = before.tokenType === EOF ? 0 : endOf(before);
        const found: Found = { end: token.tokenType === EOF ? "file" : "line" };
        this.report({ code: "unexpected-token", start: end, end, found, expected }, fix);
    }

    /** Whether a token ends its line, as a body's `}` at the start of a line does for the previous one. */
    private endsLine(token: IToken): boolean {
        const isBelow = token.tokenType === sign["}"] &&
            /[\r\n]/.test(this.text.slice(this.previousEnd(), token.startOffset));
        return isBelow || token.tokenType === kind.newline || token.tokenType === EOF || isInserted(token);
    }

    /** If a line ends in `->`, the next may start with it. */
    private moveToNextLine(arrow: IToken): TextReplacement | undefined {
        const next = this.LA(2);
        if (arrow.tokenType !== sign["->"] || this.LA(1).tokenType !== kind.newline || next.tokenType !== kind.name) {
            return undefined;
        }
        const between = this.textOf({ start: endOf(arrow), end: next.startOffset }).replace(/^[ \t]+/, "");
        const before = this.LA(-1);
        const start = before.tokenType === EOF ? arrow.startOffset : endOf(before);
        const fix = { span: { start, end: next.startOffset }, text: `${between}-> ` };
        return between.trim() === "" ? fix : undefined;
    }

    /**
     * Whether to report a problem at a token. An inserted `)` or `]` is already reported, as is a hole, and half of an
     * `elif` is reported as a whole.
     */
    protected claimReport(token: IToken): boolean {
        const isReported = token === this.reportedAt || token.tokenType === kind.hole ||
            (token.tokenType === keyword.else && token.image !== "else") ||
            (isInserted(token) && token.tokenType !== sign["}"]);
        this.reportedAt = token;
        return !isReported;
    }

    /** Reports a missing part. */
    protected require(part: unknown, expected: Expected, fix?: TextReplacement): void {
        if (part === undefined) {
            this.reportNext(expected, fix);
            this.gap();
        }
    }

    /** A fix that inserts text after the last consumed token. */
    protected insertion(text: string): TextReplacement {
        const end = this.previousEnd();
        return { span: { start: end, end }, text };
    }

    /** A fix that moves the next token to a separate line with the same indentation. */
    protected newLine(): TextReplacement {
        const span = { start: this.previousEnd(), end: this.LA(1).startOffset };
        return { span, text: `\n${indentationAt(this.source, span.start)}` };
    }

    protected missingExpression(expected: Expected = "value"): ErrorExpression {
        this.reportNext(expected);
        return { kind: "error", ...this.gap() };
    }
}

export function identifier(token: IToken): Identifier {
    return { kind: "identifier", ...spanOf(token), text: token.image };
}
