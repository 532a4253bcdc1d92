import type { OnnxAttribute, OnnxNames, OnnxNode } from "./onnx-form.ts";

type Attributes = Readonly<Record<string, OnnxAttribute>>;

/** Builds a layer's ONNX form operator by operator. */
export interface OnnxBuilder {
    readonly nodes: readonly OnnxNode[];
    /** The layer's input at a position. */
    input(position?: number): string;
    /** The layer's result at a position. */
    output(position?: number): string;
    /** Adds an operator with one result and returns the result's name, by default a new one. */
    add(op: string, inputs: readonly string[], attributes?: Attributes, output?: string): string;
    /** Adds the operator that computes the layer's result at a position, the last operator of its form. */
    result(op: string, inputs: readonly string[], attributes?: Attributes, position?: number): readonly OnnxNode[];
    /** Adds the operator that computes all results of the layer. */
    results(op: string, inputs: readonly string[], attributes?: Attributes): readonly OnnxNode[];
    /** A constant without axes, which broadcasts to any shape. */
    scalar(value: number): string;
    /** A float tensor filled with one number. */
    filled(value: number, dims: readonly number[]): string;
    integers(values: readonly number[], dims?: readonly number[]): string;
    floats(values: readonly number[], dims?: readonly number[]): string;
    parameter(name: string): string;
    reshape(input: string, dims: readonly number[]): string;
    /** One of the layer's own parameters with other dims: `[64]` as `[64, 1, 1]` broadcasts along channels. */
    shapedParameter(name: string, dims: readonly number[]): string;
}

export function onnxBuilder(names: OnnxNames): OnnxBuilder {
    const nodes: OnnxNode[] = [];
    const push = (
        op: string, inputs: readonly string[], outputs: readonly string[], attributes: Attributes | undefined,
    ): void => {
        nodes.push({ op, inputs, outputs, ...(attributes === undefined ? {} : { attributes }) });
    };
    const builder: OnnxBuilder = {
        nodes,
        input: (position = 0) => itemAt(names.inputs, position),
        output: (position = 0) => itemAt(names.outputs, position),
        add: (op, inputs, attributes, output = names.intermediate()) => {
            push(op, inputs, [output], attributes);
            return output;
        },
        result: (op, inputs, attributes, position = 0) => {
            push(op, inputs, [itemAt(names.outputs, position)], attributes);
            return nodes;
        },
        results: (op, inputs, attributes) => {
            push(op, inputs, names.outputs, attributes);
            return nodes;
        },
        scalar: (value) => names.floats([value], []),
        filled: (value, dims) =>
            names.floats(Array.from({ length: dims.reduce((product, dim) => product * dim, 1) }, () => value), dims),
        integers: (values, dims) => names.integers(values, dims),
        floats: (values, dims) => names.floats(values, dims),
        parameter: (name) => names.parameter(name),
        reshape: (input, dims) => builder.add("Reshape", [input, names.integers(dims)]),
        shapedParameter: (name, dims) => builder.reshape(names.parameter(name), dims),
    };
    return builder;
}

export const int = (value: number): OnnxAttribute => ({ int: value });
export const ints = (values: readonly number[]): OnnxAttribute => ({ ints: values });
export const float = (value: number): OnnxAttribute => ({ float: value });
export const string = (value: string): OnnxAttribute => ({ string: value });

/** The batch's dim in a Reshape: 0 copies the input's. */
export const keepBatch = 0;

/** Dims with which a vector broadcasts along one axis of a value of this rank, for any batch. */
export function alongAxis(length: number, axis: number, rank: number): readonly number[] {
    return Array.from({ length: rank - axis }, (_, index) => (index === 0 ? length : 1));
}

function itemAt(items: readonly string[], position: number): string {
    const item = items[position];
    if (item === undefined) {
        throw new RangeError(`The ONNX form asks for tensor ${position} of ${items.length}`);
    }
    return item;
}
