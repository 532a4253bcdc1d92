/**
 * A size as a function of an input's dynamic sizes, in a normal form: an integer combination of products of atoms. An
 * atom is a dynamic size, a floor ⌊f/m⌋ or a positive part max(f, 0). The operations preserve the normal form by the
 * identities of R. Graham, D. Knuth and O. Patashnik, Concrete Mathematics, chapter 3: ⌊(x + m·n)/m⌋ = ⌊x/m⌋ + n, ⌊(g·x
 * + c)/(g·m)⌋ = ⌊(x + ⌊c/g⌋)/m⌋, ⌊(n + ⌊x/m⌋)/k⌋ = ⌊(x + m·n)/(m·k)⌋ and −⌊x/m⌋ = ⌊(m − 1 − x)/m⌋, for an integer n.
 */
export interface SizeFunction {
    /** Equal normal forms have equal keys. */
    readonly key: string;
    readonly constant: number;
    /** Sorted by the keys of their products; no coefficient is 0. */
    readonly terms: readonly Term[];
    /** The dynamic sizes that it depends on, in alphabetical order. */
    readonly variables: readonly string[];
    /** Whether the function exceeded the limits of exact computation: only its number at the default sizes is known. */
    readonly lost: boolean;
    /** Cached results of operations on it. */
    readonly memo: FunctionMemo;
}

/** Cached results of operations with a number or another function. */
interface FunctionMemo {
    readonly plus: Map<number | SizeFunction, SizeFunction>;
    readonly times: Map<number | SizeFunction, SizeFunction>;
    readonly over: Map<number, SizeFunction>;
    positive: SizeFunction | undefined;
}

export function emptyMemo(): FunctionMemo {
    return { plus: new Map(), times: new Map(), over: new Map(), positive: undefined };
}

export interface Term {
    readonly coefficient: number;
    readonly product: Product;
}

export interface Product {
    readonly key: string;
    /** At least one, sorted by their keys. */
    readonly atoms: readonly Atom[];
}

export type Atom = { readonly key: string } & (
    | { readonly kind: "variable"; readonly name: string }
    | { readonly kind: "floor"; readonly of: SizeFunction; readonly by: number }
    | { readonly kind: "positive"; readonly of: SizeFunction }
);

/** The function's value when each dynamic size has the value of `at`; exact within ±2^53. */
export function evaluateFunction(f: SizeFunction, at: (name: string) => number): number {
    let sum = f.constant;
    for (const { coefficient, product } of f.terms) {
        let value = coefficient;
        for (const atom of product.atoms) {
            value *= evaluateAtom(atom, at);
        }
        sum += value;
    }
    return sum;
}

function evaluateAtom(atom: Atom, at: (name: string) => number): number {
    switch (atom.kind) {
        case "variable": return at(atom.name);
        case "floor": return Math.floor(evaluateFunction(atom.of, at) / atom.by);
        case "positive": return Math.max(evaluateFunction(atom.of, at), 0);
    }
}

/** All atoms of a function, including those inside other atoms. */
export function* atomsOf(f: SizeFunction): Generator<Atom> {
    for (const { product } of f.terms) {
        for (const atom of product.atoms) {
            yield atom;
            if (atom.kind !== "variable") {
                yield* atomsOf(atom.of);
            }
        }
    }
}

/** The dynamic sizes that an atom depends on, in alphabetical order. */
export function variablesOfAtom(atom: Atom): readonly string[] {
    return atom.kind === "variable" ? [atom.name] : atom.of.variables;
}
