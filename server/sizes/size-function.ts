import { greatestCommonDivisor } from "./divisors.ts";
import { lastingSign } from "./function-bounds.ts";
import {
    emptyMemo, variablesOfAtom, type Atom, type Product, type SizeFunction, type Term,
} from "./function-form.ts";

// The operations on functions of dynamic sizes. Their results are in normal form.

/** The maximum number of terms of a function, and of atoms of a product; a longer function is lost. */
const longest = { terms: 48, atoms: 6, key: 2000 } as const;

/** Functions by their keys, cleared when there are too many: keys still identify equal functions. */
const interned = new Map<string, SizeFunction>();
const mostInterned = 20_000;

/** The function that is a single dynamic size. */
export function variableFunction(name: string): SizeFunction {
    return ofAtom({ key: name, kind: "variable", name });
}

export function constantFunction(value: number): SizeFunction {
    return make(value, []);
}

/** Whether two normal forms are the same; `sameFunction` also recognizes equal functions of different form. */
export function sameForm(a: SizeFunction, b: SizeFunction): boolean {
    return a === b || (a.key === b.key && !a.lost);
}

export function addNumber(f: SizeFunction, value: number): SizeFunction {
    return value === 0 ? f : remembered(f.memo.plus, value, () => make(f.constant + value, f.terms, f));
}

export function scaleFunction(f: SizeFunction, factor: number): SizeFunction {
    return factor === 1 ? f : remembered(f.memo.times, factor, () => make(
        f.constant * factor,
        factor === 0 ? [] : f.terms.map(({ coefficient, product }) => ({ coefficient: coefficient * factor, product })),
        f,
    ));
}

export function addFunctions(a: SizeFunction, b: SizeFunction): SizeFunction {
    if (b.terms.length === 0 && !b.lost) {
        return addNumber(a, b.constant);
    }
    return remembered(a.memo.plus, b, () => make(a.constant + b.constant, mergeTerms(a.terms, b.terms), a, b));
}

export function subtractFunctions(a: SizeFunction, b: SizeFunction): SizeFunction {
    return addFunctions(a, scaleFunction(b, -1));
}

export function multiplyFunctions(a: SizeFunction, b: SizeFunction): SizeFunction {
    if (b.terms.length === 0 && !b.lost) {
        return scaleFunction(a, b.constant);
    }
    return remembered(a.memo.times, b, () => {
        let terms = mergeTerms(scaleFunction(a, b.constant).terms, scaleFunction(b, a.constant).terms);
        for (const left of a.terms) {
            const products = b.terms.map((right) => ({
                coefficient: left.coefficient * right.coefficient,
                product: productOf([...left.product.atoms, ...right.product.atoms]),
            }));
            terms = mergeTerms(terms, sortTerms(products));
            if (terms.length > longest.terms) {
                return lostFunction(a, b);
            }
        }
        return make(a.constant * b.constant, terms, a, b);
    });
}

/** ⌊f/m⌋ for an integer m other than 0. */
export function floorDivideFunction(f: SizeFunction, m: number): SizeFunction {
    if (m === 1 || f.lost) {
        return f;
    }
    return remembered(f.memo.over, m, () =>
        (m < 0 ? floorDivideFunction(scaleFunction(f, -1), -m) : floorDivide(f, m)));
}

/** max(f, 0) */
export function positivePart(f: SizeFunction): SizeFunction {
    if (f.lost) {
        return f;
    }
    if (f.terms.length === 0) {
        return constantFunction(Math.max(f.constant, 0));
    }
    f.memo.positive ??= findPositivePart(f);
    return f.memo.positive;
}

function findPositivePart(f: SizeFunction): SizeFunction {
    const sign = lastingSign(f);
    if (sign !== undefined) {
        return sign > 0 ? f : constantFunction(0);
    }
    // max(f, 0) = f + max(−f, 0): the normal form has the one whose first coefficient is positive.
    if ((f.terms[0]?.coefficient ?? 0) < 0) {
        return addFunctions(f, positivePart(scaleFunction(f, -1)));
    }
    return ofAtom({ key: `max(${f.key})`, kind: "positive", of: f });
}

/**
 * A function of these that is not represented: it exceeds the limits, or has no normal form, as a quotient of
 * functions.
 */
export function lostFunction(...of: readonly SizeFunction[]): SizeFunction {
    const variables = [...new Set(of.flatMap((f) => f.variables))].sort();
    return { key: `?(${variables.join()})`, constant: NaN, terms: [], variables, lost: true, memo: emptyMemo() };
}

/** The function with numbers in place of the dynamic sizes for which `valueOf` returns one. */
export function substitute(f: SizeFunction, valueOf: (name: string) => number | undefined): SizeFunction {
    if (f.variables.every((name) => valueOf(name) === undefined)) {
        return f;
    }
    if (f.lost) {
        return lostFunction(f);
    }
    return f.terms.reduce((sum, { coefficient, product }) => {
        const factors = product.atoms.map((atom): SizeFunction => {
            switch (atom.kind) {
                case "variable": {
                    const value = valueOf(atom.name);
                    return value === undefined ? ofAtom(atom) : constantFunction(value);
                }
                case "floor": return floorDivideFunction(substitute(atom.of, valueOf), atom.by);
                case "positive": return positivePart(substitute(atom.of, valueOf));
            }
        });
        return addFunctions(sum, factors.reduce(multiplyFunctions, constantFunction(coefficient)));
    }, constantFunction(f.constant));
}

/** The sum of the terms that depend on this dynamic size alone. */
export function partIn(f: SizeFunction, name: string): SizeFunction {
    const terms = f.terms.filter(({ product }) => product.atoms.every((atom) =>
        variablesOfAtom(atom).every((variable) => variable === name)));
    return make(0, terms, f);
}

