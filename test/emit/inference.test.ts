import { fromBinary } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { inferenceModel } from "../../server/emit/inference.ts";
import { ModelProtoSchema } from "../../server/emit/onnx-proto/onnx_pb.ts";
import { startOfFile } from "../../server/features/analyzed-document.ts";
import type { InferenceModel, InferenceRefusal } from "../../server/protocol.ts";
import { analyzeText } from "../support/memory-host.ts";

function answer(text: string, everyLayer = true): InferenceModel | InferenceRefusal {
    const [graph] = analyzeText(text, { "labels.txt": "cat\ndog" }).models;
    if (graph === undefined) {
        throw new Error("There is no model.");
    }
    return inferenceModel(graph, {
        version: 7,
        everyLayer,
        rangeOf: ({ span }) => ({ start: { line: 0, character: span.start }, end: { line: 0, character: span.end } }),
        nodeOf: ({ path }) => `layer:${path}`,
    });
}

function modelOf(body: string, everyLayer = true): InferenceModel {
    const model = answer(`model M() {\n${body}\n}\n`, everyLayer);
    if ("refused" in model) {
        throw new Error(model.refused);
    }
    return model;
}

function outputsOf(base64: string | undefined): readonly string[] {
    const bytes = new Uint8Array(Buffer.from(base64 ?? "", "base64"));
    return fromBinary(ModelProtoSchema, bytes).graph?.output.map(({ name }) => name) ?? [];
}

describe("the preview's model", () => {
    it("the weights of a file that fit, and a table of all tensors", () => {
        const [graph] = analyzeText(`@weights("w.safetensors")
model M {
    input x: [3]
    a = linear(2)
    output y = linear(4)
}`, { "w.safetensors": "a.weight F32 [2, 3]\na.bias F16 [2]\ny.weight F32 [8, 2]\nz F32 [1]" }).models;
        const model = graph === undefined ? undefined : inferenceModel(graph, {
            version: 1, everyLayer: false, rangeOf: () => startOfFile, nodeOf: ({ path }) => path,
        });
        if (model === undefined || "refused" in model) {
            throw new Error(model?.refused);
        }
        expect(model.weights.map(({ name, fill }) => `${name} ${fill.kind}`))
            .toEqual(["a.weight file", "a.bias file", "y.weight uniform", "y.bias constant"]);
        expect(model.trained).toEqual({
            uri: "memory:/w.safetensors", path: "w.safetensors", matched: 2, total: 4,
            tensors: [
                { name: "y.weight", state: "misfit", shape: "[4, 2]", stored: "F32 [8, 2]" },
                { name: "y.bias", state: "missing", shape: "[4]" },
                { name: "z", state: "unused", stored: "F32 [1]" },
                { name: "a.weight", state: "matched", shape: "[2, 3]", stored: "F32 [2, 3]" },
                { name: "a.bias", state: "matched", shape: "[2]", stored: "F16 [2]" },
            ],
        });
    });

    it("one model with the outputs, one with every layer's result, one table of weights for both", () => {
        const model = modelOf("input x: [3, 8, 8]\nc = conv(4, 3)\noutput y = relu()");
        expect(outputsOf(model.onnx)).toEqual(["y"]);
        expect(outputsOf(model.onnxEveryLayer)).toEqual(["y", "c"]);
        expect(model.weights.map(({ name, offset, count }) => `${name} ${offset} ${count}`))
            .toEqual(["c.weight 0 108", "c.bias 432 4"]);
        expect(model.weightsLength).toBe(448);
        expect(model.layers.map(({ path, kind, tensor, dims, node }) => ({ path, kind, tensor, dims, node }))).toEqual([
            { path: "c", kind: "conv", tensor: "c", dims: [1, 4, 6, 6], node: "layer:c" },
            { path: "y", kind: "relu", tensor: "y", dims: [1, 4, 6, 6], node: "layer:y" },
        ]);
        expect(modelOf("input x: [3, 8, 8]\noutput y = relu()", false).onnxEveryLayer).toBeUndefined();
    });

    it.each<[string, string, InferenceModel["inputs"][number]["image"]]>([
        ["an image with @image",
            "@image(mean=[0.5, 0.4, 0.3], std=[0.2, 0.2, 0.1], range=[0, 255], layout=\"bgr\")\ninput x: [3, 8, 8]",
            { mean: [0.5, 0.4, 0.3], std: [0.2, 0.2, 0.1], range: [0, 255], layout: "bgr", fit: "crop" }],
        ["one number for all channels", "@image(mean=0.5, std=0.25)\ninput x: [3, 8, 8]",
            { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25], range: [0, 1], layout: "rgb", fit: "crop" }],
        ["an image without @image", "input x: [1, 8, 8]", { mean: [0], std: [1], range: [0, 1], layout: "rgb", fit: "crop" }],
        ["no image: two channels", "input x: [2, 8, 8]", undefined],
        ["no image: one axis", "input x: [3, 8]", undefined],
    ])("input: %s", (_, input, image) => {
        expect(modelOf(`${input}\noutput y = relu()`).inputs[0]?.image).toEqual(image);
    });

    it.each<[string, string, InferenceModel["outputs"][number]["view"]]>([
        ["classes with their labels", "@classify(labels=\"labels.txt\", top=2)", { kind: "classify", top: 2, labels: "labels.txt" }],
        ["only classes", "@classify()", { kind: "classify", top: 5 }],
        ["no decorator", "", undefined],
    ])("output: %s", (_, decorator, view) => {
        expect(modelOf(`input x: [3, 8, 8]\nflatten()\n${decorator}\noutput y = linear(2)`).outputs[0]?.view).toEqual(view);
    });
});

describe("is refused", () => {
    it.each<[string, string, RegExp]>([
        ["a model with an error, at its layer", "input x: [3, 8, 8]\nc = conv(4, 9)\noutput y = relu()",
            /^c \(conv\) has an error\. Fix it first\.$/],
        ["weights past 2 GB", "input x: [65536]\noutput y = linear(16384)",
            /^The weights of M take 4\.3 GB; the preview can hold 2\.15 GB\./],
        ["feature maps that do not fit", "input x: [3, 20000, 20000]\noutput y = conv(64, 1)",
            /^M needs 1\.02 kB for its weights and 107 GB at once for feature maps; the preview can hold 3\.76 GB/],
    ])("%s", (_, body, message) => {
        const refusal = answer(`model M() {\n${body}\n}\n`);
        expect("refused" in refusal ? refusal.refused : "").toMatch(message);
        expect(refusal).toHaveProperty("range");
    });
});

it("layers' results that would not fit together are left out, and the model still runs", () => {
    const layers = Array.from({ length: 60 }, () => "relu()").join("\n");
    const model = modelOf(`input x: [16, 1024, 1024]\n${layers}\noutput y = relu()`);
    expect(model.onnxEveryLayer).toBeUndefined();
    expect(outputsOf(model.onnx)).toEqual(["y"]);
});
