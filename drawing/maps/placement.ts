import type { Run } from "./runs.ts";
import type { Density } from "./scales.ts";
import type { Flow } from "./volumes.ts";

/** Where runs are, and the ways of the flows between them. */
export interface Placement {
    readonly width: number;
    readonly height: number;
    readonly runs: readonly PlacedRun[];
    readonly routes: readonly Route[];
}

export interface PlacedRun {
    readonly run: Run;
    /** Its left edge, and the middle of its volumes' front faces. */
    readonly x: number;
    readonly y: number;
}

/** A flow between volumes: straight to the next one, along its row and then to another, or in an arc above its row. */
export interface Route {
    readonly flow: Flow;
    readonly kind: "step" | "elbow" | "arc";
    /** Where it turns to another row. */
    readonly turn: number;
    /** How far an arc rises above the volumes that it passes. */
    readonly rise: number;
    /** Whether a later volume is between its ends, on another way to its target. */
    readonly isSkip: boolean;
}

const clear = 7;
const labelClear = 5;
const leastStep = 30;
const arcRise = 12;

interface Track {
    readonly row: number;
    readonly lane: number;
    readonly runs: { run: Run; x: number }[];
}

/** A rectangle around the middle of its track that nothing else may overlap. */
interface Obstacle {
    readonly from: number;
    readonly to: number;
    readonly up: number;
    readonly down: number;
}

export function place(runs: readonly Run[], flows: readonly Flow[], density: Density): Placement {
    const runOf = new Map(runs.flatMap((run) => run.members.map(({ volume }) => [volume.id, run] as const)));
    const { tracks, trackOf, xs } = placeAcross(runs, flows, runOf, density);
    const order = new Map([...runOf.keys()].map((volume, at) => [volume, at]));
    const lastRead = new Map<string, number>();
    for (const { from, to } of flows) {
        lastRead.set(to, Math.max(lastRead.get(to) ?? 0, order.get(from) ?? 0));
    }
    const routes = flows.map((flow): Route => ({
        ...wayOf(flow, runOf, trackOf, xs, density), flow,
        isSkip: (order.get(flow.from) ?? 0) < (lastRead.get(flow.to) ?? 0),
    }));
    const middles = placeDown(tracks, obstaclesOf(tracks, routes, runOf, trackOf, xs));
    const placed = runs.map((run) => ({ run, x: xs.get(run) ?? 0, y: middles.get(trackOf.get(run)) ?? 0 }));
    return shifted(placed, routes, runOf);
}

interface Across {
    readonly tracks: readonly Track[];
    readonly trackOf: ReadonlyMap<Run, Track>;
    readonly xs: ReadonlyMap<Run, number>;
}

/** Gives every run a track of its row and a place in it, after the runs that it reads. */
function placeAcross(
    runs: readonly Run[], flows: readonly Flow[], runOf: ReadonlyMap<string, Run>,
    { runGap, turnGap }: Density,
): Across {
    const tracks: Track[] = [];
    const trackOf = new Map<Run, Track>();
    const xs = new Map<Run, number>();
    const sources = Map.groupBy(flows, ({ to }) => runOf.get(to));
    for (const run of runs) {
        const readRuns = new Set((sources.get(run) ?? []).flatMap(({ from }) => runOf.get(from) ?? []));
        const read = [...readRuns].filter((one) => one !== run);
        const own = read.flatMap((source) => source.row === run.row ? (trackOf.get(source) ?? []) : []);
        /** Where it may start at the earliest in a track. */
        const earliest = (track: Track | undefined): number => {
            const ends = read.map((source) => {
                const x = xs.get(source) ?? 0;
                return trackOf.get(source) === track ? x + source.width + runGap
                    : x + Math.max(source.width, source.right) + turnGap - run.left;
            });
            const last = track?.runs.at(-1);
            const afterLast = last !== undefined && read.includes(last.run)
                ? last.x + last.run.right + labelClear - run.left : 0;
            return Math.max(0, afterLast, ...ends);
        };
        const isFree = (track: Track): boolean => track.runs.every((other) =>
            earliest(track) + run.left >= other.x + other.run.right + labelClear - 0.01 ||
            earliest(track) + run.right + labelClear <= other.x + other.run.left);
        const candidates = [...own, ...tracks.filter((track) => track.row === run.row && !own.includes(track))];
        const track = candidates.find(isFree) ?? newTrack(tracks, run.row);
        const x = earliest(track);
        track.runs.push({ run, x });
        trackOf.set(run, track);
        xs.set(run, x);
    }
    return { tracks: tracks.toSorted((a, b) => a.row - b.row || a.lane - b.lane), trackOf, xs };
}

function newTrack(tracks: Track[], row: number): Track {
    const track = { row, lane: tracks.filter((other) => other.row === row).length, runs: [] };
    tracks.push(track);
    return track;
}

