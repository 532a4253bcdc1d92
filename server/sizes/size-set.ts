import { Budget, limits } from "../limits.ts";
import { greatestCommonDivisor } from "./divisors.ts";

/**
 * A set of sizes from 1 on that is eventually periodic: stretches of the number line, each with its residues. The sizes
 * that a network accepts form such a set, because each of its conditions does.
 */
export interface SizeSet {
    /** In ascending order, the first from 1; each ends where the next begins, the last is infinite. */
    readonly stretches: readonly Stretch[];
}

export interface Stretch {
    readonly from: number;
    /** Entry H modulo its length is 1 if H is in the set. */
    readonly residues: Uint8Array;
}

const all = Uint8Array.of(1);
const none = Uint8Array.of(0);

export const everySize: SizeSet = { stretches: [{ from: 1, residues: all }] };
export const noSize: SizeSet = { stretches: [{ from: 1, residues: none }] };

/** All sizes from a number on. */
export function sizesFrom(least: number): SizeSet {
    return least <= 1 ? everySize : { stretches: [{ from: 1, residues: none }, { from: least, residues: all }] };
}

/** The sizes below `from` that are listed, in ascending order, and from `from` on the sizes of the residues. */
export function sizesOf(listed: readonly number[], from: number, residues: Uint8Array): SizeSet {
    const stretches: Stretch[] = [];
    let end = 1;
    for (const value of listed) {
        if (value >= from) {
            break;
        }
        const last = stretches.at(-1);
        if (value === end && last !== undefined) {
            // Extends a run of the list.
            end = value + 1;
            continue;
        }
        if (value > end || last === undefined) {
            if (value > end) {
                stretches.push({ from: end, residues: none });
            }
            stretches.push({ from: value, residues: all });
        }
        end = value + 1;
    }
    if (end < from) {
        stretches.push({ from: end, residues: none });
    }
    stretches.push({ from: Math.max(from, 1), residues });
    return normalized(stretches);
}

/** A budget for one operation. */
function forOne(): Budget {
    return new Budget(limits.setSteps);
}

/** The intersection; undefined if its period would be too long, or the budget is exceeded. */
export function intersectSets(a: SizeSet, b: SizeSet, budget = forOne()): SizeSet | undefined {
    if (a === b || a === everySize) {
        return b;
    }
    if (b === everySize) {
        return a;
    }
    const known = intersections.get(a)?.get(b);
    if (known !== undefined) {
        // Counts as when it was computed, so that the answer does not depend on what is cached.
        return budget.spend(known.work) ? known.both : undefined;
    }
    const before = budget.spent;
    const both = combine(a, b, "and", budget);
    if (both !== undefined) {
        const ofA = intersections.get(a) ?? new WeakMap<SizeSet, KnownIntersection>();
        intersections.set(a, ofA.set(b, { both, work: budget.spent - before }));
    }
    return both;
}

interface KnownIntersection {
    readonly both: SizeSet;
    readonly work: number;
}

/** The same intersections are needed at every keystroke. */
const intersections = new WeakMap<SizeSet, WeakMap<SizeSet, KnownIntersection>>();

/**
 * The intersection of many sets, without those with which its period would be too long or the budget is exceeded:
 * `isLeftOut` is called with their indices. Sets without periods are joined in pairs, which takes n·log n steps.
 */
export function intersectAll(
    sets: readonly SizeSet[], budget = forOne(), leftOut: (index: number) => void = () => undefined,
): SizeSet {
    const isPlain = (set: SizeSet): boolean => set.stretches.every(({ residues }) => residues.length === 1);
    let plain = sets.flatMap((set, index) => (isPlain(set) ? [{ set, index }] : []));
    while (plain.length > 1) {
        plain = plain.flatMap((left, index) => {
            const right = plain[index + 1];
            if (index % 2 === 1 || right === undefined) {
                return index % 2 === 1 ? [] : [left];
            }
            const both = intersectSets(left.set, right.set, budget);
            if (both === undefined) {
                leftOut(right.index);
            }
            return [{ set: both ?? left.set, index: left.index }];
        });
    }
    let all = plain[0]?.set ?? everySize;
    for (const [index, set] of sets.entries()) {
        if (!isPlain(set)) {
            const both = intersectSets(all, set, budget);
            all = both ?? all;
            if (both === undefined) {
                leftOut(index);
            }
        }
    }
    return all;
}

