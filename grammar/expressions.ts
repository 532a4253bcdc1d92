/** Builds the tree of an expression from a sequence of operands and operators, by precedence. */

import type { IToken } from "chevrotain";
import { spanOf } from "./token.ts";
import { binaryPrecedence, prefixPrecedence } from "./tokens.ts";
import type { BinaryExpression, BinaryOperator, Expression, Span, UnaryOperator } from "./syntax-tree.ts";

/** An operand with its extent, which includes its parentheses. */
export interface Operand {
    readonly expression: Expression;
    readonly start: number;
    readonly end: number;
}

interface Operator {
    readonly token: IToken;
    readonly prefix: boolean;
    readonly precedence: number;
}

/** The parts of an expression in order: prefix operators and operands, with a binary operator between two operands. */
export class OperatorChain {
    private readonly operands: Operand[] = [];
    private readonly operators: Operator[] = [];
    private readonly reportChained: (first: BinaryExpression, operator: Span) => void;

    constructor(reportChained: (first: BinaryExpression, operator: Span) => void) {
        this.reportChained = reportChained;
    }

    prefix(token: IToken): void {
        const precedence = prefixPrecedence[token.tokenType.name as UnaryOperator];
        this.operators.push({ token, prefix: true, precedence });
    }

    binary(token: IToken): void {
        const operator = token.tokenType.name as BinaryOperator;
        const precedence = binaryPrecedence[operator];
        this.reduceWhile((top) => operator === "**" ? top > precedence : top >= precedence);
        const left = this.operands.at(-1)?.expression;
        if (left?.kind === "binary" && isComparison(left.operator) && isComparison(operator) && this.isBare(left)) {
            this.reportChained(left, spanOf(token));
            // The result of the first comparison is not a number: an error expression avoids a second problem.
            const span = { start: left.start, end: left.end };
            this.operands.splice(-1, 1, { ...span, expression: { kind: "error", ...span } });
        }
        this.operators.push({ token, prefix: false, precedence });
    }

    operand(operand: Operand): void {
        this.operands.push(operand);
    }

    /** The whole expression. */
    finish(): Operand | undefined {
        this.reduceWhile(() => true);
        return this.operands.at(-1);
    }

    private isBare(left: BinaryExpression): boolean {
        const operand = this.operands.at(-1);
        return operand?.start === left.start && operand.end === left.end;
    }

    private reduceWhile(bindsFirst: (precedence: number) => boolean): void {
        for (let top = this.operators.at(-1); top !== undefined && bindsFirst(top.precedence);) {
            this.operators.pop();
            this.reduce(top.token, top.prefix);
            top = this.operators.at(-1);
        }
    }

    private reduce(token: IToken, prefix: boolean): void {
        const right = this.operands.pop();
        if (right === undefined) {
            return;
        }
        if (prefix) {
            const span = { start: token.startOffset, end: right.end };
            const operator = token.tokenType.name as UnaryOperator;
            const expression = { kind: "unary", ...span, operator, operand: right.expression } as const;
            this.operands.push({ ...span, expression });
            return;
        }
        const left = this.operands.pop();
        if (left === undefined) {
            return;
        }
        const span = { start: left.start, end: right.end };
        this.operands.push({
            ...span,
            expression: {
                kind: "binary",
                ...span,
                operator: token.tokenType.name as BinaryOperator,
                left: left.expression,
                right: right.expression,
                operatorSpan: spanOf(token),
            },
        });
    }
}

function isComparison(operator: BinaryOperator): boolean {
    return binaryPrecedence[operator] === binaryPrecedence["=="];
}
