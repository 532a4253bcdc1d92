import { requireDrawnLines } from "../../server/output-text.ts";
import type { Direction, Layout, LayoutBox, LayoutEdge, LayoutRequest, Rectangle, Segment } from "./layout-messages.ts";
import { spacing } from "./level.ts";
import type { LevelEnd, LevelEngine, LevelProblem, Point } from "./level.ts";
import { solveLevel } from "./pieces.ts";
import type { LevelSolution } from "./pieces.ts";
import { wrapped } from "./wrapping.ts";

/**
 * Lays out a graph of nested boxes from the inside out, the content of each box separately. An edge that crosses frames
 * is split at each of them, so that no problem is larger than the content of one box. `afterLevel` receives the
 * progress, and may cancel the layout by throwing.
 *
 * Everything is computed as if values flowed down; for another direction, sizes are exchanged before and positions
 * after.
 */
export async function layOut(
    request: LayoutRequest,
    engine: LevelEngine,
    afterLevel?: (done: number, total: number) => Promise<void>,
): Promise<Layout> {
    const { direction = "down", view } = request;
    const levels = levelsOf(direction === "down" ? request : { ...request, boxes: request.boxes.map(turned) });
    const total = [...levels.values()].reduce((sum, level) => sum + level.boxes.length, 0);
    const framed = new Map<string | undefined, Framed>();
    let done = 0;
    for (const [id, level] of levels) {
        const problem = problemOf(level, levels, framed);
        const solution = await solveLevel(problem, engine);
        const fitting = view === undefined ? solution : wrapped(problem, solution, view);
        framed.set(id, addFrame(level, fitting, direction));
        done += level.boxes.length;
        await afterLevel?.(done, total);
    }
    const layout = place(levels, framed);
    return direction === "down" ? layout : turnedBack(layout, levels);
}

/** Room for the label of a line behind its box, if it runs to the right. */
const labelRoom = 60;

/** A box with its sides exchanged, and room for the label of its line; of an open group only the content. */
function turned(box: LayoutBox): LayoutBox {
    return box.children === undefined
        ? { ...box, width: box.height, height: box.width + labelRoom } : { ...box, children: box.children.map(turned) };
}

function turnedBack(layout: Layout, levels: ReadonlyMap<string | undefined, Level>): Layout {
    const point = ({ x, y }: Point): Point => ({ x: y, y: x });
    return {
        direction: "right", width: layout.height, height: layout.width,
        boxes: new Map([...layout.boxes].map(([id, { x, y, width, height }]) =>
            [id, { x: y, y: x, width: levels.has(id) ? height : height - labelRoom, height: width }])),
        segments: layout.segments.map((segment) => ({
            ...segment,
            points: segment.points.map(point)
                .map(({ x, y }, at) => ({ x: at === 0 && segment.leaves ? x - labelRoom : x, y })),
        })),
    };
}

/** The content of one box, or of the whole drawing, while edges are being split at frames. */
interface Level {
    readonly frame: LayoutBox | undefined;
    readonly boxes: readonly LayoutBox[];
    /** The nets that enter and leave through the frame. */
    readonly inputs: Set<string>;
    readonly outputs: Set<string>;
    readonly links: Link[];
    /** The links of each net by their target box. */
    readonly linksByEnd: Map<string, Map<string | undefined, Link>>;
}

interface Link {
    readonly net: string;
    /** Ids of boxes of this level; undefined for the frame. */
    readonly from: string | undefined;
    readonly to: string | undefined;
    readonly edges: string[];
}

/** A level after layout, with its frame: its size, where nets cross it, and its content. */
interface Framed {
    readonly width: number;
    readonly height: number;
    readonly inputs: ReadonlyMap<string, number>;
    readonly outputs: ReadonlyMap<string, number>;
    readonly boxes: readonly Point[];
    readonly links: readonly (readonly Point[])[];
}

/** Innermost first, the whole drawing last. */
function levelsOf({ boxes, edges }: LayoutRequest): ReadonlyMap<string | undefined, Level> {
    const levels = new Map<string | undefined, Level>();
    const parents = new Map<string, string | undefined>();
    const open = (frame: LayoutBox | undefined, content: readonly LayoutBox[]): void => {
        for (const box of content) {
            parents.set(box.id, frame?.id);
            if (box.children !== undefined) {
                open(box, box.children);
            }
        }
        levels.set(frame?.id, {
            frame, boxes: content, inputs: new Set(), outputs: new Set(), links: [], linksByEnd: new Map(),
        });
    };
    open(undefined, boxes);
    let lines = 0;
    for (const edge of edges) {
        lines += cutAtFrames(edge, levels, parents);
        requireDrawnLines(lines);
    }
    return levels;
}

