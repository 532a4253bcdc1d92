/** The rules of values and layers: the contents of lines, arguments and branches. */

import type { IOrAlt, IToken, ParserMethod, TokenType } from "chevrotain";
import { ExpressionParser } from "./expression-parser.ts";
import { foreign } from "./foreign-syntax.ts";
import { arithmeticOnValues } from "./habits.ts";
import { keyword, sign, token as kind } from "./lexer.ts";
import { identifier } from "./parser-base.ts";
import type { BracketedList } from "./recovering-parser.ts";
import { spanOf } from "./token.ts";
import type {
    Argument, Body, Call, Dimension, Expression, Flow, For, Identifier, Repeat, ShapeClaim, Span, Step, Wildcard,
} from "./syntax-tree.ts";

/** The tokens other than names that start a flow. */
export const flowStarts: ReadonlySet<TokenType> = new Set([keyword.in, keyword.repeat, keyword.for]);

export abstract class FlowParser extends ExpressionParser {
    protected abstract readonly body: ParserMethod<[], Body>;

    /** A required flow; empty, and reported, if it is missing. */
    protected readonly flow = this.RULE("flow", (): Flow => {
        const start = this.LA(1);
        const value = this.OPTION(() => this.SUBRULE(this.value));
        return this.ACTION(() => {
            this.require(value, "layer");
            return value === undefined ? this.emptyFlow() : this.toFlow(value, this.spanFrom(start));
        });
    });

    private readonly beginnings: IOrAlt<Repeat | For | Expression>[] = [
        { ALT: () => this.SUBRULE(this.repeatLoop) },
        { ALT: () => this.SUBRULE(this.forLoop) },
        { ALT: () => this.SUBRULE(this.expression) },
    ];

    /** One expression or loop, then any number of `-> step`. */
    protected readonly value = this.RULE("value", (): Expression | Flow => {
        const start = this.LA(1);
        const first = this.OR(this.beginnings);
        let steps: Step[] | undefined;
        this.MANY(() => {
            this.CONSUME(sign["->"]);
            const step = this.SUBRULE(this.step);
            steps ??= [];
            if (step !== undefined) {
                steps.push(step);
            }
        });
        if (first.kind === "repeat" || first.kind === "for") {
            return { kind: "flow", ...this.spanFrom(start), source: undefined, steps: [first, ...steps ?? []] };
        }
        return steps === undefined ? first : this.toFlow(first, this.spanFrom(start), steps);
    });

    private readonly step = this.RULE("step", (): Step | undefined => {
        const step = this.OPTION(() => this.OR([
            { ALT: (): Step | undefined => this.SUBRULE(this.repeatLoop) },
            { ALT: (): Step | undefined => this.SUBRULE(this.forLoop) },
            { ALT: (): Step | undefined => this.SUBRULE(this.call) },
        ]));
        this.ACTION(() => this.require(step, "layer"));
        return step;
    });

    private readonly call = this.RULE("call", (): Call => {
        const start = this.LA(1);
        const name = this.CONSUME(kind.name);
        const list = this.OPTION(() => this.SUBRULE(this.arguments));
        return this.ACTION(() => {
            if (list === undefined) {
                this.reportMissingParentheses(name);
            }
            return {
                kind: "call",
                ...this.spanFrom(start),
                callee: identifier(name),
                arguments: list?.items ?? [],
                argumentsSpan: list?.span,
                unclosed: list?.unclosed ?? false,
            };
        });
    });

    private readonly repeatLoop = this.RULE("repeatLoop", (): Repeat => {
        const word = this.CONSUME(keyword.repeat);
        const count = this.OPTION(() => this.SUBRULE(this.expression));
        this.ACTION(() => this.require(count, "repeat-count"));
        const body = this.OPTION1(() => this.SUBRULE(this.body));
        return this.ACTION(() => {
            this.require(body, "{");
            return { kind: "repeat", ...this.spanFrom(word), keyword: spanOf(word), count, body };
        });
    });

