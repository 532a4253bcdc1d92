import { overlap } from "../rectangle.ts";
import type { VisibleEdge, VisibleGraph } from "../folding.ts";
import type { Direction, Layout, Rectangle, Segment } from "./layout-messages.ts";
import type { Volume } from "../maps/volumes.ts";
import type { PicturePart } from "../picture.ts";
import type { Point } from "./level.ts";

/** A graph with its layout, and the lookups for drawing and pointing. */
export interface Scene {
    readonly graph: VisibleGraph;
    readonly layout: Layout;
    readonly labels: readonly ShapeLabel[];
    readonly bounds: ReadonlyMap<Segment, Rectangle>;
    /** Whether its boxes have places for pictures. */
    readonly pictured: boolean;
    /** The feature maps, if they are drawn instead of boxes. */
    readonly maps?: MapsOfScene;
}

export interface MapsOfScene {
    readonly parts: readonly PicturePart[];
    readonly volumes: readonly Pick<Volume, "id" | "boxes">[];
    /** The width for which its legend is laid out. */
    readonly room: number;
}

/** A value's shape, where its line leaves the box that produces it. */
export interface ShapeLabel {
    readonly shape: string;
    readonly at: Point;
    /** The side of the line on which it is written. */
    readonly side: "left" | "right" | "above";
    /** The value of the line. */
    readonly net: string;
    /** Whether the box has an input of the same shape: then it is only shown for lines that are stressed. */
    readonly same: boolean;
}

export function sceneOf(graph: VisibleGraph, layout: Layout, pictured: boolean): Scene {
    const arriving = new Map<string, Set<string>>();
    const made = new Map<string, { readonly from: string; readonly shape: string }>();
    for (const { value, from, to, shape } of graph.edges) {
        arriving.set(to, (arriving.get(to) ?? new Set()).add(shape));
        made.set(value, { from, shape });
    }
    const starts = new Map<string, Map<string, LineStart>>();
    for (const { net, leaves, points } of layout.segments) {
        const { from, shape } = made.get(net) ?? {};
        const [at] = points;
        if (leaves && from !== undefined && shape !== undefined && at !== undefined) {
            const ofBox = starts.get(from) ?? new Map<string, LineStart>();
            starts.set(from, ofBox);
            if (!ofBox.has(net)) {
                ofBox.set(net, { shape, at, net });
            }
        }
    }
    const labels = [...starts].flatMap(([box, ofBox]) =>
        shapeLabels([...ofBox.values()], arriving.get(box) ?? new Set(), layout.direction));
    const bounds = new Map(layout.segments.map((segment) => [segment, boundsOf(segment)]));
    return { graph, layout, labels, bounds, pictured };
}

type LineStart = Pick<ShapeLabel, "shape" | "at" | "net">;

/**
 * The labels of the lines that leave one box. With several lines, the label of the first is on its left, so that it
 * does not overlap the next line; labels between the first and the last are only shown for other shapes.
 */
function shapeLabels(
    starts: readonly LineStart[], inputShapes: ReadonlySet<string>, direction: Direction,
): readonly ShapeLabel[] {
    const ordered = starts.toSorted((a, b) => a.at.x - b.at.x);
    const outer = new Set([ordered[0]?.shape, ordered.at(-1)?.shape]);
    const places = labelPlaces(ordered);
    return ordered.flatMap(({ shape, at, net }, index): readonly ShapeLabel[] => {
        if (direction === "right") {
            return [{ shape, at, net, side: "above", same: inputShapes.has(shape) }];
        }
        const [isFirst, isLast] = [index === 0, index === ordered.length - 1];
        return (!isFirst && !isLast && outer.has(shape)) || !places.has(index)
            ? []
            : [{ shape, at, net, side: isFirst && !isLast ? "left" : "right", same: inputShapes.has(shape) }];
    });
}

/** The widest a character of a label is, in pixels. */
const characterWidth = 6;

