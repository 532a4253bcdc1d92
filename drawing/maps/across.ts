import { columnsOf, readersOf } from "./columns.ts";
import type { Run } from "./runs.ts";
import type { Density } from "./scales.ts";
import { Track, afterRun } from "./track.ts";
import type { RunInTrack } from "./track.ts";
import type { Flow } from "./volumes.ts";

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
    const tracksOf = new Map<number, Track[]>();
    const trackOf = new Map<Run, Track>();
    const xs = new Map<Run, number>();
    const sources = readRuns(flows, runOf);
    const newTrack = (row: number): Track => {
        const lanes = tracksOf.get(row) ?? [];
        const track = new Track(row, lanes.length);
        lanes.push(track);
        tracksOf.set(row, lanes);
        return track;
    };
    const readers = readersOf(sources);
    /** Returns where a run may start after one that it reads, beside the line from there to another track. */
    const besideTurn = (source: RunInTrack, run: Run): number => {
        const turns = (readers.get(source.run) ?? 0) > 1;
        return afterRun(source, run) + (turns ? turnGap - beforeEntry : 0);
    };
    /** Returns where a run may start at the earliest in each track, after what it reads. */
    const earliestOf = (run: Run): (track: Track) => number => {
        const read = new Set(sources.get(run));
        const level = new Map<Track, number>();
        const turned = new Map<Track, number>();
        for (const source of read) {
            const track = trackOf.get(source);
            const x = xs.get(source) ?? 0;
            if (track !== undefined) {
                raise(level, track, x + source.width + runGap);
                raise(turned, track, x + Math.max(source.width, source.right) + turnGap - run.left);
            }
        }
        const [farthest, next] = [...turned].toSorted(([, a], [, b]) => b - a);
        return (track) => {
            const last = track.runs.at(-1);
            return Math.max(
                0, level.get(track) ?? 0, (farthest?.[0] === track ? next : farthest)?.[1] ?? 0,
                last !== undefined && read.has(last.run) ? besideTurn(last, run) : 0,
            );
        };
    };
    /** Returns the tracks of a run's row, those of the runs that it reads first. */
    const candidates = (run: Run): readonly Track[] => {
        const own = (sources.get(run) ?? []).flatMap((source) =>
            source.row === run.row ? (trackOf.get(source) ?? []) : []);
        return [...new Set([...own, ...tracksOf.get(run.row) ?? []])];
    };
    const put = (run: Run, track: Track, x: number): void => {
        track.add(run, x);
        trackOf.set(run, track);
        xs.set(run, x);
    };
    const placeAlone = (run: Run): void => {
        const earliest = earliestOf(run);
        const track = candidates(run).find((one) => one.isFreeAt(earliest(one), run)) ?? newTrack(run.row);
        const first = earliest(track);
        const read = (sources.get(run) ?? []).flatMap((source) => trackOf.get(source) ?? []);
        const x = besideRuns(run, first, tracksBetween(tracksOf, track, read), beforeEntry);
        put(run, track, track.isFreeAt(x, run) ? x : Math.max(x, track.end(run, beforeEntry)));
    };
    const placeBelow = (column: readonly Run[]): void => {
        const taken = new Map<Track, Run>();
        for (const run of column) {
            taken.set(candidates(run).find((one) => !taken.has(one)) ?? newTrack(run.row), run);
        }
        const x = Math.max(...[...taken].map(([track, run]) =>
            Math.max(earliestOf(run)(track), track.end(run, beforeEntry))));
        taken.forEach((run, track) => put(run, track, x));
    };
    const columns = columnsOf(runs, sources, readers);
    for (const [first, ...others] of columns) {
        if (others.length === 0) {
            placeAlone(first);
        } else {
            placeBelow([first, ...others]);
        }
    }
    return {
        tracks: [...tracksOf].toSorted(([a], [b]) => a - b).flatMap(([, tracks]) => tracks), trackOf, xs,
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

function raise<Key>(numbers: Map<Key, number>, key: Key, value: number): void {
    numbers.set(key, Math.max(numbers.get(key) ?? value, value));
}

/** The tracks that lines between a track and others cross. */
function tracksBetween(
    tracksOf: ReadonlyMap<number, readonly Track[]>, own: Track, others: readonly Track[],
): readonly Track[] {
    const [top, bottom] = [others.reduce(higher, own), others.reduce(lower, own)];
    const between: Track[] = [];
    for (let row = top.row; row <= bottom.row; row++) {
        for (const track of tracksOf.get(row) ?? []) {
            if (track !== own && isAbove(top, track) && isAbove(track, bottom)) {
                between.push(track);
            }
        }
    }
    return between;
}

function isAbove(a: Track, b: Track): boolean {
    return a.row < b.row || (a.row === b.row && a.lane < b.lane);
}

function higher(a: Track, b: Track): Track {
    return isAbove(b, a) ? b : a;
}

function lower(a: Track, b: Track): Track {
    return isAbove(a, b) ? b : a;
}

/** Moves a run to the right until the line that enters it from another row crosses no other run. */
function besideRuns(run: Run, earliest: number, crossed: readonly Track[], beforeEntry: number): number {
    const lead = Math.min(0, run.left) - beforeEntry;
    let turn = earliest + lead;
    for (let before = Number.NaN; before !== turn;) {
        before = turn;
        turn = crossed.reduce((x, track) => track.firstGap(x), turn);
    }
    return turn - lead;
}
