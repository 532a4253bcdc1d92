import { clone, create } from "@bufbuild/protobuf";
import { detectionOf } from "../graph/detection.ts";
import type { Detection } from "../graph/detection-form.ts";
import type { ModelGraph } from "../graph/graph.ts";
import { text } from "../text.ts";
import { appendDecoding, usedOutputs } from "./detection.ts";
import { createGraphBuilder, type GraphBuilder } from "./graph-builder.ts";
import {
    ModelProtoSchema, NodeProtoSchema, TensorProto_DataType as DataType, TensorProtoSchema, ValueInfoProtoSchema,
    type ValueInfoProto,
} from "./onnx-proto/onnx_pb.ts";
import { emitOnnx, floatTensor, valueInfo, type OnnxModel, type OnnxOptions, type OnnxTensor } from "./onnx.ts";
import { outputView } from "./output-views.ts";
import type { Refusal } from "./valid-graph.ts";

/**
 * The graph as an ONNX model that ends as the preview does: the outputs of `@detect` are replaced by `boxes`, `scores`
 * and `classes` after non-maximum suppression, for a batch of one, and each output of `@segment` by the class of every
 * pixel, with `_mask` after its name. `threshold` and `iou` are inputs with default values. Other outputs stay.
 */
export function emitDecodedOnnx(graph: ModelGraph, options: Omit<OnnxOptions, "everyLayer" | "batch">): OnnxModel | Refusal {
    const found = detectionOf(graph);
    const detection = found !== undefined && "detection" in found ? found.detection : undefined;
    const views = graph.outputs.map((output) => outputView(output, graph));
    const model = emitOnnx(graph, { ...options, everyLayer: false, batch: detection === undefined ? "N" : 1 });
    if ("refused" in model) {
        return model;
    }
    const masks = model.outputs.flatMap((output, index) => {
        const view = views[index];
        return view?.kind === "segment" && isMap(output) ? [{ index, output, view }] : [];
    });
    if (detection === undefined && masks.length === 0) {
        return { refused: text("It has no output with a valid @detect or @segment, which --decode needs.") };
    }
    const proto = clone(ModelProtoSchema, model.proto);
    const parts = proto.graph;
    if (parts === undefined) {
        throw new Error(`The ONNX model of ${graph.name} has no graph.`);
    }
    const unique = freeNames([
        ...[...parts.input, ...parts.output, ...parts.initializer, ...model.weights].map(({ name }) => name),
        ...parts.node.flatMap(({ output }) => output),
    ]);
    const builder = createGraphBuilder(unique.taken);
    const added: ValueInfoProto[] = [];
    if (detection !== undefined) {
        const settings = { threshold: unique.name("threshold"), iou: unique.name("iou") };
        for (const name of ["threshold", "iou"] as const) {
            // An initializer with the name of an input is its default value.
            parts.input.push(create(ValueInfoProtoSchema, valueInfo(settings[name], [1], 1)));
            const initial = { ...floatTensor([detection[name]], [1]), name: settings[name] };
            parts.initializer.push(create(TensorProtoSchema, initial));
        }
        added.push(...appendBoxes(detection, model.outputs, settings, unique.name, builder));
    }
    for (const { output, view } of masks) {
        added.push(appendMask(output, view.threshold, unique.name(`${output.name}_mask`), builder));
    }
    const replaced = new Set([
        ...(detection === undefined ? [] : usedOutputs(detection)), ...masks.map(({ index }) => index),
    ]);
    parts.valueInfo.push(...parts.output.filter((_, index) => replaced.has(index)));
    parts.output = [...parts.output.filter((_, index) => !replaced.has(index)), ...added];
    parts.node.push(...builder.nodes.map((node) => create(NodeProtoSchema, node)));
    parts.initializer.push(...builder.constants.map((constant) => create(TensorProtoSchema, constant)));
    return { ...model, proto };
}

type Naming = (preferred: string) => string;

function freeNames(names: readonly string[]): { readonly taken: ReadonlySet<string>; readonly name: Naming } {
    const taken = new Set(names);
    const name = (preferred: string): string => {
        let found = preferred;
        for (let i = 2; taken.has(found); i++) {
            found = `${preferred}_${i}`;
        }
        taken.add(found);
        return found;
    };
    return { taken, name };
}

function appendBoxes(
    detection: Detection, outputs: readonly OnnxTensor[],
    settings: { readonly threshold: string; readonly iou: string }, nameOf: Naming, builder: GraphBuilder,
): readonly ValueInfoProto[] {
    const decoded = appendDecoding(detection, outputs, settings, builder);
    const results = [
        { preferred: "boxes", tensor: decoded.boxes, dims: ["K", 4], type: DataType.FLOAT },
        { preferred: "scores", tensor: decoded.scores, dims: ["K"], type: DataType.FLOAT },
        { preferred: "classes", tensor: decoded.classes, dims: ["K"], type: DataType.INT64 },
    ] as const;
    return results.map(({ preferred, tensor, dims, type }) => {
        const name = nameOf(preferred);
        builder.result(name, "Identity", [tensor]);
        return declared(name, type, dims);
    });
}

/** Whether an output has one score for each class and pixel, or for each pixel. */
function isMap({ dims }: OnnxTensor): boolean {
    return dims.length === 3 || dims.length === 4;
}

/** Adds the class of each pixel, the first of those with the highest score; returns the output's declaration. */
function appendMask(
    { name: scores, dims: [, ...sizes] }: OnnxTensor, threshold: number, name: string, builder: GraphBuilder,
): ValueInfoProto {
    const { op } = builder;
    const [channels = 1, ...map] = sizes.length === 2 ? [1, ...sizes] : sizes;
    if (channels > 1) {
        builder.result(name, "ArgMax", [scores], { axis: { int: 1 }, keepdims: { int: 0 } });
        return declared(name, DataType.INT64, ["N", ...map]);
    }
    // Numbers outside 0…1 are logits.
    const axes = builder.integers(sizes.map((_, index) => index + 1));
    const extreme = (reduction: string): string => op(reduction, [scores, axes], { keepdims: { int: 1 } });
    const number = (value: number): string => builder.floats([value], []);
    const areLogits = op("Or", [
        op("Less", [extreme("ReduceMin"), number(0)]), op("Greater", [extreme("ReduceMax"), number(1)]),
    ]);
    const probabilities = op("Where", [areLogits, op("Sigmoid", [scores]), scores]);
    const foreground = op("GreaterOrEqual", [probabilities, number(threshold)]);
    const classes = op("Cast", [foreground], { to: { int: DataType.INT64 } });
    builder.result(name, "Reshape", [classes, builder.integers([-1, ...map])]);
    return declared(name, DataType.INT64, ["N", ...map]);
}

function declared(name: string, elemType: DataType, dims: readonly (number | string)[]): ValueInfoProto {
    const dim = dims.map((size) => ({
        value: typeof size === "number"
            ? { case: "dimValue" as const, value: BigInt(size) }
            : { case: "dimParam" as const, value: size },
    }));
    return create(ValueInfoProtoSchema, { name, type: { value: { case: "tensorType", value: { elemType, shape: { dim } } } } });
}
