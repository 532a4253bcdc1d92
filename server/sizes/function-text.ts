import type { SizeTest } from "./size-condition.ts";
import { formatSize, type Size } from "./size.ts";
import type { Atom, SizeFunction, Term } from "./function-form.ts";
import { addFunctions, addNumber, floorDivideFunction, positivePart, scaleFunction } from "./size-function.ts";

/** A size as a function of the input's dynamic sizes, `⌊(H + 5)/32⌋`; undefined if it has no such form. */
export function formatSizeForm(size: Size): string | undefined {
    return size.form === undefined || size.form.lost ? undefined : formatFunction(size.form);
}

/** How to display sizes that depend on dynamic sizes: as numbers, as functions, or as both. */
export type SizeStyle = "numbers" | "formulas" | "both";

export const sizeStyles: readonly SizeStyle[] = ["numbers", "formulas", "both"];

/** `112` or `⌈H/2⌉` */
export function formatSizeAs(size: Size, style: Exclude<SizeStyle, "both">): string {
    return (style === "numbers" ? undefined : formatSizeForm(size)) ?? formatSize(size);
}

/** `2·⌊H/2⌋ + 1`; a floor includes the other terms if the result is shorter: `⌊3·H/2⌋`. */
export function formatFunction(f: SizeFunction): string {
    const merged = extremeText(f) ?? roundedText(f);
    return merged ?? sumText(f.terms.map(termText), f.constant);
}

/** A condition for display: `2·⌊H/2⌋ = H`. */
export function formatTest(test: SizeTest): string {
    switch (test.kind) {
        case "constant": return test.value ? "any size" : "no size";
        case "zero": return comparison(test.of, "=");
        case "nonnegative": return comparison(test.of, "≥");
        case "as-sampled": return `${test.variables.join(", ")} as at the sample`;
        case "not": return test.part.kind === "zero" ? comparison(test.part.of, "≠") : `not (${formatTest(test.part)})`;
        case "all":
        case "any": return test.parts.map((part) =>
            (part.kind === "all" || part.kind === "any" ? `(${formatTest(part)})` : formatTest(part)))
            .join(test.kind === "all" ? " and " : " or ");
    }
}

/** `K` of `H = K`: the other side of an equation of which one side is a single size; undefined for other conditions. */
export function equalTo(name: string, test: SizeTest): string | undefined {
    if (test.kind !== "zero") {
        return undefined;
    }
    const [left, right] = sidesOf(test.of);
    return left === name ? right : right === name ? left : undefined;
}

function comparison(f: SizeFunction, sign: string): string {
    return sidesOf(f).join(` ${sign} `);
}

/** f with the positive terms on one side and the negative terms on the other. */
function sidesOf(f: SizeFunction): readonly [left: string, right: string] {
    const left = f.terms.filter(({ coefficient }) => coefficient > 0).map(termText);
    const right = f.terms.filter(({ coefficient }) => coefficient < 0).map((term) => termText(negated(term)));
    return [
        sumText(left, right.length > 0 ? Math.max(f.constant, 0) : 0),
        sumText(right, right.length > 0 ? Math.max(-f.constant, 0) : -f.constant),
    ];
}

function negated({ coefficient, product }: Term): Term {
    return { coefficient: -coefficient, product };
}

function termText({ coefficient, product }: Term): string {
    const factors = product.atoms.map(atomText);
    if (Math.abs(coefficient) === 1) {
        return `${coefficient < 0 ? "−" : ""}${factors.join("·")}`;
    }
    return [minus(coefficient), ...factors].join("·");
}

function atomText(atom: Atom): string {
    switch (atom.kind) {
        case "variable": return atom.name;
        case "floor": return quotientText(atom.of, atom.by);
        case "positive": return `max(${formatFunction(atom.of)}, 0)`;
    }
}

/** ⌊f/m⌋, or ⌈g/m⌉ if f is g + m − 1. */
function quotientText(f: SizeFunction, m: number): string {
    return f.constant === m - 1
        ? `⌈${grouped(addNumber(f, 1 - m))}/${m}⌉`
        : `⌊${grouped(f)}/${m}⌋`;
}

function grouped(f: SizeFunction): string {
    const isSum = f.terms.length + (f.constant === 0 ? 0 : 1) > 1;
    return isSum ? `(${formatFunction(f)})` : formatFunction(f);
}

/** One floor around all terms, if f has only one floor: H + ⌊H/2⌋ is ⌊3·H/2⌋. */
function roundedText(f: SizeFunction): string | undefined {
    const floors = f.terms.filter(({ product }) => product.atoms.some(({ kind }) => kind !== "variable"));
    const [term] = floors;
    const [atom, ...others] = term?.product.atoms ?? [];
    if (floors.length !== 1 || term === undefined || atom?.kind !== "floor" || others.length > 0
        || Math.abs(term.coefficient) !== 1) {
        return undefined;
    }
    const outside = addFunctions(f, scaleFunction(floorDivideFunction(atom.of, atom.by), -term.coefficient));
    const inner = term.coefficient === 1 ? atom.of : addNumber(scaleFunction(atom.of, -1), atom.by - 1);
    const within = addFunctions(inner, scaleFunction(outside, atom.by));
    return within.lost || within.terms.some(({ coefficient }) => coefficient < 0)
        ? undefined
        : quotientText(within, atom.by);
}

/** max(a, b) and min(a, b), which are stored as a sum with a positive part. */
function extremeText(f: SizeFunction): string | undefined {
    const extremes = f.terms.filter(({ product }) => product.atoms.some(({ kind }) => kind === "positive"));
    const [term] = extremes;
    const [atom, ...others] = term?.product.atoms ?? [];
    if (extremes.length !== 1 || term === undefined || atom?.kind !== "positive" || others.length > 0
        || Math.abs(term.coefficient) !== 1) {
        return undefined;
    }
    const rest = addFunctions(f, scaleFunction(positivePart(atom.of), -term.coefficient));
    const other = addFunctions(rest, scaleFunction(atom.of, term.coefficient));
    return `${term.coefficient === 1 ? "max" : "min"}(${formatFunction(other)}, ${formatFunction(rest)})`;
}

function sumText(terms: readonly string[], constant: number): string {
    const all = constant === 0 && terms.length > 0 ? terms : [...terms, minus(constant)];
    return all.reduce((text, term) => (term.startsWith("−") ? `${text} − ${term.slice(1)}` : `${text} + ${term}`));
}

/** A number with a true minus sign. */
function minus(value: number): string {
    return String(value).replace("-", "−");
}
