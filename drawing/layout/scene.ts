import { overlap } from "../rectangle.ts";
import type { VisibleGraph } from "../folding.ts";
import type { Layout, Rectangle, Segment } from "./layout-messages.ts";
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
}

/** A value's shape, where its line leaves the box that produces it. */
export interface ShapeLabel {
    readonly shape: string;
    readonly at: Point;
    /** The side of the line on which it is written. */
    readonly side: "left" | "right";
    /** Whether the box has an input of the same shape. */
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
                ofBox.set(net, { shape, at });
            }
        }
    }
    const labels = [...starts].flatMap(([box, ofBox]) =>
        shapeLabels([...ofBox.values()], arriving.get(box) ?? new Set()));
    const bounds = new Map(layout.segments.map((segment) => [segment, boundsOf(segment)]));
    return { graph, layout, labels, bounds, pictured };
}

type LineStart = Pick<ShapeLabel, "shape" | "at">;

/**
 * The labels of the lines that leave one box. With several lines, the label of the first is on its left, so that it
 * does not overlap the next line; labels between the first and the last are only shown for other shapes.
 */
function shapeLabels(starts: readonly LineStart[], inputShapes: ReadonlySet<string>): readonly ShapeLabel[] {
    const ordered = starts.toSorted((a, b) => a.at.x - b.at.x);
    const outer = new Set([ordered[0]?.shape, ordered.at(-1)?.shape]);
    return ordered.flatMap(({ shape, at }, index): readonly ShapeLabel[] => {
        const [isFirst, isLast] = [index === 0, index === ordered.length - 1];
        return !isFirst && !isLast && outer.has(shape)
            ? []
            : [{ shape, at, side: isFirst && !isLast ? "left" : "right", same: inputShapes.has(shape) }];
    });
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

/** The value whose line passes within `reach` of a position. */
export function valueAt({ bounds }: Scene, { x, y }: Point, reach: number): string | undefined {
    let nearest: { readonly value: string; readonly distance: number } | undefined;
    for (const [{ net, points }, around] of bounds) {
        if (overlap(around, { x: x - reach, y: y - reach, width: 2 * reach, height: 2 * reach })) {
            const distance = distanceTo(points, { x, y });
            if (distance <= reach && distance < (nearest?.distance ?? Number.POSITIVE_INFINITY)) {
                nearest = { value: net, distance };
            }
        }
    }
    return nearest?.value;
}

/** The values that a box produces or reads. */
export function valuesOf({ graph }: Scene, box: string): ReadonlySet<string> {
    const touching = graph.edges.filter(({ from, to }) => from === box || to === box);
    return new Set(touching.map(({ value }) => value));
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
