import { firstIndex } from "../../grammar/spans.ts";
import { placeAcross } from "./across.ts";
import type { Across } from "./across.ts";
import { RangeMaxima } from "./range-maxima.ts";
import type { Run } from "./runs.ts";
import type { Density } from "./scales.ts";
import { labelClear } from "./track.ts";
import type { RunInTrack, Track } from "./track.ts";
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

/**
 * A flow between volumes: straight to the next one, along its row and then to another, in an arc or a bracket above its
 * row, or along its row and then above the volumes that are in the way.
 */
export interface Route {
    readonly flow: Flow;
    readonly kind: "step" | "elbow" | "arc" | "bracket" | "hop";
    /** Where it leaves its row, and where it turns to the middle of its target. */
    readonly lift: number;
    readonly turn: number;
    /** How far the volumes that it passes reach above the middle of its row, and how far it rises above them. */
    readonly passed: number;
    readonly rise: number;
    /** Whether a later volume is between its ends, on another way to its target. */
    readonly isSkip: boolean;
}

const clear = 7;
const leastStep = 30;
const arcRise = 12;

/** The least length of a flow along its row before it rises above the volumes in its way. */
const leastLead = 60;

/** A rectangle around the middle of its track that nothing else may overlap. */
interface Obstacle {
    readonly from: number;
    readonly to: number;
    readonly up: number;
    readonly down: number;
}

export function place(runs: readonly Run[], flows: readonly Flow[], density: Density): Placement {
    const runOf = new Map(runs.flatMap((run) => run.members.map(({ volume }) => [volume.id, run] as const)));
    const across = placeAcross(runs, flows, runOf, density);
    const { tracks, trackOf, xs } = across;
    const order = new Map([...runOf.keys()].map((volume, at) => [volume, at]));
    const lastRead = new Map<string, number>();
    for (const { from, to } of flows) {
        lastRead.set(to, Math.max(lastRead.get(to) ?? 0, order.get(from) ?? 0));
    }
    const isHead = (volume: string): boolean => {
        const run = runOf.get(volume);
        return run !== undefined && across.inColumns.has(run);
    };
    const routes = flows.map((flow): Route => ({
        ...wayOf(flow, runOf, across, density), flow,
        isSkip: !isHead(flow.from) && (order.get(flow.from) ?? 0) < (lastRead.get(flow.to) ?? 0),
    }));
    const middles = placeDown(tracks, obstaclesOf(tracks, routes, runOf, trackOf, xs));
    const placed = runs.map((run) => ({ run, x: xs.get(run) ?? 0, y: middles.get(trackOf.get(run)) ?? 0 }));
    return shifted(placed, routes, runOf);
}

function wayOf(
    flow: Flow, runOf: ReadonlyMap<string, Run>, { trackOf, xs, inColumns }: Across, { beforeEntry }: Density,
): Pick<Route, "kind" | "lift" | "turn" | "passed" | "rise"> {
    const [source, target] = [runOf.get(flow.from), runOf.get(flow.to)];
    const track = source === undefined ? undefined : trackOf.get(source);
    if (source === undefined || target === undefined || track === undefined) {
        return { kind: "step", lift: 0, turn: 0, passed: 0, rise: 0 };
    }
    const start = rightOf(flow.from, source, xs);
    const end = leftOf(flow.to, target, xs);
    const isLevel = track === trackOf.get(target);
    const entry = isLevel ? end : Math.min(end, (xs.get(target) ?? 0) + target.left) - beforeEntry;
    const first = firstBetween(track, start, entry, flow);
    if (first === undefined) {
        return { kind: isLevel ? "step" : "elbow", lift: entry, turn: entry, passed: 0, rise: 0 };
    }
    const isLed = inColumns.has(target);
    const turn = isLed && isLevel ? end - beforeEntry : entry;
    const lead = first.x + first.run.left - labelClear;
    if (isLed && lead - start >= leastLead) {
        return { kind: "hop", lift: lead, turn, passed: track.heightBetween(lead, turn), rise: arcRise };
    }
    const passed = Math.max(source.up, track.heightBetween(start, turn));
    return isLevel && !isLed
        ? { kind: "arc", lift: start, turn, passed, rise: arcRise + Math.min(26, (end - start) * 0.06) }
        : { kind: "bracket", lift: start, turn, passed, rise: arcRise };
}

