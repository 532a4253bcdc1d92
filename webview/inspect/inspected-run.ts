import type { InferenceModel } from "../../server/protocol.ts";
import type { LayerMaps, LayerTimes, Progress } from "../inference/messages.ts";

/** A tensor with the name of its ONNX value, and its dims including the batch. */
export interface NamedNumbers {
    readonly name: string;
    readonly dims: readonly number[];
    readonly values: Float32Array;
}

/** A run whose layers can be inspected. */
export interface InspectedRun {
    readonly model: InferenceModel;
    /** The bytes of the model's `trained` file. */
    readonly trained?: ArrayBuffer;
    readonly inputs: readonly NamedNumbers[];
    /** The results of layers, by the names of their ONNX values. */
    readonly layers: (tensors: readonly string[]) => Promise<readonly NamedNumbers[]>;
    /** Small pictures of the strongest channels of layers, `most` of each, by the names of their ONNX values. */
    readonly maps: (tensors: readonly string[], most: number) => Promise<readonly LayerMaps[]>;
    /** Measures the time of each layer. */
    readonly measure: (listener: (progress: Progress) => void) => Promise<LayerTimes>;
    readonly stopMeasuring: () => void;
}
