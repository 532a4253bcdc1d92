import { foldGraph, type Folding, type VisibleBox, type VisibleGraph } from "../drawing/folding.ts";
import { outlineOf, type Outline, type OutlineGroup } from "../drawing/outline.ts";
import type { Rectangle } from "../drawing/layout/layout-messages.ts";
import type { Point } from "../drawing/layout/level.ts";
import type { PreviewGraph } from "../server/protocol.ts";

/** A graph as one column of boxes in execution order, with the lines that skip boxes at its right. */
export interface Column {
    readonly width: number;
    readonly height: number;
    readonly boxes: readonly (Rectangle & { readonly box: Leaf })[];
    /** Open groups around their boxes. */
    readonly frames: readonly (Rectangle & { readonly group: OutlineGroup })[];
    readonly lines: readonly (readonly Point[])[];
    readonly graph: VisibleGraph;
}

/** A node or a folded group. */
export type Leaf = Exclude<VisibleBox, { readonly kind: "open" }>;

/** In pixels. Six lanes fit a page 600 pixels wide. */
const metrics = {
    width: 440, row: 28, gap: 14, header: 22, inset: 12, lane: 16, margin: 2,
    /** The distance of a line's start and end from the middle of its box. */
    offset: 5,
} as const;

/** Groups stay folded if opening their level would show more boxes, or nest deeper. */
const readableBoxes = 24;
const deepest = 3;

/** Folds a graph to what is readable in a text. */
export function foldForText(graph: PreviewGraph): VisibleGraph {
    const outline = outlineOf(graph);
    let folded = foldGraph(outline, foldingAt(outline, 0));
    for (let level = 1; level <= Math.min(outline.depth, deepest); level += 1) {
        const opened = foldGraph(outline, foldingAt(outline, level));
        if (leafCount(opened) > readableBoxes) {
            break;
        }
        folded = opened;
    }
    return folded;
}

/** A loop over one block is always one box, such as `Basic(64) × 2`. */
function foldingAt(outline: Outline, level: number): Folding {
    const repeated = [...outline.groups.values()]
        .filter(({ heading, repeats }) => repeats || heading.times !== undefined);
    return { level, chosen: new Map(repeated.map(({ id }) => [id, true])) };
}

/** The number of boxes without the open groups around them. */
export function leafCount({ boxes }: VisibleGraph): number {
    return [...boxes.values()].filter(({ kind }) => kind !== "open").length;
}

/** Lays a folded graph out. */
export function columnOf(graph: VisibleGraph): Column {
    const { boxes, frames, bottom } = stack(graph);
    const { lines, lanes } = connect(graph, boxes);
    return {
        width: metrics.width + lanes * metrics.lane + 2 * metrics.margin, height: bottom + metrics.margin,
        boxes, frames, lines, graph,
    };
}

function stack(graph: VisibleGraph): Pick<Column, "boxes" | "frames"> & { readonly bottom: number } {
    const boxes: (Rectangle & { box: Leaf })[] = [];
    const frames: (Rectangle & { group: OutlineGroup })[] = [];
    /** Places boxes from `top` on and returns where they end. */
    const place = (ids: readonly string[], top: number, depth: number): number => {
        const x = metrics.margin + depth * metrics.inset;
        const width = metrics.width - 2 * depth * metrics.inset;
        let y = top;
        for (const box of ids.flatMap((id) => graph.boxes.get(id) ?? [])) {
            if (box.kind === "open") {
                const end = place(box.children, y + metrics.header, depth + 1) + metrics.inset;
                frames.push({ x, y, width, height: end - y, group: box.group });
                y = end + metrics.gap;
            } else {
                boxes.push({ x, y, width, height: metrics.row, box });
                y += metrics.row + metrics.gap;
            }
        }
        return y - metrics.gap;
    };
    const bottom = place(graph.roots, metrics.margin, 0);
    return { boxes, frames: frames.toReversed(), bottom };
}

/** Lines between successive boxes are straight; those of a value that skips boxes share a lane. */
function connect(
    graph: VisibleGraph, boxes: Column["boxes"],
): Pick<Column, "lines"> & { readonly lanes: number } {
    const rows = new Map(boxes.map(({ box }, row) => [box.id, row]));
    const straight: (readonly Point[])[] = [];
    const skips = new Map<string, Skip>();
    for (const { value, from, to } of graph.edges) {
        const [source, target] = [rows.get(from), rows.get(to)];
        const [start, end] = [boxes[source ?? -1], boxes[target ?? -1]];
        if (source === undefined || target === undefined || start === undefined || end === undefined) {
            continue;
        }
        if (target === source + 1) {
            const x = metrics.margin + metrics.width / 2;
            straight.push([{ x, y: start.y + start.height }, { x, y: end.y }]);
        } else {
            const key = `${value} ${from}`;
            const known = skips.get(key);
            skips.set(key, { source, targets: [...known?.targets ?? [], target] });
        }
    }
    const laned = assignLanes([...skips.values()]);
    const lines = laned.flatMap(({ source, targets, lane }) => targets.flatMap((target) => {
        const [start, end] = [boxes[source], boxes[target]];
        if (start === undefined || end === undefined) {
            return [];
        }
        const x = metrics.margin + metrics.width + (lane + 0.75) * metrics.lane;
        const [from, to] = [start.y + start.height / 2 + metrics.offset, end.y + end.height / 2 - metrics.offset];
        return [[
            { x: start.x + start.width, y: from }, { x, y: from }, { x, y: to }, { x: end.x + end.width, y: to },
        ]];
    }));
    return { lines: [...straight, ...lines], lanes: Math.max(0, ...laned.map(({ lane }) => lane + 1)) };
}

interface Skip {
    /** Rows. */
    readonly source: number;
    readonly targets: readonly number[];
}

/** Gives each skip the innermost lane that is free along it, the shortest first. */
function assignLanes(skips: readonly Skip[]): readonly (Skip & { readonly lane: number })[] {
    const ranges = skips.map((skip) => {
        const rows = [skip.source, ...skip.targets];
        return { skip, first: Math.min(...rows), last: Math.max(...rows) };
    });
    const taken: { first: number; last: number }[][] = [];
    return ranges.toSorted((a, b) => a.last - a.first - (b.last - b.first)).map(({ skip, first, last }) => {
        const free = taken.findIndex((lane) => lane.every((other) => other.last <= first || last <= other.first));
        const lane = free === -1 ? taken.length : free;
        (taken[lane] ??= []).push({ first, last });
        return { ...skip, lane };
    });
}
