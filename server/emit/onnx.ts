import { create, type MessageInitShape } from "@bufbuild/protobuf";
import type { OnnxAttribute, OnnxNames, OnnxNode } from "../layers/onnx-form.ts";
import type { Layer, ModelGraph, Value } from "../graph/graph.ts";
import { namedParameters, parameterName } from "../graph/parameters.ts";
import { matchWeights } from "../graph/weights-match.ts";
import type { WeightTensor } from "../protocol.ts";
import { sampleShape, type Shape } from "../sizes/shape.ts";
import { initializationOf, initialValues } from "../graph/initialization.ts";
import {
    AttributeProto_AttributeType as AttributeType, ModelProtoSchema, TensorProto_DataType as DataType,
    type AttributeProtoSchema, type ModelProto, type NodeProtoSchema, type TensorProtoSchema, type ValueInfoProtoSchema,
} from "./onnx-proto/onnx_pb.ts";
import { validLayers, type Refusal, type ValidLayer } from "./valid-graph.ts";

export interface OnnxOptions {
    /** 1, or a name for a batch of any size. */
    readonly batch: 1 | "N";
    /**
     * Makes every layer's result an output, without declared shapes, so that ONNX Runtime infers them independently.
     * Otherwise all tensors have declared shapes, for viewers.
     */
    readonly everyLayer: boolean;
    /** Replaces the seed of the model's `@init`. */
    readonly seed?: number;
    /** Takes weights from the model's `@weights` file where they fit. Otherwise all are seeded. */
    readonly trained?: boolean;
    /** The model's producer version. */
    readonly producerVersion?: string;
}

/** A model in ONNX's format, without its weights: `onnx-file.ts` writes both together. */
export interface OnnxModel {
    readonly name: string;
    /** Without the weights: the tensors of `weights` are initializers too. */
    readonly proto: ModelProto;
    readonly weights: readonly WeightTensor[];
    /** In bytes. */
    readonly weightsLength: number;
    readonly seed: number;
    readonly inputs: readonly OnnxTensor[];
    readonly outputs: readonly OnnxTensor[];
    readonly layers: readonly OnnxLayer[];
}

export interface OnnxTensor {
    readonly name: string;
    /** Including the batch, 1. */
    readonly dims: readonly number[];
}

/** A layer of the graph and its tensors. */
export interface OnnxLayer extends ValidLayer {
    readonly inputs: readonly OnnxTensor[];
    readonly results: readonly OnnxTensor[];
    /** ONNX's names of its parameters by their own names. */
    readonly parameters: ReadonlyMap<string, string>;
}

/** The graph as an ONNX model, opset 18, or the reason why it cannot be exported. */
export function emitOnnx(graph: ModelGraph, options: OnnxOptions): OnnxModel | Refusal {
    const valid = validLayers(graph);
    if ("refused" in valid) {
        return valid;
    }
    const names = nameTensors(graph);
    const weights = placeWeights(graph, names.parameters, options.trained === true);
    const nodes: NodeInit[] = [];
    const constants: TensorInit[] = [];
    for (const layer of valid.layers) {
        const emitted = emitLayer(layer, names);
        nodes.push(...emitted.nodes);
        constants.push(...emitted.constants);
    }
    for (const { from, to } of names.copies) {
        nodes.push({ name: to, opType: "Identity", input: [from], output: [to] });
    }
    const tensorOf = (value: Value, name = names.valueName(value)): OnnxTensor => ({ name, dims: dimsOf(value.shape) });
    const inputs = graph.inputs.map(({ value }) => tensorOf(value));
    const outputs = graph.outputs.map(({ value }, index) => tensorOf(value, names.outputs[index]));
    const layers = valid.layers.map((one) => ({
        ...one,
        inputs: one.layer.inputs.map((value) => tensorOf(value)),
        results: one.layer.outputs.map((value) => tensorOf(value)),
        parameters: new Map(one.inference.parameters.map(({ name }) =>
            [name, parameterTensor(one.layer, name, names)])),
    }));
    const results = layers.flatMap((layer) => layer.results);
    const describe = ({ name, dims }: OnnxTensor, withShape: boolean): ValueInfoInit =>
        valueInfo(name, withShape ? dims : undefined, options.batch);
    const shown = new Set(outputs.map(({ name }) => name));
    const others = results.filter(({ name }) => !shown.has(name));
    const proto = create(ModelProtoSchema, {
        irVersion: 8n,
        producerName: "cnn-language",
        ...(options.producerVersion === undefined ? {} : { producerVersion: options.producerVersion }),
        opsetImport: [{ domain: "", version: 18n }],
        graph: {
            name: graph.name,
            node: nodes,
            initializer: constants,
            input: inputs.map((tensor) => describe(tensor, true)),
            output: (options.everyLayer ? [...outputs, ...others] : outputs)
                .map((tensor) => describe(tensor, !options.everyLayer)),
            valueInfo: options.everyLayer ? [] : others.map((tensor) => describe(tensor, true)),
        },
    });
    return {
        name: graph.name,
        proto,
        weights: weights.tensors,
        weightsLength: weights.length,
        seed: options.seed ?? initializationOf(graph).seed,
        inputs,
        outputs,
        layers,
    };
}

