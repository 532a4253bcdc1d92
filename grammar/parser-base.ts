/**
 * What every part of the parser stands on: spans, problems and recovery. No rule of the grammar fails: what is missing
 * is reported and left out of the tree, and what cannot stand somewhere is reported and passed over.
 *
 * Rules run once without a text, when chevrotain records them, and then get placeholders from each other. What cannot
 * bear those stands in `ACTION`.
 */

import { EmbeddedActionsParser, EOF } from "chevrotain";
import type { IOrAlt, IToken, TokenType } from "chevrotain";
import { category, keyword, sign, token as kind, tokenTypes } from "./lexer.ts";
import { endOf } from "./newlines.ts";
import type { ErrorExpression, Identifier, Span, SyntaxProblem, TextReplacement } from "./syntax-tree.ts";

export interface BracketedList<Item> {
    readonly items: readonly Item[];
    /** The brackets and what is between them. */
    readonly span: Span;
}

const closerOf = { "(": sign[")"], "[": sign["]"] } as const;
const openers = new Set([sign["("], sign["["], sign["{"]]);
const closers = new Set([sign[")"], sign["]"], sign["}"]]);
const listStops = new Set([sign[","]]);
const statementStops = new Set([kind.newline]);
const bindingKeywords = new Set([keyword.in, keyword.if, keyword.else]);

export abstract class RecoveringParser extends EmbeddedActionsParser {
    protected text = "";
    protected problems: SyntaxProblem[] = [];
    /** The token at which a problem was reported last: one mistake gives one problem. */
    private reportedAt: IToken | undefined;

    constructor() {
        super([...tokenTypes], { maxLookahead: 2 });
    }

    protected begin(text: string, tokens: IToken[], problems: SyntaxProblem[]): void {
        this.text = text;
        this.problems = problems;
        this.reportedAt = undefined;
        this.input = tokens;
    }

    // ---- spans

    protected previousEnd(): number {
        const token = this.LA(0);
        return token.tokenType === EOF ? 0 : endOf(token);
    }

    /** From a token to the last one that was consumed; empty, behind it, if nothing was consumed since. */
    protected spanFrom(start: IToken): Span {
        const end = this.previousEnd();
        return { start: start === this.LA(1) ? end : start.startOffset, end };
    }

    // ---- problems

    /** Reports what stands next, unless it was reported already. */
    protected reportNext(expected: string, fix?: TextReplacement): void {
        this.reportUnexpected(this.LA(1), expected, fix);
    }

    protected reportUnexpected(token: IToken, expected: string, fix?: TextReplacement): void {
        if (!this.claimReport(token)) {
            return;
        }
        const end = this.previousEnd();
        if (token.tokenType !== kind.newline && token.tokenType !== EOF && !isInserted(token)) {
            this.report({ code: "unexpected-token", ...spanOf(token), found: token.image, expected }, fix);
            return;
        }
        const before = this.LA(0);
        if (asksForMore(before)) {
            this.report({ code: "unfinished-line", ...spanOf(before), after: before.image }, fix);
            return;
        }
        const found = token.tokenType === kind.newline ? "end of line" : "end of file";
        this.report({ code: "unexpected-token", start: end, end, found, expected }, fix);
    }

    /** Whether anything may still be reported at a token. An inserted `)` or `]` was reported where it was inserted. */
    protected claimReport(token: IToken): boolean {
        if (token === this.reportedAt || (isInserted(token) && token.tokenType !== sign["}"])) {
            return false;
        }
        this.reportedAt = token;
        return true;
    }

    protected report(problem: SyntaxProblem, fix?: TextReplacement): void {
        this.problems.push(fix === undefined ? problem : { ...problem, fix });
    }

    /** Reports that something is missing here, if it is. */
    protected require(part: unknown, expected: string, fix?: TextReplacement): void {
        if (part === undefined) {
            this.reportNext(expected, fix);
        }
    }

    protected missingExpression(expected = "a value"): ErrorExpression {
        this.reportNext(expected);
        const end = this.previousEnd();
        return { kind: "error", start: end, end };
    }

    // ---- recovery

