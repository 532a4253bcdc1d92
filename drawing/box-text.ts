import { formatBytes, formatInteger, formatQuantity } from "../server/quantities.ts";
import { plural, text, type Text } from "../server/text.ts";
import type { VisibleBox, VisibleGraph } from "./folding.ts";
import type { LayoutBox, LayoutRequest } from "./layout/layout-messages.ts";

/** The text of a box: both ends of the first row, then the second row; empty rows are left out. */
export interface BoxText {
    readonly title: string;
    readonly detail: string;
    readonly name: string;
    readonly count: string;
}

export type BoxFont = "title" | "detail";

/** The width of a text in pixels at a zoom of 1. */
export type MeasureText = (text: string, font: BoxFont) => number;

/** Sizes of boxes and the text in them, in pixels at a zoom of 1. */
export const boxMetrics = {
    paddingLeft: 12,
    paddingRight: 9,
    gap: 12,
    oneRow: 26,
    twoRows: 42,
    header: 24,
    /** Widths are multiples of a step, so that boxes in a row or column look alike. */
    narrowest: 152,
    widest: 264,
    widestHeader: 240,
    step: 32,
    /** The edges of sheets below a folded group. */
    sheets: 5,
    /** The longest side of a box's picture, its distance from the left edge, and from the text. */
    picture: 34,
    pictureLeft: 11,
    pictureGap: 8,
} as const;

/** Whether a box has a place for a picture of its result, in drawings with pictures. */
export function hasPicture(box: VisibleBox): boolean {
    return box.kind === "folded" || (box.kind === "node" && box.node.kind !== "output");
}

/** Where the text of a box starts. */
export function textStart(withPicture: boolean): number {
    const { paddingLeft, picture, pictureLeft, pictureGap } = boxMetrics;
    return withPicture ? pictureLeft + picture + pictureGap : paddingLeft;
}

