import { linesText } from "../../server/output-text.ts";
import { linePath } from "../line-path.ts";
import type { Point } from "../layout/level.ts";
import { fontSizes } from "../picture.ts";
import type { Area, Line, Mark, Picture, Words } from "../picture.ts";
import { lightPaints } from "./paints.ts";
import type { Paints } from "./paints.ts";

/** A picture as a separate SVG file. */
export function svgOf(
    picture: Picture, { paints = lightPaints, title = "" }: { readonly paints?: Paints; readonly title?: string },
): string {
    const { width, height } = picture;
    const size = `width="${round(width)}" height="${round(height)}" viewBox="0 0 ${round(width)} ${round(height)}"`;
    const marks = picture.parts.flatMap((part) => part.marks).map((mark) => markOf(mark, paints));
    return linesText([
        `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="Helvetica, Arial, sans-serif">`,
        `<title>${escaped(title)}</title>`,
        // A browser prints it on a page of its size, as PDF for example.
        `<style>@page { size: ${round(width)}px ${round(height)}px; margin: 0 }</style>`,
        `<rect width="100%" height="100%" fill="${paints.paper}"/>`,
        ...marks,
        "</svg>",
        "",
    ]);
}

function markOf(mark: Mark, paints: Paints): string {
    switch (mark.kind) {
        case "area": return areaOf(mark, paints);
        case "line": return lineOf(mark, paints);
        case "words": return wordsOf(mark, paints);
    }
}

function areaOf(area: Area, paints: Paints): string {
    const { points, round: radius, dashed } = area;
    const { fill, stroke } = paints.area(area);
    const style = `fill="${fill}" stroke="${stroke}" stroke-width="0.8" stroke-linejoin="round"${dashed === true ? ' stroke-dasharray="3 2"' : ""}`;
    const [first] = points;
    const opposite = points[2];
    if (radius !== undefined && first !== undefined && opposite !== undefined) {
        return `<rect x="${round(first.x)}" y="${round(first.y)}" width="${round(opposite.x - first.x)}" height="${round(opposite.y - first.y)}" rx="${radius}" ${style}/>`;
    }
    return `<path d="M${points.map(pair).join("L")}Z" ${style}/>`;
}

function lineOf({ points, smooth, arrow, style }: Line, paints: Paints): string {
    const { stroke, width, dash } = paints.line(style);
    const [a, b, c, d] = points;
    const path = smooth === true && a !== undefined && b !== undefined && c !== undefined && d !== undefined
        ? `M${pair(a)}C${pair(b)} ${pair(c)} ${pair(d)}` : linePath(points.map(({ x, y }) => ({ x: round(x), y: round(y) })));
    const drawn = `<path d="${path}" fill="none" stroke="${stroke}" stroke-width="${width}"${dash === undefined ? "" : ` stroke-dasharray="${dash}"`}/>`;
    return arrow ? `${drawn}<path d="M${arrowOf(points).map(pair).join("L")}Z" fill="${stroke}"/>` : drawn;
}

/** The triangle at the end of a line. */
export function arrowOf(points: readonly Point[]): readonly Point[] {
    const end = points.at(-1) ?? { x: 0, y: 0 };
    const before = points.findLast(({ x, y }) => Math.hypot(end.x - x, end.y - y) > 0.01) ?? end;
    const length = Math.hypot(end.x - before.x, end.y - before.y) || 1;
    const [ux, uy] = [(end.x - before.x) / length, (end.y - before.y) / length];
    const [back, half] = [5.5, 2.4];
    const base = { x: end.x - ux * back, y: end.y - uy * back };
    return [end, { x: base.x - uy * half, y: base.y + ux * half }, { x: base.x + uy * half, y: base.y - ux * half }];
}

function wordsOf({ text, at, anchor, style }: Words, paints: Paints): string {
    const weight = style === "title" ? ' font-weight="600"' : "";
    return `<text x="${round(at.x)}" y="${round(at.y)}" font-size="${fontSizes[style]}" text-anchor="${anchor}" fill="${
        paints.words(style)}"${weight}>${escaped(text)}</text>`;
}

function pair({ x, y }: Point): string {
    return `${round(x)} ${round(y)}`;
}

function round(value: number): number {
    return Math.round(value * 100) / 100;
}

const entities: ReadonlyMap<string, string> = new Map([["&", "&amp;"], ["<", "&lt;"], [">", "&gt;"], ["\"", "&quot;"]]);

/** Characters that XML does not have, not even as references. */
const outsideXml = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;

function escaped(text: string): string {
    return text.toWellFormed().replace(outsideXml, "\uFFFD").replace(/[&<>"]/g, (character) => entities.get(character) ?? "");
}
