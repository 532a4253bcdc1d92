import { formatBytes, formatInteger, formatQuantity } from "../server/quantities.ts";
import { plural, text, type Text } from "../server/text.ts";
import type { VisibleBox, VisibleGraph } from "./folding.ts";
import { readShape } from "./maps/map-size.ts";
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
    /** Widths are a multiple of a step above the narrowest, so that boxes with as many channels look alike. */
    narrowest: 112,
    widest: 280,
    widestHeader: 320,
    step: 14,
    /** A box is this much wider for twice the channels. */
    doubling: 14,
    /** The edges of sheets below a folded group. */
    sheets: 5,
    /** The longest side of a box's picture, its distance from the left edge, and from the text. */
    picture: 34,
    pictureLeft: 11,
    pictureGap: 8,
} as const;

/** The controls in the header of a group that shows one of its equal rounds: back, the round's number, on, all. */
export const roundControls = { width: 104, button: 20, number: 44 } as const;

/** Whether a box has a place for a picture of its result, in drawings with pictures. */
export function hasPicture(box: VisibleBox): boolean {
    return box.kind === "folded" || (box.kind === "node" && box.node.kind !== "output");
}

/** Where the text of a box starts. */
export function textStart(withPicture: boolean): number {
    const { paddingLeft, picture, pictureLeft, pictureGap } = boxMetrics;
    return withPicture ? pictureLeft + picture + pictureGap : paddingLeft;
}

export function textOf(box: VisibleBox): BoxText {
    if (box.kind !== "node") {
        const { heading, nodeCount, parameters } = box.group;
        const counts = [layerCount(nodeCount), ...(parameters > 0 ? [formatQuantity(parameters)] : [])];
        return {
            // The number of rounds comes before the arguments, so that it is never cut.
            title: heading.times === undefined ? heading.name : `${heading.name} ×${heading.times}`,
            detail: heading.arguments.join(", "),
            name: box.group.merged.length === 0
                ? box.group.name : namePart(box.group.path, heading.name.split(" ", 1)[0] ?? "", box.within),
            count: counts.join(" · "),
        };
    }
    const { kind, label, detail, path, parameters, macs } = box.node;
    if (kind !== "layer") {
        return { title: label, detail: kind === "input" ? text("input") : text("output"), name: "", count: "" };
    }
    const name = namePart(path, label, box.within);
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
            group.title,
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

/** How boxes are arranged: the direction of the flow, and the room for it. */
export type LayoutShape = Pick<LayoutRequest, "direction" | "view">;

/** The layout problem of a graph, whose boxes have places for pictures if it is `pictured`. */
export function layoutRequest(
    graph: VisibleGraph, measure: MeasureText, pictured = false, shape: LayoutShape = {},
): LayoutRequest {
    const request = (id: string): LayoutBox | undefined => {
        const box = graph.boxes.get(id);
        if (box === undefined) {
            return undefined;
        }
        const labels = textOf(box);
        if (box.kind === "open") {
            const children = box.children.flatMap((child) => request(child) ?? []);
            const controls = box.round === undefined ? 0 : roundControls.width;
            return { id, width: headerWidth(labels, controls, measure), height: boxMetrics.header, children };
        }
        const withPicture = pictured && hasPicture(box);
        const rows = withPicture ? boxMetrics.twoRows : heightOf(labels);
        const height = rows + (box.kind === "folded" ? boxMetrics.sheets : 0);
        const width = Math.max(widthOf(labels, measure), widthByChannels(box));
        return { id, width: width + textStart(withPicture) - textStart(false), height };
    };
    const edges = graph.edges.map(({ id, value, from, to }) => ({ id, net: value, from, to }));
    return { boxes: graph.roots.flatMap((id) => request(id) ?? []), edges, ...shape };
}

/** The width of a box by the channels of its result: the same step for each doubling, up to 2,048. */
function widthByChannels(box: Exclude<VisibleBox, { readonly kind: "open" }>): number {
    const channels = readShape(box.kind === "node" ? box.node.shape : box.shapes[0] ?? "").channels ?? 0;
    const { narrowest, doubling } = boxMetrics;
    return narrowest + doubling * Math.min(11, Math.log2(Math.max(1, channels)));
}

/** The texts at both ends of a row, shortened if they do not fit: first the right one, which may vanish. */
export function rowTexts(
    left: string, font: BoxFont, right: string, width: number, measure: MeasureText,
): { readonly left: string; readonly right: string } {
    const room = width - measure(left, font) - (left === "" ? 0 : boxMetrics.gap);
    const rightText = measure(right, "detail") <= room || room >= leastDetail ? shorten(right, room, "detail", measure) : "";
    return { left: shortenName(left, width, font, measure), right: rightText };
}

/** A shortened text with less room than this says nothing. */
const leastDetail = 34;

/** A title with the number of rounds is shortened before the number. */
function shortenName(title: string, width: number, font: BoxFont, measure: MeasureText): string {
    const [, name = title, times = ""] = /^(.*)( ×\d+)$/.exec(title) ?? [];
    return times === "" ? shorten(title, width, font, measure)
        : `${shorten(name, width - measure(times, font), font, measure)}${times}`;
}

export interface HeaderText {
    readonly words: string;
    readonly style: "title" | "detail";
    readonly at: number;
    readonly anchor: "start" | "end";
}

/** The texts in the header of an open group: its title, then its arguments, and its name at the end, if it fits. */
export function headerTexts(
    { title, detail, name }: Pick<BoxText, "title" | "detail" | "name">, from: number, to: number, measure: MeasureText,
): readonly HeaderText[] {
    const { gap } = boxMetrics;
    const shownTitle = shortenName(title, to - from, "title", measure);
    const afterTitle = from + measure(shownTitle, "title") + gap / 2;
    const nameRoom = to - afterTitle - gap / 2;
    const shownName = measure(name, "detail") <= nameRoom ? name : "";
    const room = to - afterTitle - (shownName === "" ? 0 : measure(shownName, "detail") + gap);
    const shownDetail = measure(detail, "detail") <= room || room >= leastDetail ? shorten(detail, room, "detail", measure) : "";
    const texts: readonly HeaderText[] = [
        { words: shownTitle, style: "title", at: from, anchor: "start" },
        { words: shownDetail, style: "detail", at: afterTitle, anchor: "start" },
        { words: shownName, style: "detail", at: to, anchor: "end" },
    ];
    return texts.filter(({ words }) => words !== "");
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

/** The width of the arrow at the start of an open group's header. */
export const chevronWidth = 14;

/** A header with all its texts, and the controls of the shown round; at most so wide that only arguments are cut. */
function headerWidth({ title, detail, name }: BoxText, controls: number, measure: MeasureText): number {
    const { gap, widestHeader } = boxMetrics;
    const titled = measure(title, "title") + (detail === "" ? 0 : gap + measure(detail, "detail"));
    const natural = chevronWidth + rowWidth(titled, measure(name, "detail")) + controls;
    const least = chevronWidth + rowWidth(measure(title, "title"), 0) + controls;
    return Math.max(least, Math.min(widestHeader, natural));
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
