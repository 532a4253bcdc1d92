import {
    complementOf, firstSizes, hasSize, intersectSets, nextSize, periodicPart, previousSize,
    sizesFrom, type SizeSet,
} from "./size-set.ts";

/**
 * A description of a set of sizes: the sizes from `minimum` on whose residue modulo `period` is listed, with a few
 * exceptions.
 */
export interface SetPattern {
    /** Undefined if the set is empty. */
    readonly minimum: number | undefined;
    /** The largest size of a finite set. */
    readonly maximum: number | undefined;
    readonly period: number;
    /** In ascending order. */
    readonly residues: readonly number[];
    /** Sizes of the set below the start of the pattern that the pattern does not include; the first few. */
    readonly alsoIn: readonly number[];
    /** Sizes of the pattern, from the minimum on, that are not in the set; the first few. */
    readonly notIn: readonly number[];
}

/** The maximum number of collected exceptions; one more is kept to show that there are more. */
export const mostListed = 12;

export function patternOf(set: SizeSet): SetPattern {
    const known = patterns.get(set) ?? findPattern(set);
    patterns.set(set, known);
    return known;
}

/** Sets stay the same from one keystroke to the next. */
const patterns = new WeakMap<SizeSet, SetPattern>();

function findPattern(set: SizeSet): SetPattern {
    const minimum = nextSize(set, 1);
    const { from, residues: bits } = periodicPart(set);
    const residues = [...bits.keys()].filter((residue) => bits[residue] === 1);
    if (residues.length > 0 || minimum === undefined) {
        return { minimum, maximum: undefined, period: bits.length, residues, ...exceptions(set, minimum, from, bits) };
    }
    const maximum = previousSize(set, from) ?? minimum;
    const finite = finiteResidues(set, minimum, maximum);
    const kept = [...finite.keys()].filter((residue) => finite[residue] === 1);
    return { minimum, maximum, period: finite.length, residues: kept, ...exceptions(set, minimum, maximum, finite) };
}

function exceptions(
    set: SizeSet, minimum: number | undefined, from: number, bits: Uint8Array,
): Pick<SetPattern, "alsoIn" | "notIn"> {
    const between = intersectSets(sizesFrom(minimum ?? from), complementOf(sizesFrom(from)));
    const pattern: SizeSet = { stretches: [{ from: 1, residues: bits }] };
    const listedIn = (one: SizeSet, other: SizeSet): readonly number[] => {
        const apart = between === undefined ? undefined : intersectSets(one, complementOf(other));
        const there = apart === undefined || between === undefined ? undefined : intersectSets(apart, between);
        return there === undefined ? [] : firstSizes(there, mostListed + 1);
    };
    return { alsoIn: listedIn(set, pattern), notIn: listedIn(pattern, set) };
}

/**
 * How the sizes between the first and the last continue: as their only stretch does, or with the least period they
 * have.
 */
function finiteResidues(set: SizeSet, minimum: number, maximum: number): Uint8Array {
    const stretches = set.stretches.filter(({ from, residues }) => from <= maximum && residues.includes(1));
    const [only, ...others] = stretches;
    const span = maximum - minimum + 1;
    if (only !== undefined && (others.length === 0 || span > longestSearch)) {
        return others.length === 0 ? only.residues : Uint8Array.of(1);
    }
    const period = finitePeriod(set, minimum, maximum);
    if (period === span) {
        return Uint8Array.of(1);
    }
    const residues = new Uint8Array(period);
    for (let size = minimum; size < minimum + period; size += 1) {
        residues[size % period] = hasSize(set, size) ? 1 : 0;
    }
    return residues;
}

/** The longest span for which every period is tried. */
const longestSearch = 2048;

function finitePeriod(set: SizeSet, minimum: number, maximum: number): number {
    const span = maximum - minimum + 1;
    const has = Uint8Array.from({ length: span }, (_, index) => (hasSize(set, minimum + index) ? 1 : 0));
    for (let period = 1; period <= span / 2; period += 1) {
        let index = period;
        while (index < span && has[index] === has[index - period]) {
            index += 1;
        }
        if (index === span) {
            return period;
        }
    }
    return span;
}

/** The least size of a pattern, from 1 on. */
export function leastOf({ period, residues }: Pick<SetPattern, "period" | "residues">): number {
    const set = new Set(residues);
    let size = 1;
    while (!set.has(size % period) && size <= period) {
        size += 1;
    }
    return size;
}
