import type { PreviewGraph, PreviewNode } from "../../server/protocol.ts";
import { mostLinePictures, longestLinePicture, type LinePictures } from "../../server/webview-protocol.ts";
import { thingsAtLine } from "../graph/cursor.ts";
import type { LayerMaps } from "../inference/messages.ts";
import { element } from "../ui/elements.ts";
import type { InspectedRun } from "./inspected-run.ts";
import { drawSmallMap } from "./layer-pictures.ts";

/** A position in a version of a file. */
export interface TextPlace {
    readonly uri: string;
    readonly version: number;
    readonly line: number;
    readonly character: number;
}

/** The maximum number of maps of a layer. */
const mostMaps = 5;
/** Maps are enlarged by whole numbers up to this side, and are this far apart, in pixels. */
const side = 64;
const gap = 4;

const none: LinePictures = { layers: [], more: 0 };

/** The strongest maps of the layers at a place, if the last run is of this version of the text. */
export async function linePictures(
    graph: PreviewGraph | undefined, run: InspectedRun | undefined, place: TextPlace,
): Promise<LinePictures> {
    if (graph === undefined || run === undefined || graph.uri !== place.uri || graph.version !== place.version
        || run.model.model !== graph.model || run.model.version !== place.version) {
        return none;
    }
    const nodes = new Set(layersAt(graph, place));
    const layers = run.model.layers.filter(({ node }) => nodes.has(node));
    const shown = layers.slice(0, mostLinePictures);
    if (shown.length === 0) {
        return none;
    }
    const computed = new Map((await run.maps(shown.map(({ tensor }) => tensor), mostMaps))
        .map((maps) => [maps.tensor, maps]));
    return {
        layers: shown.flatMap(({ path, tensor }) => {
            const maps = computed.get(tensor);
            return maps === undefined ? [] : pictureOf(path, maps);
        }),
        more: layers.length - shown.length,
    };
}

/** The layers of a line, or only those at the position if there are several; of a block, its last layer. */
function layersAt(graph: PreviewGraph, { uri, line, character }: TextPlace): readonly string[] {
    const things = thingsAtLine(graph, uri, line);
    const ofLine = graph.nodes.filter(({ id, kind }) => kind === "layer" && things.has(id));
    const atPosition = ofLine.filter(({ range: { start, end } }) =>
        (start.line < line || start.character <= character) && (line < end.line || character <= end.character));
    const groups = graph.groups.filter(({ id }) => things.has(id));
    const lastOf = (group: string): PreviewNode | undefined =>
        graph.nodes.findLast((node) => node.kind === "layer" && isInside(graph, node.group, group));
    return [...(atPosition.length > 0 ? atPosition : ofLine), ...groups.flatMap(({ id }) => lastOf(id) ?? [])]
        .map(({ id }) => id);
}

function isInside(graph: PreviewGraph, inner: string | undefined, outer: string): boolean {
    const parents = new Map(graph.groups.map(({ id, parent }) => [id, parent]));
    // A parent comes before its groups, so that this ends: no more steps than groups.
    let at = inner;
    for (let steps = 0; at !== undefined && steps <= parents.size; steps++) {
        if (at === outer) {
            return true;
        }
        at = parents.get(at);
    }
    return false;
}

/** The maps side by side, as many as a picture may hold. */
function pictureOf(path: string, { channels, maps }: LayerMaps): LinePictures["layers"] {
    for (let count = maps.length; count > 0; count--) {
        const shown = maps.slice(0, count);
        const picture = drawStrip(shown).toDataURL("image/png");
        if (picture.length <= longestLinePicture) {
            return [{ path, channels: shown.map(({ channel }) => channel), count: channels, picture }];
        }
    }
    return [];
}

function drawStrip(maps: LayerMaps["maps"]): HTMLCanvasElement {
    const canvas = element("canvas", "");
    const scales = maps.map(({ rows, columns }) => Math.max(1, Math.floor(side / Math.max(rows, columns, 1))));
    const widths = maps.map(({ columns }, index) => columns * (scales[index] ?? 1));
    canvas.width = widths.reduce((sum, width) => sum + width + gap, -gap);
    canvas.height = Math.max(...maps.map(({ rows }, index) => rows * (scales[index] ?? 1)));
    const context = canvas.getContext("2d");
    if (context === null) {
        return canvas;
    }
    context.imageSmoothingEnabled = false;
    let left = 0;
    for (const [index, map] of maps.entries()) {
        const width = widths[index] ?? 0;
        context.drawImage(drawSmallMap(map), left, 0, width, map.rows * (scales[index] ?? 1));
        left += width + gap;
    }
    return canvas;
}
