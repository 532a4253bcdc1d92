import { create, toBinary } from "@bufbuild/protobuf";
import { base64Encode } from "@bufbuild/protobuf/wire";
import { detectionOf } from "../graph/detection.ts";
import type { Detection, DetectionScale, DetectionSource } from "../graph/detection-form.ts";
import type { ModelGraph } from "../graph/graph.ts";
import type { InferenceDetection } from "../protocol.ts";
import { createGraphBuilder, type GraphBuilder } from "./graph-builder.ts";
import { ModelProtoSchema, TensorProto_DataType as DataType } from "./onnx-proto/onnx_pb.ts";
import { valueInfo, type OnnxTensor } from "./onnx.ts";

/** More boxes of a class, or of all classes together, are left out: nobody could tell them apart. */
const mostPerClass = 100;
const mostBoxes = 300;

/** The detection of a graph's outputs with its decoding graph; undefined without a valid `@detect`. */
export function inferenceDetection(graph: ModelGraph, outputs: readonly OnnxTensor[]): InferenceDetection | undefined {
    const found = detectionOf(graph);
    if (found === undefined || !("detection" in found)) {
        return undefined;
    }
    const { detection } = found;
    const used = usedOutputs(detection);
    return {
        outputs: outputs.filter((_, index) => used.has(index)).map(({ name }) => name),
        onnx: base64Encode(decodingModel(detection, outputs, used)),
        classes: detection.classes,
        threshold: detection.threshold,
        iou: detection.iou,
        width: detection.width,
        height: detection.height,
        ...(detection.labels === undefined ? {} : { labels: detection.labels }),
    };
}

/** The indices of the outputs that hold parts of the boxes. */
export function usedOutputs({ scales }: Detection): ReadonlySet<number> {
    return new Set(scales.flatMap(({ boxes, scores, objectness }) =>
        [boxes, scores, ...(objectness === undefined ? [] : [objectness])].map(({ output }) => output)));
}

/**
 * An ONNX model that decodes a batch of one. Its inputs are the detector's outputs, and `decode/threshold` and
 * `decode/iou` of one element each. Its outputs are the boxes that remain after non-maximum suppression, best first:
 * `decode/boxes` [K, 4] as left, top, right and bottom in pixels, `decode/scores` [K] and `decode/classes` [K]. The
 * slash keeps these names apart from those of the detector's outputs.
 */
function decodingModel(
    detection: Detection, outputs: readonly OnnxTensor[], used: ReadonlySet<number>,
): Uint8Array<ArrayBuffer> {
    const builder = createGraphBuilder(outputs.map(({ name }) => name));
    const decoded = appendDecoding(detection, outputs, { threshold: "decode/threshold", iou: "decode/iou" }, builder);
    builder.result("decode/scores", "Identity", [decoded.scores]);
    builder.result("decode/boxes", "Identity", [decoded.boxes]);
    builder.result("decode/classes", "Cast", [decoded.classes], { to: { int: DataType.FLOAT } });

    return toBinary(ModelProtoSchema, create(ModelProtoSchema, {
        irVersion: 8n,
        producerName: "cnn-language",
        opsetImport: [{ domain: "", version: 18n }],
        graph: {
            name: "detection",
            node: [...builder.nodes],
            initializer: [...builder.constants],
            input: [
                ...outputs.filter((_, index) => used.has(index)).map(({ name, dims }) => valueInfo(name, dims, 1)),
                valueInfo("decode/threshold", [1], 1), valueInfo("decode/iou", [1], 1),
            ],
            output: ["decode/boxes", "decode/scores", "decode/classes"].map((name) => valueInfo(name, undefined, 1)),
        },
    }));
}

/** The names of the tensors with the boxes that remain, best first; all of one length. */
export interface DecodedTensors {
    /** [K, 4] */
    readonly boxes: string;
    /** [K] */
    readonly scores: string;
    /** [K], int64 */
    readonly classes: string;
}

/**
 * Adds the decoding of a batch of one, with non-maximum suppression. `outputs` are the model's, in their order;
 * `settings` are the names of tensors of one number.
 */
export function appendDecoding(
    detection: Detection, outputs: readonly OnnxTensor[],
    settings: { readonly threshold: string; readonly iou: string }, builder: GraphBuilder,
): DecodedTensors {
    const { op } = builder;
    const decoded = detection.scales.map((scale) => decodeScale(scale, outputs, builder));
    const boxes = join(decoded.map((scale) => scale.boxes), builder);
    const allScores = join(decoded.map((scale) => scale.scores), builder);
    const kept = Array.from({ length: detection.classes }, (_, index) => index)
        .filter((index) => index !== detection.background);
    const scores = kept.length === detection.classes
        ? allScores
        : op("Gather", [allScores, builder.integers(kept)], { axis: { int: 1 } });

    const byClass = op("Transpose", [scores], { perm: { ints: [1, 0] } });
    const batch = builder.integers([0]);
    const selected = op("NonMaxSuppression", [
        op("Unsqueeze", [boxes, batch]), op("Unsqueeze", [byClass, batch]), builder.integers([mostPerClass]), settings.iou, settings.threshold,
    ]);
    const column = (index: number): string => op("Gather", [selected, builder.integers([index], [])], { axis: { int: 1 } });
    const [classIndex, boxIndex] = [column(1), column(2)];
    const classAndBox = op("Gather", [selected, builder.integers([1, 2])], { axis: { int: 1 } });
    const found = op("GatherND", [byClass, classAndBox]);
    const count = op("Min", [op("Shape", [found]), builder.integers([mostBoxes])]);
    const [best = "", order = ""] = builder.ops("TopK", [found, count], 2);
    const ranked = (indices: string): string => op("Gather", [indices, order]);
    return {
        boxes: op("Gather", [boxes, ranked(boxIndex)]),
        scores: best,
        classes: op("Gather", [builder.integers(kept), ranked(classIndex)]),
    };
}

