import { clone, create, toBinary } from "@bufbuild/protobuf";
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import type { WeightTensor } from "../protocol.ts";
import {
    GraphProtoSchema, ModelProtoSchema, TensorProto_DataLocation as DataLocation, TensorProto_DataType as DataType,
    TensorProtoSchema, type TensorProto,
} from "./onnx-proto/onnx_pb.ts";
import type { TensorFile } from "../weights/tensor-numbers.ts";
import type { OnnxModel } from "./onnx.ts";
import { fillWeights } from "./weights.ts";

/** Protobuf's limit for one message: the weights of a larger model are in a separate file. */
export const largestOnnxFile = 2 ** 31 - 1;

/** The bytes of a file in chunks, because the whole may not fit into the memory of a browser or a small machine. */
export interface FileContent {
    readonly length: number;
    readonly chunks: () => Iterable<Uint8Array>;
}

/** The model as one file, including its weights; trained ones are read from `trained`. */
export function embeddedFile(model: OnnxModel, trained?: TensorFile): FileContent {
    const { length, pieces } = embeddedPieces(model);
    function* chunks(): Iterable<Uint8Array> {
        for (const piece of pieces) {
            yield piece instanceof Uint8Array ? piece : filled(piece, model.seed, trained);
        }
    }
    return { length, chunks };
}

/** The parts of the model as one file: bytes, and tensors whose numbers are in their places. */
export function embeddedPieces(
    model: OnnxModel,
): { readonly length: number; readonly pieces: readonly (Uint8Array | WeightTensor)[] } {
    const { graph, ...rest } = clone(ModelProtoSchema, model.proto);
    const head = toBinary(ModelProtoSchema, create(ModelProtoSchema, rest));
    const graphHead = toBinary(GraphProtoSchema, graph ?? create(GraphProtoSchema));
    const tensors = model.weights.map((tensor) => ({ tensor, head: tensorHead(tensor) }));
    const graphLength = tensors.reduce((sum, { head: own }) => sum + own.length, graphHead.length) + weightBytes(model);
    const graphFrame = frame(ModelProtoSchema.field.graph, graphLength);
    return {
        length: head.length + graphFrame.length + graphLength,
        pieces: [head, graphFrame, graphHead, ...tensors.flatMap(({ tensor, head: own }) => [own, tensor])],
    };
}

/** The model's own file if its weights are in a separate one, `weightsFile`. */
export function modelWithExternalWeights(model: OnnxModel, weightsFile: string): Uint8Array<ArrayBuffer> {
    const proto = clone(ModelProtoSchema, model.proto);
    proto.graph?.initializer.push(...model.weights.map((tensor) => externalTensor(tensor, weightsFile)));
    return toBinary(ModelProtoSchema, proto);
}

/** The file with a model's external weights; trained ones are read from `trained`. */
export function weightsFile(model: OnnxModel, trained?: TensorFile): FileContent {
    function* chunks(): Iterable<Uint8Array> {
        let position = 0;
        for (const tensor of model.weights) {
            yield new Uint8Array(tensor.offset - position);
            yield filled(tensor, model.seed, trained);
            position = tensor.offset + tensor.count * 4;
        }
    }
    return { length: model.weightsLength, chunks };
}

/** The start of a tensor as a field of its graph, up to its numbers, which are its last field. */
function tensorHead(tensor: WeightTensor): Uint8Array {
    const bytes = tensor.count * 4;
    const own = toBinary(TensorProtoSchema, tensorProto(tensor));
    const dataFrame = frame(TensorProtoSchema.field.rawData, bytes);
    const outerFrame = frame(GraphProtoSchema.field.initializer, own.length + dataFrame.length + bytes);
    return new Uint8Array([...outerFrame, ...own, ...dataFrame]);
}

function frame(field: { readonly number: number }, length: number): Uint8Array {
    return new BinaryWriter().tag(field.number, WireType.LengthDelimited).uint64(length).finish();
}

function externalTensor(tensor: WeightTensor, weightsFile: string): TensorProto {
    const proto = tensorProto(tensor);
    const data = { location: weightsFile, offset: tensor.offset, length: tensor.count * 4 };
    for (const [key, value] of Object.entries(data)) {
        proto.externalData.push({ $typeName: "onnx.StringStringEntryProto", key, value: String(value) });
    }
    proto.dataLocation = DataLocation.EXTERNAL;
    return proto;
}

function tensorProto({ name, dims }: WeightTensor): TensorProto {
    return create(TensorProtoSchema, { name, dims: dims.map(BigInt), dataType: DataType.FLOAT });
}

function weightBytes(model: OnnxModel): number {
    return model.weights.reduce((sum, { count }) => sum + count * 4, 0);
}

function filled(tensor: WeightTensor, seed: number, trained: TensorFile | undefined): Uint8Array {
    const numbers = new Float32Array(tensor.count);
    fillWeights(tensor, seed, numbers, trained);
    return new Uint8Array(numbers.buffer);
}
