/**
 * What every part of the parser stands on: spans, and problems at the place where they are met.
 *
 * Rules run once without a text, when chevrotain records them, and then get placeholders from each other. What cannot
 * bear those stands in `ACTION`.
 */

import { EmbeddedActionsParser, EOF } from "chevrotain";
import type { IToken } from "chevrotain";
import { binaryOperators, keyword, lex, prefixOperators, sign, token as kind, tokenTypes } from "./lexer.ts";
import { indentationAt } from "./source-tokens.ts";
import { blanksAfter, endOf, isInserted, spanOf } from "./token.ts";
import type {
    ErrorExpression, Expected, Found, Identifier, SourceText, Span, SyntaxProblem, TextReplacement,
} from "./syntax-tree.ts";

/** A line cannot end behind these. */
const needMore = new Set([
    ...binaryOperators, ...prefixOperators, sign["->"], sign["="], sign[","], sign[":"],
    keyword.in, keyword.if, keyword.else,
]);

export abstract class ReportingParser extends EmbeddedActionsParser {
    protected source: SourceText = { text: "", tokens: lex("").written };
    protected problems: SyntaxProblem[] = [];
    /** Problems that are likely to come from another one on the same line, if there is one. */
    protected secondary: { readonly problem: SyntaxProblem; readonly line: Span }[] = [];
    /** The token at which a problem was reported last: one mistake gives one problem. */
    protected reportedAt: IToken | undefined;
    /** Behind this token something is missing, and what is unfinished there reaches over the blanks behind it. */
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

    // ---- spans

    protected previousEnd(): number {
        const token = this.LA(0);
        if (token === this.unfinished) {
            return this.reach;
        }
        return token.tokenType === EOF ? 0 : endOf(token);
    }

    /** From a token to the last one that was consumed; empty, behind it, if nothing was consumed since. */
    protected spanFrom(start: IToken): Span {
        const end = this.previousEnd();
        return { start: this.RECORDING_PHASE || start === this.LA(1) ? end : start.startOffset, end };
    }

    /** The blanks where something is missing, so that it can be completed there. */
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

    /** A piece of the text as a message can quote it. */
    protected quotable(span: Span): string {
        const [line = ""] = this.textOf({ start: span.start, end: Math.min(span.end, span.start + 60) }).split(/[\r\n]/, 1);
        return line.length === span.end - span.start ? line : `${line.slice(0, 50)}…`;
    }

    // ---- problems

    protected report(problem: SyntaxProblem, fix?: TextReplacement): void {
        this.problems.push(fix === undefined ? problem : { ...problem, fix });
    }

    /** Reports what is likely to come from another problem on its line, if there is one. */
    protected reportUnlessFollowing(line: Span, problem: SyntaxProblem, fix?: TextReplacement): void {
        this.secondary.push({ problem: fix === undefined ? problem : { ...problem, fix }, line });
    }

    /** Reports what stands next, unless it was reported already. */
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

    /** Whether a token stands for the end of its line, as a body's `}` on a line of its own does for the last one. */
    private endsLine(token: IToken): boolean {
        const isBelow = token.tokenType === sign["}"] &&
            /[\r\n]/.test(this.text.slice(this.previousEnd(), token.startOffset));
        return isBelow || token.tokenType === kind.newline || token.tokenType === EOF || isInserted(token);
    }

    /** Where a line ends in `->`, the next may begin with it. */
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
     * Whether anything may still be reported at a token. An inserted `)` or `]` was reported where it was inserted, a
     * hole where it was cut out, and the half of an `elif` as the whole.
     */
    protected claimReport(token: IToken): boolean {
        const isReported = token === this.reportedAt || token.tokenType === kind.hole ||
            (token.tokenType === keyword.else && token.image !== "else") ||
            (isInserted(token) && token.tokenType !== sign["}"]);
        this.reportedAt = token;
        return !isReported;
    }

    /** Reports that something is missing here, if it is. */
    protected require(part: unknown, expected: Expected, fix?: TextReplacement): void {
        if (part === undefined) {
            this.reportNext(expected, fix);
            this.gap();
        }
    }

    /** A fix that adds what is missing behind what was read last. */
    protected insertion(text: string): TextReplacement {
        const end = this.previousEnd();
        return { span: { start: end, end }, text };
    }

    /** A fix that moves what stands next to a line of its own, indented as this one is. */
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