function join(parts: readonly string[], { op }: GraphBuilder): string {
    const [only = ""] = parts;
    return parts.length === 1 ? only : op("Concat", parts, { axis: { int: 0 } });
}

/** A scale's corners [N, 4] in pixels, and its scores [N, classes]. */
function decodeScale(
    scale: DetectionScale, outputs: readonly OnnxTensor[], builder: GraphBuilder,
): { readonly boxes: string; readonly scores: string } {
    const { op } = builder;
    const read = (source: DetectionSource): string => readRows(source, scale, outputs, builder);
    const activate = (scores: string): string => scale.activation === "none"
        ? scores
        : scale.activation === "sigmoid" ? op("Sigmoid", [scores]) : op("Softmax", [scores], { axis: { int: 1 } });
    const classScores = activate(read(scale.scores));
    if (scale.objectness === undefined) {
        return { boxes: decodeBoxes(read(scale.boxes), scale, builder), scores: classScores };
    }
    const objectness = read(scale.objectness);
    const both = op("Mul", [scale.activation === "none" ? objectness : op("Sigmoid", [objectness]), classScores]);
    return {
        boxes: decodeBoxes(read(scale.boxes), scale, builder),
        scores: scale.format === "fcos" ? op("Sqrt", [both]) : both,
    };
}

/** The numbers of a source as [N, count]: by level, row, column and anchor. */
function readRows(
    { output, layout, fields, first, count }: DetectionSource, { levels: [level] }: DetectionScale,
    outputs: readonly OnnxTensor[], builder: GraphBuilder,
): string {
    const { op } = builder;
    const name = outputs[output]?.name ?? "";
    const anchors = level?.anchors.length ?? 1;
    const rows = layout === "rows"
        ? op("Reshape", [name, builder.integers([-1, fields])])
        : op("Reshape", [
            op("Transpose", [op("Reshape", [name, builder.integers([anchors, fields, -1])])], { perm: { ints: [2, 0, 1] } }),
            builder.integers([-1, fields]),
        ]);
    return first === 0 && count === fields ? rows : columns(rows, first, first + count, builder);
}

function columns(rows: string, from: number, to: number, builder: GraphBuilder): string {
    return builder.op("Slice", [rows, builder.integers([from]), builder.integers([to]), builder.integers([1])]);
}

function decodeBoxes(raw: string, scale: DetectionScale, builder: GraphBuilder): string {
    const { op } = builder;
    const positions = positionsOf(scale);
    const pairs = (numbers: (position: Position) => readonly [number, number]): string =>
        builder.floats(positions.flatMap(numbers), [positions.length, 2]);
    const number = (value: number): string => builder.floats([value], []);
    const [first, last] = [columns(raw, 0, 2, builder), columns(raw, 2, 4, builder)];
    const centres = (): string => pairs(({ column, row, stride }) => [(column + 0.5) * stride, (row + 0.5) * stride]);
    const strides = (): string => pairs(({ stride }) => [stride, stride]);
    const anchors = (): string => pairs(({ anchor }) => anchor);
    const corners = (centre: string, size: string): string => {
        const half = op("Mul", [size, number(0.5)]);
        return op("Concat", [op("Sub", [centre, half]), op("Add", [centre, half])], { axis: { int: 1 } });
    };
    const cells = (): string => pairs(({ column, row }) => [column, row]);
    switch (scale.format) {
        case "yolo":
            return corners(
                op("Mul", [op("Add", [op("Sigmoid", [first]), cells()]), strides()]),
                op("Mul", [op("Exp", [last]), anchors()]),
            );
        case "yolov5": {
            const doubled = (part: string): string => op("Mul", [op("Sigmoid", [part]), number(2)]);
            const size = doubled(last);
            return corners(
                op("Mul", [op("Add", [op("Sub", [doubled(first), number(0.5)]), cells()]), strides()]),
                op("Mul", [op("Mul", [size, size]), anchors()]),
            );
        }
        case "ssd":
        case "retinanet": {
            const [centre, size] = scale.variances;
            const moved = op("Mul", [op("Mul", [first, number(centre)]), anchors()]);
            return corners(
                op("Add", [moved, centres()]),
                op("Mul", [op("Exp", [op("Mul", [last, number(size)])]), anchors()]),
            );
        }
        case "fcos":
            return op("Concat", [
                op("Sub", [centres(), op("Mul", [first, strides()])]),
                op("Add", [centres(), op("Mul", [last, strides()])]),
            ], { axis: { int: 1 } });
        case "blazeface":
            return corners(op("Add", [first, centres()]), last);
    }
}

interface Position {
    readonly column: number;
    readonly row: number;
    readonly stride: number;
    readonly anchor: readonly [number, number];
}

/** The position and anchor of each row. */
function positionsOf({ levels }: DetectionScale): readonly Position[] {
    return levels.flatMap(({ rows, columns, stride, anchors }) =>
        Array.from({ length: rows }, (_, row) => Array.from({ length: columns }, (_, column) =>
            anchors.map((anchor) => ({ column, row, stride, anchor })))).flat(2));
}
