import { sampleShape } from "../sizes/shape.ts";
import { findDecorator } from "./decorators.ts";
import {
    codingOf, definitionOf, detectionOutput, formatOf, mismatch, numberIn, sharedArguments, withoutMismatch,
    type DetectionMismatch, type DetectionOutput, type SharedArguments,
} from "./detection-arguments.ts";
import type {
    Detection, DetectionLevel, DetectionPart, DetectionScale, DetectionSource,
} from "./detection-form.ts";
import { levelsOf, type ImageSize } from "./detection-levels.ts";
import { foundOnce } from "./found-once.ts";
import type { GraphInput, ModelGraph } from "./graph.ts";

/** The detection that a model's `@detect` decorators describe, or why the output at this index does not match them. */
export type FoundDetection = { readonly detection: Detection } | DetectionMismatch;

/** Undefined without a `@detect` that names a format, or if errors left a shape unknown. */
export const detectionOf = foundOnce((graph: ModelGraph): FoundDetection | undefined => findDetection(graph));

/** The first input that can be an image: one or three channels, height and width. */
export function imageInput({ inputs }: ModelGraph): GraphInput | undefined {
    return inputs.find(({ value: { shape } }) => {
        const channels = shape?.length === 3 ? shape[0]?.sample : undefined;
        return channels === 1 || channels === 3;
    });
}

function findDetection(graph: ModelGraph): FoundDetection | undefined {
    const decorated = graph.outputs.flatMap((output, index) => {
        const decorator = findDecorator(output.decorators, "detect");
        return decorator === undefined ? [] : [{ output, index, decorator }];
    });
    if (!decorated.some(({ decorator }) => decorator.named.has("format"))) {
        return undefined;
    }
    const outputs = decorated.flatMap(({ output, index, decorator }) =>
        detectionOutput(output, index, decorator) ?? []);
    return outputs.length < decorated.length
        ? undefined
        : describeDetection(outputs, sampleShape(imageInput(graph)?.value.shape));
}

function describeDetection(
    outputs: readonly DetectionOutput[], imageShape: readonly number[] | undefined,
): FoundDetection {
    const shared = sharedArguments(outputs);
    const [first] = outputs;
    const [, height, width] = imageShape ?? [];
    if (first === undefined || height === undefined || width === undefined) {
        return mismatch(first, { kind: "no-image" });
    }
    const scales = scalesOf(outputs, shared, { height, width });
    if ("problem" in scales) {
        return scales;
    }
    const classes = scales[0]?.scores.count ?? 0;
    const different = scales.find((scale) => scale.scores.count !== classes);
    if (different !== undefined) {
        const output = outputs.find(({ index }) => index === different.scores.output);
        return mismatch(output, { kind: "classes", actual: different.scores.count, expected: classes });
    }
    const labels = shared(first, "labels");
    const background = numberIn(shared(first, "background")) ?? definitionOf(formatOf(first, shared)).background;
    return {
        detection: {
            scales, classes, width, height,
            threshold: numberIn(shared(first, "threshold")) ?? 0.25,
            iou: numberIn(shared(first, "iou")) ?? 0.45,
            ...(background === undefined || background < 0 ? {} : { background }),
            ...(typeof labels === "string" ? { labels } : {}),
        },
    };
}

function scalesOf(
    outputs: readonly DetectionOutput[], shared: SharedArguments, image: ImageSize,
): readonly DetectionScale[] | DetectionMismatch {
    const withPart = (kind: DetectionPart): readonly DetectionOutput[] => outputs.filter(({ part }) => part === kind);
    const [boxes, scores, objectness] = [withPart("boxes"), withPart("scores"), withPart("objectness")];
    if (boxes.length !== scores.length || (objectness.length > 0 && objectness.length !== boxes.length)) {
        return mismatch([...boxes, ...scores, ...objectness][0], { kind: "pairs" });
    }
    return withoutMismatch([
        ...withPart("all").map((output) => wholeScale(output, shared, image)),
        ...boxes.map((output, index) => splitScale(output, scores[index] ?? output, objectness[index], shared, image)),
    ]);
}

