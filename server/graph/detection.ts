import { sampleShape } from "../sizes/shape.ts";
import {
    detectionFormats, type Detection, type DetectionFormat, type DetectionLevel, type DetectionPart,
    type DetectionProblem, type DetectionScale, type DetectionSource, type FormatDefinition, type ScoreActivation,
} from "./detection-form.ts";
import { foundOnce } from "./found-once.ts";
import type { DecoratorValue, EvaluatedDecorator, GraphInput, GraphOutput, ModelGraph } from "./graph.ts";

/** The detection that a model's `@detect` decorators describe, or why the output at this index does not match them. */
export type FoundDetection =
    | { readonly detection: Detection }
    | { readonly problem: DetectionProblem; readonly outputIndex: number };

/** Undefined without a `@detect` that names a format, or if errors left a shape unknown. */
export const detectionOf = foundOnce((graph: ModelGraph): FoundDetection | undefined => findDetection(graph));

/** The first input that can be an image: one or three channels, height and width. */
export function imageInput({ inputs }: ModelGraph): GraphInput | undefined {
    return inputs.find(({ value: { shape } }) => {
        const channels = shape?.length === 3 ? shape[0]?.sample : undefined;
        return channels === 1 || channels === 3;
    });
}

/** An output with `@detect`, and the arguments that describe it. */
interface Part {
    readonly index: number;
    readonly name: string;
    readonly shape: readonly number[];
    readonly part: DetectionPart;
    /** The output's own arguments. */
    argument(name: string): DecoratorValue | undefined;
}

/** Thrown to leave the description at its first problem. */
class Mismatch extends Error {
    readonly problem: DetectionProblem;
    readonly outputIndex: number;

    constructor(problem: DetectionProblem, outputIndex: number) {
        super(problem.kind);
        this.problem = problem;
        this.outputIndex = outputIndex;
    }
}

function findDetection(graph: ModelGraph): FoundDetection | undefined {
    const decorated = graph.outputs.flatMap((output, index) => {
        const decorator = output.decorators.find(({ name }) => name === "detect");
        return decorator === undefined ? [] : [{ output, index, decorator }];
    });
    if (!decorated.some(({ decorator }) => decorator.named.has("format"))) {
        return undefined;
    }
    const parts = decorated.flatMap(({ output, index, decorator }) => partOf(output, index, decorator) ?? []);
    if (parts.length < decorated.length) {
        return undefined;
    }
    try {
        const detection = describe(parts, sampleShape(imageInput(graph)?.value.shape));
        return { detection };
    } catch (error) {
        if (error instanceof Mismatch) {
            return { problem: error.problem, outputIndex: error.outputIndex };
        }
        throw error;
    }
}

function partOf({ name, value }: GraphOutput, index: number, { named }: EvaluatedDecorator): Part | undefined {
    const shape = sampleShape(value.shape);
    const part = named.get("part");
    const known = part === "boxes" || part === "scores" || part === "objectness" ? part : "all";
    return shape === undefined ? undefined : { index, name, shape, part: known, argument: (one) => named.get(one) };
}

/** Arguments about the whole detection: of the output itself, or of the first one that has it. */
type Shared = (part: Part, name: string) => DecoratorValue | undefined;

function describe(parts: readonly Part[], imageShape: readonly number[] | undefined): Detection {
    const shared: Shared = (part, name) =>
        part.argument(name) ?? parts.map((one) => one.argument(name)).find((value) => value !== undefined);
    const [first] = parts;
    const [, height, width] = imageShape ?? [];
    if (first === undefined || height === undefined || width === undefined) {
        throw mismatch(parts[0], { kind: "no-image" });
    }
    const withPart = (kind: DetectionPart): readonly Part[] => parts.filter(({ part }) => part === kind);
    const [boxes, scores, objectness] = [withPart("boxes"), withPart("scores"), withPart("objectness")];
    if (boxes.length !== scores.length || (objectness.length > 0 && objectness.length !== boxes.length)) {
        throw mismatch([...boxes, ...scores, ...objectness][0], { kind: "pairs" });
    }
    const image = { height, width };
    const scales = [
        ...withPart("all").map((part) => wholeScale(part, shared, image)),
        ...boxes.map((part, index) => splitScale(part, scores[index] ?? part, objectness[index], shared, image)),
    ];
    const classes = scales[0]?.scores.count ?? 0;
    const different = scales.find((scale) => scale.scores.count !== classes);
    if (different !== undefined) {
        const part = parts.find(({ index }) => index === different.scores.output);
        throw mismatch(part, { kind: "classes", actual: different.scores.count, expected: classes });
    }
    const labels = shared(first, "labels");
    const background = numberIn(shared(first, "background"))
        ?? definitionOf(formatOf(first, shared)).background;
    return {
        scales, classes, width, height,
        threshold: numberIn(shared(first, "threshold")) ?? 0.25,
        iou: numberIn(shared(first, "iou")) ?? 0.45,
        ...(background === undefined || background < 0 ? {} : { background }),
        ...(typeof labels === "string" ? { labels } : {}),
    };
}

