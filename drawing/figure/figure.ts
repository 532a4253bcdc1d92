import type { PreviewGraph } from "../../server/protocol.ts";
import { formatQuantity } from "../../server/quantities.ts";
import { plural, text } from "../../server/text.ts";
import { fontSizes } from "../picture.ts";
import type { Picture, PicturePart, Words } from "../picture.ts";
import { readShape } from "../maps/map-size.ts";
import type { MapSize } from "../maps/map-size.ts";
import { familiesOf } from "../maps/maps-picture.ts";
import type { MapsPicture } from "../maps/maps-picture.ts";
import { legendOf, scaleWords, wrapped } from "./legend.ts";

const margin = 10;
const line = 15;

/** The feature maps of a network as a figure for a text: with a legend, and a caption of shapes. */
export function mapsFigure(maps: MapsPicture, graph: PreviewGraph): Picture {
    const width = Math.max(maps.width, 420);
    const legend = legendOf(familiesOf(maps), width - 2 * margin, margin, maps.height + 4, scaleWords());
    return withCaption({ width, height: maps.height + 4 + legend.height, parts: [...maps.parts, ...legend.parts] },
        captionOf(graph, mainShapes(maps)));
}

/** A picture with its caption below. */
export function withCaption({ width, height, parts }: Picture, caption: string): Picture {
    const lines = wrapped(caption, width - 2 * margin);
    const marks = lines.map((words, at): Words => ({
        kind: "words", text: words, anchor: "start", style: "detail",
        at: { x: margin, y: height + 8 + fontSizes.detail + at * line },
    }));
    const part: PicturePart = { kind: "text", marks };
    return { width, height: height + 8 + lines.length * line + margin, parts: [...parts, part] };
}

/** `ResNet18: 3×224×224 → 64×112×112 → … → 1000. 11.7 M parameters, 1.8 G MACs.` */
export function captionOf(graph: PreviewGraph, shapes: readonly string[]): string {
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
export function endShapes({ nodes }: PreviewGraph): readonly string[] {
    const ends = (kind: "input" | "output"): string =>
        nodes.filter((node) => node.kind === kind).map(({ shape }) => shapeText(readShape(shape))).join(", ");
    return [ends("input"), ends("output")].filter((shapes) => shapes !== "");
}