/** An output that holds the numbers of a box one after the other: box, objectness, classes. */
function wholeScale(
    output: DetectionOutput, shared: SharedArguments, image: ImageSize,
): DetectionScale | DetectionMismatch {
    const { objectness } = definitionOf(formatOf(output, shared));
    const before = objectness ? 5 : 4;
    const levels = levelsOf(output, shared, image);
    if ("problem" in levels) {
        return levels;
    }
    const classes = numberIn(shared(output, "classes"));
    const fields = fieldsOf(output, levels, classes === undefined ? undefined : before + classes, before + 1);
    if ("problem" in fields) {
        return fields;
    }
    const source = (first: number, count: number): DetectionSource =>
        ({ ...fields, output: output.index, first, count });
    return {
        ...codingOf(output, shared), levels, boxes: source(0, 4), scores: source(before, fields.fields - before),
        ...(objectness ? { objectness: source(4, 1) } : {}),
    };
}

/** Outputs that hold parts of the same boxes. */
function splitScale(
    boxes: DetectionOutput, scores: DetectionOutput, objectness: DetectionOutput | undefined,
    shared: SharedArguments, image: ImageSize,
): DetectionScale | DetectionMismatch {
    const levels = levelsOf(boxes, shared, image);
    if ("problem" in levels) {
        return levels;
    }
    // BlazeFace has the key points of a face after its box.
    const exact = formatOf(boxes, shared) === "blazeface" ? undefined : 4;
    const fields = withoutMismatch([
        fieldsOf(boxes, levels, exact, 4),
        fieldsOf(scores, levels, numberIn(shared(scores, "classes")), 1),
        ...(objectness === undefined ? [] : [fieldsOf(objectness, levels, 1, 1)]),
    ]);
    if ("problem" in fields) {
        return fields;
    }
    const source = ({ index }: DetectionOutput, place: number, count?: number): DetectionSource => {
        const { layout, fields: own } = fields[place] ?? { layout: "rows", fields: 0 };
        return { layout, fields: own, output: index, first: 0, count: count ?? own };
    };
    return {
        ...codingOf(boxes, shared), levels, boxes: source(boxes, 0, 4), scores: source(scores, 1),
        ...(objectness === undefined ? {} : { objectness: source(objectness, 2) }),
    };
}

/** The numbers of each box in an output, which must be `exact` or at least `least`. */
function fieldsOf(
    output: DetectionOutput, levels: readonly DetectionLevel[], exact: number | undefined, least: number,
): Pick<DetectionSource, "layout" | "fields"> | DetectionMismatch {
    const [level] = levels;
    const isExpected = (fields: number): boolean =>
        Number.isInteger(fields) && (exact === undefined ? fields >= least : fields === exact);
    const wrongChannels = (actual: number, anchors: number): DetectionMismatch =>
        mismatch(output, { kind: "channels", actual, anchors, fields: exact ?? least, exact: exact !== undefined });
    const wrongShape = (): DetectionMismatch =>
        mismatch(output, { kind: "shape", shape: `[${output.shape.join(", ")}]` });

    if (output.shape.length === 3) {
        const [channels = 0, rows, columns] = output.shape;
        if (levels.length !== 1 || rows !== level?.rows || columns !== level?.columns) {
            return wrongShape();
        }
        const anchors = level?.anchors.length ?? 1;
        const fields = channels / anchors;
        return isExpected(fields) ? { layout: "map", fields } : wrongChannels(channels, anchors);
    }
    const [boxes = 0, fields = 0] = output.shape;
    if (output.shape.length !== 2) {
        return wrongShape();
    }
    const expected = levels.reduce((sum, { rows, columns, anchors }) => sum + rows * columns * anchors.length, 0);
    if (boxes !== expected) {
        return mismatch(output, { kind: "rows", actual: boxes, expected });
    }
    return isExpected(fields) ? { layout: "rows", fields } : wrongChannels(fields, 1);
}
