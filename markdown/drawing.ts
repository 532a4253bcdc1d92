import { printableLine } from "../server/printable.ts";
import { text } from "../server/text.ts";
import { describeBox, shorten, type BoxFont } from "../drawing/box-text.ts";
import { familyClass } from "../drawing/families.ts";
import { linePath } from "../drawing/line-path.ts";
import type { Column, Leaf } from "./column.ts";
import { html, type Html } from "./html.ts";

/** Draws a column as an SVG. `isWrong` tells whether a box has an error. */
export function drawColumn(column: Column, model: string, isWrong: (box: Leaf) => boolean): Html {
    const { width, height, boxes, frames, lines } = column;
    const label = text("Graph of {model}", { model });
    return html`<svg class="cnn-graph" role="img" aria-label="${label}" width="${width}" height="${height}" viewBox="0 0 ${
        width} ${height}">${frames.map(drawFrame)}${lines.map(drawLine)}${
        boxes.map((placed) => drawBox(placed, isWrong(placed.box)))}</svg>`;
}

function drawFrame({ x, y, width, height, group }: Column["frames"][number]): Html {
    const title = shortened(group.title, width - 20, "detail");
    return html`<g class="cnn-frame"><rect x="${x}" y="${y}" width="${width}" height="${height}" rx="4"/><text x="${
        x + 10}" y="${y + 15}">${title}</text></g>`;
}

function drawLine(points: Column["lines"][number]): Html {
    const end = points.at(-1);
    const before = points.at(-2);
    if (end === undefined || before === undefined) {
        return html``;
    }
    const arrow = before.x === end.x
        ? `M${end.x} ${end.y}l-4 -6h8z`
        : `M${end.x} ${end.y}l6 -4v8z`;
    return html`<path class="cnn-line" d="${linePath(points)}"/><path class="cnn-arrow" d="${arrow}"/>`;
}

function drawBox({ x, y, width, height, box }: Column["boxes"][number], isWrong: boolean): Html {
    const { title, detail, shape } = wordsOf(box);
    const middle = y + height / 2 + 4;
    const [left, right] = [x + 12, x + width - 10];
    const shownTitle = shortened(title, width / 2, "title");
    const shownShape = shortened(shape, width * 0.45, "detail");
    const afterTitle = left + estimatedWidth(shownTitle, "title") + 8;
    const shownDetail = shortened(detail, right - estimatedWidth(shownShape, "detail") - 8 - afterTitle, "detail");
    const family = box.kind === "node" ? familyClass(box.node.family) : "cnn-folded";
    return html`<g class="cnn-box ${family}${isWrong ? " cnn-wrong" : ""}"><title>${
        printableLine(describeBox(box).join(" · "))}</title><rect x="${x}" y="${y}" width="${width}" height="${
        height}" rx="3"/><path class="cnn-stripe" d="M${x} ${y + 2}v${height - 4}"/><text x="${left}" y="${
        middle}"><tspan class="cnn-title">${shownTitle}</tspan><tspan dx="8">${shownDetail}</tspan></text><text class="cnn-shape" x="${
        right}" y="${middle}">${shownShape}</text></g>`;
}

interface BoxWords {
    readonly title: string;
    readonly detail: string;
    readonly shape: string;
}

function wordsOf(box: Leaf): BoxWords {
    if (box.kind === "folded") {
        return { title: box.group.title, detail: "", shape: box.shapes.join(", ") };
    }
    const { kind, label, detail, shape } = box.node;
    switch (kind) {
        case "layer": return { title: label, detail, shape };
        case "input": return { title: label, detail: text("input"), shape };
        case "output": return { title: label, detail: text("output"), shape };
    }
}

function shortened(words: string, width: number, font: BoxFont): string {
    return shorten(printableLine(words), width, font, estimatedWidth);
}

/** About the width of a text. Nothing measures the page's font where the Markdown is rendered. */
function estimatedWidth(words: string, font: BoxFont): number {
    const narrow = font === "title" ? 7.2 : 6.4;
    const wide = words.match(/[^\u0000-\u2FFF]/g)?.length ?? 0;
    return (words.length + wide) * narrow;
}
