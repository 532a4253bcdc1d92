/** How a detector's numbers become boxes. `docs/language.md` gives the formulas. */
export type DetectionFormat = "yolo" | "yolov5" | "ssd" | "retinanet" | "fcos" | "blazeface";

export type ScoreActivation = "sigmoid" | "softmax" | "none";

/** What an output of a detector holds. */
export type DetectionPart = "all" | "boxes" | "scores" | "objectness";

export interface FormatDefinition {
    readonly activation: ScoreActivation;
    /** Whether boxes are relative to anchors; otherwise each position has one box. */
    readonly anchors: boolean;
    /** Whether an output that holds everything has an objectness after the box. */
    readonly objectness: boolean;
    /** Factors of the centre's and the size's numbers. */
    readonly variances: readonly [number, number];
    /** The class that means no object. */
    readonly background?: number;
}

export const detectionFormats: Readonly<Record<DetectionFormat, FormatDefinition>> = {
    yolo: { activation: "sigmoid", anchors: true, objectness: true, variances: [1, 1] },
    yolov5: { activation: "sigmoid", anchors: true, objectness: true, variances: [1, 1] },
    ssd: { activation: "softmax", anchors: true, objectness: false, variances: [0.1, 0.2], background: 0 },
    retinanet: { activation: "sigmoid", anchors: true, objectness: false, variances: [1, 1] },
    fcos: { activation: "sigmoid", anchors: false, objectness: false, variances: [1, 1] },
    blazeface: { activation: "sigmoid", anchors: false, objectness: false, variances: [1, 1] },
};

/** The positions of one feature map and their anchors. */
export interface DetectionLevel {
    readonly rows: number;
    readonly columns: number;
    /** In pixels, from one position to the next. */
    readonly stride: number;
    /** Widths and heights in pixels; one of zero size for formats without anchors. */
    readonly anchors: readonly (readonly [width: number, height: number])[];
}

/** Some of the numbers of each box in an output. */
export interface DetectionSource {
    /** The index of the graph's output. */
    readonly output: number;
    /** `[anchors · fields, height, width]` or one row of fields per box. */
    readonly layout: "map" | "rows";
    readonly fields: number;
    /** The first of these numbers. */
    readonly first: number;
    readonly count: number;
}

/** Boxes of one output, or of several that hold parts of them. */
export interface DetectionScale {
    readonly format: DetectionFormat;
    readonly activation: ScoreActivation;
    readonly variances: readonly [number, number];
    readonly levels: readonly DetectionLevel[];
    readonly boxes: DetectionSource;
    readonly scores: DetectionSource;
    readonly objectness?: DetectionSource;
}

/** All boxes of a model, which are merged before non-maximum suppression. */
export interface Detection {
    readonly scales: readonly DetectionScale[];
    readonly classes: number;
    readonly background?: number;
    readonly threshold: number;
    readonly iou: number;
    /** The path of the labels' file. */
    readonly labels?: string;
    /** Of the image, in pixels. */
    readonly width: number;
    readonly height: number;
}

/** Why the outputs of a model do not match their `@detect`. */
export type DetectionProblem =
    /** No input is an image, so that pixels mean nothing. */
    | { readonly kind: "no-image" }
    /** The format needs boxes to start from. */
    | { readonly kind: "no-anchors"; readonly format: string }
    /** The number of lists, or of sizes, for the maps. */
    | { readonly kind: "anchors" | "ratios" | "sizes"; readonly expected: number; readonly actual: number }
    | { readonly kind: "pairs" }
    | { readonly kind: "shape"; readonly shape: string }
    /** Channels of a map, or columns of rows, which must be `anchors · fields`. */
    | {
        readonly kind: "channels";
        readonly actual: number;
        readonly anchors: number;
        /** The numbers of each box, or the least number of them. */
        readonly fields: number;
        readonly exact: boolean;
    }
    | { readonly kind: "rows"; readonly actual: number; readonly expected: number }
    | { readonly kind: "no-stride" }
    | { readonly kind: "stride"; readonly stride: number; readonly size: number; readonly imageSize: number }
    | { readonly kind: "classes"; readonly actual: number; readonly expected: number }
    | { readonly kind: "form"; readonly argument: string };