export type NodeInit = MessageInitShape<typeof NodeProtoSchema> & {
    readonly input: string[];
    readonly output: string[];
};
export type TensorInit = MessageInitShape<typeof TensorProtoSchema>;
type ValueInfoInit = MessageInitShape<typeof ValueInfoProtoSchema>;
type AttributeInit = MessageInitShape<typeof AttributeProtoSchema>;

interface TensorNames {
    readonly valueName: (value: Value) => string;
    /** Names of the graph's outputs, in order. */
    readonly outputs: readonly string[];
    /** Outputs that are an input, or a value that another output already names. */
    readonly copies: readonly { readonly from: string; readonly to: string }[];
    /** ONNX's names of the parameters by their own names, which differ only if a name is taken. */
    readonly parameters: ReadonlyMap<string, string>;
}

/**
 * Gives every tensor a unique name: inputs and outputs have their names in the text, parameters those of PyTorch's
 * state_dict, and a layer's result the layer's path, if it is free.
 */
function nameTensors(graph: ModelGraph): TensorNames {
    const taken = new Set<string>();
    const unique = (preferred: string): string => {
        let name = preferred;
        for (let i = 2; taken.has(name); i++) {
            name = `${preferred}_${i}`;
        }
        taken.add(name);
        return name;
    };
    const values = new Map<Value, string>(graph.inputs.map(({ name, value }) => [value, unique(name)]));
    const copied: { readonly value: Value; readonly to: string }[] = [];
    const outputs = graph.outputs.map(({ name, value }) => {
        const own = unique(name);
        if (values.has(value)) {
            copied.push({ value, to: own });
        } else {
            values.set(value, own);
        }
        return own;
    });
    const parameters = new Map(namedParameters(graph).map(({ name }) => [name, unique(name)]));
    for (const layer of graph.layers) {
        for (const [result, value] of layer.outputs.entries()) {
            if (!values.has(value)) {
                values.set(value, unique(result === 0 ? layer.path : `${layer.path}:${result}`));
            }
        }
    }
    const valueName = (value: Value): string => {
        const name = values.get(value);
        if (name === undefined) {
            throw new Error(`Value ${value.id} of ${graph.name} has no producer in the graph.`);
        }
        return name;
    };
    return { valueName, outputs, parameters, copies: copied.map(({ value, to }) => ({ from: valueName(value), to })) };
}

/** The nodes that compute a layer, and their constants. */
function emitLayer(
    { layer, call, inference }: ValidLayer, names: TensorNames,
): { readonly nodes: readonly NodeInit[]; readonly constants: readonly TensorInit[] } {
    const constants: TensorInit[] = [];
    let fresh = 0;
    const inner = (): string => `${layer.path}/${fresh++}`;
    const addConstant = (tensor: TensorInit): string => {
        const name = inner();
        constants.push({ ...tensor, name });
        return name;
    };
    const onnxNames: OnnxNames = {
        inputs: layer.inputs.map(names.valueName),
        outputs: layer.outputs.map(names.valueName),
        parameter: (name) => parameterTensor(layer, name, names),
        integers: (values, dims = [values.length]) => addConstant(integerTensor(values, dims)),
        floats: (values, dims = [values.length]) => addConstant(floatTensor(values, dims)),
        intermediate: inner,
    };
    const nodes = layer.definition.onnx(call, inference, onnxNames);
    return {
        nodes: nodes.map((node, index) => nodeInit(node, index === 0 ? layer.path : `${layer.path}/node_${index}`)),
        constants,
    };
}

