import type { NodeFamily } from "../../server/protocol.ts";
import type { Rectangle, Segment } from "../layout/layout-messages.ts";
import type { Point } from "../layout/level.ts";
import type { VisibleGraph } from "../folding.ts";
import type { Outline } from "../outline.ts";
import type { Area, Line, Mark, Picture, PicturePart, Words } from "../picture.ts";
import { captioned } from "./captions.ts";
import { place } from "./placement.ts";
import type { PlacedRun, Placement, Route } from "./placement.ts";
import { jointRadius, runsOf } from "./runs.ts";
import type { Member } from "./runs.ts";
import { densities, scalesFor } from "./scales.ts";
import type { Density } from "./scales.ts";
import { volumesOf } from "./volumes.ts";
import type { Slice, Volume, VolumeGraph } from "./volumes.ts";

/** The feature maps of a graph as a picture, with the places of its boxes and lines. */
export interface MapsPicture extends Picture {
    /** By the box that makes each map, and by the boxes that belong to its volume. */
    readonly boxes: ReadonlyMap<string, Rectangle>;
    readonly segments: readonly Segment[];
    readonly volumes: readonly Volume[];
    /** The last volume of each group of neighbours, in execution order: the way through the network in short. */
    readonly stages: readonly Volume[];
}

const margin = 8;

/** The width that a drawing should not exceed: that of half an editor, a column of a page. */
const readableWidth = 760;

/** The families whose colours a picture has. */
export function familiesOf({ volumes }: Pick<MapsPicture, "volumes">): readonly NodeFamily[] {
    return [...new Set(volumes.flatMap(({ family, slices }) =>
        slices.length === 0 ? [family] : slices.map((slice) => slice.family)))];
}

export function mapsPicture(outline: Outline, graph: VisibleGraph): MapsPicture {
    const volumeGraph = captioned(volumesOf(outline, graph), graph);
    const arranged = (density: Density): Placement => {
        const scales = scalesFor(volumeGraph.volumes.map(({ size }) => size), density);
        return place(runsOf(volumeGraph, scales, density.memberGap), volumeGraph.flows, density);
    };
    const [roomy, ...tighter] = densities;
    return drawn(volumeGraph, tighter.reduce(
        (before, density) => before.width <= readableWidth ? before : arranged(density), arranged(roomy),
    ));
}

function drawn({ volumes }: VolumeGraph, placement: Placement): MapsPicture {
    const places = new Map(placement.runs.flatMap((placed) =>
        placed.run.members.map((member) => [member.volume.id, volumePlace(placed, member)] as const)));
    const segments = placement.routes.flatMap((route) => segmentsOf(route, places));
    const reach = new Map(placement.runs.flatMap(({ run: { members } }) => members.flatMap(({ volume, x }, at) => {
        const next = members[at + 1];
        return next === undefined ? [] : [[volume.id, next.x - x] as const];
    })));
    const boxes = new Map(volumes.flatMap(({ id, boxes: all }) => {
        const at = places.get(id);
        // The next volume of a run is in front of this one's side.
        return at === undefined ? [] : all.map((box) => [
            box, { ...at.bounds, width: Math.min(at.bounds.width, reach.get(id) ?? at.bounds.width) },
        ] as const);
    }));
    const volumeParts = placement.runs.flatMap((placed) => placed.run.members.map((member): PicturePart => {
        const at = places.get(member.volume.id);
        return { kind: "box", id: member.volume.id, marks: at === undefined ? [] : volumeMarks(member, at) };
    }));
    return {
        width: placement.width + 2 * margin, height: placement.height + 2 * margin,
        parts: [
            ...volumeParts, ...segments.map(({ part }) => part), ...placement.runs.map(labelsOf),
        ],
        boxes, segments: segments.map(({ segment }) => segment), volumes: volumes,
        stages: placement.runs.flatMap(({ run }) => run.members.at(-1)?.volume ?? []),
    };
}

/** Where a volume is: its front face, and all of it. */
interface VolumePlace {
    readonly front: Rectangle;
    readonly dx: number;
    readonly dy: number;
    readonly bounds: Rectangle;
    readonly y: number;
}

function volumePlace({ x, y }: PlacedRun, { x: at, extent: { depth, height, dx, dy } }: Member): VolumePlace {
    const front = { x: margin + x + at, y: margin + y - height / 2, width: depth, height };
    return {
        front, dx, dy, y: margin + y,
        bounds: { x: front.x, y: front.y - dy, width: depth + dx, height: height + dy },
    };
}

function volumeMarks({ volume, extent: { depth } }: Member, { front, dx, dy, y }: VolumePlace): readonly Mark[] {
    if (volume.kind === "joint") {
        const centre = { x: front.x + jointRadius, y };
        const arm = jointRadius * 0.5;
        return [
            { kind: "area", tone: "front", colour: volume.family, round: jointRadius, points: rectangle(front) },
            outline([{ x: centre.x - arm, y }, { x: centre.x + arm, y }]),
            outline([{ x: centre.x, y: y - arm }, { x: centre.x, y: y + arm }]),
        ];
    }
    const { x, y: top, height } = front;
    const [right, bottom] = [x + depth, top + height];
    const { channels, height: mapHeight, width: mapWidth } = volume.size;
    const dashed = channels === undefined || mapHeight === undefined || mapWidth === undefined;
    const colour = volume.slices.at(-1)?.family ?? volume.family;
    const area = (tone: Area["tone"], points: readonly Point[]): Area => ({ kind: "area", tone, colour, points, dashed });
    return [
        area("side", [
            { x: right, y: top }, { x: right + dx, y: top - dy },
            { x: right + dx, y: bottom - dy }, { x: right, y: bottom },
        ]),
        ...slicesOf(volume, depth).flatMap(({ from, to, family }): readonly Mark[] => [
            { ...area("top", skewed(x + from, x + to, top, dx, dy)), colour: family },
            { ...area("front", rectangle({ x: x + from, y: top, width: to - from, height })), colour: family },
        ]),
        ...(volume.adds ? [bow(front, dx, dy)] : []),
    ];
}