    /** What stands behind a statement on its line is reported, and passed over unless it looks like a statement. */
    protected endStatement(): void {
        const next = this.LA(1);
        if (next.tokenType === kind.newline || next.tokenType === sign["}"] || next.tokenType === EOF) {
            return;
        }
        const reported = this.reportedAt === next;
        this.reportNext("the end of the line");
        const beginsLine = next.tokenType === kind.name &&
            (this.LA(2).tokenType === sign["("] || this.LA(2).tokenType === sign["="]);
        if (reported || !beginsLine) {
            this.skipTo(statementStops);
        }
    }

    /** In parentheses, or around an index, one expression stands alone. */
    protected endBrackets(close: ")" | "]"): void {
        if (this.LA(1).tokenType !== sign[close]) {
            this.reportNext(`\`${close}\``);
            this.skipTo(new Set());
        }
    }

    /** Passes over tokens and whatever is bracketed, up to one of the given types or a closing bracket. */
    private skipTo(stops: ReadonlySet<TokenType>): void {
        let depth = 0;
        for (let next = this.LA(1); next.tokenType !== EOF; next = this.LA(1)) {
            if (openers.has(next.tokenType)) {
                depth++;
            } else if (depth === 0 && (stops.has(next.tokenType) || closers.has(next.tokenType))) {
                return;
            } else if (closers.has(next.tokenType)) {
                depth--;
            }
            this.SKIP_TOKEN();
        }
    }

    /** A line that begins with what can begin none. */
    protected readonly strayLine = this.RULE("strayLine", (expected: string | undefined): void => {
        const token = this.LA(1);
        this.ACTION(() => {
            if (expected !== undefined) {
                this.reportNext(expected);
            }
        });
        this.CONSUME(category.filler);
        this.ACTION(() => this.skipPast(token, statementStops));
    });

    /** An item of a list that begins with what can begin none. */
    protected readonly strayItem = this.RULE("strayItem", (expected: string): void => {
        const token = this.LA(1);
        this.ACTION(() => this.reportNext(expected));
        this.CONSUME(category.filler);
        this.ACTION(() => {
            if (token.tokenType !== sign[","]) {
                this.skipPast(token, listStops);
            }
        });
    });

    private skipPast(first: IToken, stops: ReadonlySet<TokenType>): void {
        if (openers.has(first.tokenType)) {
            this.skipTo(new Set());
            this.SKIP_TOKEN();
        }
        this.skipTo(stops);
    }

    /** Items in brackets, parted by commas, one more of which may stand at the end. */
    protected list<Item>(open: "(" | "[", item: () => Item, expected: string): BracketedList<Item> {
        const start = this.LA(1);
        const items: Item[] = [];
        this.CONSUME8(sign[open]);
        const form: IOrAlt<void>[] = [
            {
                ALT: () => {
                    items.push(item());
                    if (this.OPTION9(() => this.CONSUME9(sign[","])) === undefined) {
                        this.endItem(open);
                    }
                },
            },
            { ALT: () => this.SUBRULE9(this.strayItem, { ARGS: [expected] }) },
        ];
        this.MANY9(() => this.OR9({ DEF: form, IGNORE_AMBIGUITIES: true }));
        this.CONSUME7(closerOf[open]);
        return { items, span: this.spanFrom(start) };
    }

    /** Behind an item without a comma the list must end; where it does not, what stands there is passed over. */
    private endItem(open: "(" | "["): void {
        const next = this.LA(1);
        if (next.tokenType === closerOf[open]) {
            return;
        }
        this.reportNext(open === "(" ? "`,` or `)`" : "`,` or `]`");
        this.skipTo(listStops);
        if (this.LA(1).tokenType === sign[","]) {
            this.SKIP_TOKEN();
        }
    }
}

export function spanOf(token: IToken): Span {
    return { start: token.startOffset, end: endOf(token) };
}

export function identifier(token: IToken): Identifier {
    return { kind: "identifier", ...spanOf(token), text: token.image };
}

export function isInserted(token: IToken): boolean {
    return token.isInsertedInRecovery === true;
}

/** Whether a line cannot end behind a token. */
function asksForMore({ tokenType }: IToken): boolean {
    const categories = tokenType.CATEGORIES ?? [];
    return categories.includes(category.binaryOperator) || categories.includes(category.prefixOperator) ||
        tokenType === sign["->"] || tokenType === sign["="] || tokenType === sign[","] || tokenType === sign[":"] ||
        bindingKeywords.has(tokenType);
}
