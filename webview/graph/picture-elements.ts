import { describeBox } from "../../drawing/box-text.ts";
import { familyClass } from "../../drawing/families.ts";
import type { Scene } from "../../drawing/layout/scene.ts";
import { linePath } from "../../drawing/line-path.ts";
import type { Area, Line, Mark, PicturePart, Words, WordStyle } from "../../drawing/picture.ts";
import { estimatedWidth } from "../../drawing/text-width.ts";
import { measureText } from "./measure.ts";
import { svg } from "./svg.ts";

/** The elements of a picture's parts; those of a box are one element, which `domIdOf` identifies. */
export function partElement(part: PicturePart, scene: Scene, domId: string): SVGGElement {
    const marks = part.marks.flatMap(markElements);
    const box = part.kind === "box" && part.id !== undefined ? scene.graph.boxes.get(part.id) : undefined;
    if (box === undefined) {
        return svg("g", { class: `part ${part.kind}` }, ...marks);
    }
    const volume = scene.maps?.volumes.find(({ id }) => id === box.id);
    const described = [box.id, ...(volume?.boxes ?? [])].flatMap((id) => scene.graph.boxes.get(id) ?? []);
    const label = [...new Set(described)].map((one) => describeBox(one).join(", ")).join("; ");
    return svg("g", {
        "class": "volume", "id": domId, "data-box": box.id, "role": "button", "aria-label": label,
    }, ...marks);
}

function markElements(mark: Mark): readonly SVGElement[] {
    switch (mark.kind) {
        case "area": return [areaElement(mark)];
        case "line": return lineElements(mark);
        case "words": return [wordsElement(mark)];
    }
}

function areaElement({ points, round, tone, colour, dashed }: Area): SVGElement {
    const family = colour === "Folded" || colour === "Faulty" ? "folded" : familyClass(colour);
    const name = `face ${tone} ${family}${dashed === true ? " unknown" : ""}`;
    const [first, , opposite] = points;
    return round !== undefined && first !== undefined && opposite !== undefined
        ? svg("rect", {
            class: name, x: first.x, y: first.y, width: opposite.x - first.x, height: opposite.y - first.y, rx: round,
        })
        : svg("path", { class: name, d: `M${points.map(({ x, y }) => `${x} ${y}`).join("L")}Z` });
}

function lineElements({ points, smooth, arrow, style }: Line): readonly SVGElement[] {
    const [a, b, c, d] = points;
    const path = smooth === true && a !== undefined && b !== undefined && c !== undefined && d !== undefined
        ? `M${a.x} ${a.y}C${b.x} ${b.y} ${c.x} ${c.y} ${d.x} ${d.y}` : linePath(points);
    return [svg("path", { class: `line ${style}`, d: path, ...(arrow ? { "marker-end": "url(#arrow)" } : {}) })];
}

/** By how much numbers may exceed their places. */
const spare: Readonly<Record<WordStyle, number>> = { title: 0, detail: 0, shape: 2 };

function wordsElement({ text, at, anchor, style }: Words): SVGElement {
    const room = estimatedWidth(text, style) + spare[style];
    // Numbers become as large as details where the drawing is small.
    const width = measureText(text, style === "title" ? "title" : "detail");
    // A font that is wider than estimated is condensed, because nothing else is placed by its widths.
    const fitted = width > room ? { textLength: room, lengthAdjust: "spacingAndGlyphs" } : {};
    return svg("text", { "class": `words ${style}`, "x": at.x, "y": at.y, "text-anchor": anchor, ...fitted }, text);
}