    private readonly forLoop = this.RULE("forLoop", (): For => {
        const word = this.CONSUME(keyword.for);
        const names = this.OPTION(() => this.SUBRULE(this.names));
        this.ACTION(() => this.require(names, "name"));
        const within = this.OPTION1(() => this.CONSUME(keyword.in));
        this.ACTION(() => this.require(within, "in"));
        const iterable = this.OPTION2(() => this.SUBRULE(this.expression));
        this.ACTION(() => this.require(iterable, "iterable"));
        const body = this.OPTION3(() => this.SUBRULE(this.body));
        return this.ACTION(() => {
            this.require(body, "{");
            return { kind: "for", ...this.spanFrom(word), keyword: spanOf(word), names: names ?? [], iterable, body };
        });
    });

    private readonly names = this.RULE("names", (): readonly Identifier[] => {
        const names = [identifier(this.CONSUME(kind.name))];
        this.MANY(() => this.SUBRULE(this.anotherName, { ARGS: [names] }));
        return names;
    });

    /** At least two names. */
    protected readonly severalNames = this.RULE("severalNames", (): readonly Identifier[] => {
        const names = [identifier(this.CONSUME(kind.name))];
        this.AT_LEAST_ONE(() => this.SUBRULE(this.anotherName, { ARGS: [names] }));
        return names;
    });

    private readonly anotherName = this.RULE("anotherName", (names: Identifier[]): void => {
        this.CONSUME(sign[","]);
        const name = this.OPTION(() => identifier(this.CONSUME(kind.name)));
        this.require(name, "name");
        this.ACTION(() => names.push(...name === undefined ? [] : [name]));
    });

    protected readonly arguments = this.RULE("arguments", (): BracketedList<Argument> =>
        this.list("(", () => this.SUBRULE(this.argument), "argument"));

    private readonly argument = this.RULE("argument", (): Argument => this.OR(this.argumentForms));

    private readonly argumentForms: IOrAlt<Argument>[] = [
        {
            ALT: () => {
                const name = this.CONSUME(kind.name);
                this.CONSUME(sign["="]);
                const value = this.OPTION(() => this.SUBRULE(this.value)) ?? this.missingExpression();
                return { kind: "argument", ...this.spanFrom(name), name: identifier(name), value };
            },
        },
        {
            ALT: () => {
                const start = this.LA(1);
                const value = this.SUBRULE1(this.value);
                const name = this.OPTION1(() => this.SUBRULE(this.colonInArgument, { ARGS: [value] }));
                return name ?? { kind: "argument", ...this.spanFrom(start), name: undefined, value };
            },
        },
    ];

    /** `kernel: 3`, as in dictionaries. */
    private readonly colonInArgument = this.RULE("colonInArgument", (before: Expression | Flow): Argument => {
        const colon = this.CONSUME(sign[":"]);
        const value = this.OPTION(() => this.SUBRULE(this.value)) ?? this.missingExpression();
        return this.ACTION(() => {
            this.report(foreign(":", "=", spanOf(colon), "="));
            const span = { start: before.start, end: this.previousEnd() };
            const name = before.kind === "name" ? { ...before, kind: "identifier" } as const : undefined;
            return { kind: "argument", ...span, name, value: name === undefined ? before : value };
        });
    });

    protected readonly claim = this.RULE("claim", (): ShapeClaim => {
        const start = this.LA(1);
        this.CONSUME(sign[":"]);
        const shape = this.OPTION(() => this.SUBRULE(this.shape));
        return this.ACTION(() => {
            this.require(shape, "claimed-shape");
            const named = shape?.items.find(({ name }) => name !== undefined);
            if (named !== undefined) {
                const { start: at, end } = named;
                const found = { text: this.quotable(named) };
                this.report({ code: "unexpected-token", start: at, end, found, expected: "size" });
            }
            const dimensions = shape?.items.map(({ size }) => claimedSize(size)) ?? [];
            const shapeSpan = shape?.unclosed === true ? undefined : shape?.span;
            return { kind: "claim", ...this.spanFrom(start), dimensions, shapeSpan };
        });
    });

