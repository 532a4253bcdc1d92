/** The rules of expressions: operators and conditionals. */

import type { IOrAlt } from "chevrotain";
import { OperatorChain } from "./expressions.ts";
import { category, keyword } from "./lexer.ts";
import { OperandParser } from "./operand-parser.ts";
import type { BinaryExpression, ConditionalExpression, Expression, Span } from "./syntax-tree.ts";

interface Alternative extends Span {
    readonly condition: Expression;
    readonly otherwise: Expression;
}

export abstract class ExpressionParser extends OperandParser {
    protected readonly expression = this.RULE("expression", (): Expression => {
        const start = this.LA(1);
        const first = this.SUBRULE(this.operation);
        let alternatives: Alternative[] | undefined;
        this.MANY(() => {
            alternatives ??= [];
            alternatives.push(this.SUBRULE(this.alternative));
        });
        return alternatives === undefined ? first : conditional(start.startOffset, first, alternatives);
    });

    /** `if condition else value`, repeated; the last value applies if no condition is true. */
    private readonly alternative = this.RULE("alternative", (): Alternative => {
        this.CONSUME(keyword.if);
        const condition = this.OPTION(() => this.SUBRULE(this.operation)) ?? this.missingExpression("condition");
        const word = this.OPTION1(() => this.CONSUME(keyword.else));
        this.require(word, "else-value");
        const first = this.LA(1);
        const otherwise = this.OPTION2(() => this.SUBRULE1(this.operation));
        if (otherwise === undefined) {
            const missing = this.missingExpression();
            // A missing condition is in the same gap.
            const start = Math.max(missing.start, condition.end);
            return { condition, otherwise: { ...missing, start }, start, end: missing.end };
        }
        return { condition, otherwise, ...this.spanFrom(first) };
    });

    private readonly operation = this.RULE("operation", (): Expression => {
        const start = this.LA(1);
        const first = this.OR(this.firstOperands);
        const single = first instanceof OperatorChain ? undefined : first;
        let chain = first instanceof OperatorChain ? first : undefined;
        this.MANY(() => {
            if (chain === undefined) {
                chain = this.newChain();
                chain.operand({
                    expression: single ?? this.missingExpression(),
                    start: start.startOffset,
                    end: this.previousEnd(),
                });
            }
            chain.binary(this.CONSUME(category.binaryOperator));
            this.SUBRULE1(this.operand, { ARGS: [chain] });
        });
        return chain?.finish()?.expression ?? single ?? this.missingExpression();
    });

    private readonly firstOperands: IOrAlt<Expression | OperatorChain>[] = [
        { ALT: () => this.SUBRULE(this.primary) },
        {
            ALT: () => {
                const chain = this.newChain();
                chain.prefix(this.CONSUME(category.prefixOperator));
                this.SUBRULE(this.operand, { ARGS: [chain] });
                return chain;
            },
        },
    ];

    /** The operand after an operator. */
    private readonly operand = this.RULE("operand", (chain: OperatorChain): void => {
        this.MANY(() => {
            const operator = this.CONSUME(category.prefixOperator);
            this.ACTION(() => chain.prefix(operator));
        });
        const start = this.LA(1);
        const expression = this.OPTION(() => this.SUBRULE(this.primary));
        this.ACTION(() => {
            if (expression === undefined) {
                const missing = this.missingExpression();
                chain.operand({ expression: missing, start: missing.start, end: missing.end });
            } else {
                chain.operand({ expression, ...this.spanFrom(start) });
            }
        });
    });

    private newChain(): OperatorChain {
        return new OperatorChain((first, operator) => this.reportChained(first, operator));
    }

    private reportChained(first: BinaryExpression, operator: Span): void {
        const middle = this.textOf(first.right);
        this.report({ code: "chained-comparison", ...operator }, {
            span: { start: operator.start, end: operator.start },
            text: `and ${middle} `,
        });
    }
}

function conditional(start: number, first: Expression, alternatives: readonly Alternative[]): Expression {
    const parts = alternatives.map(({ condition, otherwise }, index) => ({
        then: index === 0 ? first : alternatives[index - 1]?.otherwise ?? first,
        start: index === 0 ? start : alternatives[index - 1]?.start ?? start,
        condition,
        otherwise,
    }));
    const end = alternatives.at(-1)?.end ?? first.end;
    return parts.reduceRight<Expression | undefined>((otherwise, part): ConditionalExpression => ({
        kind: "conditional",
        start: part.start,
        end,
        then: part.then,
        condition: part.condition,
        otherwise: otherwise ?? part.otherwise,
    }), undefined) ?? first;
}
