import { columnsOf } from "./columns.ts";
import type { Run } from "./runs.ts";
import type { Density } from "./scales.ts";
import type { Flow } from "./volumes.ts";

/** Between the labels of runs. */
export const labelClear = 5;

/** Runs of one row, one after another. */
export interface Track {
    readonly row: number;
    readonly lane: number;
    readonly runs: { run: Run; x: number }[];
}

export interface Across {
    readonly tracks: readonly Track[];
    readonly trackOf: ReadonlyMap<Run, Track>;
    readonly xs: ReadonlyMap<Run, number>;
    /** The runs that are placed below one another. */
    readonly inColumns: ReadonlySet<Run>;
}

/** Gives every run a track of its row and a place in it, after the runs that it reads. */
export function placeAcross(
    runs: readonly Run[], flows: readonly Flow[], runOf: ReadonlyMap<string, Run>,
    { runGap, turnGap, beforeEntry }: Density,
): Across {
    const tracks: Track[] = [];
    const trackOf = new Map<Run, Track>();
    const xs = new Map<Run, number>();
    const sources = readRuns(flows, runOf);
    /** Where a run may start at the earliest in a track. */
    const earliest = (run: Run, track: Track | undefined): number => {
        const read = sources.get(run) ?? [];
        const ends = read.map((source) => {
            const x = xs.get(source) ?? 0;
            return trackOf.get(source) === track ? x + source.width + runGap
                : x + Math.max(source.width, source.right) + turnGap - run.left;
        });
        const last = track?.runs.at(-1);
        const afterLast = last !== undefined && read.includes(last.run) ? afterRun(last, run) : 0;
        return Math.max(0, afterLast, ...ends);
    };
    const isFreeAt = (x: number, run: Run, track: Track): boolean => track.runs.every((other) =>
        x >= afterRun(other, run) - 0.01 || x + run.right + labelClear <= other.x + other.run.left);
    /** Where a run fits into a track, beside the runs that lines to it would cross otherwise. */
    const placeIn = (run: Run, track: Track): number | undefined => {
        const first = earliest(run, track);
        const read = (sources.get(run) ?? []).flatMap((source) => trackOf.get(source) ?? []);
        const x = besideLines(run, first, tracksBetween(tracks, track, read), beforeEntry);
        return isFreeAt(x, run, track) ? x
            : x > first ? Math.max(x, ...track.runs.map((other) => afterRun(other, run) + beforeEntry)) : undefined;
    };
    /** The tracks of a run's row, those of the runs that it reads first. */
    const candidates = (run: Run): readonly Track[] => {
        const own = (sources.get(run) ?? []).flatMap((source) =>
            source.row === run.row ? (trackOf.get(source) ?? []) : []);
        return [...own, ...tracks.filter((track) => track.row === run.row && !own.includes(track))];
    };
    const put = (run: Run, track: Track, x: number): void => {
        track.runs.push({ run, x });
        trackOf.set(run, track);
        xs.set(run, x);
    };
    const placeAlone = (run: Run): void => {
        for (const track of candidates(run)) {
            const x = placeIn(run, track);
            if (x !== undefined) {
                put(run, track, x);
                return;
            }
        }
        const track = newTrack(tracks, run.row);
        put(run, track, placeIn(run, track) ?? 0);
    };
    const placeBelow = (column: readonly Run[]): void => {
        const taken = new Map<Track, Run>();
        for (const run of column) {
            taken.set(candidates(run).find((one) => !taken.has(one)) ?? newTrack(tracks, run.row), run);
        }
        const x = Math.max(...[...taken].map(([track, run]) =>
            Math.max(earliest(run, track), ...track.runs.map((other) => afterRun(other, run) + beforeEntry))));
        taken.forEach((run, track) => put(run, track, x));
    };
    const columns = columnsOf(runs, sources);
    for (const [first, ...others] of columns) {
        if (others.length === 0) {
            placeAlone(first);
        } else {
            placeBelow([first, ...others]);
        }
    }
    return {
        tracks: tracks.toSorted((a, b) => a.row - b.row || a.lane - b.lane), trackOf, xs,
        inColumns: new Set(columns.filter(({ length }) => length > 1).flat()),
    };
}

/** The other runs that each run reads. */
function readRuns(flows: readonly Flow[], runOf: ReadonlyMap<string, Run>): ReadonlyMap<Run, readonly Run[]> {
    const read = new Map<Run, Set<Run>>();
    for (const { from, to } of flows) {
        const [source, target] = [runOf.get(from), runOf.get(to)];
        if (source !== undefined && target !== undefined && source !== target) {
            read.set(target, (read.get(target) ?? new Set()).add(source));
        }
    }
    return new Map([...read].map(([run, all]) => [run, [...all]]));
}

/** Where a run may start after another of its track. */
function afterRun({ run, x }: Track["runs"][number], next: Run): number {
    return x + run.right + labelClear - next.left;
}

/** The tracks that a line between a track and others crosses. */
function tracksBetween(tracks: readonly Track[], own: Track, others: readonly Track[]): readonly Track[] {
    const isAbove = (a: Track, b: Track): boolean => a.row < b.row || (a.row === b.row && a.lane < b.lane);
    return tracks.filter((track) => others.some((other) =>
        (isAbove(own, track) && isAbove(track, other)) || (isAbove(other, track) && isAbove(track, own))));
}

/** Moves a run to the right until the line that enters it from another row crosses no other run. */
function besideLines(run: Run, earliest: number, crossed: readonly Track[], beforeEntry: number): number {
    let x = earliest;
    const all = crossed.flatMap((track) => track.runs).toSorted((a, b) => a.x + a.run.left - b.x - b.run.left);
    for (const other of all) {
        const turn = x + Math.min(0, run.left) - beforeEntry;
        if (other.x + other.run.left < turn && turn < other.x + other.run.right + labelClear) {
            x += other.x + other.run.right + labelClear - turn;
        }
    }
    return x;
}

function newTrack(tracks: Track[], row: number): Track {
    const track = { row, lane: tracks.filter((other) => other.row === row).length, runs: [] };
    tracks.push(track);
    return track;
}
