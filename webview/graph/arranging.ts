import {
    bringIntoView, fitAll, fitMaps, fitReadable, isAlike, keepShown, mapsBorder, smallestMaps, smallestReadable,
} from "./anchoring.ts";
import type { Size, Transform } from "./anchoring.ts";
import { foldGraph } from "../../drawing/folding.ts";
import type { Folding } from "../../drawing/folding.ts";
import type { LayoutShape } from "../../drawing/box-text.ts";
import type { Direction, Rectangle } from "../../drawing/layout/layout-messages.ts";
import type { LayoutFlow } from "./layout-flow.ts";
import type { Scene } from "../../drawing/layout/scene.ts";
import { mapsScene } from "../../drawing/maps/maps-scene.ts";
import type { Outline } from "../../drawing/outline.ts";
import { startLayersFoldings, startMapsFolding } from "../../drawing/start-folding.ts";

/** What is drawn of a graph: its layers as boxes, or its feature maps as volumes. */
export type ViewKind = "layers" | "maps";

/** A panel this much wider than high has room for a flow to the right. */
const wide = 1.9;

export interface Arranged {
    readonly scene: Scene;
    readonly folding: Folding;
}

/** Lays out what a folding shows. Resolves to undefined if a newer graph arrived, or the user cancelled. */
export async function arrange(
    outline: Outline, folding: Folding, view: ViewKind, flow: LayoutFlow, pictured: boolean, size: Size,
): Promise<Arranged | undefined> {
    const folded = foldGraph(outline, folding);
    if (view === "maps") {
        flow.cancel();
        return { scene: mapsScene(outline, folded, mapsRoom(size)), folding };
    }
    const scene = await flow.arrange(folded, pictured, shapeFor(size));
    return scene === undefined ? undefined : { scene, folding };
}

/** Lays out a graph for the first time: as deep as everything fits the view and is readable. */
export async function arrangeFirst(
    outline: Outline, view: ViewKind, flow: LayoutFlow, pictured: boolean, size: Size, isCurrent: () => boolean,
): Promise<Arranged | undefined> {
    const [deepest, ...others] = foldingsAtFirst(view, outline);
    let arranged = await arrange(outline, deepest, view, flow, pictured, size);
    for (const folding of others) {
        if (arranged === undefined || !isCurrent() || fitAll(arranged.scene.layout, size).k >= smallestReadable) {
            break;
        }
        arranged = await arrange(outline, folding, view, flow, pictured, size);
    }
    return arranged;
}

/** The foldings that a view may start with, the deepest first. */
export function foldingsAtFirst(view: ViewKind, outline: Outline): readonly [Folding, ...Folding[]] {
    return view === "maps" ? [startMapsFolding(outline)] : startLayersFoldings(outline);
}

/** How a drawing is first shown in the view. */
export function fitAtFirst({ layout, maps }: Scene, size: Size): Transform {
    return maps === undefined ? fitReadable(layout, size)
        : fitMaps(layout, size, layout.boxes.get(maps.volumes[0]?.id ?? ""));
}

/** The first view, with a box in view. */
export function startAround(scene: Scene, size: Size, box: Rectangle | undefined): Transform {
    const start = fitAtFirst(scene, size);
    return box === undefined ? start : bringIntoView(start, size, box);
}

/** The transform after the view has changed its size. Feature maps that were shown as at first still are. */
export function keepSceneShown(
    scene: Scene, transform: Transform, before: Size, after: Size, kept: Rectangle | undefined,
): Transform {
    return scene.maps !== undefined && isAlike(transform, startAround(scene, before, kept))
        ? startAround(scene, after, kept) : keepShown(transform, before, after, scene.layout, kept);
}

/** Whether a scene would now be laid out in another direction, or its legend in another width. */
export function isOutdated({ layout, maps }: Scene, size: Size): boolean {
    return maps === undefined ? layout.direction !== shapeFor(size).direction : maps.room !== mapsRoom(size);
}

/** The width in which the legend of feature maps is in view at the smallest zoom of a first view. */
function mapsRoom({ width }: Size): number {
    return Math.max(240, stepped((width - 2 * mapsBorder) / smallestMaps));
}

/** The flow goes where the panel is longer, and turns where it would leave the view at a readable zoom. */
function shapeFor(size: Size): LayoutShape {
    return shapeTowards(size.width > wide * size.height ? "right" : "down", size);
}

/** The shape of a layout in a direction. */
export function shapeTowards(direction: Direction, { width, height }: Size): LayoutShape {
    const [horizontal, vertical] = [roomFor(width), roomFor(height)];
    const view = direction === "right"
        ? { across: vertical, along: horizontal } : { across: horizontal, along: vertical };
    return { direction, view };
}

/** The room changes in steps, so that a panel can change its size a little. */
const step = 40;

function stepped(length: number): number {
    return Math.floor(length / step) * step;
}

function roomFor(length: number): number {
    return Math.max(400, stepped(length / smallestReadable));
}
