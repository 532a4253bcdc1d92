/** A replacement in a text, in UTF-16 offsets. */
export interface Edit {
    readonly start: number;
    readonly end: number;
    readonly text: string;
}

/** The fraction by which places move on: neighbouring edits are far apart, and all of the text is reached evenly. */
const goldenRatio = (Math.sqrt(5) - 1) / 2;

/**
 * Edits of a number that `pattern` finds (its first group) at changing places: each is followed by the edit that
 * restores the text.
 */
export function* numberEdits(text: string, pattern: RegExp): Generator<Edit, never> {
    const numbers = [...text.matchAll(pattern)].map((match) => {
        const number = match[1] ?? "";
        const start = match.index + match[0].lastIndexOf(number);
        return { start, end: start + number.length, number };
    });
    for (let round = 1; ; round += 1) {
        const place = numbers[Math.floor(numbers.length * ((round * goldenRatio) % 1))];
        if (place === undefined) {
            throw new Error("the text has no number to edit");
        }
        const { start, end, number } = place;
        const changed = String(Number(number) + 1);
        yield { start, end, text: changed };
        yield { start, end: start + changed.length, text: number };
    }
}

/** The value below which a share of the times lies. */
export function quantile(times: readonly number[], share: number): number {
    const sorted = [...times].sort((a, b) => a - b);
    return sorted[Math.floor(share * (sorted.length - 1))] ?? NaN;
}

export function milliseconds(time: number): string {
    return `${time.toFixed(1)} ms`;
}