/** The lines whose labels have room beside other lines; the shapes of others are shown when they are pointed at. */
function labelPlaces(starts: readonly LineStart[]): ReadonlySet<number> {
    const shown = new Set([0]);
    for (const [index, { at, shape }] of starts.entries()) {
        // The label of the first line is on its left, all others are on the right.
        const [before, next] = [starts[index - 1], starts[index + 1]];
        const end = at.x + 5 + shape.length * characterWidth;
        if (before !== undefined && at.x >= before.at.x + 8 && (next === undefined || end <= next.at.x)) {
            shown.add(index);
        }
    }
    return shown;
}

/** Where a label's text is anchored. */
export function placeOfLabel({ at, side }: ShapeLabel): { readonly at: Point; readonly anchor: "start" | "end" } {
    switch (side) {
        case "left": return { at: { x: at.x - 5, y: at.y + 10 }, anchor: "end" };
        case "right": return { at: { x: at.x + 5, y: at.y + 10 }, anchor: "start" };
        case "above": return { at: { x: at.x + 4, y: at.y - 4 }, anchor: "start" };
    }
}

/** The innermost box at a position of the drawing; for an open group its header, or empty space in its content. */
export function boxAt({ graph, layout }: Scene, { x, y }: Point): string | undefined {
    const under = (ids: readonly string[]): string | undefined => {
        for (const id of ids) {
            const place = layout.boxes.get(id);
            if (place !== undefined && overlap(place, { x, y, width: 0, height: 0 })) {
                const box = graph.boxes.get(id);
                return box?.kind === "open" ? (under(box.children) ?? id) : id;
            }
        }
        return undefined;
    };
    return under(graph.roots);
}

/**
 * The edges whose line passes within `reach` of a position: those of the nearest line, which one value's edges share
 * until they part.
 */
export function edgesAt({ bounds, graph }: Scene, { x, y }: Point, reach: number): readonly VisibleEdge[] {
    const near = [...bounds].flatMap(([segment, around]) => {
        const distance = overlap(around, { x: x - reach, y: y - reach, width: 2 * reach, height: 2 * reach })
            ? distanceTo(segment.points, { x, y }) : Number.POSITIVE_INFINITY;
        return distance <= reach ? [{ segment, distance }] : [];
    }).sort((a, b) => a.distance - b.distance);
    const [nearest] = near;
    const lines = near.filter(({ segment, distance }) =>
        segment.net === nearest?.segment.net && distance < nearest.distance + 0.1);
    return graph.edges.filter((edge) => lines.some(({ segment }) => isLineOf(segment, edge)));
}

/** The edges that leave or enter a box. */
export function edgesOf({ graph }: Scene, box: string): readonly VisibleEdge[] {
    return graph.edges.filter(({ from, to }) => from === box || to === box);
}

/** Whether a line is a part of an edge; a line that names no edges is one of all edges of its value. */
export function isLineOf({ net, edges }: Segment, { id, value }: VisibleEdge): boolean {
    return net === value && (edges.length === 0 || edges.includes(id));
}

function boundsOf({ points }: Segment): Rectangle {
    const xs = points.map(({ x }) => x);
    const ys = points.map(({ y }) => y);
    const [x, y] = [Math.min(...xs), Math.min(...ys)];
    return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

function distanceTo(points: readonly Point[], { x, y }: Point): number {
    let least = Number.POSITIVE_INFINITY;
    for (const [number, end] of points.entries()) {
        const start = points[number - 1];
        if (start !== undefined) {
            const [dx, dy] = [end.x - start.x, end.y - start.y];
            const length = dx * dx + dy * dy;
            const along = length === 0 ? 0 : ((x - start.x) * dx + (y - start.y) * dy) / length;
            const part = Math.max(0, Math.min(1, along));
            least = Math.min(least, Math.hypot(x - start.x - part * dx, y - start.y - part * dy));
        }
    }
    return least;
}
