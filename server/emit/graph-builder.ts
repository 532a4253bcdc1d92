import type { OnnxAttribute } from "../layers/onnx-form.ts";
import { floatTensor, integerTensor, nodeInit, type NodeInit, type TensorInit } from "./onnx.ts";

/** The attributes of a node. */
type Attributes = Readonly<Record<string, OnnxAttribute>>;

/** Collects nodes and constants that process the results of a model. */
export interface GraphBuilder {
    readonly nodes: readonly NodeInit[];
    readonly constants: readonly TensorInit[];
    readonly op: (name: string, inputs: readonly string[], attributes?: Attributes) => string;
    /** An operator with several results. */
    readonly ops: (name: string, inputs: readonly string[], results: number) => readonly string[];
    /** An operator whose result has this name. */
    readonly result: (output: string, name: string, inputs: readonly string[], attributes?: Attributes) => void;
    readonly integers: (values: readonly number[], dims?: readonly number[]) => string;
    readonly floats: (values: readonly number[], dims: readonly number[]) => string;
}

/** `taken` are the names of the tensors that are there already. */
export function createGraphBuilder(taken: Iterable<string>): GraphBuilder {
    const nodes: NodeInit[] = [];
    const constants: TensorInit[] = [];
    const names = new Set(taken);
    let fresh = 0;
    const unique = (): string => {
        let name = "";
        do {
            name = `decode/${fresh++}`;
        } while (names.has(name));
        return name;
    };
    const add: GraphBuilder["result"] = (output, name, inputs, attributes = {}) => {
        nodes.push(nodeInit({ op: name, inputs, outputs: [output], attributes }, output));
    };
    return {
        nodes,
        constants,
        op: (name, inputs, attributes) => {
            const output = unique();
            add(output, name, inputs, attributes);
            return output;
        },
        ops: (name, inputs, results) => {
            const outputs = Array.from({ length: results }, unique);
            nodes.push(nodeInit({ op: name, inputs, outputs, attributes: {} }, outputs[0] ?? name));
            return outputs;
        },
        result: add,
        integers: (values, dims = [values.length]) => {
            const name = unique();
            constants.push({ ...integerTensor(values, dims), name });
            return name;
        },
        floats: (values, dims) => {
            const name = unique();
            constants.push({ ...floatTensor(values, dims), name });
            return name;
        },
    };
}
