import type { SizeTest } from "./size-condition.ts";
import type { Condition } from "./set-expression.ts";
import type { Atom, SizeFunction, Term } from "./function-form.ts";
import { addNumber } from "./size-function.ts";

/**
 * A condition as an expression of the language, `H == 2 * (W // 2)`, which evaluates to the same condition. Undefined
 * if no expression states it, such as the condition that a size has its default value.
 */
export function testExpression(test: SizeTest): Condition | undefined {
    const text = testText(test);
    const joins = test.kind === "all" ? "and" : test.kind === "any" ? "or" : undefined;
    return text === undefined ? undefined : { text, joins, comparisons: 1 };
}

function testText(test: SizeTest): string | undefined {
    switch (test.kind) {
        case "constant": return String(test.value);
        case "zero": return comparison(test.of, "==");
        case "nonnegative": return comparison(test.of, ">=");
        case "as-sampled": return undefined;
        case "not": {
            const part = testText(test.part);
            return part === undefined ? undefined : `not (${part})`;
        }
        case "all":
        case "any": {
            const parts = test.parts.map((part) => {
                const text = testText(part);
                return text === undefined || (part.kind !== "all" && part.kind !== "any") ? text : `(${text})`;
            });
            return parts.includes(undefined) ? undefined : parts.join(test.kind === "all" ? " and " : " or ");
        }
    }
}

/** f ≥ 0 with the positive terms on one side and the negative terms on the other. */
function comparison(f: SizeFunction, sign: string): string {
    const left = f.terms.filter(({ coefficient }) => coefficient > 0);
    const right = f.terms.filter(({ coefficient }) => coefficient < 0)
        .map(({ coefficient, product }) => ({ coefficient: -coefficient, product }));
    const constant = right.length > 0 ? f.constant : -f.constant;
    return right.length > 0
        ? `${sum(left, Math.max(constant, 0))} ${sign} ${sum(right, Math.max(-constant, 0))}`
        : `${sum(left, 0)} ${sign} ${constant}`;
}

function sum(terms: readonly Term[], constant: number): string {
    const texts = [...terms.map(termText), ...(constant === 0 && terms.length > 0 ? [] : [String(constant)])];
    return texts.reduce((text, next) => (next.startsWith("-") ? `${text} - ${next.slice(1)}` : `${text} + ${next}`));
}

function termText({ coefficient, product }: Term): string {
    const factors = product.atoms.map(atomText).join(" * ");
    return Math.abs(coefficient) === 1 ? `${coefficient < 0 ? "-" : ""}${factors}` : `${coefficient} * ${factors}`;
}

function atomText(atom: Atom): string {
    switch (atom.kind) {
        case "variable": return atom.name;
        case "floor": return quotientText(atom.of, atom.by);
        case "positive": return `max(${sum(atom.of.terms, atom.of.constant)}, 0)`;
    }
}

/** `(f // m)`, or `ceil(g / m)` if f is g + m − 1. */
function quotientText(f: SizeFunction, m: number): string {
    if (f.constant !== m - 1) {
        return `(${grouped(f)} // ${m})`;
    }
    return `ceil(${grouped(addNumber(f, 1 - m))} / ${m})`;
}

function grouped(f: SizeFunction): string {
    const text = sum(f.terms, f.constant);
    return f.terms.length + (f.constant === 0 ? 0 : 1) > 1 || text.startsWith("-") ? `(${text})` : text;
}
