import type { PreviewGraph } from "../../server/protocol.ts";
import { layoutRequest } from "../box-text.ts";
import type { LayoutShape } from "../box-text.ts";
import { foldGraph, type Folding } from "../folding.ts";
import type { Layout, LayoutRequest, Rectangle } from "../layout/layout-messages.ts";
import { estimateText, layersMargin, layersPicture } from "../layout/layers-picture.ts";
import { sceneOf } from "../layout/scene.ts";
import { mapsPicture } from "../maps/maps-picture.ts";
import { outlineOf } from "../outline.ts";
import type { Picture } from "../picture.ts";
import { startLayersFolding, startMapsFolding } from "../start-folding.ts";
import { heated, heatOf, type Heat } from "../heat.ts";
import { layersFigure, mapsFigure, mapsWithLegend, partOf, withAmounts, type ShownAmounts } from "./figure.ts";
import { mermaidOf } from "./mermaid.ts";
import { darkPaints, lightPaints } from "./paints.ts";
import { svgOf } from "./svg.ts";
import { tikzOf } from "./tikz.ts";

export const figureFormats = ["svg", "tikz", "mermaid"] as const;

export type FigureFormat = typeof figureFormats[number];

export interface FigureOptions {
    readonly view: "maps" | "layers";
    readonly theme: "light" | "dark";
    /** Which groups are folded; without it, as many as a figure needs. */
    readonly folding?: Folding | undefined;
    /** Where the layers flow to, and where they turn; down by default, in one column. */
    readonly shape?: LayoutShape | undefined;
    /** The boxes to show; without it, all. */
    readonly part?: ReadonlySet<string> | undefined;
    /** Whether it has a caption of shapes. */
    readonly captioned?: boolean;
    /** What colours show instead of families. */
    readonly amounts?: FigureAmounts | undefined;
}

/** The amounts of a graph's nodes, with their name and unit. */
export interface FigureAmounts {
    readonly title: string;
    readonly ofNodes: ReadonlyMap<string, number>;
    readonly written: (amount: number) => string;
}

type LayOut = (request: LayoutRequest) => Promise<Layout>;

/** A network as a figure in one of the formats. */
export async function figureText(
    format: FigureFormat, graph: PreviewGraph, options: FigureOptions, layOut: LayOut,
): Promise<string> {
    const outline = outlineOf(graph);
    if (format === "mermaid") {
        return mermaidOf(foldGraph(outline, options.folding ?? startLayersFolding(outline)));
    }
    const picture = options.view === "maps" ? mapsOf(graph, options) : await layersOf(graph, options, layOut);
    return format === "svg"
        ? svgOf(picture, { title: graph.model, paints: options.theme === "dark" ? darkPaints : lightPaints })
        : tikzOf(picture, graph.model);
}

function mapsOf(graph: PreviewGraph, { folding, part, captioned = true, amounts }: FigureOptions): Picture {
    const outline = outlineOf(graph);
    const visible = foldGraph(outline, folding ?? startMapsFolding(outline));
    const plain = mapsPicture(outline, visible);
    const heat = amounts === undefined ? undefined : heatOf(amounts.ofNodes, visible);
    const boxesOf = new Map(plain.volumes.map(({ id, boxes }) => [id, boxes]));
    // A volume is as hot as its hottest box.
    const maps = heat === undefined ? plain : {
        ...plain,
        parts: heated(plain.parts, (id) =>
            Math.max(0, ...(boxesOf.get(id) ?? []).map((box) => heat.shares.get(box) ?? 0))),
    };
    const shown = shownAmounts(amounts, heat);
    if (part !== undefined) {
        const shownPart = partOf(maps, [...maps.boxes].filter(([id]) => part.has(id)).map(([, place]) => place));
        return shown === undefined ? shownPart : withAmounts(shownPart, shown, "front");
    }
    return captioned ? mapsFigure(maps, graph, shown) : mapsWithLegend(maps, shown);
}

function shownAmounts(amounts: FigureAmounts | undefined, heat: Heat | undefined): ShownAmounts | undefined {
    return amounts === undefined || heat === undefined ? undefined
        : { title: amounts.title, most: amounts.written(heat.most) };
}

async function layersOf(
    graph: PreviewGraph, { folding, shape, part, captioned = true, amounts }: FigureOptions, layOut: LayOut,
): Promise<Picture> {
    const outline = outlineOf(graph);
    const visible = foldGraph(outline, folding ?? startLayersFolding(outline));
    const layout = await layOut(layoutRequest(visible, estimateText, false, shape));
    const plain = layersPicture(sceneOf(visible, layout, false));
    const heat = amounts === undefined ? undefined : heatOf(amounts.ofNodes, visible);
    const isTerminal = (id: string): boolean => {
        const box = visible.boxes.get(id);
        return box?.kind === "node" && box.node.kind !== "layer";
    };
    const picture = heat === undefined ? plain : {
        ...plain, parts: heated(plain.parts, (id) => isTerminal(id) ? undefined : heat.shares.get(id) ?? 0),
    };
    const shown = shownAmounts(amounts, heat);
    if (part === undefined && captioned) {
        return layersFigure(picture, visible, graph, shown);
    }
    const places = [...layout.boxes].filter(([id]) => part?.has(id) === true).map(([, place]) => inPicture(place));
    const inView = part === undefined ? picture : partOf(picture, places);
    return shown === undefined ? inView : withAmounts(inView, shown, "body");
}

function inPicture({ x, y, width, height }: Rectangle): Rectangle {
    return { x: x + layersMargin, y: y + layersMargin, width, height };
}