    /** The sizes of a shape, possibly in parentheses by mistake. */
    protected readonly shape = this.RULE("shape", (): BracketedList<Dimension> => this.OR([
        { ALT: () => this.SUBRULE(this.sizes) },
        {
            ALT: () => {
                const sizes = this.SUBRULE(this.parenthesizedSizes);
                this.ACTION(() => {
                    const { start, end } = sizes.span;
                    if (this.text[start] !== "(") {
                        // Full-width brackets, already reported.
                        return;
                    }
                    const closed = this.text[end - 1] === ")";
                    const instead = `[${this.text.slice(start + 1, closed ? end - 1 : end)}]`;
                    this.report(foreign(this.textOf(sizes.span), instead, sizes.span, instead));
                });
                return sizes;
            },
        },
    ]));

    private readonly sizes = this.RULE("sizes", (): BracketedList<Dimension> =>
        this.list("[", () => this.SUBRULE(this.dimension), "size"));

    private readonly parenthesizedSizes = this.RULE("parenthesizedSizes", (): BracketedList<Dimension> =>
        this.list("(", () => this.SUBRULE(this.dimension), "size"));

    private readonly dimension = this.RULE("dimension", (): Dimension => {
        const start = this.LA(1);
        return this.OR([
            {
                ALT: (): Dimension => {
                    const name = this.CONSUME(kind.name);
                    this.CONSUME(sign["="]);
                    const size = this.OPTION(() => this.SUBRULE(this.expression)) ?? this.missingExpression("size");
                    return { kind: "dimension", ...this.spanFrom(start), name: identifier(name), size };
                },
            },
            {
                ALT: (): Dimension => {
                    const size = this.SUBRULE1(this.expression);
                    return { kind: "dimension", ...this.spanFrom(start), name: undefined, size };
                },
            },
        ]);
    });

    protected emptyFlow(): Flow {
        return { kind: "flow", ...this.gap(), source: undefined, steps: [] };
    }

    /** A flow that starts with an expression, which must be a name, `in` or a call; otherwise it has no source. */
    protected toFlow(value: Expression | Flow, span: Span, steps: readonly Step[] = []): Flow {
        switch (value.kind) {
            case "flow":
                return value;
            case "name":
            case "in":
                return { kind: "flow", ...span, source: value, steps };
            case "call-expression":
                return { kind: "flow", ...span, source: undefined, steps: [value.call, ...steps] };
            case "error":
                return { kind: "flow", ...span, source: undefined, steps };
            default:
                this.reportNoFlow(value, span);
                return { kind: "flow", ...span, source: undefined, steps };
        }
    }

    private reportNoFlow(value: Expression, span: Span): void {
        const { start, end } = value;
        const arithmetic = arithmeticOnValues(value);
        if (arithmetic === undefined) {
            const found = { text: this.quotable(value) };
            this.reportUnlessFollowing(span, { code: "unexpected-token", start, end, found, expected: "layer-or-value" });
            return;
        }
        const { operator, layer, operands } = arithmetic;
        const text = `${layer}(${operands.map((operand) => this.textOf(operand)).join(", ")})`;
        const fix = { span: { start, end }, text };
        this.reportUnlessFollowing(span, { code: "value-arithmetic", start, end, operator, layer }, fix);
    }

    private reportMissingParentheses(name: IToken): void {
        const { start, end } = spanOf(name);
        if (this.claimReport(name)) {
            this.report({ code: "missing-parentheses", start, end, name: name.image }, {
                span: { start: end, end }, text: "()",
            });
        }
    }
}

/** In a claim, `_` matches any size. */
function claimedSize(size: Expression): Expression | Wildcard {
    return size.kind === "name" && size.text === "_" ? { kind: "wildcard", start: size.start, end: size.end } : size;
}