export function textOf(box: VisibleBox, graph: VisibleGraph): BoxText {
    if (box.kind !== "node") {
        const { title, foldedTitle, nodeCount, parameters } = box.group;
        const counts = [layerCount(nodeCount), ...(parameters > 0 ? [formatQuantity(parameters)] : [])];
        return {
            title: box.kind === "folded" ? foldedTitle : title,
            detail: "",
            name: namePart(box.group.path, title.split(/[( ]/, 1)[0] ?? "", parentPath(box, graph)),
            count: counts.join(" · "),
        };
    }
    const { kind, label, detail, path, parameters, macs } = box.node;
    if (kind !== "layer") {
        return { title: label, detail: kind === "input" ? text("input") : text("output"), name: "", count: "" };
    }
    const name = namePart(path, label, parentPath(box, graph));
    if (detail === "" && macs === 0) {
        return { title: label, detail: name, name: "", count: "" };
    }
    return { title: label, detail, name, count: parameters > 0 ? formatQuantity(parameters) : "" };
}

/** Everything known about a box, one fact per line, for its tooltip and for screen readers. */
export function describeBox(box: VisibleBox): readonly string[] {
    if (box.kind !== "node") {
        const { group } = box;
        return [
            box.kind === "folded" ? group.foldedTitle : group.title,
            ...(group.path === "" ? [] : [group.path]),
            layerCount(group.nodeCount),
            ...(box.kind === "folded" && box.shapes.length > 0 ? [text("gives {shapes}", { shapes: box.shapes.join(", ") })] : []),
            ...describeCost(group),
        ];
    }
    const { node } = box;
    const kind = node.kind === "layer" ? node.label : node.kind === "input"
        ? text("input {name}", { name: node.label })
        : text("output {name}", { name: node.label });
    return [
        node.detail === "" ? kind : `${kind} · ${node.detail}`,
        ...(node.kind === "layer" ? [node.path] : []),
        text("gives {shapes}", { shapes: node.shape }),
        ...describeCost(node),
    ];
}

function layerCount(count: number): Text {
    return plural(count, "{count} layer", "{count} layers", { count: formatInteger(count) });
}

interface Costs {
    readonly parameters: number;
    readonly macs: number;
    readonly operations?: number;
    readonly saved?: number;
}

function describeCost({ parameters, macs, operations = 0, saved = 0 }: Costs): readonly string[] {
    return [
        ...(parameters > 0 ? [text("{count} parameters", { count: formatInteger(parameters) })] : []),
        ...(macs > 0 ? [text("{count} MACs", { count: formatInteger(macs) })] : []),
        ...(operations > 0 ? [text("{count} element operations", { count: formatQuantity(operations) })] : []),
        ...(saved > 0 ? [text("keeps {size} for the backward pass", { size: formatBytes(saved) })] : []),
    ];
}

/** The layout problem of a graph, whose boxes have places for pictures if it is `pictured`. */
export function layoutRequest(graph: VisibleGraph, measure: MeasureText, pictured = false): LayoutRequest {
    const request = (id: string): LayoutBox | undefined => {
        const box = graph.boxes.get(id);
        if (box === undefined) {
            return undefined;
        }
        const labels = textOf(box, graph);
        if (box.kind === "open") {
            const children = box.children.flatMap((child) => request(child) ?? []);
            return { id, width: headerWidth(labels, measure), height: boxMetrics.header, children };
        }
        const withPicture = pictured && hasPicture(box);
        const rows = withPicture ? boxMetrics.twoRows : heightOf(labels);
        const height = rows + (box.kind === "folded" ? boxMetrics.sheets : 0);
        return { id, width: widthOf(labels, measure) + textStart(withPicture) - textStart(false), height };
    };
    const edges = graph.edges.map(({ id, value, from, to }) => ({ id, net: value, from, to }));
    return { boxes: graph.roots.flatMap((id) => request(id) ?? []), edges };
}

/** The text, truncated with `…` if it is too long. */
export function shorten(text: string, width: number, font: BoxFont, measure: MeasureText): string {
    if (measure(text, font) <= width) {
        return text;
    }
    let [fits, tooLong] = [0, text.length];
    while (tooLong - fits > 1) {
        const middle = Math.floor((fits + tooLong) / 2);
        if (measure(`${text.slice(0, middle)}…`, font) <= width) {
            fits = middle;
        } else {
            tooLong = middle;
        }
    }
    return `${text.slice(0, fits).trimEnd()}…`;
}

function widthOf(text: BoxText, measure: MeasureText): number {
    const natural = Math.max(
        rowWidth(measure(text.title, "title"), measure(text.detail, "detail")),
        rowWidth(measure(text.name, "detail"), measure(text.count, "detail")),
    );
    const { narrowest, widest, step } = boxMetrics;
    return Math.min(widest, narrowest + Math.max(0, Math.ceil((natural - narrowest) / step)) * step);
}

function rowWidth(left: number, right: number): number {
    const { paddingLeft, paddingRight, gap } = boxMetrics;
    return paddingLeft + left + (left > 0 && right > 0 ? gap : 0) + right + paddingRight;
}

function headerWidth({ title, name }: BoxText, measure: MeasureText): number {
    const chevron = 14;
    const natural = chevron + rowWidth(measure(title, "title"), measure(name, "detail"));
    return Math.min(boxMetrics.widestHeader, natural);
}

function heightOf({ name, count }: BoxText): number {
    return name === "" && count === "" ? boxMetrics.oneRow : boxMetrics.twoRows;
}

/** The part of the path that differs from the surrounding group's; empty if it only repeats the kind (`relu_2`). */
function namePart(path: string, kind: string, parent: string): string {
    const name = beyond(path.split("."), parent.split(".")).join(".");
    const rest = name.startsWith(kind) ? name.slice(kind.length) : name;
    if (rest === "" || /^_\d+$/.test(rest)) {
        return "";
    }
    // A round's number means nothing without the loop's name.
    return /^\d+$/.test(name) ? path.split(".").slice(-2).join(".") : name;
}

/** The path without the parts that both paths start with; at least the last part. */
function beyond(path: readonly string[], parent: readonly string[]): readonly string[] {
    const differs = path.findIndex((part, at) => part !== parent[at]);
    return path.slice(differs === -1 ? path.length - 1 : differs);
}

function parentPath({ parent }: VisibleBox, graph: VisibleGraph): string {
    const around = parent === undefined ? undefined : graph.boxes.get(parent);
    return around !== undefined && around.kind !== "node" ? (around.group.merged.at(-1)?.path ?? "") : "";
}
