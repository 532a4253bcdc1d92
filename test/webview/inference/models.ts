import { InferenceSession, Tensor } from "onnxruntime-node";
import { inferenceModel } from "../../../server/emit/inference.ts";
import { fillWeights } from "../../../server/emit/weights.ts";
import { startOfFile } from "../../../server/features/analyzed-document.ts";
import { layerNodeId } from "../../../server/features/preview-graph.ts";
import type { ModelGraph } from "../../../server/graph/graph.ts";
import type { InferenceModel, PreviewGraph } from "../../../server/protocol.ts";
import type { InferenceResult } from "../../../server/webview-protocol.ts";
import { analyzeText } from "../../support/memory-host.ts";

/** The first model of a text, with other files, as the preview receives it. */
export function runnableText(text: string, files: Readonly<Record<string, string>> = {}): InferenceModel {
    const [graph] = analyzeText(text, files).models;
    if (graph === undefined) {
        throw new Error("The text has no model.");
    }
    return runnable(graph);
}

export function runnable(graph: ModelGraph): InferenceModel {
    const model = inferenceModel(graph, {
        version: 1, everyLayer: true, rangeOf: () => startOfFile, nodeOf: layerNodeId,
    });
    if ("refused" in model) {
        throw new Error(model.refused);
    }
    return model;
}

/** The preview's graph of a model, of which only its name and version matter here. */
export function graphOf({ model, version: own }: InferenceModel, version = own): PreviewGraph {
    return {
        uri: "memory:/main.cnn", version, model, models: [model], valid: true, broken: false, problems: [], items: [], nodes: [], groups: [], edges: [],
        parameters: { value: 0, atLeast: false }, macs: { value: 0, atLeast: false }, dynamicSizes: [], chosen: [],
    };
}

/** The outputs of ONNX Runtime for Node for the same model, weights and inputs, by name. */
export async function runInNode(
    model: InferenceModel, inputs: InferenceResult["inputs"],
): Promise<ReadonlyMap<string, Float32Array>> {
    const weights = new ArrayBuffer(model.weightsLength);
    for (const tensor of model.weights) {
        fillWeights(tensor, model.seed, new Float32Array(weights, tensor.offset, tensor.count));
    }
    const session = await InferenceSession.create(Buffer.from(model.onnx, "base64"), {
        externalData: [{ path: model.weightsFile, data: new Uint8Array(weights) }],
        logSeverityLevel: 3,
    });
    try {
        const results = await session.run(Object.fromEntries(inputs.map((input) => [input.name, tensorOf(input)])));
        const outputs = Object.entries(results);
        return new Map(outputs.map(([name, { data }]) => [name, Float32Array.from(data, Number)]));
    } finally {
        await session.release();
    }
}

/** The greatest difference between an output's first numbers and the same in Node. */
export async function differenceFromNode(model: InferenceModel, result: InferenceResult): Promise<number> {
    const expected = await runInNode(model, result.inputs);
    const differences = result.outputs.flatMap(({ name, values }) => {
        const numbers = expected.get(name);
        return values.map((value, index) => Math.abs((value ?? NaN) - (numbers?.[index] ?? NaN)));
    });
    return differences.reduce((most, one) => (one <= most ? most : one), 0);
}

function tensorOf({ name, dims, values }: InferenceResult["inputs"][number]): Tensor {
    if (values === undefined) {
        throw new Error(`The result does not tell the input ${name}.`);
    }
    const bytes = Buffer.from(values, "base64");
    return new Tensor("float32", new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4), dims);
}