interface ImageSize {
    readonly height: number;
    readonly width: number;
}

/** An output that holds the numbers of a box one after the other: box, objectness, classes. */
function wholeScale(part: Part, shared: Shared, image: ImageSize): DetectionScale {
    const format = formatOf(part, shared);
    const { objectness } = detectionFormats[format];
    const before = objectness ? 5 : 4;
    const levels = levelsOf(part, shared, image);
    const classes = numberIn(shared(part, "classes"));
    const fields = fieldsOf(part, levels, classes === undefined ? undefined : before + classes, before + 1);
    const source = (first: number, count: number): DetectionSource => ({ ...fields, output: part.index, first, count });
    return {
        ...codingOf(part, shared), levels, boxes: source(0, 4), scores: source(before, fields.fields - before),
        ...(objectness ? { objectness: source(4, 1) } : {}),
    };
}

/** Outputs that hold parts of the same boxes. */
function splitScale(
    boxes: Part, scores: Part, objectness: Part | undefined, shared: Shared, image: ImageSize,
): DetectionScale {
    const levels = levelsOf(boxes, shared, image);
    // BlazeFace has the key points of a face after its box.
    const exact = formatOf(boxes, shared) === "blazeface" ? undefined : 4;
    const boxFields = fieldsOf(boxes, levels, exact, 4);
    const scoreFields = fieldsOf(scores, levels, numberIn(shared(scores, "classes")), 1);
    const objectnessFields = objectness === undefined ? undefined : fieldsOf(objectness, levels, 1, 1);
    return {
        ...codingOf(boxes, shared), levels,
        boxes: { ...boxFields, output: boxes.index, first: 0, count: 4 },
        scores: { ...scoreFields, output: scores.index, first: 0, count: scoreFields.fields },
        ...(objectness === undefined || objectnessFields === undefined
            ? {} : { objectness: { ...objectnessFields, output: objectness.index, first: 0, count: 1 } }),
    };
}

/** The numbers of each box in an output, which must be `exact` or at least `least`. */
function fieldsOf(
    part: Part, levels: readonly DetectionLevel[], exact: number | undefined, least: number,
): Pick<DetectionSource, "layout" | "fields"> {
    const [level] = levels;
    const anchors = level?.anchors.length ?? 1;
    if (part.shape.length === 3) {
        const [channels = 0, rows, columns] = part.shape;
        if (levels.length !== 1 || rows !== level?.rows || columns !== level?.columns) {
            throw mismatch(part, { kind: "shape", shape: shapeText(part) });
        }
        const fields = channels / anchors;
        if (!Number.isInteger(fields) || (exact === undefined ? fields < least : fields !== exact)) {
            throw mismatch(part, { kind: "channels", actual: channels, anchors, fields: exact ?? least, exact: exact !== undefined });
        }
        return { layout: "map", fields };
    }
    const [boxes = 0, fields = 0] = part.shape;
    if (part.shape.length !== 2) {
        throw mismatch(part, { kind: "shape", shape: shapeText(part) });
    }
    const expected = levels.reduce((sum, { rows, columns, anchors: own }) => sum + rows * columns * own.length, 0);
    if (boxes !== expected) {
        throw mismatch(part, { kind: "rows", actual: boxes, expected });
    }
    if (exact === undefined ? fields < least : fields !== exact) {
        throw mismatch(part, { kind: "channels", actual: fields, anchors: 1, fields: exact ?? least, exact: exact !== undefined });
    }
    return { layout: "rows", fields };
}

/** The maps whose positions the boxes belong to: the output itself, or one per stride for rows. */
function levelsOf(part: Part, shared: Shared, image: ImageSize): readonly DetectionLevel[] {
    const isMap = part.shape.length === 3;
    const stride = part.argument("stride") ?? (isMap ? undefined : shared(part, "stride"));
    const strides = numbersIn(stride);
    if (stride !== undefined && (strides === undefined || strides.some((one) => one <= 0))) {
        throw mismatch(part, { kind: "form", argument: "stride" });
    }
    if (!isMap && strides === undefined) {
        throw mismatch(part, { kind: "no-stride" });
    }
    const [, mapRows = 1, mapColumns = 1] = part.shape;
    const count = isMap ? 1 : strides?.length ?? 1;
    const anchors = anchorsOf(part, shared, count);
    return Array.from({ length: count }, (_, index) => {
        const own = strides?.[index] ?? image.height / mapRows;
        const [rows, columns] = isMap
            ? [mapRows, mapColumns]
            : [Math.ceil(image.height / own), Math.ceil(image.width / own)];
        for (const [size, imageSize] of [[rows, image.height], [columns, image.width]] as const) {
            if (size !== Math.ceil(imageSize / own) && size !== Math.floor(imageSize / own)) {
                throw mismatch(part, { kind: "stride", stride: own, size, imageSize });
            }
        }
        return { rows, columns, stride: own, anchors: anchors[index] ?? [] };
    });
}

