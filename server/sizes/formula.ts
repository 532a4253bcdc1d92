import {
    addSizes, ceilDivideSizes, fixedSize, floorDivideSizes, formatSize, multiplySizes, subtractSizes, type Size,
} from "./size.ts";

/**
 * A formula for a size. One definition both computes the size and displays it: with symbols, `⌊(n + 2p − k)/s⌋ + 1`,
 * and with numbers, `⌊(224 + 2·3 − 7)/2⌋ + 1`.
 */
export type Formula =
    | { readonly kind: "term"; readonly symbol: string; readonly size: Size }
    | { readonly kind: "sum"; readonly left: Formula; readonly right: Formula }
    | { readonly kind: "difference"; readonly left: Formula; readonly right: Formula }
    | { readonly kind: "product"; readonly left: Formula; readonly right: Formula }
    | { readonly kind: "floor-quotient"; readonly left: Formula; readonly right: Formula }
    | { readonly kind: "ceil-quotient"; readonly left: Formula; readonly right: Formula };

/** A size or number and its symbol. */
export function term(symbol: string, value: Size | number): Formula {
    return { kind: "term", symbol, size: typeof value === "number" ? fixedSize(value) : value };
}

/** A number without a symbol. */
export function constant(value: number): Formula {
    return term(String(value), value);
}

export function plus(left: Formula, right: Formula): Formula {
    return { kind: "sum", left, right };
}

export function minus(left: Formula, right: Formula): Formula {
    return { kind: "difference", left, right };
}

export function times(left: Formula, right: Formula): Formula {
    return { kind: "product", left, right };
}

/** ⌊left / right⌋ */
export function floorQuotient(left: Formula, right: Formula): Formula {
    return { kind: "floor-quotient", left, right };
}

/** ⌈left / right⌉ */
export function ceilQuotient(left: Formula, right: Formula): Formula {
    return { kind: "ceil-quotient", left, right };
}

/** The size that a formula computes. */
export function evaluateFormula(formula: Formula): Size {
    if (formula.kind === "term") {
        return formula.size;
    }
    if (formula.kind === "sum") {
        // The sum of all operands of a `concat` is nested as deep as it has operands.
        return summandsOf(formula).map(evaluateFormula).reduce(addSizes);
    }
    const left = evaluateFormula(formula.left);
    const right = evaluateFormula(formula.right);
    switch (formula.kind) {
        case "difference": return subtractSizes(left, right);
        case "product": return multiplySizes(left, right);
        case "floor-quotient": return floorDivideSizes(left, right);
        case "ceil-quotient": return ceilDivideSizes(left, right);
    }
}

/** The summands of nested sums, of which the left side may be deep. */
function summandsOf(formula: Formula): readonly Formula[] {
    const summands: Formula[] = [];
    let rest = formula;
    for (; rest.kind === "sum"; rest = rest.left) {
        summands.push(rest.right);
    }
    summands.push(rest);
    return summands.reverse();
}

/** A formula with its symbols: `⌊(n + 2·p − k)/s⌋ + 1`. */
export function formatSymbols(formula: Formula): string {
    return print(formula, (leaf) => leaf.symbol);
}

/** A formula with its numbers: `⌊(224 + 2·3 − 7)/2⌋ + 1`. */
export function formatNumbers(formula: Formula): string {
    return print(formula, (leaf) => formatSize(leaf.size));
}

/** The maximum number of summands that are printed. */
const mostSummands = 12;

function printSum(summands: readonly string[]): string {
    const rest = summands.length - mostSummands;
    return rest > 1
        ? [...summands.slice(0, mostSummands - 1), "…", ...summands.slice(-1)].join(" + ")
        : summands.join(" + ");
}

function print(formula: Formula, leaf: (term: Extract<Formula, { kind: "term" }>) => string): string {
    const inner = (part: Formula): string => print(part, leaf);
    const isSum = (part: Formula): boolean => part.kind === "sum" || part.kind === "difference";
    const grouped = (part: Formula): string => (isSum(part) ? `(${inner(part)})` : inner(part));
    switch (formula.kind) {
        case "term": return leaf(formula);
        case "sum": return printSum(summandsOf(formula).map(inner));
        case "difference": return `${inner(formula.left)} − ${grouped(formula.right)}`;
        case "product": return `${grouped(formula.left)}·${grouped(formula.right)}`;
        case "floor-quotient": return `⌊${grouped(formula.left)}/${grouped(formula.right)}⌋`;
        case "ceil-quotient": return `⌈${grouped(formula.left)}/${grouped(formula.right)}⌉`;
    }
}
