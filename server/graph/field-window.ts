import { greatestCommonDivisor } from "../sizes/divisors.ts";
import type { WindowReach } from "../layers/reach.ts";

/**
 * What each position of a value reads along one axis of the model's input: position y from starts[y] to ends[y]. The
 * lists repeat, shifted by `advance`, so upsampling, whose outputs read different ranges in turn, is exact too. A
 * position that reads nothing, between the kernels of a transposed convolution, starts at Infinity and ends at
 * −Infinity.
 */
export interface FieldWindow {
    /** The value's axis along which positions are counted. */
    readonly along: number;
    readonly starts: readonly number[];
    readonly ends: readonly number[];
    readonly advance: number;
}

/** A rational number in lowest terms with a positive denominator. */
export interface Fraction {
    readonly numerator: number;
    readonly denominator: number;
}

/** The longest supported period: far longer than in real networks, and short enough to compute at every edit. */
const longestPeriod = 2048;

/** The window of the input itself. */
export function inputWindow(along: number): FieldWindow {
    return { along, starts: [0], ends: [0], advance: 1 };
}

/** The first input position that position y reads. */
export function startAt({ starts, advance }: FieldWindow, y: number): number {
    return valueAt(starts, advance, y);
}

/** The last input position that position y reads. */
export function endAt({ ends, advance }: FieldWindow, y: number): number {
    return valueAt(ends, advance, y);
}

/** How many input positions the field moves from one position to the next, on average. */
export function strideOf({ starts, advance }: FieldWindow): Fraction {
    return fraction(advance, starts.length);
}

/** The number of input positions that the widest field spans. */
export function sizeOf({ starts, ends }: FieldWindow): number {
    return starts.reduce((widest, start, phase) => Math.max(widest, (ends[phase] ?? -Infinity) - start + 1), 0);
}

/** The centre of position 0's field if fields moved evenly, averaged over a period; NaN if nothing is read. */
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

/** The input positions that a result reads through its reads of a value; undefined past the longest period or 2^53. */
export function readThrough(field: FieldWindow, reach: WindowReach): FieldWindow | undefined {
    const { axis, stride, over, first, last } = reach;
    if (axis === field.along && stride === over && first === 0 && last === 0) {
        return field;
    }
    const whole = over * field.starts.length;
    if (!Number.isSafeInteger(whole)) {
        return undefined;
    }
    const period = whole / greatestCommonDivisor(stride, whole);
    const moved = (stride * period / whole) * field.advance;
    if (period > longestPeriod || !Number.isSafeInteger(moved)) {
        return undefined;
    }
    const starts: number[] = [];
    const ends: number[] = [];
    for (let y = 0; y < period; y += 1) {
        const from = Math.ceil((stride * y + first) / over);
        const to = Math.floor((stride * y + last) / over);
        const start = firstRead(field, from, to);
        const end = start === Infinity ? -Infinity : lastRead(field, from, to);
        starts.push(start);
        ends.push(end);
    }
    return { along: axis, starts, ends, advance: moved };
}

/** The first input position that the value's positions between two read; Infinity if they read none. */
function firstRead(field: FieldWindow, from: number, to: number): number {
    const furthest = field.starts.length;
    for (let position = from; position <= to && position - from < furthest; position += 1) {
        const start = startAt(field, position);
        if (start !== Infinity) {
            return start;
        }
    }
    return Infinity;
}

/** The last one; −Infinity if they read none. */
function lastRead(field: FieldWindow, from: number, to: number): number {
    const furthest = field.starts.length;
    for (let position = to; position >= from && to - position < furthest; position -= 1) {
        const end = endAt(field, position);
        if (end !== -Infinity) {
            return end;
        }
    }
    return -Infinity;
}

/**
 * What positions read through two paths: from the earlier start to the later end. If the paths move at different
 * strides, the result holds for the `size` existing positions and repeats at the larger stride. Undefined past the
 * longest period, or if the paths count positions along different axes.
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

/** Whether the fields of `a` contain those of `b`, which has the same period. */
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
