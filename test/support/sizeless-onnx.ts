import { create, toBinary, type MessageInitShape } from "@bufbuild/protobuf";
import { InferenceSession, Tensor } from "onnxruntime-node";
import {
    AttributeProto_AttributeType as AttributeType, ModelProtoSchema, TensorProto_DataType as DataType,
    type AttributeProtoSchema, type NodeProtoSchema, type TensorProtoSchema,
} from "../../server/emit/onnx-proto/onnx_pb.ts";
import type { Layer, ModelGraph, Value } from "../../server/model/graph.ts";
import { sampleShape } from "../../server/sizes/shape.ts";

type Node = MessageInitShape<typeof NodeProtoSchema> & { readonly output: string[] };
type Weight = MessageInitShape<typeof TensorProtoSchema>;
type Attribute = MessageInitShape<typeof AttributeProtoSchema>;

/**
 * Runs a network in ONNX Runtime at any size. Unlike the ONNX that is exported, the graph holds nothing that was worked
 * out for one size: sizes follow from the input alone, by ONNX's own rules, so that what it takes or refuses is a
 * judgement that owes nothing to the rule for inputs. Weights are zeros; a value without elements counts as refused,
 * and so does a kernel that PyTorch refuses where ONNX Runtime rounds (n + p − k)/s up to 0.
 */
export async function openSizeless(graph: ModelGraph): Promise<{
    accepts(shapes: ReadonlyMap<string, readonly number[]>): Promise<boolean>;
    release(): Promise<void>;
}> {
    const builder = new SizelessGraph(graph);
    const options = { graphOptimizationLevel: "disabled", logSeverityLevel: 4 } as const;
    const session = await InferenceSession.create(builder.bytes(), options);
    return {
        accepts: async (shapes) => {
            const feeds = Object.fromEntries([...shapes].map(([name, shape]) => {
                const dims = [1, ...shape];
                return [name, new Tensor("float32", new Float32Array(dims.reduce((a, b) => a * b, 1)), dims)];
            }));
            try {
                const results = await session.run(feeds);
                const dimsOf = (value: Value): readonly number[] =>
                    results[nameOf(value)]?.dims ?? feeds[nameOf(value)]?.dims ?? [];
                return Object.values(results).every(({ dims }) => dims.every((size) => size > 0))
                    && graph.layers.every((layer) => kernelFits(layer, dimsOf));
            } catch {
                return false;
            }
        },
        release: () => session.release(),
    };
}

/** ⌊(n + p − extent)/s⌋ + 1 ≥ 1, or rounded up, as PyTorch asks of convolutions and poolings. */
function kernelFits({ inputs: [input], inference, call }: Layer, dimsOf: (value: Value) => readonly number[]): boolean {
    const slack = call?.arguments.get("ceil_mode") === true;
    const sizes = input === undefined ? [] : dimsOf(input).slice(2);
    return (inference?.windows ?? []).every(({ before, after, extent, stride }, index) =>
        (sizes[index] ?? 0) + before + after - extent + (slack ? stride - 1 : 0) >= 0);
}

class SizelessGraph {
    readonly #graph: ModelGraph;
    readonly #nodes: Node[] = [];
    readonly #weights: Weight[] = [];
    #fresh = 0;

    constructor(graph: ModelGraph) {
        this.#graph = graph;
        for (const layer of graph.layers) {
            this.#emit(layer);
        }
    }

