import { labelClear, placeAcross } from "./across.ts";
import type { Across, Track } from "./across.ts";
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
    /** How far it rises above the volumes that it passes. */
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
): Pick<Route, "kind" | "lift" | "turn" | "rise"> {
    const [source, target] = [runOf.get(flow.from), runOf.get(flow.to)];
    if (source === undefined || target === undefined) {
        return { kind: "step", lift: 0, turn: 0, rise: 0 };
    }
    const start = rightOf(flow.from, source, xs);
    const end = leftOf(flow.to, target, xs);
    const track = trackOf.get(source);
    const isLevel = track === trackOf.get(target);
    const entry = isLevel ? end : Math.min(end, (xs.get(target) ?? 0) + target.left) - beforeEntry;
    const between = (track?.runs ?? []).filter(({ run, x }) => isBetween(run, start - x, entry - x, flow));
    if (between.length === 0) {
        return { kind: isLevel ? "step" : "elbow", lift: entry, turn: entry, rise: 0 };
    }
    if (!inColumns.has(target)) {
        return isLevel
            ? { kind: "arc", lift: start, turn: entry, rise: arcRise + Math.min(26, (end - start) * 0.06) }
            : { kind: "bracket", lift: start, turn: entry, rise: arcRise };
    }
    const turn = isLevel ? end - beforeEntry : entry;
    const lift = Math.min(...between.map(({ run, x }) => x + run.left)) - labelClear;
    return lift - start >= leastLead
        ? { kind: "hop", lift, turn, rise: arcRise } : { kind: "bracket", lift: start, turn, rise: arcRise };
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
    for (const { flow, kind, lift, turn, rise } of routes) {
        const source = runOf.get(flow.from);
        const track = source === undefined ? undefined : trackOf.get(source);
        if (source === undefined || track === undefined) {
            continue;
        }
        const start = rightOf(flow.from, source, xs);
        if (rise > 0) {
            const up = track.runs.filter(({ run, x }) => x + run.width > lift && x < turn)
                .reduce((most, { run }) => Math.max(most, run.up), kind === "hop" ? 0 : source.up);
            obstacles.get(track)?.push({ from: lift, to: turn, up: up + rise + clear, down: 0 });
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
