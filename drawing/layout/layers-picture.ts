import { boxMetrics, headerTexts, rowTexts, textOf } from "../box-text.ts";
import type { MeasureText } from "../box-text.ts";
import type { VisibleBox } from "../folding.ts";
import type { Area, Mark, Picture, PicturePart, Words } from "../picture.ts";
import { estimatedWidth } from "../text-width.ts";
import type { Rectangle } from "./layout-messages.ts";
import type { Point } from "./level.ts";
import { placeOfLabel, type Scene } from "./scene.ts";

/** Measures the texts of boxes where no page does. */
export const estimateText: MeasureText = (text, font) => estimatedWidth(text, font);

/** The space around a picture of boxes. */
export const layersMargin = 10;
const [firstRow, secondRow] = [17, 32];
const stripeWidth = 5;
const frameCorner = 8;

/** The boxes of a scene, as the preview draws them, as a picture. */
export function layersPicture({ graph, layout, labels }: Scene): Picture {
    const move = ({ x, y }: Point): Point => ({ x: x + layersMargin, y: y + layersMargin });
    const frames: PicturePart[] = [];
    // Above the lines, which enter a frame through its header.
    const headers: PicturePart[] = [];
    const boxes: PicturePart[] = [];
    for (const [id, { x, y, width, height }] of layout.boxes) {
        const box = graph.boxes.get(id);
        const place = { x: x + layersMargin, y: y + layersMargin, width, height };
        if (box?.kind === "open") {
            const bar = { ...place, height: boxMetrics.header };
            frames.push({ kind: "frame", id, marks: [area(place, "sheet", "Folded", frameCorner)] });
            headers.push({ kind: "frame", id, marks: [area(bar, "body", "Folded", frameCorner), ...texts(box, place, 0)] });
        } else if (box !== undefined) {
            boxes.push({ kind: "box", id, marks: leafMarks(box, place) });
        }
    }
    const lines = layout.segments.map(({ net, points, enters }): PicturePart => ({
        kind: "line", id: net, marks: [{ kind: "line", style: "edge", arrow: enters, points: points.map(move) }],
    }));
    const shapes = labels.filter(({ same }) => !same).map((label): Words => ({
        kind: "words", text: label.shape, style: "shape", ...placeOfLabel(label), at: move(placeOfLabel(label).at),
    }));
    // The label of the rightmost line may be outside the layout.
    const onTheRight = shapes.filter(({ anchor }) => anchor === "start");
    const right = Math.max(0, ...onTheRight.map(({ at, text }) => at.x + estimatedWidth(text, "shape")));
    return {
        width: Math.max(layout.width + 2 * layersMargin, right + layersMargin),
        height: layout.height + 2 * layersMargin,
        parts: [...frames, ...lines, ...headers, ...boxes, { kind: "text", marks: shapes }],
    };

    function texts(box: VisibleBox, { x, y, width }: Rectangle, extra: number): readonly Words[] {
        const { title, detail, name, count } = textOf(box);
        const [left, end] = [x + boxMetrics.paddingLeft, x + width - boxMetrics.paddingRight];
        if (box.kind === "open") {
            const headed = headerTexts({ title, detail, name }, left, end, estimateText);
            return headed.map(({ style, words, at, anchor }): Words =>
                ({ kind: "words", text: words, style, anchor, at: { x: at, y: y + firstRow + extra } }));
        }
        return [
            ...row(title, "title", detail, left, end, y + firstRow + extra),
            ...row(name, "detail", count, left, end, y + secondRow + extra),
        ];
    }

    function leafMarks(box: Exclude<VisibleBox, { readonly kind: "open" }>, place: Rectangle): readonly Mark[] {
        const folded = box.kind === "folded";
        const height = folded ? place.height - boxMetrics.sheets : place.height;
        const body = { ...place, height };
        const isTerminal = box.kind === "node" && box.node.kind !== "layer";
        const colour = box.kind === "node" ? box.node.family : "Folded";
        const sheets = folded ? [2, 1].map((sheet) => area({
            x: place.x + 4 * sheet, y: place.y + 10, width: place.width - 8 * sheet,
            height: height - 10 + (boxMetrics.sheets / 2) * sheet,
        }, "body", colour, stripeWidth)) : [];
        return [
            ...sheets, area(body, "body", colour, isTerminal ? height / 2 : stripeWidth),
            ...(isTerminal ? [] : stripes(box, body)), ...texts(box, place, 0),
        ];
    }
}

/** A bar along the left side, in the colours of a folded group's layers. */
function stripes(box: Exclude<VisibleBox, { readonly kind: "open" }>, { x, y, height }: Rectangle): readonly Area[] {
    const runs = box.kind === "node" ? [{ family: box.node.family, count: 1 }] : box.families;
    const total = runs.reduce((sum, { count }) => sum + count, 0);
    const [top, inner] = [y + 3, height - 6];
    let before = 0;
    return runs.map(({ family, count }) => {
        const from = top + (before / total) * inner;
        before += count;
        return area({ x: x + 1, y: from, width: stripeWidth - 1.5, height: (count / total) * inner }, "stripe", family);
    });
}

function row(
    left: string, style: "title" | "detail", right: string, from: number, to: number, y: number,
): readonly Words[] {
    const words = rowTexts(left, style, right, to - from, estimateText);
    const shown = [
        { text: words.left, at: { x: from, y }, anchor: "start", style },
        { text: words.right, at: { x: to, y }, anchor: "end", style: "detail" },
    ] as const;
    return shown.filter(({ text }) => text !== "").map((words): Words => ({ kind: "words", ...words }));
}

function area({ x, y, width, height }: Rectangle, tone: Area["tone"], colour: Area["colour"], round?: number): Area {
    const points = [{ x, y }, { x: x + width, y }, { x: x + width, y: y + height }, { x, y: y + height }];
    return { kind: "area", tone, colour, points, ...(round === undefined ? {} : { round }) };
}
