import type { NodeFamily } from "../server/protocol.ts";
import type { Point } from "./layout/level.ts";

/** A finished drawing, as shapes and texts without a medium: the page, an SVG file and TikZ draw the same one. */
export interface Picture {
    readonly width: number;
    readonly height: number;
    /** From back to front. */
    readonly parts: readonly PicturePart[];
}

/** The shapes and texts that belong together, such as those of one box. */
export interface PicturePart {
    readonly kind: "box" | "line" | "frame" | "text";
    /** The box of the graph, or for a line its value. */
    readonly id?: string;
    readonly marks: readonly Mark[];
}

export type Mark = Area | Line | Words;

/** A filled polygon; `round` is the radius of its corners. */
export interface Area {
    readonly kind: "area";
    readonly points: readonly Point[];
    readonly round?: number;
    readonly tone: Tone;
    readonly colour: Colour;
    readonly dashed?: boolean;
    /** A share of the largest amount, 0…1: then it is coloured by it instead of by its family. */
    readonly heat?: number;
}

/** How light a family's colour is: the three visible faces of a volume, or the body and the stripe of a box. */
export type Tone = "front" | "top" | "side" | "body" | "stripe" | "sheet";

export type Colour = NodeFamily | "Folded" | "Faulty";

export interface Line {
    readonly kind: "line";
    readonly points: readonly Point[];
    /** Smooth: the points are the ends and control points of a cubic curve. Otherwise corners are rounded. */
    readonly smooth?: boolean;
    readonly arrow: boolean;
    readonly style: "flow" | "skip" | "edge" | "outline";
}

export interface Words {
    readonly kind: "words";
    readonly text: string;
    readonly at: Point;
    readonly anchor: "start" | "middle" | "end";
    readonly style: WordStyle;
}

export type WordStyle = "title" | "detail" | "shape";

/** The sizes of texts, in pixels. */
export const fontSizes: Readonly<Record<WordStyle, number>> = { title: 12, detail: 11, shape: 10 };
