/** The rules of operands: names, calls, literals, lists, attributes and indices. */

import type { IOrAlt, IToken, ParserMethod } from "chevrotain";
import { foreign } from "./foreign-syntax.ts";
import { foreignConstants, foreignOwner } from "./habits.ts";
import { keyword, sign, token as kind } from "./lexer.ts";
import { largestNumber, repairNumber, readString } from "./literals.ts";
import { identifier } from "./parser-base.ts";
import { RecoveringParser } from "./recovering-parser.ts";
import type { BracketedList } from "./recovering-parser.ts";
import { spanOf } from "./token.ts";
import type { SyntaxProblem } from "./syntax-problem.ts";
import type { Argument, CallExpression, Expression, StringLiteral } from "./syntax-tree.ts";

export abstract class OperandParser extends RecoveringParser {
    protected abstract readonly expression: ParserMethod<[], Expression>;
    protected abstract readonly arguments: ParserMethod<[], BracketedList<Argument>>;

    /** Cached, as chevrotain recommends for frequent choices with many alternatives. */
    private readonly primaries: IOrAlt<Expression>[] = [
        { ALT: () => this.SUBRULE(this.named) },
        { ALT: () => this.number(this.CONSUME(kind.number)) },
        { ALT: () => this.invalidNumber(this.CONSUME(kind.invalidNumber)) },
        { ALT: () => this.SUBRULE(this.stringLiteral) },
        { ALT: () => ({ kind: "boolean", ...spanOf(this.CONSUME(keyword.true)), value: true }) },
        { ALT: () => ({ kind: "boolean", ...spanOf(this.CONSUME(keyword.false)), value: false }) },
        { ALT: () => ({ kind: "in", ...spanOf(this.CONSUME(keyword.in)) }) },
        { ALT: () => ({ kind: "error", ...spanOf(this.CONSUME(kind.hole)) }) },
        { ALT: () => this.SUBRULE(this.parenthesized) },
        { ALT: () => this.SUBRULE(this.listExpression) },
    ];

    protected readonly primary = this.RULE("primary", (): Expression => {
        const start = this.LA(1);
        let expression = this.OR(this.primaries);
        this.MANY(() => {
            const object = expression;
            expression = this.OR1([
                { ALT: () => this.SUBRULE(this.attribute, { ARGS: [object, start] }) },
                { ALT: () => this.SUBRULE(this.index, { ARGS: [object, start] }) },
                { ALT: () => this.SUBRULE(this.misplacedCall, { ARGS: [object, start] }) },
            ]);
        });
        return expression;
    });

    /** A name or a call. */
    private readonly named = this.RULE("named", (): Expression => {
        const name = this.CONSUME(kind.name);
        const list = this.OPTION(() => this.SUBRULE(this.arguments));
        if (list === undefined) {
            return this.nameOrConstant(name);
        }
        return this.ACTION(() => callExpression(name, list));
    });

    /** `True` is parsed as `true`, `None` as nothing. */
    private nameOrConstant(token: IToken): Expression {
        const span = spanOf(token);
        const instead = foreignConstants.get(token.image);
        if (instead === undefined) {
            return { kind: "name", ...span, text: token.image };
        }
        this.claimReport(token);
        if (instead === "") {
            this.report({ code: "foreign-syntax", ...span, found: token.image, instead });
            return { kind: "error", ...span };
        }
        this.report(foreign(token.image, instead, span, instead));
        return { kind: "boolean", ...span, value: instead === "true" };
    }

    protected readonly stringLiteral = this.RULE("stringLiteral", (): StringLiteral => {
        const token = this.CONSUME(kind.string);
        return this.ACTION(() => {
            const { value, terminated, unknownEscapes } = readString(token.image);
            const { start, end } = spanOf(token);
            for (const at of unknownEscapes.filter((index) => start + index + 1 < end)) {
                const span = { start: start + at, end: start + at + 2 };
                const escape = this.textOf(span);
                const fix = { span, text: `\\${escape}` };
                this.report({ code: "invalid-escape", ...span, escape }, fix);
            }
            if (!terminated) {
                const closing = { span: { start: end, end }, text: "\"" };
                this.report({ code: "unterminated-string", start, end }, closing);
            }
            return { kind: "string", ...spanOf(token), value, wellFormed: terminated && unknownEscapes.length === 0 };
        });
    });

    /** One expression in parentheses; several are parsed as a list. */
    private readonly parenthesized = this.RULE("parenthesized", (): Expression => {
        const start = this.LA(1);
        this.CONSUME(sign["("]);
        const first = this.OPTION(() => this.SUBRULE(this.expression)) ?? this.missingExpression();
        let elements: Expression[] | undefined;
        this.MANY(() => {
            this.CONSUME(sign[","]);
            elements ??= [first];
            const element = this.OPTION1(() => this.SUBRULE1(this.expression));
            if (element !== undefined) {
                elements.push(element);
            }
        });
        this.ACTION(() => this.endBrackets(")"));
        const closing = this.CONSUME(sign[")"]);
        if (elements === undefined) {
            return first;
        }
        const span = this.spanFrom(start);
        const inside = { start: start.startOffset + 1, end: closing.startOffset };
        const instead = `[${this.textOf(inside)}]`;
        if (this.text[span.start] === "(") {
            this.report(foreign(this.quotable(span), instead, span, instead));
        }
        return { kind: "list", ...span, elements };
    });

