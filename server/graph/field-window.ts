import { greatestCommonDivisor } from "../sizes/divisors.ts";
import type { WindowReach } from "../layers/reach.ts";

/**
 * What each position of a value sees along one axis of the model's input: position y from starts[y] to ends[y], which
 * repeats itself, moved by `advance`, after as many positions as the lists are long. So upsampling, whose outputs see
 * different stretches in turn, is exact too. A position that sees nothing, between the kernels of a transposed
 * convolution, starts at Infinity and ends at −Infinity.
 */
export interface FieldWindow {
    /** The value's axis that the positions are counted along. */
    readonly along: number;
    readonly starts: readonly number[];
    readonly ends: readonly number[];
    readonly advance: number;
}

/** A rational number in lowest terms, its denominator positive. */
export interface Fraction {
    readonly numerator: number;
    readonly denominator: number;
}

/** The longest period that is followed: far beyond any network's, and short enough to compute with at every edit. */
const longestPeriod = 2048;

/** An input's own positions. */
export function inputWindow(along: number): FieldWindow {
    return { along, starts: [0], ends: [0], advance: 1 };
}

/** Where the field of position y starts. */
export function startAt({ starts, advance }: FieldWindow, y: number): number {
    return valueAt(starts, advance, y);
}

/** The last input position that position y sees. */
export function endAt({ ends, advance }: FieldWindow, y: number): number {
    return valueAt(ends, advance, y);
}

/** By how many input positions the field moves from one position to the next, on average. */
export function strideOf({ starts, advance }: FieldWindow): Fraction {
    return fraction(advance, starts.length);
}

/** How many input positions the widest of the fields spans. */
export function sizeOf({ starts, ends }: FieldWindow): number {
    return starts.reduce((widest, start, phase) => Math.max(widest, (ends[phase] ?? -Infinity) - start + 1), 0);
}

/** The middle of position 0's field if fields moved evenly: an average over a period; NaN where nothing is seen. */
export function centreOf({ starts, ends, advance }: FieldWindow): number {
    const stride = advance / starts.length;
    let [sum, count] = [0, 0];
    for (const [phase, start] of starts.entries()) {
        if (start !== Infinity) {
            sum += (start + (ends[phase] ?? start)) / 2 - stride * phase;
            count += 1;
        }
    }
    return sum / count;
}

/** What a result sees of the input through what it reads of a value; undefined past the longest period or 2^53. */
export function readThrough(field: FieldWindow, reach: WindowReach): FieldWindow | undefined {
    const { axis, stride, over, first, last } = reach;
    const { starts, advance } = field;
    if (axis === field.along && stride === over && first === 0 && last === 0) {
        return field;
    }
    const whole = over * starts.length;
    if (!Number.isSafeInteger(whole)) {
        return undefined;
    }
    const period = whole / greatestCommonDivisor(stride, whole);
    const moved = (stride * period / whole) * advance;
    if (period > longestPeriod || !Number.isSafeInteger(moved)) {
        return undefined;
    }
    const reads = Array.from({ length: period }, (_, y) => {
        const from = Math.ceil((stride * y + first) / over);
        const to = Math.floor((stride * y + last) / over);
        return seenFrom(field, from, to);
    });
    return {
        along: axis,
        starts: reads.map(([start]) => start),
        ends: reads.map(([, end]) => end),
        advance: moved,
    };
}

/** From the first to the last of the values' positions that see anything. */
function seenFrom(field: FieldWindow, from: number, to: number): readonly [start: number, end: number] {
    const furthest = field.starts.length;
    let first = from;
    while (first <= to && first - from < furthest && startAt(field, first) === Infinity) {
        first += 1;
    }
    let last = to;
    while (last >= first && to - last < furthest && endAt(field, last) === -Infinity) {
        last -= 1;
    }
    return first > last ? [Infinity, -Infinity] : [startAt(field, first), endAt(field, last)];
}

/**
 * What positions see through two paths: from the earlier start to the later end. Where resized paths move differently,
 * it is so for the `size` positions there are, and repeats itself at the wider stride. Undefined past the longest
 * period, or where the paths count positions along different axes.
 */
export function unite(a: FieldWindow, b: FieldWindow, size: number | undefined): FieldWindow | undefined {
    if (a.along !== b.along) {
        return undefined;
    }
    if (contains(a, b)) {
        return a;
    }
    if (contains(b, a)) {
        return b;
    }
    const [p, q] = [a.starts.length, b.starts.length];
    const [s, t] = [a.advance * q, b.advance * p];
    const period = s === t ? (p / greatestCommonDivisor(p, q)) * q : size;
    if (period === undefined || period > longestPeriod) {
        return undefined;
    }
    const positions = Array.from({ length: period }, (_, y) => y);
    return {
        along: a.along,
        starts: positions.map((y) => Math.min(startAt(a, y), startAt(b, y))),
        ends: positions.map((y) => Math.max(endAt(a, y), endAt(b, y))),
        advance: Math.round(Math.max(s, t) * period / (p * q)),
    };
}

/** Whether all fields of `a` hold those of `b`, which repeats itself as `a` does. */
function contains(a: FieldWindow, b: FieldWindow): boolean {
    return a.advance === b.advance && a.starts.length === b.starts.length
        && a.starts.every((start, phase) => start <= (b.starts[phase] ?? start))
        && a.ends.every((end, phase) => end >= (b.ends[phase] ?? end));
}

export function fraction(numerator: number, denominator: number): Fraction {
    const divisor = greatestCommonDivisor(numerator, denominator) || 1;
    return { numerator: numerator / divisor, denominator: denominator / divisor };
}

/** `32`, `1/2` */
export function formatFraction({ numerator, denominator }: Fraction): string {
    return denominator === 1 ? String(numerator) : `${numerator}/${denominator}`;
}

function valueAt(values: readonly number[], advance: number, y: number): number {
    const turn = Math.floor(y / values.length);
    return (values[y - turn * values.length] ?? 0) + turn * advance;
}