/** Adds an edge to each level that it is in; returns the number of lines that it adds. */
function cutAtFrames(
    edge: LayoutEdge,
    levels: ReadonlyMap<string | undefined, Level>,
    parents: ReadonlyMap<string, string | undefined>,
): number {
    const sources = framesAround(edge.from, parents);
    const targets = framesAround(edge.to, parents);
    const common = sources.find((frame) => targets.includes(frame));
    let [from, lines] = [edge.from, 0];
    for (const frame of sources.slice(0, sources.indexOf(common))) {
        lines += addLink(levels.get(frame), edge, from, undefined);
        from = frame ?? from;
    }
    let to = edge.to;
    for (const frame of targets.slice(0, targets.indexOf(common))) {
        lines += addLink(levels.get(frame), edge, undefined, to);
        to = frame ?? to;
    }
    return lines + addLink(levels.get(common), edge, from, to);
}

/** The boxes around a box, innermost first, ending with undefined for the drawing. */
function framesAround(id: string, parents: ReadonlyMap<string, string | undefined>): readonly (string | undefined)[] {
    const frames: (string | undefined)[] = [];
    for (let at = parents.get(id); at !== undefined; at = parents.get(at)) {
        frames.push(at);
    }
    return [...frames, undefined];
}

/** Adds a link, or the edge to the link that it shares; returns the number of links that it adds. */
function addLink(
    level: Level | undefined,
    { id, net }: LayoutEdge,
    from: string | undefined,
    to: string | undefined,
): number {
    if (level === undefined) {
        return 0;
    }
    const byEnd = level.linksByEnd.get(net) ?? new Map<string | undefined, Link>();
    const known = byEnd.get(to);
    if (known !== undefined) {
        known.edges.push(id);
        return 0;
    }
    const link = { net, from, to, edges: [id] };
    level.linksByEnd.set(net, byEnd.set(to, link));
    level.links.push(link);
    if (from === undefined) {
        level.inputs.add(net);
    }
    if (to === undefined) {
        level.outputs.add(net);
    }
    return 1;
}

/** The level with indices instead of ids: the frame's inputs first, then its boxes, then the frame's outputs. */
function problemOf(
    level: Level,
    levels: ReadonlyMap<string | undefined, Level>,
    framed: ReadonlyMap<string | undefined, Framed>,
): LevelProblem {
    const { links } = level;
    const inputs = placesOf(level.inputs);
    const outputs = placesOf(level.outputs);
    const leaving = new Map<string, Set<string>>();
    for (const { from, net } of links) {
        if (from !== undefined) {
            leaving.set(from, (leaving.get(from) ?? new Set()).add(net));
        }
    }
    const numbers = new Map(level.boxes.map(({ id }, number) => [id, inputs.size + number]));
    const netsFrom = remembered((id: string) => placesOf(framed.get(id)?.outputs.keys() ?? leaving.get(id) ?? []));
    const entering = new Map<string, string[]>();
    for (const { to, from, net } of links) {
        if (to !== undefined) {
            const nets = entering.get(to) ?? [];
            // The line from the box before is the first, so that others enter next to it.
            const isStep = from !== undefined && (numbers.get(from) ?? 0) + 1 === numbers.get(to);
            entering.set(to, isStep ? [net, ...nets] : [...nets, net]);
        }
    }
    const source = ({ from, net }: Link): LevelEnd =>
        from === undefined
            ? { box: inputs.get(net) ?? 0, port: 0 }
            : { box: numbers.get(from) ?? 0, port: netsFrom(from).get(net) ?? 0 };
    const netsTo = remembered((id: string) => placesOf(levels.get(id)?.inputs ?? entering.get(id) ?? []));
    const target = ({ to, net }: Link): LevelEnd => {
        if (to === undefined) {
            return { box: inputs.size + level.boxes.length + (outputs.get(net) ?? 0), port: 0 };
        }
        return { box: numbers.get(to) ?? 0, port: netsTo(to).get(net) ?? 0 };
    };
    const point = { width: 0, height: 0, inputs: [0], outputs: [0] };
    return {
        boxes: [
            ...Array.from(inputs, () => ({ ...point, role: "input" as const })),
            ...level.boxes.map(({ id, width, height }) => {
                const inner = framed.get(id);
                if (inner !== undefined) {
                    const ports = { inputs: [...inner.inputs.values()], outputs: [...inner.outputs.values()] };
                    return { width: inner.width, height: inner.height, ...ports };
                }
                const nets = netsFrom(id);
                const ports = Array.from(nets.values(), (port) => (width * (port + 1)) / (nets.size + 1));
                const entries = entriesOf(width, entering.get(id)?.length ?? 1);
                return { width, height, leaf: true, inputs: entries, outputs: ports };
            }),
            ...Array.from(outputs, () => ({ ...point, role: "output" as const })),
        ],
        links: links.map((link) => ({ from: source(link), to: target(link) })),
    };
}