/** ONNX's name of a layer's parameter. */
function parameterTensor(layer: Layer, name: string, { parameters }: TensorNames): string {
    const found = parameters.get(parameterName(layer, name));
    if (found === undefined) {
        throw new Error(`${layer.definition.name} has no parameter ${name}.`);
    }
    return found;
}

export function nodeInit({ op, inputs, outputs, attributes = {} }: OnnxNode, name: string): NodeInit {
    return {
        name,
        opType: op,
        input: [...inputs],
        output: [...outputs],
        attribute: Object.entries(attributes).map(([key, value]) => attributeInit(key, value)),
    };
}

function attributeInit(name: string, value: OnnxAttribute): AttributeInit {
    if ("int" in value) {
        return { name, type: AttributeType.INT, i: BigInt(value.int) };
    }
    if ("ints" in value) {
        return { name, type: AttributeType.INTS, ints: value.ints.map(BigInt) };
    }
    if ("float" in value) {
        return { name, type: AttributeType.FLOAT, f: value.float };
    }
    if ("floats" in value) {
        return { name, type: AttributeType.FLOATS, floats: [...value.floats] };
    }
    return { name, type: AttributeType.STRING, s: new TextEncoder().encode(value.string) };
}

export function integerTensor(values: readonly number[], dims: readonly number[]): TensorInit {
    const bytes = new DataView(new ArrayBuffer(values.length * 8));
    values.forEach((value, i) => bytes.setBigInt64(i * 8, BigInt(value), true));
    return { dims: dims.map(BigInt), dataType: DataType.INT64, rawData: new Uint8Array(bytes.buffer) };
}

export function floatTensor(values: readonly number[], dims: readonly number[]): TensorInit {
    const bytes = new DataView(new ArrayBuffer(values.length * 4));
    values.forEach((value, i) => bytes.setFloat32(i * 4, value, true));
    return { dims: dims.map(BigInt), dataType: DataType.FLOAT, rawData: new Uint8Array(bytes.buffer) };
}

/** All values of the language are float32, including a pooling's indices. */
export function valueInfo(name: string, dims: readonly number[] | undefined, batch: 1 | "N"): ValueInfoInit {
    const shape = dims === undefined ? {} : { shape: { dim: dims.map((size, axis) => dimension(size, axis, batch)) } };
    return { name, type: { value: { case: "tensorType", value: { elemType: DataType.FLOAT, ...shape } } } };
}

function dimension(
    size: number, axis: number, batch: 1 | "N",
): { readonly value: { case: "dimValue"; value: bigint } | { case: "dimParam"; value: string } } {
    return axis === 0 && batch !== 1
        ? { value: { case: "dimParam", value: batch } }
        : { value: { case: "dimValue", value: BigInt(size) } };
}

/** The offset of each tensor in the weights file, and its initial values. */
function placeWeights(
    graph: ModelGraph, names: ReadonlyMap<string, string>, trained: boolean,
): { readonly tensors: readonly WeightTensor[]; readonly length: number } {
    const initialization = initializationOf(graph);
    const matched = new Set(trained ? matchWeights(graph)?.matched.map(({ parameter }) => parameter.name) : []);
    const tensors: WeightTensor[] = [];
    let length = 0;
    for (const { name, tensor } of namedParameters(graph)) {
        const dims = tensor.shape ?? [];
        const count = dims.reduce((product, size) => product * size, 1);
        // Runtimes can map a large tensor directly from the file if it starts on a page.
        const offset = count * 4 < page ? length : Math.ceil(length / page) * page;
        const fill: WeightTensor["fill"] = matched.has(name)
            ? { kind: "file", tensor: name }
            : initialValues(tensor.initialization, initialization.kind);
        tensors.push({ name: names.get(name) ?? name, dims, offset, count, fill });
        length = offset + count * 4;
    }
    return { tensors, length };
}

const page = 4096;

function dimsOf(shape: Shape | undefined): readonly number[] {
    return [1, ...(sampleShape(shape) ?? [])];
}
