/** The rules of bodies and their statements. */

import type { IOrAlt, IToken } from "chevrotain";
import { undecorated } from "./definition-parser.ts";
import type { Decorators } from "./definition-parser.ts";
import { flowStarts } from "./flow-parser.ts";
import { foreign } from "./foreign-syntax.ts";
import { keyword, sign, token as kind } from "./lexer.ts";
import { LineParser } from "./line-parser.ts";
import { spanOf } from "./token.ts";
import type { Body, Expression, Flow, If, Input, Output, Require, Return, Statement } from "./syntax-tree.ts";

/** `if condition { … }`, one of several joined by `else`. */
interface IfClause {
    readonly kind: "clause";
    readonly start: number;
    readonly condition: Expression;
    readonly then: Body | undefined;
}

export abstract class StatementParser extends LineParser {
    protected readonly body = this.RULE("body", (): Body => {
        const start = this.LA(1);
        const statements: Statement[] = [];
        const forms: IOrAlt<unknown>[] = [
            { ALT: () => this.CONSUME(kind.newline) },
            {
                ALT: () => {
                    statements.push(this.SUBRULE(this.statement));
                    this.endStatement();
                },
            },
            { ALT: () => this.SUBRULE(this.strayLine, { ARGS: ["layer"] }) },
        ];
        this.CONSUME(sign["{"]);
        this.MANY(() => this.OR({ DEF: forms, IGNORE_AMBIGUITIES: true }));
        this.CONSUME(sign["}"]);
        return { kind: "body", ...this.spanFrom(start), statements };
    });

    private readonly statement = this.RULE("statement", (): Statement => {
        const start = this.LA(1);
        return this.OR([
            { ALT: () => this.SUBRULE(this.undecoratedStatement, { ARGS: [start, undecorated] }) },
            {
                ALT: () => {
                    const decorators = this.SUBRULE(this.decorators);
                    const statement = this.OPTION(() =>
                        this.SUBRULE1(this.undecoratedStatement, { ARGS: [start, decorators] }));
                    return this.ACTION(() => statement ?? this.nothingToDecorate(start, decorators));
                },
            },
        ]);
    });

    private readonly undecoratedStatement = this.RULE("undecoratedStatement", (
        start: IToken, decorators: Decorators,
    ): Statement => this.OR([
        { ALT: (): Statement => this.SUBRULE(this.line, { ARGS: [start, decorators] }) },
        { ALT: (): Statement => this.SUBRULE(this.letStatement, { ARGS: [start, decorators] }) },
        { ALT: (): Statement => this.SUBRULE(this.inputStatement, { ARGS: [start, decorators] }) },
        { ALT: (): Statement => this.SUBRULE(this.outputStatement, { ARGS: [start, decorators] }) },
        { ALT: (): Statement => this.SUBRULE(this.requireStatement, { ARGS: [start, decorators] }) },
        { ALT: (): Statement => this.SUBRULE(this.returnStatement, { ARGS: [start, decorators] }) },
        { ALT: (): Statement => this.SUBRULE(this.ifStatement, { ARGS: [start, decorators] }) },
    ]));

    private readonly inputStatement = this.RULE("inputStatement", (start: IToken, decorators: Decorators): Input => {
        this.CONSUME(keyword.input);
        const name = this.SUBRULE(this.definedName);
        this.OR([
            { ALT: () => this.CONSUME(sign[":"]) },
            {
                ALT: () => {
                    const equals = spanOf(this.CONSUME(sign["="]));
                    this.report(foreign("=", ":", equals, ":"));
                },
            },
            { ALT: () => this.require(undefined, ":", this.insertion(":")) },
        ]);
        const shape = this.OPTION(() => this.SUBRULE(this.shape));
        this.require(shape, "input-shape");
        return this.ACTION(() => ({
            kind: "input",
            ...this.spanFrom(start),
            decorators,
            name,
            dimensions: shape?.items ?? [],
            shapeSpan: shape?.span,
        }));
    });

    private readonly outputStatement = this.RULE("outputStatement", (start: IToken, decorators: Decorators): Output => {
        this.CONSUME(keyword.output);
        const { name, flow } = this.OR({
            DEF: [
                {
                    GATE: () => this.isUnnamedFlow(),
                    ALT: () => ({ name: undefined, flow: this.SUBRULE(this.unnamed) }),
                },
                {
                    ALT: () => ({
                        name: this.SUBRULE(this.definedName),
                        flow: this.OPTION(() => {
                            this.CONSUME(sign["="]);
                            return this.SUBRULE(this.flow);
                        }),
                    }),
                },
            ],
            IGNORE_AMBIGUITIES: true,
        });
        const claim = this.OPTION1(() => {
            this.require(flow, "output-value");
            return this.SUBRULE(this.claim);
        });
        return { kind: "output", ...this.spanFrom(start), decorators, name, flow, claim };
    });

