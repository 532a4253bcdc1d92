import { base64Encode } from "@bufbuild/protobuf/wire";
import { findDecorator } from "../graph/decorators.ts";
import type { DecoratorValue, GraphInput, Layer, ModelGraph, Value } from "../graph/graph.ts";
import { pictureInput, receptiveFields, type AxisField } from "../graph/receptive-field.ts";
import type { Location } from "../names/location.ts";
import type {
    AxisReading, InferenceInput, InferenceLayer, InferenceModel, InferenceRefusal, ProtocolRange,
} from "../protocol.ts";
import { formatBytes } from "../quantities.ts";
import { elementCount } from "../sizes/shape.ts";
import { text, type Text } from "../text.ts";
import { inferenceDetection } from "./detection.ts";
import { modelWithExternalWeights } from "./onnx-file.ts";
import { emitOnnx, type OnnxLayer, type OnnxTensor } from "./onnx.ts";
import { inferenceOutput, numbersOf } from "./output-views.ts";
import { trainedWeights } from "./trained-weights.ts";

export interface InferenceOptions {
    /** The version of the document. */
    readonly version: number;
    /** Whether to include a second model that outputs every layer's result; omitted if the results would not fit. */
    readonly everyLayer: boolean;
    rangeOf(location: Location): ProtocolRange;
    /** The preview's node of a layer. */
    nodeOf(layer: OnnxLayer["layer"]): string;
}

/** Everything needed to run the graph in the preview, or why it cannot run there. */
export function inferenceModel(graph: ModelGraph, options: InferenceOptions): InferenceModel | InferenceRefusal {
    const model = emitOnnx(graph, { batch: 1, everyLayer: false, trained: true });
    if ("refused" in model) {
        const { refused, location } = model;
        return { refused, ...(location === undefined ? {} : { range: options.rangeOf(location) }) };
    }
    const tooLarge = sizeRefusal(graph, model.weightsLength);
    if (tooLarge !== undefined) {
        return { refused: tooLarge, range: options.rangeOf(graph.location) };
    }
    const fits = model.weightsLength + resultBytes(graph) <= largestMemory;
    const everyLayer = options.everyLayer && fits
        ? emitOnnx(graph, { batch: 1, everyLayer: true, trained: true })
        : undefined;
    const trained = trainedWeights(graph);
    const detection = inferenceDetection(graph, model.outputs);
    const encode = (one: typeof model): string => base64Encode(modelWithExternalWeights(one, weightsFileName));
    return {
        model: graph.name,
        version: options.version,
        onnx: encode(model),
        ...(everyLayer === undefined || "refused" in everyLayer ? {} : { onnxEveryLayer: encode(everyLayer) }),
        weightsFile: weightsFileName,
        weightsLength: model.weightsLength,
        weights: model.weights,
        seed: model.seed,
        ...(trained === undefined ? {} : { trained }),
        inputs: model.inputs.map((tensor, index) => inferenceInput(tensor, graph.inputs[index])),
        outputs: model.outputs.map((tensor, index) => inferenceOutput(tensor, graph.outputs[index], graph)),
        ...(detection === undefined ? {} : { detection }),
        layers: model.layers.flatMap((layer) => inferenceLayer(layer, graph, options)),
    };
}

const weightsFileName = "weights.bin";

/** WebAssembly addresses 4 GiB, of which the runtime and its copies need a part. */
const largestMemory = 3.5 * 2 ** 30;
/** Browsers allocate no larger buffer, and the runtime reads no larger weights file. */
const largestWeights = 2 ** 31 - 1;

function sizeRefusal(graph: ModelGraph, weightsLength: number): Text | undefined {
    if (weightsLength > largestWeights) {
        return text(
            "The weights of {name} take {needed}; the preview can hold {limit}. Most often a linear layer after `flatten()` is the largest.",
            { name: graph.name, needed: formatBytes(weightsLength), limit: formatBytes(largestWeights) },
        );
    }
    const results = peakBytes(graph);
    if (weightsLength + results > largestMemory) {
        return text(
            "{name} needs {weights} for its weights and {results} at once for feature maps; the preview can hold {limit} in all. Try a smaller input.",
            {
                name: graph.name, weights: formatBytes(weightsLength), results: formatBytes(results),
                limit: formatBytes(largestMemory),
            },
        );
    }
    return undefined;
}

