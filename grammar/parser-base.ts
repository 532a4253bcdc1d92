/**
 * What every part of the parser stands on: spans, problems and recovery. No rule of the grammar fails: what is missing
 * is reported and left out of the tree, and what cannot stand somewhere is reported and passed over.
 *
 * Rules run once without a text, when chevrotain records them, and then get placeholders from each other. What cannot
 * bear those stands in `ACTION`.
 */

import { EmbeddedActionsParser, EOF } from "chevrotain";
import type { IOrAlt, IToken, TokenType } from "chevrotain";
import { foreign } from "./foreign-syntax.ts";
import {
    binaryOperators, category, closers, keyword, openers, prefixOperators, sign, token as kind, tokenTypes,
} from "./lexer.ts";
import { blanksBehind, endOf, isInserted, spanOf } from "./token.ts";
import type { ErrorExpression, Identifier, Span, SyntaxProblem, TextReplacement } from "./syntax-tree.ts";

export interface BracketedList<Item> {
    readonly items: readonly Item[];
    /** The brackets and what is between them. */
    readonly span: Span;
}

const closerOf = { "(": sign[")"], "[": sign["]"] } as const;
const noStops: ReadonlySet<TokenType> = new Set();
const listStops = new Set([sign[","]]);
const statementStops = new Set([kind.newline]);
const statementEnds = new Set([kind.newline, sign["}"], EOF]);
const nameFollowers = new Set([sign["("], sign["="]]);
const itemKeywords = new Set([keyword.model, keyword.block, keyword.import]);
/** What may begin an item of a list, and nothing that goes on with one. */
const itemStarts = new Set([kind.name, kind.number, kind.string, keyword.true, keyword.false, keyword.in]);
/** A line cannot end behind these. */
const asksForMore = new Set([
    ...binaryOperators, ...prefixOperators, sign["->"], sign["="], sign[","], sign[":"],
    keyword.in, keyword.if, keyword.else,
]);

export abstract class RecoveringParser extends EmbeddedActionsParser {
    protected text = "";
    protected problems: SyntaxProblem[] = [];
    /** Problems that are likely to come from another one on the same line, if there is one. */
    protected secondary: { readonly problem: SyntaxProblem; readonly line: Span }[] = [];
    /** The token at which a problem was reported last: one mistake gives one problem. */
    private reportedAt: IToken | undefined;
    /** Behind this token something is missing, and what is unfinished there reaches over the blanks behind it. */
    private unfinished: IToken | undefined;
    private reach = 0;

    constructor() {
        super([...tokenTypes], { maxLookahead: 2 });
    }

    protected begin(text: string, tokens: IToken[]): void {
        this.text = text;
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
        this.reach = blanksBehind(this.text, start);
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
    protected reportNext(expected: string, fix?: TextReplacement): void {
        const token = this.LA(1);
        if (!this.claimReport(token)) {
            return;
        }
        if (!this.endsLine(token)) {
            this.report({ code: "unexpected-token", ...spanOf(token), found: token.image, expected }, fix);
            return;
        }
        const before = this.LA(0);
        if (asksForMore.has(before.tokenType)) {
            const problem = { code: "unfinished-line", ...spanOf(before), after: before.image } as const;
            this.report(problem, this.moveToNextLine(before));
            return;
        }
        const end = before.tokenType === EOF ? 0 : endOf(before);
        const found = token.tokenType === EOF ? "end of file" : "end of line";
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
        const fix = { span: { start, end: next.startOffset }, text: `${between}-> `, title: "Move `->` to the next line" };
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
    protected require(part: unknown, expected: string, fix?: TextReplacement): void {
        if (part === undefined) {
            this.reportNext(expected, fix);
            this.gap();
        }
    }

    /** A mend that adds what is missing behind what was read last. */
    protected insertion(text: string): TextReplacement {
        const end = this.previousEnd();
        return { span: { start: end, end }, text, title: `Add \`${text.trim()}\`` };
    }

    /** A mend that moves what stands next to a line of its own, indented as this one is. */
    private newLine(): TextReplacement {
        const span = { start: this.previousEnd(), end: this.LA(1).startOffset };
        const line = this.text.slice(0, span.start).split(/[\r\n]/).at(-1) ?? "";
        const [indentation = ""] = /^[ \t]*/.exec(line) ?? [];
        return { span, text: `\n${indentation}`, title: "Start a new line" };
    }

    protected missingExpression(expected = "a value"): ErrorExpression {
        this.reportNext(expected);
        return { kind: "error", ...this.gap() };
    }

    // ---- recovery

    /** What stands behind a statement on its line is reported, and passed over unless it looks like a statement. */
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
            this.reportNext(isNamed ? "a new line" : "`->` or a new line", this.newLine());
        } else {
            this.reportNext("the end of the line");
        }
        if (isReported || !beginsLine) {
            this.skipTo(statementStops);
        }
    }

    /** In parentheses, or around an index, one expression stands alone. */
    protected endBrackets(close: ")" | "]"): void {
        if (this.LA(1).tokenType !== sign[close]) {
            this.reportNext(`\`${close}\``);
            this.skipTo(noStops);
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

    /** Passes over the rest of a line that begins with what can begin none. */
    protected readonly strayLine = this.RULE("strayLine", (expected: string | undefined): void => {
        const token = this.LA(1);
        if (itemKeywords.has(token.tokenType)) {
            // A word of another language has been reported at this place.
            if (token.image === token.tokenType.PATTERN) {
                this.report({ code: "misplaced-item", ...spanOf(token), word: token.image });
            }
        } else if (expected !== undefined) {
            this.reportNext(expected);
        }
        this.CONSUME(category.filler);
        this.ACTION(() => this.skipBehind(token, statementStops));
    });

    /** Passes over an item of a list that begins with what can begin none. */
    private readonly strayItem = this.RULE("strayItem", (expected: string): void => {
        const token = this.LA(1);
        this.reportNext(expected);
        this.CONSUME(category.filler);
        this.ACTION(() => {
            if (token.tokenType !== sign[","]) {
                this.skipBehind(token, listStops);
            }
        });
    });

    private skipBehind(first: IToken, stops: ReadonlySet<TokenType>): void {
        if (openers.has(first.tokenType)) {
            this.skipTo(noStops);
            this.SKIP_TOKEN();
        }
        this.skipTo(stops);
    }

    /** Items in brackets, parted by commas, one more of which may stand at the end. */
    protected list<Item>(open: "(" | "[", item: () => Item, expected: string): BracketedList<Item> {
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
        this.CONSUME7(closerOf[open]);
        return { items, span: this.spanFrom(start) };
    }

    /** Behind an item without a comma the list must end. Only the first missing comma of a list is reported. */
    private endItem(open: "(" | "[", isBroken: boolean): void {
        const next = this.LA(1);
        const isItem = itemStarts.has(next.tokenType);
        if (!isBroken) {
            this.reportNext(open === "(" ? "`,` or `)`" : "`,` or `]`", isItem ? this.insertion(",") : undefined);
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

export function identifier(token: IToken): Identifier {
    return { kind: "identifier", ...spanOf(token), text: token.image };
}
