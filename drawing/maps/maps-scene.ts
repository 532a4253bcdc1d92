import { legendOf, scaleWords } from "../figure/legend.ts";
import type { VisibleGraph } from "../folding.ts";
import type { Rectangle } from "../layout/layout-messages.ts";
import { sceneOf } from "../layout/scene.ts";
import type { Scene } from "../layout/scene.ts";
import type { Outline } from "../outline.ts";
import { familiesOf, mapsPicture } from "./maps-picture.ts";

const legendWidth = 420;
const legendMargin = 8;

/** How much larger than its font the legend may be drawn in a small view. */
const legendReserve = 1.1;

/**
 * The feature maps of a graph as a scene: with the places of its boxes and lines, and a legend that is no wider than
 * `room`.
 */
export function mapsScene(outline: Outline, graph: VisibleGraph, room: number): Scene {
    const picture = mapsPicture(outline, graph);
    const legendRoom = Math.min(room, Math.max(picture.width, legendWidth));
    const width = Math.max(picture.width, legendRoom);
    const legend = legendOf(
        familiesOf(picture), (legendRoom - 2 * legendMargin) / legendReserve, legendMargin, picture.height + 4,
        scaleWords(),
    );
    const boxes = new Map<string, Rectangle>(picture.boxes);
    for (const id of graph.roots) {
        addOpen(id, graph, boxes);
    }
    const layout = {
        direction: "right" as const, width, height: picture.height + legend.height + legendMargin, boxes,
        segments: [...picture.segments],
    };
    const maps = { parts: [...picture.parts, ...legend.parts], volumes: picture.volumes, room };
    return { ...sceneOf(graph, layout, false), labels: [], maps };
}

/** Gives each open group the rectangle around its content. */
function addOpen(id: string, graph: VisibleGraph, boxes: Map<string, Rectangle>): Rectangle | undefined {
    const box = graph.boxes.get(id);
    if (box?.kind !== "open") {
        return boxes.get(id);
    }
    const inside = box.children.flatMap((child) => addOpen(child, graph, boxes) ?? []);
    const left = Math.min(...inside.map(({ x }) => x));
    const top = Math.min(...inside.map(({ y }) => y));
    const around = {
        x: left, y: top,
        width: Math.max(...inside.map(({ x, width }) => x + width)) - left,
        height: Math.max(...inside.map(({ y, height }) => y + height)) - top,
    };
    if (inside.length === 0) {
        return undefined;
    }
    boxes.set(id, around);
    return around;
}