/** The union; undefined if its period would be too long, or the budget is exceeded. */
export function uniteSets(a: SizeSet, b: SizeSet, budget = forOne()): SizeSet | undefined {
    return combine(a, b, "or", budget);
}

export function complementOf(set: SizeSet): SizeSet {
    const known = complements.get(set) ?? {
        stretches: set.stretches.map(({ from, residues }) => ({ from, residues: residues.map((bit) => 1 - bit) })),
    };
    complements.set(set, known);
    return known;
}

/** The same complements are needed at every keystroke. */
const complements = new WeakMap<SizeSet, SizeSet>();

export function hasSize(set: SizeSet, value: number): boolean {
    if (!Number.isInteger(value) || value < 1) {
        return false;
    }
    const { residues } = stretchAt(set, value);
    return residues[value % residues.length] === 1;
}

/** The least size of the set from a number on; undefined if there is none. */
export function nextSize(set: SizeSet, from: number): number | undefined {
    let at = Math.max(1, Math.ceil(from));
    const start = stretchIndexAt(set, at);
    for (let index = start; index < set.stretches.length; index += 1) {
        const stretch = set.stretches[index];
        const end = set.stretches[index + 1]?.from ?? Infinity;
        const length = stretch?.residues.length ?? 1;
        for (let steps = 0; steps < length && at < end; steps += 1, at += 1) {
            if (stretch?.residues[at % length] === 1) {
                return at;
            }
        }
        at = end;
    }
    return undefined;
}

/** The largest size of the set up to a number; undefined if there is none. */
export function previousSize(set: SizeSet, to: number): number | undefined {
    let at = Math.floor(to);
    const start = stretchIndexAt(set, at);
    for (let index = start; index >= 0; index -= 1) {
        const stretch = set.stretches[index];
        const length = stretch?.residues.length ?? 1;
        for (let steps = 0; steps < length && at >= (stretch?.from ?? 1); steps += 1, at -= 1) {
            if (stretch?.residues[at % length] === 1) {
                return at;
            }
        }
        at = (stretch?.from ?? 1) - 1;
    }
    return undefined;
}

/** The first `count` sizes of the set. */
export function firstSizes(set: SizeSet, count: number): readonly number[] {
    const sizes: number[] = [];
    let next = nextSize(set, 1);
    while (next !== undefined && sizes.length < count) {
        sizes.push(next);
        next = nextSize(set, next + 1);
    }
    return sizes;
}

export function isEmptySet(set: SizeSet): boolean {
    return nextSize(set, 1) === undefined;
}

export function isEverySize(set: SizeSet): boolean {
    return set.stretches.every(({ residues }) => !residues.includes(0)) || isEmptySet(complementOf(set));
}

/** Whether every size of a is in b; undefined if their common period is too long, or the budget is exceeded. */
export function isSubset(a: SizeSet, b: SizeSet, budget = forOne()): boolean | undefined {
    const outside = intersectSets(a, complementOf(b), budget);
    return outside === undefined ? undefined : isEmptySet(outside);
}

/** The periodic part of the set: the number from which it repeats, and its least period. */
export function periodicPart(set: SizeSet): { readonly from: number; readonly residues: Uint8Array } {
    const last = set.stretches.at(-1);
    const residues = leastPeriod(last?.residues ?? none);
    let from = last?.from ?? 1;
    while (from > 1 && hasSize(set, from - 1) === (residues[(from - 1) % residues.length] === 1)) {
        from -= 1;
    }
    return { from, residues };
}