    bytes(): Uint8Array {
        const float = (name: string, shape?: readonly (number | string)[]) => ({
            name,
            type: {
                value: {
                    case: "tensorType" as const,
                    value: {
                        elemType: DataType.FLOAT,
                        ...(shape === undefined ? {} : {
                            shape: {
                                dim: shape.map((size) => ({
                                    value: typeof size === "number"
                                        ? { case: "dimValue" as const, value: BigInt(size) }
                                        : { case: "dimParam" as const, value: size },
                                })),
                            },
                        }),
                    },
                },
            },
        });
        return toBinary(ModelProtoSchema, create(ModelProtoSchema, {
            irVersion: 8n,
            opsetImport: [{ domain: "", version: 18n }],
            graph: {
                name: "sizeless",
                node: this.#nodes,
                initializer: this.#weights,
                input: this.#graph.inputs.map(({ name, value: { shape } }) => float(name, [1, ...(shape ?? []).map(
                    (size, axis) => (size.form === undefined ? size.sample ?? 0 : `${name}_${axis}`))])),
                output: this.#graph.layers.flatMap(({ outputs }) => outputs.map((value) => float(nameOf(value)))),
            },
        }));
    }

    #emit(layer: Layer): void {
        const given = layer.call?.arguments ?? new Map<string, unknown>();
        const [input = "", ...others] = layer.inputs.map(nameOf);
        const output = layer.outputs.map(nameOf);
        const windows = layer.inference?.windows ?? [];
        const window = {
            kernel_shape: ints(windows.map(({ kernel }) => kernel)),
            strides: ints(windows.map(({ stride }) => stride)),
            dilations: ints(windows.map(({ dilation }) => dilation)),
            pads: ints([...windows.map(({ before }) => before), ...windows.map(({ after }) => after)]),
        };
        const weight = (): string => this.#zeros(layer.inference?.parameters[0]?.shape ?? []);
        switch (layer.definition.name) {
            case "conv":
                this.#add("Conv", [input, weight()], output, window);
                return;
            case "conv_transpose": {
                const each = (name: string, standard: number): readonly number[] =>
                    perAxis(given.get(name) ?? standard, axesOf(layer));
                this.#add("ConvTranspose", [input, weight()], output, {
                    kernel_shape: ints(each("kernel", 1)),
                    strides: ints(each("stride", 1)),
                    dilations: ints(each("dilation", 1)),
                    pads: ints([...each("padding", 0), ...each("padding", 0)]),
                    output_padding: ints(each("output_padding", 0)),
                });
                return;
            }
            case "max_pool":
                this.#add("MaxPool", [input], output, {
                    ...window, ceil_mode: int(given.get("ceil_mode") === true ? 1 : 0),
                });
                return;
            case "relu":
            case "identity":
                this.#add("Identity", [input], output);
                return;
            case "add":
                this.#add("Sum", [input, ...others], output);
                return;
            case "concat":
                this.#add("Concat", [input, ...others], output, { axis: int(1) });
                return;
            case "global_avg_pool":
                this.#add("GlobalAveragePool", [input], output);
                return;
            case "flatten":
                this.#add("Flatten", [input], output, { axis: int(1) });
                return;
            case "linear":
                this.#add("Gemm", [input, weight()], output, { transB: int(1) });
                return;
            case "upsample":
                this.#emitUpsample(given.get("scale"), [input, ...others], output, axesOf(layer));
                return;
            case "crop":
                this.#emitCrop(input, others[0] ?? "", output);
                return;
            default:
                throw new Error(`There is no sizeless form of ${layer.definition.name}.`);
        }
    }

    #emitUpsample(scale: unknown, [input = "", target]: readonly string[], output: string[], axes: number): void {
        const mode = {
            mode: string("nearest"), coordinate_transformation_mode: string("asymmetric"),
            nearest_mode: string("floor"),
        };
        if (target === undefined) {
            const factors = new Float32Array([1, 1, ...perAxis(scale, axes)]);
            const scales = this.#tensor(DataType.FLOAT, new Uint8Array(factors.buffer), [factors.length]);
            this.#add("Resize", [input, "", scales], output, mode);
            return;
        }
        const parts = [this.#shape(input, 0, 2), this.#shape(target, 2)];
        const sizes = this.#add("Concat", parts, undefined, { axis: int(0) });
        this.#add("Resize", [input, "", "", sizes], output, mode);
    }

    /** The centre: from ⌊(n − m)/2⌋ on, as ONNX works it out. */
    #emitCrop(input: string, target: string, output: string[]): void {
        const [from, to] = [this.#shape(input, 2), this.#shape(target, 2)];
        const start = this.#add("Div", [this.#add("Sub", [from, to]), this.#integers([2])]);
        // Nothing is left where the target is larger, so that it counts as refused.
        const isLarger = this.#add("Less", [from, to]);
        const end = this.#add("Where", [isLarger, this.#integers([0]), this.#add("Add", [start, to])]);
        const begin = this.#add("Where", [isLarger, this.#integers([0]), start]);
        const axes = this.#add("Add", [this.#add("Range", [
            this.#integers([0], []), this.#add("Squeeze", [this.#add("Shape", [from])]), this.#integers([1], []),
        ]), this.#integers([2])]);
        this.#add("Slice", [input, begin, end, axes], output);
    }

    /** A value's sizes from one axis to another. */
    #shape(value: string, start: number, end?: number): string {
        const stop = end === undefined ? {} : { end: int(end) };
        return this.#add("Shape", [value], undefined, { start: int(start), ...stop });
    }

    #add(
        opType: string, input: string[], output?: string[], attributes: Readonly<Record<string, Attribute>> = {},
    ): string {
        const outputs = output ?? [this.#name()];
        const attribute = Object.entries(attributes).map(([name, value]) => ({ ...value, name }));
        this.#nodes.push({ opType, name: this.#name(), input, output: outputs, attribute });
        return outputs[0] ?? "";
    }

    #zeros(dims: readonly number[]): string {
        return this.#tensor(DataType.FLOAT, new Uint8Array(4 * dims.reduce((a, b) => a * b, 1)), dims);
    }

    #integers(values: readonly number[], dims: readonly number[] = [values.length]): string {
        return this.#tensor(DataType.INT64, new Uint8Array(BigInt64Array.from(values.map(BigInt)).buffer), dims);
    }

    #tensor(dataType: DataType, rawData: Uint8Array<ArrayBuffer>, dims: readonly number[]): string {
        const name = this.#name();
        this.#weights.push({ name, dataType, dims: dims.map(BigInt), rawData });
        return name;
    }

    #name(): string {
        this.#fresh += 1;
        return `t${this.#fresh}`;
    }
}

/** The shapes of a model's inputs where its free sizes are these; others are at their samples. */
export function inputShapes(
    graph: ModelGraph, sizes: ReadonlyMap<string, number>,
): ReadonlyMap<string, readonly number[]> {
    return new Map(graph.inputs.map(({ name, value, freeSizes }) => [
        name,
        (sampleShape(value.shape) ?? []).map((size, axis) =>
            sizes.get(freeSizes.find((free) => free.axis === axis)?.name ?? "") ?? size),
    ]));
}

function nameOf(value: Value): string {
    return value.producer?.kind === "input" ? value.producer.name : `v${value.id}`;
}

function axesOf({ inputs: [input] }: Layer): number {
    return (input?.shape?.length ?? 1) - 1;
}

function perAxis(given: unknown, axes: number): readonly number[] {
    return Array.isArray(given)
        ? given.map(Number)
        : Array.from({ length: axes }, () => Number(given));
}

function int(value: number): Attribute {
    return { type: AttributeType.INT, i: BigInt(value) };
}

function ints(values: readonly number[]): Attribute {
    return { type: AttributeType.INTS, ints: values.map(BigInt) };
}

function string(value: string): Attribute {
    return { type: AttributeType.STRING, s: new TextEncoder().encode(value) };
}
