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
    for (const edge of edges) {
        cutAtFrames(edge, levels, parents);
    }
    return levels;
}

function cutAtFrames(
    edge: LayoutEdge,
    levels: ReadonlyMap<string | undefined, Level>,
    parents: ReadonlyMap<string, string | undefined>,
): void {
    const sources = framesAround(edge.from, parents);
    const targets = framesAround(edge.to, parents);
    const common = sources.find((frame) => targets.includes(frame));
    let from = edge.from;
    for (const frame of sources.slice(0, sources.indexOf(common))) {
        addLink(levels.get(frame), edge, from, undefined);
        from = frame ?? from;
    }
    let to = edge.to;
    for (const frame of targets.slice(0, targets.indexOf(common))) {
        addLink(levels.get(frame), edge, undefined, to);
        to = frame ?? to;
    }
    addLink(levels.get(common), edge, from, to);
}

/** The boxes around a box, innermost first, ending with undefined for the drawing. */
function framesAround(id: string, parents: ReadonlyMap<string, string | undefined>): readonly (string | undefined)[] {
    const frames: (string | undefined)[] = [];
    for (let at = parents.get(id); at !== undefined; at = parents.get(at)) {
        frames.push(at);
    }
    return [...frames, undefined];
}

function addLink(
    level: Level | undefined,
    { id, net }: LayoutEdge,
    from: string | undefined,
    to: string | undefined,
): void {
    if (level === undefined) {
        return;
    }
    const byEnd = level.linksByEnd.get(net) ?? new Map<string | undefined, Link>();
    const known = byEnd.get(to);
    if (known !== undefined) {
        known.edges.push(id);
        return;
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
}

/** The level with indices instead of ids: the frame's inputs first, then its boxes, then the frame's outputs. */
function problemOf(
    level: Level,
    levels: ReadonlyMap<string | undefined, Level>,
    framed: ReadonlyMap<string | undefined, Framed>,
): LevelProblem {
    const { links } = level;
    const inputs = [...level.inputs];
    const outputs = [...level.outputs];
    const leaving = new Map<string, Set<string>>();
    for (const { from, net } of links) {
        if (from !== undefined) {
            leaving.set(from, (leaving.get(from) ?? new Set()).add(net));
        }
    }
    const numbers = new Map(level.boxes.map(({ id }, number) => [id, inputs.length + number]));
    const netsFrom = (id: string): readonly string[] => [...(framed.get(id)?.outputs.keys() ?? leaving.get(id) ?? [])];
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
            ? { box: inputs.indexOf(net), port: 0 }
            : { box: numbers.get(from) ?? 0, port: netsFrom(from).indexOf(net) };
    const target = ({ to, net }: Link): LevelEnd => {
        if (to === undefined) {
            return { box: inputs.length + level.boxes.length + outputs.indexOf(net), port: 0 };
        }
        const nets = [...(levels.get(to)?.inputs ?? entering.get(to) ?? [net])];
        return { box: numbers.get(to) ?? 0, port: nets.indexOf(net) };
    };
    const point = { width: 0, height: 0, inputs: [0], outputs: [0] };
    return {
        boxes: [
            ...inputs.map(() => ({ ...point, role: "input" as const })),
            ...level.boxes.map(({ id, width, height }) => {
                const inner = framed.get(id);
                if (inner !== undefined) {
                    const ports = { inputs: [...inner.inputs.values()], outputs: [...inner.outputs.values()] };
                    return { width: inner.width, height: inner.height, ...ports };
                }
                const nets = netsFrom(id);
                const ports = nets.map((_net, port) => (width * (port + 1)) / (nets.length + 1));
                const entries = entriesOf(width, entering.get(id)?.length ?? 1);
                return { width, height, leaf: true, inputs: entries, outputs: ports };
            }),
            ...outputs.map(() => ({ ...point, role: "output" as const })),
        ],
        links: links.map((link) => ({ from: source(link), to: target(link) })),
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
