import {
    firstSizes, hasSize, isEmptySet, isEverySize, nextSize, periodicPart, previousSize, type SizeSet,
} from "./size-set.ts";

/** The most comparisons that an expression may have before nobody would read it. */
const mostComparisons = 12;

/**
 * A set of sizes as a condition of the language that exactly its sizes meet: `H % 32 == 0`, `H >= 63`,
 * `H % 16 <= 7 and H >= 16`. Undefined for all sizes, for none, and for a set that takes too many comparisons.
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

/** A condition as it is written, and what joins its parts: one of `or` needs parentheses beside `and`. */
export interface Condition {
    readonly text: string;
    readonly comparisons: number;
    readonly joins: "and" | "or" | undefined;
}

/** The pattern from where it sets in, or one of the sizes below. */
function withExtras(name: string, set: SizeSet, from: number, residues: Uint8Array): Condition | undefined {
    const below = runsBelow(name, set, from);
    const pattern = patternFrom(name, residues, nextSize(set, from) ?? from, from);
    return pattern === undefined || below === undefined ? undefined : oneOf([...below, pattern]);
}

/** The pattern from the least size on, without those sizes of it that do not belong. */
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

/** The sizes of residues from `least` on, which is the first of them from `from` on. */
function patternFrom(name: string, residues: Uint8Array, least: number, from: number): Condition | undefined {
    const bounded = Array.from({ length: from - 1 }, (_, index) => index + 1)
        .some((size) => residues[size % residues.length] === 1);
    const remainders = remaindersIn(name, residues);
    return remainders === undefined
        ? undefined
        : allOfThem([...remainders, ...(bounded ? [piece(`${name} >= ${least}`)] : [])]);
}

/** What remainders are allowed; nothing where all are. */
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

/** The sizes of the set below a number, as stretches without gaps. */
function runsBelow(name: string, set: SizeSet, from: number): readonly Condition[] | undefined {
    const sizes = firstSizes(set, mostListed).filter((size) => size < from);
    return sizes.length === mostListed
        ? undefined
        : runsOf(sizes).map(([first, last]) => between(name, first, last, 1, Infinity));
}

/** How many sizes are looked at one by one. */
const mostListed = 4096;

/** A set that ends, as those of its first and last sizes that follow a pattern. */
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

/** That something lies between two numbers, where it cannot be below `least` or above `most` anyway. */
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

/** That all of several conditions are met. */
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