    private readonly listExpression = this.RULE("listExpression", (): Expression => {
        const { items, span } = this.list("[", () => this.SUBRULE(this.expression), "value");
        return { kind: "list", ...span, elements: items };
    });

    private readonly attribute = this.RULE("attribute", (object: Expression, start: IToken): Expression => {
        this.CONSUME(sign["."]);
        const name = this.OPTION(() => this.CONSUME(kind.name));
        return this.ACTION(() => {
            this.require(name, "attribute");
            const attribute = name === undefined ? undefined : identifier(name);
            return { kind: "attribute", ...this.spanFrom(start), object, attribute };
        });
    });

    private readonly index = this.RULE("index", (object: Expression, start: IToken): Expression => {
        this.CONSUME(sign["["]);
        const inside = this.OPTION(() => this.SUBRULE(this.expression));
        const index = this.ACTION(() => {
            const found = inside ?? this.missingExpression("index");
            this.endBrackets("]");
            return found;
        });
        this.CONSUME(sign["]"]);
        return this.ACTION(() => ({ kind: "index", ...this.spanFrom(start), object, index }));
    });

    /** Only a name can be called: `nn.Conv2d(3)`, `x.relu()` and `conv(3)(x)` are other languages' syntax. */
    private readonly misplacedCall = this.RULE("misplacedCall", (callee: Expression, start: IToken): Expression => {
        const opening = this.LA(1);
        const known = this.problems.length;
        const before = this.ACTION(() => this.spanFrom(start));
        const list = this.SUBRULE(this.arguments);
        return this.ACTION(() => {
            const span = this.spanFrom(start);
            const of = foreignOwner(callee);
            const argument = list.items.length === 1 ? list.items[0] : undefined;
            const applied = this.problems[known - 1];
            if (applied?.code === "foreign-syntax" && applied.call?.end === before.end && argument !== undefined) {
                const { inner, others } = habitsIn(this.problems.splice(known - 1).slice(1));
                const call = {
                    ...applied.call, end: span.end, appliedTo: argument, inner: [...applied.call.inner, ...inner],
                };
                this.problems.push(...others, { ...applied, call });
            } else if (callee.kind === "attribute" && callee.attribute !== undefined && of !== undefined) {
                const { inner, others } = habitsIn(this.problems.splice(known));
                this.problems.push(...others);
                const call = { ...span, name: callee.attribute.text, of, arguments: list.items, inner };
                this.report({ code: "foreign-syntax", ...before, found: this.quotable(before), instead: "", call });
            } else if (callee.kind === "call-expression" && argument !== undefined) {
                const flow = `${this.textOf(argument)} -> ${this.textOf(before)}`;
                this.report(foreign(this.quotable(span), flow, span, flow));
            } else if (callee.kind !== "error" && this.claimReport(opening)) {
                const found = { text: this.quotable(before) };
                this.report({ code: "unexpected-token", ...spanOf(opening), found, expected: "callee" });
            }
            return { kind: "error", ...span };
        });
    });

    private number(token: IToken): Expression {
        const value = Number(token.image);
        if (value > largestNumber) {
            this.report({ code: "number-too-large", ...spanOf(token), value: token.image });
            return { kind: "error", ...spanOf(token) };
        }
        return { kind: "number", ...spanOf(token), value, integer: /^\d+$/.test(token.image) };
    }

    private invalidNumber(token: IToken): Expression {
        const span = spanOf(token);
        const repaired = repairNumber(token.image);
        const fix = repaired === undefined ? undefined : { span, text: repaired };
        this.report({ code: "invalid-number", ...span, text: token.image }, fix);
        return repaired === undefined
            ? { kind: "error", ...span }
            : { kind: "number", ...span, value: Number(repaired), integer: /^\d+$/.test(repaired) };
    }
}

/** Foreign syntax in the arguments of a foreign call is part of the same mistake. */
function habitsIn(
    reported: readonly SyntaxProblem[],
): { readonly inner: readonly SyntaxProblem[]; readonly others: readonly SyntaxProblem[] } {
    const isHabit = ({ code }: SyntaxProblem): boolean => code === "foreign-syntax";
    return { inner: reported.filter(isHabit), others: reported.filter((problem) => !isHabit(problem)) };
}

function callExpression(name: IToken, list: BracketedList<Argument>): CallExpression {
    const start = name.startOffset;
    const { items, span, unclosed } = list;
    const { end } = span;
    const callee = identifier(name);
    const call = { kind: "call", start, end, callee, arguments: items, argumentsSpan: span, unclosed } as const;
    return { kind: "call-expression", start, end, call };
}