function wayOf(
    flow: Flow, runOf: ReadonlyMap<string, Run>, trackOf: ReadonlyMap<Run, Track>, xs: ReadonlyMap<Run, number>,
    { beforeEntry }: Density,
): Pick<Route, "kind" | "turn" | "rise"> {
    const [source, target] = [runOf.get(flow.from), runOf.get(flow.to)];
    if (source === undefined || target === undefined) {
        return { kind: "step", turn: 0, rise: 0 };
    }
    const start = rightOf(flow.from, source, xs);
    const end = leftOf(flow.to, target, xs);
    const track = trackOf.get(source);
    const between = (limit: number): boolean => (track?.runs ?? []).some(({ run, x }) =>
        isBetween(run, start - x, limit - x, flow));
    if (track === trackOf.get(target)) {
        return between(end)
            ? { kind: "arc", turn: end, rise: arcRise + Math.min(26, (end - start) * 0.06) }
            : { kind: "step", turn: end, rise: 0 };
    }
    const turn = Math.min(end, (xs.get(target) ?? 0) + target.left) - beforeEntry;
    return between(turn) ? { kind: "arc", turn, rise: arcRise } : { kind: "elbow", turn, rise: 0 };
}

/** Whether a member of a run other than a flow's ends is at least in part between two places. */
function isBetween({ members }: Run, start: number, limit: number, { from, to }: Flow): boolean {
    let [low, high] = [0, members.length];
    while (low < high) {
        const middle = (low + high) >> 1;
        const { x, extent } = members[middle] ?? { x: 0, extent: { depth: 0 } };
        [low, high] = x + extent.depth > start ? [low, middle] : [middle + 1, high];
    }
    for (const { x, volume } of members.slice(low, low + 3)) {
        if (x < limit && volume.id !== from && volume.id !== to) {
            return true;
        }
    }
    return false;
}

function rightOf(volume: string, run: Run, xs: ReadonlyMap<Run, number>): number {
    const member = run.memberOf.get(volume);
    return (xs.get(run) ?? 0) + (member === undefined ? 0 : member.x + member.extent.depth + member.extent.dx / 2);
}

function leftOf(volume: string, run: Run, xs: ReadonlyMap<Run, number>): number {
    return (xs.get(run) ?? 0) + (run.memberOf.get(volume)?.x ?? 0);
}

function obstaclesOf(
    tracks: readonly Track[], routes: readonly Route[], runOf: ReadonlyMap<string, Run>,
    trackOf: ReadonlyMap<Run, Track>, xs: ReadonlyMap<Run, number>,
): ReadonlyMap<Track, readonly Obstacle[]> {
    const obstacles = new Map<Track, Obstacle[]>(tracks.map((track) => [track, track.runs.map(({ run, x }) => ({
        from: x + run.left, to: x + run.right, up: run.up + clear, down: run.down,
    }))]));
    for (const { flow, kind, turn, rise } of routes) {
        const [source, target] = [runOf.get(flow.from), runOf.get(flow.to)];
        const track = source === undefined ? undefined : trackOf.get(source);
        if (source === undefined || target === undefined || track === undefined) {
            continue;
        }
        const start = rightOf(flow.from, source, xs);
        if (kind === "arc") {
            const up = track.runs.filter(({ run, x }) => x + run.width > start && x < turn)
                .reduce((most, { run }) => Math.max(most, run.up), source.up);
            obstacles.get(track)?.push({ from: start, to: turn, up: up + rise + clear, down: 0 });
        } else {
            obstacles.get(track)?.push({ from: start, to: turn, up: clear, down: clear });
        }
    }
    return obstacles;
}

/** The middle of each track: as high as nothing overlaps, and below the previous row. */
function placeDown(
    tracks: readonly Track[], obstacles: ReadonlyMap<Track, readonly Obstacle[]>,
): ReadonlyMap<Track | undefined, number> {
    const middles = new Map<Track | undefined, number>();
    const placed: { readonly middle: number; readonly obstacle: Obstacle }[] = [];
    let before: number | undefined;
    for (const track of tracks) {
        const own = obstacles.get(track) ?? [];
        let middle = before === undefined ? 0 : before + leastStep;
        for (const obstacle of own) {
            for (const { middle: other, obstacle: above } of placed) {
                if (obstacle.from <= above.to && above.from <= obstacle.to) {
                    middle = Math.max(middle, other + above.down + obstacle.up);
                }
            }
        }
        placed.push(...own.map((obstacle) => ({ middle, obstacle })));
        middles.set(track, middle);
        before = middle;
    }
    return middles;
}

/** Moves everything so that it starts at 0, 0. */
function shifted(placed: readonly PlacedRun[], routes: readonly Route[], runOf: ReadonlyMap<string, Run>): Placement {
    const rises = new Map<Run, number>();
    for (const { flow, kind, rise } of routes) {
        const source = runOf.get(flow.from);
        if (kind === "arc" && source !== undefined) {
            rises.set(source, Math.max(rises.get(source) ?? 0, rise + 4));
        }
    }
    const left = Math.min(0, ...placed.map(({ run, x }) => x + run.left));
    const top = Math.min(0, ...placed.map(({ run, y }) => y - run.up - (rises.get(run) ?? 0)));
    return {
        width: Math.max(0, ...placed.map(({ run, x }) => x + run.right)) - left,
        height: Math.max(0, ...placed.map(({ run, y }) => y + run.down)) - top,
        runs: placed.map(({ run, x, y }) => ({ run, x: x - left, y: y - top })),
        routes: routes.map((route) => ({ ...route, turn: route.turn - left })),
    };
}