/** The first run with a volume between two places of a track, other than a flow's ends. */
function firstBetween(track: Track, start: number, limit: number, flow: Flow): RunInTrack | undefined {
    for (const placed of track.between(start, limit)) {
        if (isBetween(placed.run, start - placed.x, limit - placed.x, flow)) {
            return placed;
        }
    }
    return undefined;
}

/** Whether a member of a run other than a flow's ends is at least in part between two places. */
function isBetween({ members }: Run, start: number, limit: number, { from, to }: Flow): boolean {
    const first = firstIndex(members, ({ x, extent }) => x + extent.depth > start);
    for (const { x, volume } of members.slice(first, first + 3)) {
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
    for (const { flow, lift, turn, passed, rise } of routes) {
        const source = runOf.get(flow.from);
        const track = source === undefined ? undefined : trackOf.get(source);
        if (source === undefined || track === undefined) {
            continue;
        }
        const start = rightOf(flow.from, source, xs);
        if (rise > 0) {
            obstacles.get(track)?.push({ from: lift, to: turn, up: passed + rise + clear, down: 0 });
        }
        if (lift > start) {
            obstacles.get(track)?.push({ from: start, to: lift, up: clear, down: clear });
        }
    }
    return obstacles;
}

/** The middle of each track: as high as nothing overlaps, and below the previous row. */
function placeDown(
    tracks: readonly Track[], obstacles: ReadonlyMap<Track, readonly Obstacle[]>,
): ReadonlyMap<Track | undefined, number> {
    const middles = new Map<Track | undefined, number>();
    const edges = [...obstacles.values()].flatMap((all) => all.flatMap(({ from, to }) => [from, to]));
    const places = new Map([...new Set(edges)].sort((a, b) => a - b).map((x, at) => [x, at]));
    const placeOf = (x: number): number => places.get(x) ?? 0;
    /** By place: where what is above ends. */
    const ends = new RangeMaxima(places.size, Number.NEGATIVE_INFINITY);
    let before: number | undefined;
    for (const track of tracks) {
        const own = obstacles.get(track) ?? [];
        let middle = before === undefined ? 0 : before + leastStep;
        for (const { from, to, up } of own) {
            middle = Math.max(middle, ends.largest(placeOf(from), placeOf(to)) + up);
        }
        for (const { from, to, down } of own) {
            ends.raise(placeOf(from), placeOf(to), middle + down);
        }
        middles.set(track, middle);
        before = middle;
    }
    return middles;
}

/** Moves everything so that it starts at 0, 0. */
function shifted(placed: readonly PlacedRun[], routes: readonly Route[], runOf: ReadonlyMap<string, Run>): Placement {
    const middles = new Map(placed.map(({ run, y }) => [run, y]));
    const rises = new Map<number | undefined, number>();
    for (const { flow, rise } of routes.filter((route) => route.rise > 0)) {
        const source = runOf.get(flow.from);
        const middle = source === undefined ? undefined : middles.get(source);
        rises.set(middle, Math.max(rises.get(middle) ?? 0, rise + 4));
    }
    const left = Math.min(0, ...placed.map(({ run, x }) => x + run.left));
    const top = Math.min(0, ...placed.map(({ run, y }) => y - run.up - (rises.get(y) ?? 0)));
    return {
        width: Math.max(0, ...placed.map(({ run, x }) => x + run.right)) - left,
        height: Math.max(0, ...placed.map(({ run, y }) => y + run.down)) - top,
        runs: placed.map(({ run, x, y }) => ({ run, x: x - left, y: y - top })),
        routes: routes.map((route) => ({ ...route, lift: route.lift - left, turn: route.turn - left })),
    };
}