/** A slice of a volume that is drawn, by its left and right edge. */
interface DrawnSlice {
    readonly from: number;
    readonly to: number;
    readonly family: Slice["family"];
}

/** Thinner slices of one family are drawn as one. */
const thinnestSlice = 2.5;

function slicesOf({ slices, family }: Volume, depth: number): readonly DrawnSlice[] {
    const drawn: DrawnSlice[] = [];
    const total = slices.reduce((all, { channels }) => all + channels, 0);
    let sum = 0;
    let from = 0;
    for (const [at, slice] of slices.entries()) {
        sum += slice.channels;
        const isLast = at === slices.length - 1;
        const to = (depth * sum) / total;
        const isThin = to - from < thinnestSlice || depth - to < thinnestSlice;
        const continues = isThin && slices[at + 1]?.family === slice.family;
        if (isLast || !continues) {
            drawn.push({ from, to, family: slice.family });
            from = to;
        }
    }
    return drawn.length === 0 ? [{ from: 0, to: depth, family }] : drawn;
}

function skewed(from: number, to: number, y: number, dx: number, dy: number): readonly Point[] {
    return [{ x: from, y }, { x: from + dx, y: y - dy }, { x: to + dx, y: y - dy }, { x: to, y }];
}

/** The way past the inside of a group that adds its input to its result. */
function bow({ x, y, width }: Rectangle, dx: number, dy: number): Line {
    const start = { x: x + dx / 2 - 2, y: y - dy / 2 };
    const end = { x: x + width + dx / 2 + 2, y: start.y };
    const rise = 11;
    return {
        kind: "line", style: "skip", arrow: true, smooth: true,
        points: [
            start, { x: start.x - 2, y: start.y - rise - dy / 2 }, { x: end.x + 2, y: end.y - rise - dy / 2 }, end,
        ],
    };
}

function outline(points: readonly Point[]): Line {
    return { kind: "line", style: "outline", arrow: false, points };
}

function rectangle({ x, y, width, height }: Rectangle): readonly Point[] {
    return [{ x, y }, { x: x + width, y }, { x: x + width, y: y + height }, { x, y: y + height }];
}

interface DrawnSegment {
    readonly segment: Segment;
    readonly part: PicturePart;
}

const shortestArrow = 7;

function segmentsOf(
    { flow, kind, lift, turn, passed, rise, isSkip }: Route, places: ReadonlyMap<string, VolumePlace>,
): readonly DrawnSegment[] {
    const [from, to] = [places.get(flow.from), places.get(flow.to)];
    if (from === undefined || to === undefined) {
        return [];
    }
    const start = { x: from.front.x + from.front.width + from.dx / 2, y: from.y - from.dy / 2 };
    const end = { x: to.front.x, y: to.y };
    const x = turn + margin;
    let points: readonly Point[];
    let smooth = false;
    if (kind === "step") {
        points = [{ ...start, y: end.y }, end];
    } else if (kind === "elbow") {
        points = [{ ...start, y: from.y }, { x, y: from.y }, { x, y: end.y }, end];
    } else if (kind === "hop") {
        const up = lift + margin;
        const highest = from.y - passed - rise;
        points = [
            { ...start, y: from.y }, { x: up, y: from.y }, { x: up, y: highest }, { x, y: highest },
            { x, y: end.y }, end,
        ];
    } else {
        const [top, tip] = [topOf(from), topOf(to)];
        const highest = Math.min(top.y, tip.y, from.y - passed) - rise;
        if (kind === "arc") {
            const control = highest - (Math.min(top.y, tip.y) - highest) / 3;
            points = [top, { x: top.x, y: control }, { x: tip.x, y: control }, tip];
            smooth = true;
        } else {
            points = [top, { x: top.x, y: highest }, { x, y: highest }, { x, y: end.y }, end];
        }
    }
    const [value = ""] = flow.values;
    const style = isSkip ? "skip" : "flow";
    return [{
        segment: { net: value, edges: [], points: [...points], leaves: true, enters: true },
        // Volumes that touch need no arrow.
        part: {
            kind: "line", id: value,
            marks: kind === "step" && end.x - start.x < shortestArrow
                ? [] : [{ kind: "line", points, smooth, arrow: true, style }],
        },
    }];
}

function topOf({ front, dx, dy }: VolumePlace): Point {
    return { x: front.x + front.width / 2 + dx / 2, y: front.y - dy / 2 };
}

function labelsOf({ run, x, y }: PlacedRun): PicturePart {
    return {
        kind: "text",
        marks: run.labels.map(({ text, style, x: at, y: line }): Words => ({
            kind: "words", text, anchor: "middle", style, at: { x: x + margin + at, y: y + margin + line },
        })),
    };
}