/** The place of each net in a row of ports: the first, if a net enters twice. */
function placesOf(nets: Iterable<string>): ReadonlyMap<string, number> {
    const places = new Map<string, number>();
    for (const [place, net] of [...nets].entries()) {
        places.set(net, places.get(net) ?? place);
    }
    return places;
}

function remembered<Key, T>(find: (key: Key) => T): (key: Key) => T {
    const found = new Map<Key, T>();
    return (key) => {
        const known = found.get(key) ?? find(key);
        found.set(key, known);
        return known;
    };
}

/** Where lines enter a box without content: the first in the middle, the others to the right of it. */
function entriesOf(width: number, count: number): readonly number[] {
    const step = (0.42 * width) / Math.max(1, count - 1);
    return Array.from({ length: Math.max(1, count) }, (_, at) => width / 2 + at * step);
}

/** Moves a level's solution into its frame and extends the lines that cross the frame to its border. */
function addFrame(level: Level, { boxes, links, width, height }: LevelSolution, direction: Direction): Framed {
    const { frame } = level;
    // If nets cross the frame, the row of their ports provides the margin.
    const above = level.inputs.size > 0 ? 0 : spacing.margin;
    const below = level.outputs.size > 0 ? 0 : spacing.margin;
    // The header is above the content in either direction.
    const [before, header] = direction === "down" ? [0, frame?.height ?? 0] : [frame?.height ?? 0, 0];
    const [leastWidth, leastHeight] = direction === "down" ? [frame?.width ?? 0, 0] : [0, frame?.width ?? 0];
    const frameWidth = Math.max(width + 2 * spacing.margin, leastWidth) + before;
    const frameHeight = Math.max(header + above + height + below, leastHeight);
    const dx = before + (frameWidth - before - width) / 2;
    const dy = header + above;
    const x = (number: number): number => (boxes[number]?.x ?? 0) + dx;
    const outputsFrom = level.inputs.size + level.boxes.length;
    return {
        width: frameWidth,
        height: frameHeight,
        inputs: new Map([...level.inputs].map((net, number) => [net, x(number)])),
        outputs: new Map([...level.outputs].map((net, number) => [net, x(outputsFrom + number)])),
        boxes: boxes.slice(level.inputs.size, outputsFrom).map((at) => ({ x: at.x + dx, y: at.y + dy })),
        links: links.map((points, number) => {
            const moved = points.map((at) => ({ x: at.x + dx, y: at.y + dy }));
            const [first] = moved;
            const last = moved.at(-1);
            if (level.links[number]?.from === undefined && first !== undefined) {
                moved.unshift({ x: first.x, y: 0 });
            }
            if (level.links[number]?.to === undefined && last !== undefined) {
                moved.push({ x: last.x, y: frameHeight });
            }
            return moved;
        }),
    };
}

/** Places the levels into each other, outermost first. */
function place(
    levels: ReadonlyMap<string | undefined, Level>,
    framed: ReadonlyMap<string | undefined, Framed>,
): Layout {
    const boxes = new Map<string, Rectangle>();
    const segments: Segment[] = [];
    for (const [id, level] of [...levels].reverse()) {
        const frame = framed.get(id);
        const { x, y } = (id === undefined ? undefined : boxes.get(id)) ?? { x: 0, y: 0 };
        for (const [number, box] of level.boxes.entries()) {
            const at = frame?.boxes[number] ?? { x: 0, y: 0 };
            const { width, height } = framed.get(box.id) ?? box;
            boxes.set(box.id, { x: x + at.x, y: y + at.y, width, height });
        }
        for (const [number, { net, edges, from, to }] of level.links.entries()) {
            segments.push({
                net,
                edges,
                points: (frame?.links[number] ?? []).map((at) => ({ x: x + at.x, y: y + at.y })),
                leaves: from !== undefined && !levels.has(from),
                enters: to !== undefined && !levels.has(to),
            });
        }
    }
    const whole = framed.get(undefined);
    return { direction: "down", width: whole?.width ?? 0, height: whole?.height ?? 0, boxes, segments };
}
