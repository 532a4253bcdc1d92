import type { Argument, BinaryOperator, Expression, PythonLiteral } from "./syntax.ts";

/** Python's precedences, from the conditional expression to atoms. */
export const precedence = {
    conditional: 0, or: 1, and: 2, not: 3, comparison: 4, sum: 5, product: 6, unary: 7, power: 8, atom: 9,
} as const;

export const binaryPrecedence: Readonly<Record<BinaryOperator, number>> = {
    or: precedence.or, and: precedence.and, "==": precedence.comparison, "!=": precedence.comparison,
    "<": precedence.comparison, "<=": precedence.comparison, ">": precedence.comparison, ">=": precedence.comparison,
    is: precedence.comparison, "is not": precedence.comparison, in: precedence.comparison, "+": precedence.sum,
    "-": precedence.sum, "*": precedence.product, "/": precedence.product, "//": precedence.product,
    "%": precedence.product, "**": precedence.power,
};

/** An expression on one line. */
export function printExpression(expression: Expression): string {
    return print(expression).text;
}

/** An expression on one line, and its precedence. */
export interface Printed {
    readonly text: string;
    readonly binds: number;
}

export function print(expression: Expression): Printed {
    const atom = (text: string): Printed => ({ text, binds: precedence.atom });
    switch (expression.kind) {
        case "name":
            return atom(expression.name);
        case "literal": {
            const isNegative = typeof expression.value === "number" && expression.value < 0;
            return { text: printLiteral(expression.value), binds: isNegative ? precedence.unary : precedence.atom };
        }
        case "tuple":
            return atom(expression.elements.length === 1
                ? `(${expression.elements.map(printExpression).join("")},)`
                : `(${expression.elements.map(printExpression).join(", ")})`);
        case "list":
            return atom(`[${expression.elements.map(printExpression).join(", ")}]`);
        case "dict":
            return atom(`{${expression.entries.map(([key, value]) =>
                `${JSON.stringify(key)}: ${printExpression(value)}`).join(", ")}}`);
        case "comprehension":
            return atom(`[${printExpression(expression.element)} ${clause(expression)}]`);
        case "unary": {
            const isNot = expression.operator === "not";
            const binds = isNot ? precedence.not : precedence.unary;
            return { text: `${isNot ? "not " : expression.operator}${within(expression.operand, binds)}`, binds };
        }
        case "binary": {
            const { operator } = expression;
            const binds = binaryPrecedence[operator];
            // A power binds its left operand more tightly; other operators are left-associative.
            const [left, right] = operator === "**"
                ? [precedence.atom, precedence.unary]
                : [binds === precedence.comparison ? binds + 1 : binds, binds + 1];
            return { text: `${within(expression.left, left)} ${operator} ${within(expression.right, right)}`, binds };
        }
        case "conditional":
            return {
                text: `${within(expression.then, precedence.or)} if ${within(expression.test, precedence.or)} else ` +
                    printExpression(expression.otherwise),
                binds: precedence.conditional,
            };
        case "call":
            return atom(`${within(expression.callee, precedence.atom)}(${expression.arguments.map(printArgument).join(", ")})`);
        case "attribute":
            return atom(`${within(expression.object, precedence.atom)}.${expression.attribute}`);
        case "subscript":
            return atom(`${within(expression.object, precedence.atom)}[${expression.index.map(printExpression).join(", ")}]`);
        case "slice": {
            const { start, stop, step } = expression;
            const part = (one: Expression | undefined): string => (one === undefined ? "" : within(one, precedence.sum));
            return atom(`${part(start)}:${part(stop)}${step === undefined ? "" : `:${part(step)}`}`);
        }
        case "starred":
            return atom(`*${within(expression.value, precedence.or)}`);
        case "format":
            return atom(`f"${expression.parts.map((one) =>
                (typeof one === "string" ? escaped(one) : `{${printExpression(one)}}`)).join("")}"`);
        case "reference":
            return expression.to;
    }
}

function escaped(text: string): string {
    return JSON.stringify(text).slice(1, -1).replaceAll("{", "{{").replaceAll("}", "}}");
}

/** An expression where the context has this precedence: in parentheses if needed. */
export function within(expression: Expression, binds: number): string {
    const printed = print(expression);
    return printed.binds < binds ? `(${printed.text})` : printed.text;
}

export function printArgument({ name, value }: Argument): string {
    return name === undefined ? printExpression(value) : `${name}=${printExpression(value)}`;
}

/** `for x in y` */
export function clause({ target, iterable }: { readonly target: Expression; readonly iterable: Expression }): string {
    return `for ${printTarget(target)} in ${within(iterable, precedence.or)}`;
}

/** The target of a loop: `i`, or `i, (a, b)` without outer parentheses. */
export function printTarget(target: Expression): string {
    return target.kind === "tuple" && target.elements.length > 1
        ? target.elements.map(printExpression).join(", ")
        : printExpression(target);
}

/** A number, string, boolean or tuple in Python's syntax. */
export function printLiteral(value: PythonLiteral | undefined): string {
    switch (typeof value) {
        case "undefined":
            return "None";
        case "boolean":
            return value ? "True" : "False";
        case "number":
            return printNumber(value);
        case "string":
            return JSON.stringify(value);
        default:
            return value.length === 1
                ? `(${value.map(printLiteral).join("")},)`
                : `(${value.map(printLiteral).join(", ")})`;
    }
}

/** Small numbers in scientific notation, as Python prints them. */
function printNumber(value: number): string {
    if (value === Infinity || value === -Infinity) {
        return `float("${value < 0 ? "-" : ""}inf")`;
    }
    return value !== 0 && Math.abs(value) < 1e-4 ? value.toExponential() : String(value);
}
