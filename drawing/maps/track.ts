import { firstIndex } from "../../grammar/spans.ts";
import { RangeMaxima } from "./range-maxima.ts";
import type { Run } from "./runs.ts";

/** Between the labels of runs. */
export const labelClear = 5;

/** What rounding may add to a place. */
const rounding = 0.01;

export interface RunInTrack {
    readonly run: Run;
    readonly x: number;
}

/** Runs of one row that do not overlap, from left to right. */
export class Track {
    readonly row: number;
    readonly lane: number;
    readonly #runs: RunInTrack[] = [];
    #heights: RangeMaxima | undefined;

    constructor(row: number, lane: number) {
        this.row = row;
        this.lane = lane;
    }

    get runs(): readonly RunInTrack[] {
        return this.#runs;
    }

    add(run: Run, x: number): void {
        this.#runs.splice(this.#firstAt((other) => other.x + other.run.left >= x + run.left), 0, { run, x });
        this.#heights = undefined;
    }

    /** Whether a run overlaps no other one in a place. */
    isFreeAt(x: number, run: Run): boolean {
        const next = this.#runs[this.#firstAt((other) => x < afterRun(other, run) - rounding)];
        return next === undefined || x + run.right + labelClear <= next.x + next.run.left;
    }

    /** Returns where a run may start after all others, `gap` away from the last one; 0 in an empty track. */
    end(run: Run, gap = 0): number {
        const last = this.#runs.at(-1);
        return last === undefined ? 0 : afterRun(last, run) + gap;
    }

    /** Returns the first place from `x` on at which a vertical line crosses no run and no label. */
    firstGap(x: number): number {
        let gap = x;
        for (let at = this.#firstAt(({ run, x: start }) => start + run.right + labelClear > x); ; at++) {
            const other = this.#runs[at];
            if (other === undefined || other.x + other.run.left >= gap) {
                return gap;
            }
            gap = other.x + other.run.right + labelClear;
        }
    }

    /** Iterates over the runs whose volumes are at least in part between two places. */
    * between(start: number, end: number): Generator<RunInTrack> {
        const [from, to] = this.#rangeBetween(start, end);
        for (let at = from; at < to; at++) {
            const found = this.#runs[at];
            if (found !== undefined) {
                yield found;
            }
        }
    }

    /** Returns how far the volumes between two places reach above the middle. */
    heightBetween(start: number, end: number): number {
        const [from, to] = this.#rangeBetween(start, end);
        this.#heights ??= heightsOf(this.#runs);
        return Math.max(0, this.#heights.largest(from, to - 1));
    }

    #rangeBetween(start: number, end: number): readonly [from: number, to: number] {
        return [this.#firstAt(({ run, x }) => x + run.width > start), this.#firstAt(({ x }) => x >= end)];
    }

    #firstAt(has: (run: RunInTrack) => boolean): number {
        return firstIndex(this.#runs, has);
    }
}

function heightsOf(runs: readonly RunInTrack[]): RangeMaxima {
    const heights = new RangeMaxima(runs.length, 0);
    runs.forEach(({ run }, at) => heights.raise(at, at, run.up));
    return heights;
}

/** Where a run may start after another of its track. */
export function afterRun({ run, x }: RunInTrack, next: Run): number {
    return x + run.right + labelClear - next.left;
}