function floorDivide(f: SizeFunction, m: number): SizeFunction {
    const whole: Term[] = [];
    const rest: Term[] = [];
    for (const { coefficient, product } of f.terms) {
        const residue = nearResidue(coefficient, m);
        if (residue !== coefficient) {
            whole.push({ coefficient: (coefficient - residue) / m, product });
        }
        if (residue !== 0) {
            rest.push({ coefficient: residue, product });
        }
    }
    const remainder = modulo(f.constant, m);
    const outside = make((f.constant - remainder) / m, whole, f);
    const inside = make(remainder, rest, f);
    if (outside.lost || inside.lost) {
        return lostFunction(f);
    }
    return rest.length === 0 ? outside : addFunctions(floorOf(inside, m), outside);
}

/** ⌊f/m⌋ if no multiple of m can be taken out of f. */
function floorOf(f: SizeFunction, m: number): SizeFunction {
    if ((f.terms[0]?.coefficient ?? 0) < 0) {
        return scaleFunction(floorDivideFunction(addNumber(scaleFunction(f, -1), m - 1), m), -1);
    }
    const common = commonFactor(f, m);
    if (common > 1) {
        const terms = f.terms.map(({ coefficient, product }) => ({ coefficient: coefficient / common, product }));
        return floorDivideFunction(make(Math.floor(f.constant / common), terms, f), m / common);
    }
    const floors = f.terms.filter(({ product }) => product.atoms.some((atom) => atom.kind === "floor"));
    const [nested] = floors;
    const [atom] = nested?.product.atoms ?? [];
    if (floors.length === 1 && nested !== undefined && nested.product.atoms.length === 1 && atom?.kind === "floor"
        && Math.abs(nested.coefficient) === 1 && Number.isSafeInteger(atom.by * m)) {
        const rest = make(f.constant, f.terms.filter((term) => term !== nested), f);
        const inner = nested.coefficient === 1 ? atom.of : addNumber(scaleFunction(atom.of, -1), atom.by - 1);
        return floorDivideFunction(addFunctions(inner, scaleFunction(rest, atom.by)), atom.by * m);
    }
    return ofAtom({ key: `[${f.key}/${m}]`, kind: "floor", of: f, by: m });
}

function ofAtom(atom: Atom): SizeFunction {
    return make(0, [{ coefficient: 1, product: { key: atom.key, atoms: [atom] } }]);
}

function productOf(atoms: readonly Atom[]): Product {
    const sorted = atoms.toSorted(byKey);
    return { key: sorted.map(({ key }) => key).join("·"), atoms: sorted };
}

/** The function with these sorted terms; if it exceeds the limits, the lost function of `of`. */
function make(sum: number, terms: readonly Term[], ...of: readonly SizeFunction[]): SizeFunction {
    // Avoids negative zero.
    const constant = sum + 0;
    const key = `${terms.map(({ coefficient, product }) => `${coefficient}${product.key}`).join("+")}+${constant}`;
    const known = interned.get(key);
    if (known !== undefined) {
        return known;
    }
    const isExact = Number.isSafeInteger(constant) && terms.every(({ coefficient, product }) =>
        Number.isSafeInteger(coefficient) && product.atoms.length <= longest.atoms);
    if (!isExact || terms.length > longest.terms || key.length > longest.key || of.some((f) => f.lost)) {
        return lostFunction(...of);
    }
    const variables = new Set(terms.flatMap(({ product }) => product.atoms.flatMap(variablesOfAtom)));
    const made: SizeFunction = {
        key, constant, terms, variables: [...variables].sort(), lost: false, memo: emptyMemo(),
    };
    if (interned.size >= mostInterned) {
        interned.clear();
    }
    interned.set(key, made);
    return made;
}

/** The sum of two sorted lists of terms. */
function mergeTerms(left: readonly Term[], right: readonly Term[]): readonly Term[] {
    const merged: Term[] = [];
    let [i, j] = [0, 0];
    for (;;) {
        const [a, b] = [left[i], right[j]];
        if (a === undefined && b === undefined) {
            return merged;
        }
        if (b === undefined || (a !== undefined && a.product.key < b.product.key)) {
            if (a !== undefined) {
                merged.push(a);
            }
            i += 1;
        } else if (a === undefined || b.product.key < a.product.key) {
            merged.push(b);
            j += 1;
        } else {
            const coefficient = a.coefficient + b.coefficient;
            if (coefficient !== 0) {
                merged.push({ coefficient, product: a.product });
            }
            i += 1;
            j += 1;
        }
    }
}

/** The terms sorted, with terms of the same product added. */
function sortTerms(terms: readonly Term[]): readonly Term[] {
    return terms.reduce<readonly Term[]>((sorted, term) => mergeTerms(sorted, [term]), []);
}

function remembered<K>(memo: Map<K, SizeFunction>, key: K, compute: () => SizeFunction): SizeFunction {
    const known = memo.get(key);
    if (known !== undefined) {
        return known;
    }
    const computed = compute();
    memo.set(key, computed);
    return computed;
}

function byKey(a: Atom, b: Atom): number {
    return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}

/** value mod m from 0 to m − 1 */
export function modulo(value: number, m: number): number {
    return value - m * Math.floor(value / m);
}

/** value mod m from above −m/2 to m/2 */
function nearResidue(value: number, m: number): number {
    const residue = modulo(value, m);
    return 2 * residue > m ? residue - m : residue;
}

/** The greatest number that divides all coefficients and `of`. */
export function commonFactor(f: SizeFunction, of = 0): number {
    return f.terms.reduce((divisor, { coefficient }) => greatestCommonDivisor(divisor, Math.abs(coefficient)), of);
}
