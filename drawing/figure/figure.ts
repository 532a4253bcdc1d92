import type { PreviewGraph } from "../../server/protocol.ts";
import { formatQuantity } from "../../server/quantities.ts";
import { plural, text } from "../../server/text.ts";
import { fontSizes } from "../picture.ts";
import type { Mark, Picture, PicturePart, Words } from "../picture.ts";
import type { VisibleGraph } from "../folding.ts";
import type { Rectangle } from "../layout/layout-messages.ts";
import type { Point } from "../layout/level.ts";
import { overlap } from "../rectangle.ts";
import { estimatedWidth } from "../text-width.ts";
import { readShape } from "../maps/map-size.ts";
import type { MapSize } from "../maps/map-size.ts";
import { familiesOf } from "../maps/maps-picture.ts";
import type { MapsPicture } from "../maps/maps-picture.ts";
import { amountsLegend, legendOf, scaleWords, wrapped } from "./legend.ts";

const margin = 10;
const line = 15;

/** What the colours of boxes show instead of families: its name, and the largest amount with its unit. */
export interface ShownAmounts {
    readonly title: string;
    readonly most: string;
}

/** The feature maps of a network with a legend. */
export function mapsWithLegend(maps: MapsPicture, amounts?: ShownAmounts): Picture {
    const families = amounts === undefined ? familiesOf(maps) : [];
    const start = amounts === undefined ? maps : withAmounts(maps, amounts, "front");
    const width = Math.max(start.width, 420);
    // Without families, the first line of their legend is empty.
    const top = start.height + (amounts === undefined ? 4 : -line);
    const legend = legendOf(families, width - 2 * margin, margin, top, scaleWords());
    return { width, height: top + legend.height, parts: [...start.parts, ...legend.parts] };
}

/** The feature maps of a network as a figure for a text: with a legend, and a caption of shapes. */
export function mapsFigure(maps: MapsPicture, graph: PreviewGraph, amounts?: ShownAmounts): Picture {
    return withCaption(mapsWithLegend(maps, amounts), captionOf(graph, mainShapes(maps)));
}

/** A picture with the legend of its amounts below. */
export function withAmounts(
    { width, height, parts }: Picture, { title, most }: ShownAmounts, tone: "front" | "body",
): Picture {
    const legend = amountsLegend({ title, most, tone }, margin, height + 4);
    const right = Math.max(...legend.parts.flatMap(({ marks }) => marks).map((mark) => {
        const bounds = boundsOf(mark);
        return bounds.x + bounds.width;
    }));
    return {
        width: Math.max(width, right + margin), height: height + 4 + legend.height, parts: [...parts, ...legend.parts],
    };
}

/** The boxes of a network as a figure for a text: with their colours, and a caption of the shapes at both ends. */
export function layersFigure(
    boxes: Picture, { boxes: shown }: VisibleGraph, graph: PreviewGraph, amounts?: ShownAmounts,
): Picture {
    if (amounts !== undefined) {
        return withCaption(withAmounts(boxes, amounts, "body"), captionOf(graph, endShapes(graph)));
    }
    const families = new Set([...shown.values()].flatMap((box) => box.kind === "node" ? [box.node.family]
        : box.kind === "folded" ? box.families.map(({ family }) => family) : []));
    const coloured = [...families].filter((family) => family !== "Input" && family !== "Output");
    const legend = legendOf(coloured, boxes.width - 2 * margin, margin, boxes.height + 4, "");
    const height = boxes.height + 4 + legend.height;
    return withCaption({ width: boxes.width, height, parts: [...boxes.parts, ...legend.parts] },
        captionOf(graph, endShapes(graph)));
}

