import {
    boxMetrics, describeBox, hasPicture, headerTexts, roundControls, rowTexts, textOf, textStart,
} from "../../drawing/box-text.ts";
import type { BoxFont, MeasureText } from "../../drawing/box-text.ts";
import { familyClass } from "../../drawing/families.ts";
import type { FoldedBox, NodeBox, OpenBox, VisibleBox } from "../../drawing/folding.ts";
import type { Rectangle } from "../../drawing/layout/layout-messages.ts";
import type { Scene } from "../../drawing/layout/scene.ts";
import { text } from "../../server/text.ts";
import { svg } from "./svg.ts";

/** Distances inside a box. */
const firstRow = 17;
const secondRow = 32;
const onlyRow = 25;
/** Pictures with few rows are drawn at least this high. */
const lowestPicture = 10;
const corner = 5;
const frameCorner = 8;

/** A picture of what a box computes. */
export interface BoxPicture {
    /** A `data:` address; absent if there is nothing to draw. */
    readonly address?: string;
    readonly columns: number;
    readonly rows: number;
    /** What it shows, for the tooltip. */
    readonly caption: string;
}

/**
 * The drawing of one box at its position; `domId` identifies it for screen readers. For an open group, the header. A
 * `pictured` box has a place for a picture.
 */
export function boxElement(
    box: VisibleBox,
    { pictured }: Pick<Scene, "pictured">,
    place: Rectangle,
    measure: MeasureText,
    domId: string,
): SVGGElement {
    const content = box.kind === "open"
        ? headerContent(box, place, measure)
        : leafContent(box, place, measure, pictured && hasPicture(box));
    const element = svg("g", {
        class: classOf(box),
        id: domId,
        "data-box": box.id,
        role: "button",
        "aria-label": describeBox(box).join(", "),
        transform: `translate(${place.x} ${place.y})`,
    }, ...content);
    if (box.kind !== "node") {
        element.setAttribute("aria-expanded", box.kind === "open" ? "true" : "false");
    }
    return element;
}

/** The background of an open group, below the lines of its content; its header is above them. */
export function frameElement({ x, y, width, height }: Rectangle): SVGGElement {
    return svg(
        "g", { class: "frame-body", transform: `translate(${x} ${y})` },
        svg("rect", { class: "body", width, height, rx: frameCorner }),
    );
}

function classOf(box: VisibleBox): string {
    switch (box.kind) {
        case "open":
            return "box header-of-frame";
        case "folded":
            return "box folded";
        case "node":
            return `box node ${familyClass(box.node.family)} ${box.node.kind}`;
    }
}

function leafContent(
    box: NodeBox | FoldedBox,
    { width, height: whole }: Rectangle,
    measure: MeasureText,
    withPicture: boolean,
): readonly SVGElement[] {
    const words = textOf(box);
    const { paddingRight, sheets, picture, pictureLeft } = boxMetrics;
    const start = textStart(withPicture);
    const top = withPicture && words.name === "" && words.count === "" ? onlyRow : firstRow;
    const height = box.kind === "folded" ? whole - sheets : whole;
    const right = width - paddingRight;
    return [
        ...(box.kind === "folded" ? [2, 1].map((sheet) => sheetElement(sheet, width, height)) : []),
        svg("rect", { class: "body", width, height, rx: isTerminal(box) ? height / 2 : corner }),
        ...stripe(box, height),
        ...(withPicture
            ? [svg("g", { class: "picture", transform: `translate(${pictureLeft} ${(height - picture) / 2})` })]
            : []),
        ...row(words.title, "title", words.detail, "detail", start, right, top, measure),
        ...row(words.name, "name", words.count, "count", start, right, secondRow, measure),
        badge(width),
        flag(),
    ];
}

/** Draws a picture in the place for it, or an empty frame. */
export function setPicture(box: SVGGElement, picture: BoxPicture | undefined): void {
    const { picture: side } = boxMetrics;
    const { address, columns, rows } = picture ?? { columns: 1, rows: 1, address: undefined };
    const cell = side / Math.max(columns, rows, 1);
    const width = Math.max(columns * cell, lowestPicture);
    const height = Math.max(rows * cell, lowestPicture);
    const place = { x: (side - width) / 2, y: (side - height) / 2, width, height };
    box.querySelector(":scope > .picture")?.replaceChildren(
        ...(address === undefined ? [] : [svg("image", { ...place, href: address, preserveAspectRatio: "none" })]),
        svg("rect", { class: address === undefined ? "picture-frame empty" : "picture-frame", ...place }),
    );
}

function isTerminal(box: VisibleBox): boolean {
    return box.kind === "node" && box.node.kind !== "layer";
}

/** A folded group is drawn on top of sheets, whose edges show. */
function sheetElement(sheet: number, width: number, height: number): SVGElement {
    const inset = 4 * sheet;
    const below = (boxMetrics.sheets / 2) * sheet;
    return svg("rect", { class: "sheet", x: inset, y: 10, width: width - 2 * inset, height: height - 10 + below, rx: corner });
}