    /** `output softmax()` without the output's name. */
    private isUnnamedFlow(): boolean {
        const [first, second] = [this.LA(1).tokenType, this.LA(2).tokenType];
        return flowStarts.has(first) || (first === kind.name && (second === sign["("] || second === sign["->"]));
    }

    private readonly unnamed = this.RULE("unnamed", (): Flow => {
        const at = this.LA(1).startOffset;
        const fix = { span: { start: at, end: at }, text: "result = " };
        this.reportNext("output-name", fix);
        return this.SUBRULE(this.flow);
    });

    private readonly requireStatement = this.RULE("requireStatement", (
        start: IToken, decorators: Decorators,
    ): Require => {
        this.CONSUME(keyword.require);
        const condition = this.SUBRULE(this.condition);
        const message = this.OPTION(() => {
            this.CONSUME(sign[","]);
            const text = this.OPTION1(() => this.SUBRULE(this.stringLiteral));
            this.require(text, "message");
            return text;
        });
        return { kind: "require", ...this.spanFrom(start), decorators, condition, message };
    });

    private readonly returnStatement = this.RULE("returnStatement", (start: IToken, decorators: Decorators): Return => {
        this.CONSUME(keyword.return);
        const flows = [this.SUBRULE(this.flow)];
        this.MANY(() => {
            this.CONSUME(sign[","]);
            flows.push(this.SUBRULE1(this.flow));
        });
        return { kind: "return", ...this.spanFrom(start), decorators, flows };
    });

    private readonly ifStatement = this.RULE("ifStatement", (start: IToken, decorators: Decorators): If => {
        const clauses = [this.SUBRULE(this.ifClause)];
        let otherwise: Body | undefined;
        this.MANY({
            // Nothing follows the last branch.
            GATE: () => otherwise === undefined,
            DEF: () => {
                this.CONSUME(keyword.else);
                const branch = this.OPTION(() => this.OR([
                    { ALT: (): IfClause | Body => this.SUBRULE1(this.ifClause) },
                    { ALT: (): IfClause | Body => this.SUBRULE1(this.body) },
                ]));
                this.require(branch, "else-branch");
                this.ACTION(() => {
                    if (branch?.kind === "clause") {
                        clauses.push(branch);
                    } else {
                        otherwise = branch;
                    }
                });
            },
        });
        if (this.LA(1).tokenType === keyword.else) {
            this.reportNext("end-of-if");
        }
        return this.ACTION(() => this.nestedIf(start, decorators, clauses, otherwise));
    });

    private readonly ifClause = this.RULE("ifClause", (): IfClause => {
        const word = this.CONSUME(keyword.if);
        const condition = this.SUBRULE(this.condition);
        const then = this.OPTION(() => this.SUBRULE(this.body));
        this.require(then, "{");
        return { kind: "clause", start: word.startOffset, condition, then };
    });

    private nestedIf(
        start: IToken, decorators: Decorators, clauses: readonly IfClause[], last: Body | undefined,
    ): If {
        const { end } = this.spanFrom(start);
        const build = (clause: IfClause, otherwise: If | Body | undefined): If => ({
            kind: "if",
            start: clause.start,
            end,
            decorators: [],
            condition: clause.condition,
            then: clause.then,
            else: otherwise,
        });
        const [first, ...rest] = clauses;
        const otherwise = rest.reduceRight<If | Body | undefined>((inner, clause) => build(clause, inner), last);
        return { kind: "if", start: start.startOffset, end, decorators, condition: first?.condition, then: first?.then,
            else: otherwise };
    }

    /** A condition; `=` is parsed as `==`. */
    private readonly condition = this.RULE("condition", (): Expression => {
        const first = this.LA(1);
        const expression = this.OPTION(() => this.SUBRULE(this.expression));
        const left = expression ?? this.missingExpression("condition");
        return this.OPTION1(() => {
            const operatorSpan = spanOf(this.CONSUME(sign["="]));
            if (expression !== undefined) {
                this.report(foreign("=", "==", operatorSpan, "=="));
            }
            const right = this.OPTION2(() => this.SUBRULE1(this.expression)) ?? this.missingExpression();
            // A missing operand is in the gap before the `=`.
            const start = Math.min(left.start, first.startOffset);
            const end = this.previousEnd();
            return { kind: "binary", start, end, operator: "==", left, right, operatorSpan } as const;
        }) ?? left;
    });
}
