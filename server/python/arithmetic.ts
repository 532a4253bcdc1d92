import { binary, literal, type Expression } from "./syntax.ts";
import { equal } from "./traversal.ts";

/** The number of an expression that is a number literal. */
export function numberIn<R>(expression: Expression<R>): number | undefined {
    return expression.kind === "literal" && typeof expression.value === "number" ? expression.value : undefined;
}

/** A product, without factors of 1. */
export function product<R>(left: Expression<R>, right: Expression<R>): Expression<R> {
    const [a, b] = [numberIn(left), numberIn(right)];
    if (a !== undefined && b !== undefined) {
        return literal(a * b);
    }
    return a === 1 ? right : b === 1 ? left : binary("*", left, right);
}

/** A sum: adds up numbers and counts equal terms. */
export function sum<R>(terms: readonly Expression<R>[]): Expression<R> {
    const counted: { readonly term: Expression<R>; readonly count: number }[] = [];
    let constant = 0;
    for (const term of terms) {
        const value = numberIn(term);
        const known = counted.findIndex((one) => equal(one.term, term));
        if (value !== undefined) {
            constant += value;
        } else if (known >= 0) {
            counted[known] = { term, count: (counted[known]?.count ?? 0) + 1 };
        } else {
            counted.push({ term, count: 1 });
        }
    }
    const parts = counted.map(({ term, count }) => product(literal(count), term));
    const [first, ...rest] = constant === 0 ? parts : [...parts, literal(constant)];
    return first === undefined ? literal(0) : rest.reduce((left, right) => binary("+", left, right), first);
}