function stretchAt(set: SizeSet, value: number): Stretch {
    return set.stretches[stretchIndexAt(set, value)] ?? { from: 1, residues: none };
}

/** The index of the last stretch that starts at most at a number; −1 if there is none. */
function stretchIndexAt({ stretches }: SizeSet, value: number): number {
    let [low, high] = [0, stretches.length];
    while (low < high) {
        const middle = (low + high) >> 1;
        if ((stretches[middle]?.from ?? 1) <= value) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low - 1;
}

function combine(a: SizeSet, b: SizeSet, how: "and" | "or", budget: Budget): SizeSet | undefined {
    const stretches: Stretch[] = [];
    let [i, j] = [0, 0];
    let from = 1;
    for (;;) {
        const residues = combineResidues(a.stretches[i]?.residues ?? none, b.stretches[j]?.residues ?? none, how);
        if (residues === undefined || !budget.spend(1 + residues.length)) {
            return undefined;
        }
        stretches.push({ from, residues });
        const [nextA, nextB] = [a.stretches[i + 1]?.from ?? Infinity, b.stretches[j + 1]?.from ?? Infinity];
        if (nextA === Infinity && nextB === Infinity) {
            return normalized(stretches);
        }
        from = Math.min(nextA, nextB);
        i += nextA === from ? 1 : 0;
        j += nextB === from ? 1 : 0;
    }
}

function combineResidues(a: Uint8Array, b: Uint8Array, how: "and" | "or"): Uint8Array | undefined {
    for (const [one, other] of [[a, b], [b, a]] as const) {
        if (one.length === 1) {
            return (one[0] === 1) === (how === "and") ? other : one;
        }
    }
    const period = (a.length / greatestCommonDivisor(a.length, b.length)) * b.length;
    if (period > limits.sizePeriod) {
        return undefined;
    }
    const residues = new Uint8Array(period);
    for (let start = 0; start < period; start += a.length) {
        residues.set(a, start);
    }
    for (let index = 0, ofB = 0; index < period; index += 1) {
        const [left, right] = [residues[index] ?? 0, b[ofB] ?? 0];
        residues[index] = how === "and" ? left & right : left | right;
        ofB = ofB + 1 === b.length ? 0 : ofB + 1;
    }
    return residues;
}

/** Each stretch with its least period, equal neighbours joined. */
function normalized(stretches: readonly Stretch[]): SizeSet {
    const joined: Stretch[] = [];
    for (const stretch of stretches) {
        const residues = leastPeriod(stretch.residues);
        const last = joined.at(-1);
        if (last === undefined || !sameResidues(last.residues, residues)) {
            joined.push({ from: stretch.from, residues });
        }
    }
    return { stretches: joined };
}

function sameResidues(a: Uint8Array, b: Uint8Array): boolean {
    if (a === b) {
        return true;
    }
    for (let index = 0; index < a.length; index += 1) {
        if (a[index] !== b[index]) {
            return false;
        }
    }
    return a.length === b.length;
}

/** The residues modulo the least period that they have. */
function leastPeriod(residues: Uint8Array): Uint8Array {
    let current = residues;
    for (let divided = true; divided;) {
        divided = false;
        for (const prime of primeFactors(current.length)) {
            const period = current.length / prime;
            if (repeatsAfter(current, period)) {
                current = current.slice(0, period);
                divided = true;
                break;
            }
        }
    }
    return current;
}

function repeatsAfter(residues: Uint8Array, period: number): boolean {
    for (let index = period; index < residues.length; index += 1) {
        if (residues[index] !== residues[index - period]) {
            return false;
        }
    }
    return true;
}

function primeFactors(value: number): readonly number[] {
    const factors: number[] = [];
    let rest = value;
    for (let divisor = 2; divisor * divisor <= rest; divisor += 1) {
        if (rest % divisor === 0) {
            factors.push(divisor);
            while (rest % divisor === 0) {
                rest /= divisor;
            }
        }
    }
    return rest > 1 ? [...factors, rest] : factors;
}
