import { clone, fromBinary, toBinary } from "@bufbuild/protobuf";
import { ModelProtoSchema } from "./onnx-proto/onnx_pb.ts";

/**
 * Returns a function that cuts an ONNX model, whose nodes are in execution order, after the node that computes a value.
 * The outputs are the values that no node reads any more. Undefined if no node computes the value.
 */
export function onnxPrefixes(bytes: Uint8Array): (value: string) => Uint8Array<ArrayBuffer> | undefined {
    const model = fromBinary(ModelProtoSchema, bytes);
    const described = new Map([...model.graph?.valueInfo ?? [], ...model.graph?.output ?? []]
        .map((info) => [info.name, info]));
    return (value) => {
        const prefix = clone(ModelProtoSchema, model);
        const { graph } = prefix;
        const end = graph?.node.findIndex(({ output }) => output.includes(value)) ?? -1;
        if (graph === undefined || end < 0) {
            return undefined;
        }
        graph.node.splice(end + 1);
        const read = new Set(graph.node.flatMap(({ input }) => input));
        const unread = graph.node.flatMap(({ output }) => output).filter((name) => !read.has(name));
        graph.output = unread.flatMap((name) => described.get(name) ?? []);
        graph.initializer = graph.initializer.filter(({ name }) => read.has(name));
        graph.valueInfo = [];
        return toBinary(ModelProtoSchema, prefix);
    };
}