/** The part of a picture around some places; the whole without any. */
export function partOf(picture: Picture, places: readonly Rectangle[]): Picture {
    if (places.length === 0) {
        return picture;
    }
    const left = Math.min(...places.map(({ x }) => x)) - margin;
    const top = Math.min(...places.map(({ y }) => y)) - margin;
    const window = {
        x: left, y: top,
        width: Math.max(...places.map(({ x, width }) => x + width)) + margin - left,
        height: Math.max(...places.map(({ y, height }) => y + height)) + margin - top,
    };
    const parts = picture.parts.map((part) => ({
        ...part,
        marks: part.marks.filter((mark) => overlap(boundsOf(mark), window)).map((mark) => moved(mark, left, top)),
    }));
    return { width: window.width, height: window.height, parts: parts.filter(({ marks }) => marks.length > 0) };
}

function boundsOf(mark: Mark): Rectangle {
    if (mark.kind === "words") {
        const width = estimatedWidth(mark.text, mark.style);
        const before = { start: 0, middle: width / 2, end: width }[mark.anchor];
        return { x: mark.at.x - before, y: mark.at.y - fontSizes[mark.style], width, height: fontSizes[mark.style] };
    }
    const [xs, ys] = [mark.points.map(({ x }) => x), mark.points.map(({ y }) => y)];
    const [x, y] = [Math.min(...xs), Math.min(...ys)];
    return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

function moved(mark: Mark, left: number, top: number): Mark {
    const move = ({ x, y }: Point): Point => ({ x: x - left, y: y - top });
    return mark.kind === "words" ? { ...mark, at: move(mark.at) } : { ...mark, points: mark.points.map(move) };
}

/** A picture with its caption below. */
function withCaption({ width, height, parts }: Picture, caption: string): Picture {
    const lines = wrapped(caption, width - 2 * margin);
    const marks = lines.map((words, at): Words => ({
        kind: "words", text: words, anchor: "start", style: "detail",
        at: { x: margin, y: height + 8 + fontSizes.detail + at * line },
    }));
    const part: PicturePart = { kind: "text", marks };
    return { width, height: height + 8 + lines.length * line + margin, parts: [...parts, part] };
}

/** `ResNet18: 3×224×224 → 64×112×112 → … → 1000. 11.7 M parameters, 1.8 G MACs.` */
function captionOf(graph: PreviewGraph, shapes: readonly string[]): string {
    const { model, parameters, macs, valid } = graph;
    const totals = valid
        ? plural(
            parameters.value, "{parameters} parameter, {macs} MACs.", "{parameters} parameters, {macs} MACs.",
            { parameters: formatQuantity(parameters.value), macs: formatQuantity(macs.value) },
        )
        : text("The network has errors.");
    return `${model}: ${shapes.join(" → ")}. ${totals}`;
}

/** The shapes of the way through a network, without repetitions. */
function mainShapes({ volumes, stages }: MapsPicture): readonly string[] {
    const inputs = volumes.filter(({ family, id }) => family === "Input" && !stages.some((stage) => stage.id === id));
    const shapes = [...inputs, ...stages].filter(({ kind }) => kind === "map").map(({ size }) => shapeText(size));
    const changes = shapes.filter((shape, at) => shape !== shapes[at - 1]);
    return changes.length <= mostShapes
        ? changes : [...changes.slice(0, mostShapes / 2), "…", ...changes.slice(-mostShapes / 2)];
}

/** A longer way is cut in the middle. */
const mostShapes = 16;

function shapeText({ channels, height, width, rank }: MapSize): string {
    const sizes = rank < 2 ? [channels] : rank === 2 ? [channels, width] : [channels, height, width];
    return sizes.map((size) => size ?? "?").join("×");
}

/** The shapes of a graph's inputs and outputs. */
function endShapes({ nodes }: PreviewGraph): readonly string[] {
    const ends = (kind: "input" | "output"): string =>
        nodes.filter((node) => node.kind === kind).map(({ shape }) => shapeText(readShape(shape))).join(", ");
    return [ends("input"), ends("output")].filter((shapes) => shapes !== "");
}