/** A bar along the left side: in the family's colour, or the colours of the layers in a folded group. */
function stripe(box: NodeBox | FoldedBox, height: number): readonly SVGElement[] {
    if (box.kind === "node") {
        return isTerminal(box) ? [] : [svg("path", { class: "stripe", d: stripePath(height) })];
    }
    const total = box.families.reduce((sum, { count }) => sum + count, 0);
    let above = 0;
    const parts = box.families.map(({ family, count }) => {
        const part = svg("rect", {
            class: `stripe ${familyClass(family)}`, y: (above / total) * height, width: corner, height: (count / total) * height,
        });
        above += count;
        return part;
    });
    return [svg("g", { class: "stripes", style: `clip-path: path("${stripePath(height)}")` }, ...parts)];
}

function headerContent(
    box: OpenBox,
    { width }: Rectangle,
    measure: MeasureText,
): readonly SVGElement[] {
    const start = boxMetrics.paddingLeft + 12;
    const controls = box.round === undefined ? 0 : roundControls.width;
    const end = width - boxMetrics.paddingRight - controls;
    return [
        svg("path", { class: "header-bar", d: headerPath(width) }),
        svg("path", { class: "chevron", d: `M${boxMetrics.paddingLeft - 2} 10.5l4 4 4-4` }),
        ...headerTexts(textOf(box), start, end, measure).map(({ words, style, at, anchor }) =>
            svg("text", { class: anchor === "end" ? `${style} right` : style, x: at, y: firstRow }, words)),
        ...(box.round === undefined ? [] : [roundElement(box.round, box.group.children.length, width)]),
        flag(),
    ];
}

/** The controls of the round that a group shows: `‹ 2/3 › all`. */
function roundElement(round: number, rounds: number, width: number): SVGElement {
    const { number, button } = roundControls;
    const left = width - roundControls.width - 4;
    const at = (x: number, words: string, name: string): SVGElement =>
        svg("text", { class: `round-control ${name}`, x: left + x, y: firstRow }, words);
    return svg(
        "g", { class: "round-controls" },
        at(button / 2, "‹", round === 0 ? "off" : ""),
        at(button + number / 2, `${round + 1}/${rounds}`, "number"),
        at(button + number + button / 2, "›", round === rounds - 1 ? "off" : ""),
        at(roundControls.width - 10, text("all"), "all"),
    );
}

/** What a position in a header, from its left edge, means: another round, all rounds, or the group itself. */
export function roundControlAt(x: number, round: number, rounds: number, width: number): number | "all" | undefined {
    const { number, button } = roundControls;
    const at = x - (width - roundControls.width - 4);
    if (at < 0) {
        return undefined;
    }
    if (at < button) {
        return Math.max(0, round - 1);
    }
    if (at < button + number) {
        return round;
    }
    return at < 2 * button + number ? Math.min(rounds - 1, round + 1) : "all";
}

/** The upper part of a frame. */
function headerPath(width: number): string {
    const r = frameCorner;
    const inner = width - 2 * r;
    return `M0 ${boxMetrics.header}V${r}a${r} ${r} 0 0 1 ${r} ${-r}h${inner}a${r} ${r} 0 0 1 ${r} ${r}V${boxMetrics.header}Z`;
}

/** A left-aligned and a right-aligned text, shortened if they do not fit. */
function row(
    left: string,
    leftClass: string,
    right: string,
    rightClass: string,
    from: number,
    to: number,
    y: number,
    measure: MeasureText,
): readonly SVGElement[] {
    const font: BoxFont = leftClass === "title" ? "title" : "detail";
    const words = rowTexts(left, font, right, to - from, measure);
    return [
        ...(words.left === "" ? [] : [svg("text", { class: leftClass, x: from, y }, words.left)]),
        ...(words.right === "" ? [] : [svg("text", { class: `${rightClass} right`, x: to, y }, words.right)]),
    ];
}

/** The left end of a box with round corners. */
function stripePath(height: number): string {
    const arc = `A${corner} ${corner} 0 0 1`;
    return `M${corner} 0H4V${height}H${corner}${arc} 0 ${height - corner}V${corner}${arc} ${corner} 0Z`;
}

/** Shown if the layer's actual shape has been compared with the one in the drawing. */
function badge(width: number): SVGGElement {
    return svg(
        "g", { class: "badge", transform: `translate(${width - 1} 1)` },
        svg("circle", { r: 6.5 }),
        svg("path", { class: "tick", d: "M-3 0.2L-0.9 2.4 3 -2" }),
        svg("path", { class: "cross", d: "M-2.3 -2.3L2.3 2.3M2.3 -2.3L-2.3 2.3" }),
    );
}

/** Shown at the upper left corner of a box with an error or warning: a shape, because colours are not enough. */
function flag(): SVGGElement {
    return svg(
        "g", { class: "flag", transform: "translate(1 1)" },
        svg("circle", { r: 7 }),
        svg("path", { d: "M0 -3.8V0.6M0 3V3.4" }),
    );
}
