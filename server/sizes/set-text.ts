import {
    complementOf, firstSizes, hasSize, intersectSets, isEmptySet, isEverySize, nextSize, periodicPart, previousSize,
    sizesFrom, type SizeSet,
} from "./size-set.ts";

/** A set of sizes in numbers: from `minimum` on those whose residue modulo `period` is listed, but for a few. */
export interface SetPattern {
    /** Undefined where the set is empty. */
    readonly minimum: number | undefined;
    /** The largest, where the set ends. */
    readonly maximum: number | undefined;
    readonly period: number;
    /** In order. */
    readonly residues: readonly number[];
    /** Sizes below where the pattern sets in that are in the set, though the pattern does not say so; the first few. */
    readonly alsoIn: readonly number[];
    /** Sizes of the pattern from the minimum on that are not in the set; the first few. */
    readonly notIn: readonly number[];
}

/** How many exceptions and single sizes are listed. */
const mostListed = 12;

export function patternOf(set: SizeSet): SetPattern {
    const known = patterns.get(set) ?? findPattern(set);
    patterns.set(set, known);
    return known;
}

/** The patterns of sets, which stay the same from one keystroke to the next. */
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

/** The rule for one size in words: "H must be a multiple of 32", "H mod 16 in 0…7", "only H = 224", "any size". */
export function describeSet(name: string, set: SizeSet): string {
    if (isEmptySet(set)) {
        return "no size fits";
    }
    if (isEverySize(set)) {
        return "any size";
    }
    const pattern = patternOf(set);
    const { minimum = 1, maximum, period, residues, alsoIn, notIn } = pattern;
    const few = maximum === undefined ? [] : firstSizes(set, mostListed + 1);
    if (few.length === 1) {
        return `only ${name} = ${minimum}`;
    }
    if (few.length > 1 && few.length <= (notIn.length > 0 ? mostListed : 3)) {
        return `only ${name} = ${listed(few.map(String), "or")}`;
    }
    const parts = period === 1 ? [] : [residueText(name, period, residues)];
    const natural = nextInPattern(1, period, residues);
    if (maximum !== undefined) {
        parts.push(period === 1 ? `${name} from ${minimum} to ${maximum}` : `${minimum} ≤ ${name} ≤ ${maximum}`);
    } else if (minimum > natural) {
        parts.push(`${name} ≥ ${minimum}`);
    }
    const exceptionText = [
        ...(alsoIn.length === 0 ? [] : [`also ${listed(shortened(alsoIn), "and")}`]),
        ...(notIn.length === 0 ? [] : [`but not ${listed(shortened(notIn), "and")}`]),
    ];
    return [parts.length === 0 ? `any ${name}` : parts.join(" and "), ...exceptionText].join(", ");
}

/** "H must be a multiple of 32", "H mod 16 = 12", "H mod 16 in 0…7, 12" */
function residueText(name: string, period: number, residues: readonly number[]): string {
    const [only] = residues;
    if (residues.length === 1 && only !== undefined) {
        return only === 0 ? `${name} must be a multiple of ${period}` : `${name} mod ${period} = ${only}`;
    }
    const runs: { readonly first: number; last: number }[] = [];
    for (const residue of residues) {
        const run = runs.at(-1);
        if (run !== undefined && residue === run.last + 1) {
            run.last = residue;
        } else {
            runs.push({ first: residue, last: residue });
        }
    }
    const texts = runs.map(({ first, last }) =>
        (first === last ? String(first) : last === first + 1 ? `${first}, ${last}` : `${first}…${last}`));
    return `${name} mod ${period} in ${shortened(texts).join(", ")}`;
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

/** How the sizes from the first to the last go on: as their one stretch does, or by the least period that they keep. */
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

/** The longest span of which every period is tried. */
const longestSearch = 2048;

function finitePeriod(set: SizeSet, minimum: number, maximum: number): number {
    const span = maximum - minimum + 1;
    for (let period = 1; period <= span / 2; period += 1) {
        let goesOn = true;
        for (let size = minimum; size + period <= maximum && goesOn; size += 1) {
            goesOn = hasSize(set, size) === hasSize(set, size + period);
        }
        if (goesOn) {
            return period;
        }
    }
    return span;
}

function nextInPattern(from: number, period: number, residues: readonly number[]): number {
    const set = new Set(residues);
    let size = from;
    while (!set.has(size % period) && size < from + period) {
        size += 1;
    }
    return size;
}

function shortened(parts: readonly (string | number)[]): readonly string[] {
    const texts = parts.map(String);
    return texts.length <= mostListed ? texts : [...texts.slice(0, mostListed), "…"];
}

function listed(parts: readonly string[], word: "and" | "or"): string {
    const last = parts.at(-1) ?? "";
    return parts.length < 2 ? last : `${parts.slice(0, -1).join(", ")} ${word} ${last}`;
}
