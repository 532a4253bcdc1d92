/**
 * Error recovery. No rule of the grammar fails: missing parts are reported and left out of the tree, unexpected ones
 * are reported and skipped.
 */

import { EOF } from "chevrotain";
import type { IOrAlt, IToken, TokenType } from "chevrotain";
import { foreign } from "./foreign-syntax.ts";
import { category, closers, keyword, openers, sign, token as kind } from "./lexer.ts";
import { ReportingParser } from "./parser-base.ts";
import { isInserted, spanOf } from "./token.ts";
import type { ExpectedPart, TextReplacement } from "./syntax-problem.ts";
import type { Span } from "./syntax-tree.ts";

export interface BracketedList<Item> {
    readonly items: readonly Item[];
    /** The brackets and their contents. */
    readonly span: Span;
    /** Whether the text never closes them, so that more may follow. */
    readonly unclosed: boolean;
}

const closerOf = { "(": sign[")"], "[": sign["]"] } as const;
const noStops: ReadonlySet<TokenType> = new Set();
const listStops = new Set([sign[","]]);
const statementStops = new Set([kind.newline]);
const statementEnds = new Set([kind.newline, sign["}"], EOF]);
const nameFollowers = new Set([sign["("], sign["="]]);
const itemKeywords = new Set([keyword.model, keyword.block, keyword.import]);
/** The tokens that can start a list item but not continue one. */
const itemStarts = new Set([kind.name, kind.number, kind.string, keyword.true, keyword.false, keyword.in]);

export abstract class RecoveringParser extends ReportingParser {
    /** Reports text after a statement on its line, and skips it unless it looks like a statement. */
    protected endStatement(): void {
        const next = this.LA(1);
        if (statementEnds.has(next.tokenType)) {
            return;
        }
        const isReported = this.reportedAt === next;
        const beginsLine = next.tokenType === kind.name && nameFollowers.has(this.LA(2).tokenType);
        if (next.tokenType === sign["//"]) {
            if (this.claimReport(next)) {
                this.report(foreign("//", "#", spanOf(next), "#"));
            }
        } else if (beginsLine) {
            const isNamed = this.LA(2).tokenType === sign["="];
            if (isNamed) {
                this.reportNext("new-line", this.newLine());
            } else if (!this.extendsMissingArrow(next)) {
                this.reportNext("new-line-or-arrow", this.arrowBefore(next));
            }
        } else {
            this.reportNext("end-of-line");
        }
        if (isReported || !beginsLine) {
            this.skipTo(statementStops);
        }
    }

    /** A fix that joins what comes next to the line's chain. */
    private arrowBefore(next: IToken): TextReplacement {
        return { span: { start: this.previousEnd(), end: next.startOffset }, text: " -> " };
    }

    /** Whether an arrow is already reported missing on this line: its fix then adds this one too. */
    private extendsMissingArrow(next: IToken): boolean {
        const last = this.problems.at(-1);
        if (last?.code !== "unexpected-token" || last.expected !== "new-line-or-arrow" || last.fix === undefined ||
            /[\r\n]/.test(this.text.slice(last.start, next.startOffset))) {
            return false;
        }
        const { span, text } = last.fix;
        const between = this.text.slice(span.end, this.previousEnd());
        const fix = { span: { start: span.start, end: next.startOffset }, text: `${text}${between} -> ` };
        this.problems.splice(-1, 1, { ...last, fix });
        this.claimReport(next);
        return true;
    }

    /** Parentheses and an index contain exactly one expression. */
    protected endBrackets(close: ")" | "]"): void {
        if (this.LA(1).tokenType !== sign[close]) {
            this.reportNext(close);
            this.skipTo(noStops);
        }
    }

    /** Skips tokens and bracketed groups, up to one of the types in `stops` or a closing bracket. */
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

    /** Skips the rest of a line whose first token can start none. */
    protected readonly strayLine = this.RULE("strayLine", (expected: ExpectedPart | undefined): void => {
        const token = this.LA(1);
        if (itemKeywords.has(token.tokenType)) {
            // A word of another language has already been reported here.
            if (token.image === token.tokenType.PATTERN) {
                this.report({ code: "misplaced-item", ...spanOf(token), word: token.image });
            }
        } else if (expected !== undefined) {
            this.reportNext(expected);
        }
        this.CONSUME(category.filler);
        this.ACTION(() => this.skipAfter(token, statementStops));
    });

    /** Skips a list item whose first token can start none. */
    private readonly strayItem = this.RULE("strayItem", (expected: ExpectedPart): void => {
        const token = this.LA(1);
        this.reportNext(expected);
        this.CONSUME(category.filler);
        this.ACTION(() => {
            if (token.tokenType !== sign[","]) {
                this.skipAfter(token, listStops);
            }
        });
    });

    private skipAfter(first: IToken, stops: ReadonlySet<TokenType>): void {
        if (openers.has(first.tokenType)) {
            this.skipTo(noStops);
            this.SKIP_TOKEN();
        }
        this.skipTo(stops);
    }

    /** Items in brackets, separated by commas, with an optional trailing comma. */
    protected list<Item>(open: "(" | "[", item: () => Item, expected: ExpectedPart): BracketedList<Item> {
        const start = this.LA(1);
        const items: Item[] = [];
        let isBroken = false;
        this.CONSUME8(sign[open]);
        const forms: IOrAlt<void>[] = [
            {
                ALT: () => {
                    items.push(item());
                    const comma = this.OPTION9(() => this.CONSUME9(sign[","]));
                    if (comma === undefined && this.LA(1).tokenType !== closerOf[open]) {
                        this.endItem(open, isBroken);
                        isBroken = true;
                    }
                },
            },
            { ALT: () => this.SUBRULE9(this.strayItem, { ARGS: [expected] }) },
        ];
        this.MANY9(() => this.OR9({ DEF: forms, IGNORE_AMBIGUITIES: true }));
        const closing = this.CONSUME7(closerOf[open]);
        return { items, span: this.spanFrom(start), unclosed: isInserted(closing) };
    }

    /** An item without a comma must be the last. Only the first missing comma of a list is reported. */
    private endItem(open: "(" | "[", isBroken: boolean): void {
        const next = this.LA(1);
        const isItem = itemStarts.has(next.tokenType);
        if (!isBroken) {
            this.reportNext(open === "(" ? "comma-or-parenthesis" : "comma-or-bracket", isItem ? this.insertion(",") : undefined);
        }
        if (isItem) {
            return;
        }
        this.skipTo(listStops);
        if (this.LA(1).tokenType === sign[","]) {
            this.SKIP_TOKEN();
        }
    }
}