/** The maximum memory that values occupy when the layers run in order, each value freed after its last use. */
function peakBytes(graph: ModelGraph): number {
    const lastUse = new Map<Value, number>();
    for (const { index, inputs, outputs } of graph.layers) {
        for (const value of [...inputs, ...outputs]) {
            lastUse.set(value, index);
        }
    }
    for (const { value } of graph.outputs) {
        lastUse.set(value, graph.layers.length);
    }
    const freed = Map.groupBy(lastUse.keys(), (value) => lastUse.get(value) ?? 0);
    let held = sumBytes(graph.inputs.map(({ value }) => value));
    let peak = held;
    for (const { index, outputs } of graph.layers) {
        held += sumBytes(outputs);
        peak = Math.max(peak, held);
        held -= sumBytes(freed.get(index) ?? []);
    }
    return peak;
}

function resultBytes(graph: ModelGraph): number {
    return sumBytes([...graph.inputs.map(({ value }) => value), ...graph.layers.flatMap(({ outputs }) => outputs)]);
}

function sumBytes(values: readonly Value[]): number {
    return values.reduce((sum, { shape }) => sum + 4 * (elementCount(shape) ?? 0), 0);
}

function inferenceLayer(
    emitted: OnnxLayer, graph: ModelGraph, options: InferenceOptions,
): readonly InferenceLayer[] {
    const { layer, call, inference, inputs, results: [first] } = emitted;
    if (first === undefined) {
        return [];
    }
    const arithmetic = layer.definition.arithmetic(call, inference);
    const field = fieldOf(layer, graph);
    const { range: bounds } = layer.definition.traits;
    return [{
        path: layer.path,
        kind: layer.definition.name,
        tensor: first.name,
        dims: first.dims,
        node: options.nodeOf(layer),
        range: options.rangeOf(layer.location),
        inputs: inputs.map(({ name, dims }) => ({ tensor: name, dims })),
        parameters: [...emitted.parameters].map(([name, tensor]) => ({ name, tensor })),
        ...(bounds === undefined ? {} : { bounds: [finite(bounds[0]), finite(bounds[1])] as const }),
        ...(arithmetic === undefined ? {} : { arithmetic }),
        ...(field === undefined ? {} : { field }),
    }];
}

/** What a layer's first result reads of the model's picture; undefined if it depends on another input only. */
function fieldOf({ outputs: [value] }: Layer, graph: ModelGraph): InferenceLayer["field"] {
    const input = pictureInput(graph);
    const axes = input === undefined || value === undefined ? undefined : receptiveFields(graph, input).get(value);
    return input === undefined || axes === undefined
        ? undefined
        : { input: input.name, axes: axes.map((axis) => axisReading(axis)) };
}

function axisReading({ whole, local }: AxisField): AxisReading {
    if (typeof local !== "object") {
        return { whole };
    }
    const { along, starts, ends, advance } = local;
    return { whole, window: { along, starts: starts.map(finite), ends: ends.map(finite), advance } };
}

/** JSON has no infinity. */
function finite(number: number): number | null {
    return Number.isFinite(number) ? number : null;
}

function inferenceInput({ name, dims }: OnnxTensor, input: GraphInput | undefined): InferenceInput {
    const [, channels = 0, ...axes] = dims;
    if (axes.length !== 2 || (channels !== 1 && channels !== 3)) {
        return { name, dims };
    }
    const args = findDecorator(input?.decorators ?? [], "image")?.named;
    const perChannel = (name: string, otherwise: number): readonly number[] => {
        const numbers = numbersOf(args?.get(name));
        return Array.from({ length: channels }, (_, channel) => numbers[channel] ?? numbers[0] ?? otherwise);
    };
    const [low = 0, high = 1] = numbersOf(args?.get("range"));
    return {
        name,
        dims,
        image: {
            mean: perChannel("mean", 0),
            std: perChannel("std", 1),
            range: [low, high],
            layout: args?.get("layout") === "bgr" ? "bgr" : "rgb",
            fit: fitOf(args?.get("fit")),
        },
    };
}

function fitOf(value: DecoratorValue | undefined): NonNullable<InferenceInput["image"]>["fit"] {
    return value === "letterbox" || value === "stretch" ? value : "crop";
}