/** The anchors of each level. */
function anchorsOf(part: Part, shared: Shared, levels: number): readonly DetectionLevel["anchors"][] {
    const format = formatOf(part, shared);
    const written = part.argument("anchors") ?? shared(part, "anchors");
    if (!definitionOf(format).anchors) {
        // Their number per position matters, not their size.
        const counts = numbersIn(shared(part, "boxes")) ?? [1];
        return Array.from({ length: levels }, (_, index) =>
            Array.from({ length: counts[index] ?? counts[0] ?? 1 }, () => [0, 0] as const));
    }
    if (written === undefined) {
        return defaultBoxes(part, shared, levels);
    }
    const one = anchorList(written);
    if (one !== undefined) {
        return Array.from({ length: levels }, () => one);
    }
    const each = typeof written === "object" ? written.map(anchorList) : [];
    const known = each.filter((list) => list !== undefined);
    if (known.length === 0 || known.length !== each.length) {
        throw mismatch(part, { kind: "form", argument: "anchors" });
    }
    if (known.length !== levels) {
        throw mismatch(part, { kind: "anchors", levels, actual: known.length });
    }
    return known;
}

/**
 * SSD's default boxes: of each map a square of its size, one of the mean with the next map's, and for each ratio a wide
 * and a high one.
 */
function defaultBoxes(part: Part, shared: Shared, levels: number): readonly DetectionLevel["anchors"][] {
    const sizes = numbersIn(shared(part, "sizes"));
    const ratios = shared(part, "ratios");
    const each = typeof ratios === "object" ? ratios.map((one) => numbersIn(one)) : [];
    if (sizes === undefined || ratios === undefined) {
        throw mismatch(part, { kind: "no-anchors", format: formatOf(part, shared) });
    }
    if (sizes.length !== levels + 1) {
        throw mismatch(part, { kind: "anchors", levels: levels + 1, actual: sizes.length });
    }
    if (each.length !== levels) {
        throw mismatch(part, { kind: "ratios", levels, actual: each.length });
    }
    return each.map((own, index) => {
        const [size = 0, next = 0] = sizes.slice(index);
        const mean = Math.sqrt(size * next);
        return [[size, size], [mean, mean], ...(own ?? []).flatMap((ratio) => {
            const [long, short] = [size * Math.sqrt(ratio), size / Math.sqrt(ratio)];
            return [[long, short], [short, long]] as const;
        })] as const;
    });
}

function codingOf(part: Part, shared: Shared): Pick<DetectionScale, "format" | "activation" | "variances"> {
    const format = formatOf(part, shared);
    const definition = definitionOf(format);
    const activation = shared(part, "activation");
    const variances = numbersIn(shared(part, "variances"));
    const [centre, size] = variances ?? definition.variances;
    return {
        format,
        activation: isActivation(activation) ? activation : definition.activation,
        variances: [centre ?? 1, size ?? centre ?? 1],
    };
}

function formatOf(part: Part, shared: Shared): DetectionFormat {
    const format = shared(part, "format");
    return isFormat(format) ? format : "yolo";
}

function definitionOf(format: DetectionFormat): FormatDefinition {
    return detectionFormats[format];
}

function isFormat(value: DecoratorValue | undefined): value is DetectionFormat {
    return typeof value === "string" && Object.hasOwn(detectionFormats, value);
}

function isActivation(value: DecoratorValue | undefined): value is ScoreActivation {
    return value === "sigmoid" || value === "softmax" || value === "none";
}

function numberIn(value: DecoratorValue | undefined): number | undefined {
    return typeof value === "number" ? value : undefined;
}

/** A number as a list of one. */
function numbersIn(value: DecoratorValue | undefined): readonly number[] | undefined {
    const items = typeof value === "object" ? value : [value];
    const numbers = items.filter((item) => typeof item === "number");
    return numbers.length === items.length && numbers.length > 0 ? numbers : undefined;
}

/** `[[width, height], …]` */
function anchorList(value: DecoratorValue): DetectionLevel["anchors"] | undefined {
    const items = typeof value === "object" ? value : [];
    const pairs = items.map((pair) => (typeof pair === "object" ? numbersIn(pair) : undefined));
    const anchors = pairs.flatMap((pair) => {
        const [width, height] = pair ?? [];
        return pair?.length === 2 && width !== undefined && height !== undefined ? [[width, height] as const] : [];
    });
    return anchors.length === pairs.length && anchors.length > 0 ? anchors : undefined;
}

function shapeText({ shape }: Part): string {
    return `[${shape.join(", ")}]`;
}

function mismatch(part: Part | undefined, problem: DetectionProblem): Mismatch {
    return new Mismatch(problem, part?.index ?? 0);
}
