import {
    firstSizes, hasSize, isEmptySet, isEverySize, nextSize, periodicPart, previousSize, type SizeSet,
} from "./size-set.ts";

/** The maximum number of comparisons in a readable expression. */
const mostComparisons = 12;

/**
 * A set of sizes as a condition of the language that is true for exactly these sizes: `H % 32 == 0`, `H >= 63`, `H % 16
 * <= 7 and H >= 16`. Undefined for all sizes, for the empty set, and for a set that needs too many comparisons.
 */
export function setExpression(name: string, set: SizeSet): Condition | undefined {
    if (isEmptySet(set) || isEverySize(set)) {
        return undefined;
    }
    const { from, residues } = periodicPart(set);
    const candidates = residues.includes(1)
        ? [withExtras(name, set, from, residues), withExceptions(name, set, from, residues)]
        : [oneOf(runsBelow(name, set, from)), withinBounds(name, set, from)];
    const [least] = candidates.filter((one) => one !== undefined && one.comparisons <= mostComparisons)
        .toSorted((a, b) => (a?.comparisons ?? 0) - (b?.comparisons ?? 0));
    return least;
}

/** The text of a condition, and the operator at its top level: an `or` inside an `and` needs parentheses. */
export interface Condition {
    readonly text: string;
    readonly comparisons: number;
    readonly joins: "and" | "or" | undefined;
}

/** The pattern from where it starts, or one of the sizes below. */
function withExtras(name: string, set: SizeSet, from: number, residues: Uint8Array): Condition | undefined {
    const below = runsBelow(name, set, from);
    const pattern = patternFrom(name, residues, nextSize(set, from) ?? from, from);
    return pattern === undefined || below === undefined ? undefined : oneOf([...below, pattern]);
}

/** The pattern from the least size on, except the sizes that do not belong to the set. */
function withExceptions(name: string, set: SizeSet, from: number, residues: Uint8Array): Condition | undefined {
    const least = nextSize(set, 1) ?? from;
    const missing: Condition[] = [];
    for (let size = least; size < from; size += 1) {
        if ((residues[size % residues.length] === 1) !== hasSize(set, size)) {
            if (hasSize(set, size) || missing.length >= mostComparisons) {
                return undefined;
            }
            missing.push(piece(`${name} != ${size}`));
        }
    }
    const pattern = patternFrom(name, residues, least, least);
    return pattern === undefined ? undefined : allOfThem([...(pattern.text === "" ? [] : [pattern]), ...missing]);
}

/** The sizes of the residues from `least` on; no size of the set lies between `from` and `least`. */
function patternFrom(name: string, residues: Uint8Array, least: number, from: number): Condition | undefined {
    const bounded = Array.from({ length: from - 1 }, (_, index) => index + 1)
        .some((size) => residues[size % residues.length] === 1);
    const remainders = remaindersIn(name, residues);
    return remainders === undefined
        ? undefined
        : allOfThem([...remainders, ...(bounded ? [piece(`${name} >= ${least}`)] : [])]);
}

/** The allowed remainders; empty if all are allowed. */
function remaindersIn(name: string, residues: Uint8Array): readonly Condition[] | undefined {
    const period = residues.length;
    if (period === 1) {
        return [];
    }
    const remainder = `${name} % ${period}`;
    const missing = [...residues.keys()].filter((residue) => residues[residue] === 0);
    if (missing.length === 1 && period > 2) {
        return [piece(`${remainder} != ${missing[0] ?? 0}`)];
    }
    const runs = runsOf([...residues.keys()].filter((residue) => residues[residue] === 1));
    const either = oneOf(runs.map(([first, last]) => between(remainder, first, last, 0, period - 1)));
    return either === undefined ? undefined : [either];
}

/** The sizes of the set below a number, as ranges without gaps. */
function runsBelow(name: string, set: SizeSet, from: number): readonly Condition[] | undefined {
    const sizes = firstSizes(set, mostListed).filter((size) => size < from);
    return sizes.length === mostListed
        ? undefined
        : runsOf(sizes).map(([first, last]) => between(name, first, last, 1, Infinity));
}

/** How many sizes are tested one by one. */
const mostListed = 4096;

/** A finite set, as the sizes of a pattern between its first and last size. */
function withinBounds(name: string, set: SizeSet, from: number): Condition | undefined {
    const first = nextSize(set, 1) ?? 1;
    const last = previousSize(set, from) ?? first;
    const second = nextSize(set, first + 1) ?? first;
    const step = second - first;
    const follows = firstSizes(set, mostListed).every((size) => (size - first) % step === 0)
        && firstSizes(set, mostListed).length === (last - first) / step + 1;
    return step < 2 || !follows
        ? undefined
        : allOfThem([
            piece(`${name} % ${step} == ${first % step}`), ...(first > step ? [piece(`${name} >= ${first}`)] : []),
            piece(`${name} <= ${last}`),
        ]);
}

function runsOf(sizes: readonly number[]): readonly (readonly [first: number, last: number])[] {
    const runs: [number, number][] = [];
    for (const size of sizes) {
        const run = runs.at(-1);
        if (run !== undefined && size === run[1] + 1) {
            run[1] = size;
        } else {
            runs.push([size, size]);
        }
    }
    return runs;
}

/** A condition for a value between two numbers, if the value is always between `least` and `most`. */
function between(what: string, first: number, last: number, least: number, most: number): Condition {
    if (first === last) {
        return piece(`${what} == ${first}`);
    }
    return allOfThem([
        ...(first > least ? [piece(`${what} >= ${first}`)] : []), ...(last < most ? [piece(`${what} <= ${last}`)] : []),
    ]);
}

function piece(text: string): Condition {
    return { text, comparisons: 1, joins: undefined };
}

/** The conjunction of conditions. */
export function allOfThem(pieces: readonly Condition[]): Condition {
    return joined(pieces, "and");
}

function oneOf(pieces: readonly Condition[] | undefined): Condition | undefined {
    return pieces === undefined || pieces.length === 0 ? undefined : joined(pieces, "or");
}

function joined(pieces: readonly Condition[], joins: "and" | "or"): Condition {
    const [only] = pieces;
    if (only !== undefined && pieces.length === 1) {
        return only;
    }
    return {
        text: pieces.map(({ text, joins: inner }) => (joins === "and" && inner === "or" ? `(${text})` : text))
            .join(` ${joins} `),
        comparisons: pieces.reduce((sum, { comparisons }) => sum + comparisons, 0),
        joins,
    };
}
