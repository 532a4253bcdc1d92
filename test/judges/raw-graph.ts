import { create, toBinary, type MessageInitShape } from "@bufbuild/protobuf";
import { InferenceSession, Tensor } from "onnxruntime-node";
import {
    AttributeProto_AttributeType as AttributeType, ModelProtoSchema, TensorProto_DataType as DataType,
    type AttributeProtoSchema, type NodeProtoSchema, type TensorProtoSchema, type ValueInfoProtoSchema,
} from "../../server/emit/onnx-proto/onnx_pb.ts";
import { sessionOptions } from "../support/ort.ts";
import { isNamed, type Written } from "./written-call.ts";

/** Why an operator is not possible, before any runtime sees it. */
export class CannotBeWritten extends Error {}

/** A runtime's result for a graph: the shapes of its results, or why it rejected them. */
export type Verdict = { readonly shapes: readonly (readonly number[])[] } | { readonly refused: string };

/** An attribute as it was written, or one that ONNX declares as a float. */
export type RawAttribute = Written | { readonly float: Written };

interface RawInput {
    readonly name: string;
    readonly dims: readonly number[];
    readonly type: "float32" | "int64";
}

type RawNode = MessageInitShape<typeof NodeProtoSchema> & {
    readonly attribute: MessageInitShape<typeof AttributeProtoSchema>[];
};

/** Later than the one that is emitted: it has operators for more of PyTorch's layers. */
const opset = 21n;

/** ONNX's number for the element type. */
const booleanType = 9;

/** A few operators with their attributes as they were written, wrong ones too, for ONNX Runtime to judge. */
export class RawGraph {
    readonly #nodes: RawNode[] = [];
    readonly #constants: MessageInitShape<typeof TensorProtoSchema>[] = [];
    readonly #inputs: RawInput[] = [];
    #names = 0;

    /** An input of zeros. */
    input(dims: readonly number[], type: "float32" | "int64" = "float32"): string {
        const name = this.#name();
        this.#inputs.push({ name, dims, type });
        return name;
    }

    integers(values: readonly number[]): string {
        const bytes = new DataView(new ArrayBuffer(values.length * 8));
        values.forEach((value, index) => { bytes.setBigInt64(index * 8, whole(value), true); });
        return this.#constant([values.length], DataType.INT64, new Uint8Array(bytes.buffer));
    }

    floats(values: readonly number[], dims: readonly number[] = [values.length]): string {
        return this.#constant(dims, DataType.FLOAT, new Uint8Array(new Float32Array(values).buffer));
    }

    boolean(value: boolean): string {
        return this.node("Cast", [this.floats([value ? 1 : 0], [])], { to: booleanType })[0];
    }

    /** A tensor of zeros. */
    zeros(dims: readonly number[]): string {
        if (dims.some((size) => size < 0)) {
            throw new CannotBeWritten(`no tensor has sizes [${dims.join(", ")}]`);
        }
        return this.floats(Array.from({ length: dims.reduce((product, size) => product * size, 1) }, () => 0), dims);
    }

    /** Adds an operator and returns the names of its results. */
    node(
        opType: string, input: readonly string[], attributes: Readonly<Record<string, RawAttribute | undefined>> = {},
        results = 1,
    ): readonly [string, ...string[]] {
        const others = Array.from({ length: results - 1 }, () => this.#name());
        const output: [string, ...string[]] = [this.#name(), ...others];
        const written = Object.entries(attributes).flatMap(([name, value]) =>
            (value === undefined ? [] : [attribute(name, value)]));
        this.#nodes.push({ opType, input: [...input], output, attribute: written });
        return output;
    }

    /** Gives the last operator attributes that it does not have. */
    addStray(attributes: ReadonlyMap<string, Written>): void {
        this.#nodes.at(-1)?.attribute.push(...[...attributes].map(([name, value]) => attribute(name, value)));
    }

    /** Runs the graph on zeros for some of its results. */
    async run(outputs: readonly string[]): Promise<Verdict> {
        const bytes = toBinary(ModelProtoSchema, create(ModelProtoSchema, {
            irVersion: 10n,
            opsetImport: [{ domain: "", version: opset }],
            graph: {
                name: "raw", node: this.#nodes, initializer: this.#constants,
                input: this.#inputs.map(({ name, dims, type }) => valueInfo(name, type, dims)),
                output: outputs.map((name) => ({ name })),
            },
        }));
        let session: InferenceSession | undefined;
        try {
            session = await InferenceSession.create(bytes, { ...sessionOptions, logSeverityLevel: 4 });
            const results = await session.run(Object.fromEntries(this.#inputs.map(({ name, dims, type }) => {
                const count = dims.reduce((product, size) => product * size, 1);
                return [name, type === "int64"
                    ? new Tensor("int64", new BigInt64Array(count), dims)
                    : new Tensor("float32", new Float32Array(count), dims)];
            })));
            const shapes = outputs.map((name) => results[name]?.dims ?? []);
            const empty = shapes.find((dims) => dims.some((size) => size < 1));
            return empty === undefined ? { shapes } : { refused: `the result is empty: [${empty.join(", ")}]` };
        } catch (error) {
            return { refused: error instanceof Error ? error.message : String(error) };
        } finally {
            await session?.release();
        }
    }

    #constant(dims: readonly number[], dataType: DataType, rawData: Uint8Array): string {
        const name = this.#name();
        this.#constants.push({ name, dims: dims.map(whole), dataType, rawData });
        return name;
    }

    #name(): string {
        this.#names += 1;
        return `t${this.#names}`;
    }
}

function valueInfo(
    name: string, type: "float32" | "int64", dims: readonly number[],
): MessageInitShape<typeof ValueInfoProtoSchema> {
    const dim = dims.map((size) => ({ value: { case: "dimValue" as const, value: BigInt(size) } }));
    const elemType = type === "int64" ? DataType.INT64 : DataType.FLOAT;
    return { name, type: { value: { case: "tensorType", value: { elemType, shape: { dim } } } } };
}

function attribute(name: string, value: RawAttribute): MessageInitShape<typeof AttributeProtoSchema> {
    if (typeof value === "object" && "float" in value) {
        return typeof value.float === "number"
            ? { name, type: AttributeType.FLOAT, f: value.float }
            : attribute(name, value.float);
    }
    if (typeof value === "string") {
        return { name, type: AttributeType.STRING, s: new TextEncoder().encode(value) };
    }
    if (typeof value === "boolean") {
        return { name, type: AttributeType.INT, i: value ? 1n : 0n };
    }
    if (typeof value === "number") {
        return Number.isInteger(value)
            ? { name, type: AttributeType.INT, i: BigInt(value) }
            : { name, type: AttributeType.FLOAT, f: value };
    }
    if (isNamed(value)) {
        throw new CannotBeWritten(`${name} is an attribute and takes no tensor`);
    }
    const numbers = value.filter((item) => typeof item === "number");
    if (numbers.length < value.length) {
        throw new CannotBeWritten(`${name} takes a list of numbers`);
    }
    return numbers.every(Number.isInteger)
        ? { name, type: AttributeType.INTS, ints: numbers.map(BigInt) }
        : { name, type: AttributeType.FLOATS, floats: numbers };
}

/** The number as an int64, which ONNX's sizes and indices are. */
function whole(value: number): bigint {
    if (!Number.isInteger(value)) {
        throw new CannotBeWritten(`${value} is no whole number`);
    }
    return BigInt(value);
}
