import { create, toBinary, type MessageInitShape } from "@bufbuild/protobuf";
import {
    AttributeProto_AttributeType as AttributeType, ModelProtoSchema, TensorProto_DataType as DataType,
    type AttributeProtoSchema, type NodeProtoSchema, type TensorProtoSchema, type ValueInfoProtoSchema,
} from "../../server/emit/onnx-proto/onnx_pb.ts";

/** An attribute: an integer, several integers, or a string. */
export type SizelessAttribute = number | string | readonly number[];

/** Later than the one that is emitted: its Pad goes around. */
const opset = 21n;

/** ONNX operators whose sizes ONNX computes itself. Tensors are identified by name. */
export class SizelessGraph {
    readonly #nodes: MessageInitShape<typeof NodeProtoSchema>[] = [];
    readonly #constants: MessageInitShape<typeof TensorProtoSchema>[] = [];
    readonly #demands: string[] = [];
    #names = 0;

    /** Further conditions besides those of the operators: tensors of booleans, all of which must be true. */
    get demands(): readonly string[] {
        return this.#demands;
    }

    /** Adds an operator and returns its first result. */
    node(
        opType: string, input: readonly string[], attributes: Readonly<Record<string, SizelessAttribute>> = {},
    ): string {
        return this.nodes(opType, input, attributes, 1)[0];
    }

    /** Adds an operator with several results. */
    nodes(
        opType: string, input: readonly string[], attributes: Readonly<Record<string, SizelessAttribute>>,
        count: number,
    ): readonly [string, ...string[]] {
        const output: [string, ...string[]] = [this.#name(), ...Array.from({ length: count - 1 }, () => this.#name())];
        const attribute = Object.entries(attributes).map(([name, value]) => ({ ...attributeOf(value), name }));
        this.#nodes.push({ opType, input: [...input], output, attribute });
        return output;
    }

    demand(condition: string): void {
        this.#demands.push(condition);
    }

    /** A value's sizes from one axis on, the batch being 0, up to another. */
    shape(value: string, start: number, end?: number): string {
        return this.node("Shape", [value], { start, ...(end === undefined ? {} : { end }) });
    }

    /** Joins lists of sizes; numbers among them are constants. */
    sizes(...parts: readonly (string | readonly number[])[]): string {
        return this.node("Concat", parts.map((part) => this.#listed(part)), { axis: 0 });
    }

    /** Arithmetic with lists of sizes, axis by axis; one number is the same for all. */
    calculate(opType: "Add" | "Sub" | "Mul" | "Div" | "Max" | "Min", ...operands: readonly Operand[]): string {
        return operands.map((operand) => this.#operand(operand))
            .reduce((left, right) => this.node(opType, [left, right]));
    }

    /** Whether left ≥ right, axis by axis. */
    atLeast(left: Operand, right: Operand): string {
        return this.node("GreaterOrEqual", [this.#operand(left), this.#operand(right)]);
    }

    integers(values: readonly number[], dims: readonly number[] = [values.length]): string {
        return this.#constant(DataType.INT64, new Uint8Array(BigInt64Array.from(values.map(BigInt)).buffer), dims);
    }

    floats(values: readonly number[], dims: readonly number[] = [values.length]): string {
        return this.#constant(DataType.FLOAT, new Uint8Array(new Float32Array(values).buffer), dims);
    }

    zeros(dims: readonly number[]): string {
        return this.#constant(DataType.FLOAT, new Uint8Array(4 * dims.reduce((a, b) => a * b, 1)), dims);
    }

    /** The model as ONNX's bytes; symbolic sizes can have any value. */
    bytes(
        inputs: readonly { readonly name: string; readonly dims: readonly (number | string)[] }[],
        outputs: readonly string[],
    ): Uint8Array {
        return toBinary(ModelProtoSchema, create(ModelProtoSchema, {
            irVersion: 10n,
            opsetImport: [{ domain: "", version: opset }],
            graph: {
                name: "sizeless",
                node: this.#nodes,
                initializer: this.#constants,
                input: inputs.map(({ name, dims }) => floatInput(name, dims)),
                output: [...outputs, ...this.#demands].map((name) => ({ name })),
            },
        }));
    }

    #operand(operand: Operand): string {
        return typeof operand === "number" ? this.integers([operand], []) : this.#listed(operand);
    }

    #listed(part: string | readonly number[]): string {
        return typeof part === "string" ? part : this.integers(part);
    }

    #constant(dataType: DataType, rawData: Uint8Array<ArrayBuffer>, dims: readonly number[]): string {
        const name = this.#name();
        this.#constants.push({ name, dataType, dims: dims.map(BigInt), rawData });
        return name;
    }

    #name(): string {
        this.#names += 1;
        return `t${this.#names}`;
    }
}

/** A tensor of sizes, sizes, or one for all axes. */
export type Operand = string | readonly number[] | number;

function floatInput(
    name: string, dims: readonly (number | string)[],
): MessageInitShape<typeof ValueInfoProtoSchema> {
    const dim = dims.map((size) => ({
        value: typeof size === "number"
            ? { case: "dimValue" as const, value: BigInt(size) }
            : { case: "dimParam" as const, value: size },
    }));
    return { name, type: { value: { case: "tensorType", value: { elemType: DataType.FLOAT, shape: { dim } } } } };
}

function attributeOf(value: SizelessAttribute): MessageInitShape<typeof AttributeProtoSchema> {
    if (typeof value === "number") {
        return { type: AttributeType.INT, i: BigInt(value) };
    }
    return typeof value === "string"
        ? { type: AttributeType.STRING, s: new TextEncoder().encode(value) }
        : { type: AttributeType.INTS, ints: value.map(BigInt) };
}
