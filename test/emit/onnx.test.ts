import { fromBinary } from "@bufbuild/protobuf";
import { InferenceSession } from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import {
    embeddedFile, largestOnnxFile, modelWithExternalWeights, weightsFile, type FileContent,
} from "../../server/emit/onnx-file.ts";
import {
    ModelProtoSchema, TensorProto_DataType as DataType, type ModelProto, type ValueInfoProto,
} from "../../server/emit/onnx-proto/onnx_pb.ts";
import { emitOnnx, type OnnxModel, type OnnxOptions } from "../../server/emit/onnx.ts";
import type { Refusal } from "../../server/emit/valid-graph.ts";
import { analyzeText } from "../support/memory-host.ts";
import { runOnnx, seededFeeds, shapeMismatches } from "../support/ort.ts";

function emit(lines: readonly string[], options: Partial<OnnxOptions> = {}, above = ""): OnnxModel | Refusal {
    const [graph] = analyzeText(`${above}\nmodel M() {\n    ${lines.join("\n    ")}\n}\n`).models;
    if (graph === undefined) {
        throw new Error("There is no model.");
    }
    return emitOnnx(graph, { batch: 1, everyLayer: false, ...options });
}

function modelOf(lines: readonly string[], options: Partial<OnnxOptions> = {}, above = ""): OnnxModel {
    const model = emit(lines, options, above);
    if ("refused" in model) {
        throw new Error(model.refused);
    }
    return model;
}

function bytesOf({ length, chunks }: FileContent): Uint8Array {
    const bytes = new Uint8Array(Buffer.concat([...chunks()]));
    expect(bytes.length).toBe(length);
    return bytes;
}

/** `x [N, 3, 8]`; without a shape `x`. */
function describeValue({ name, type }: ValueInfoProto): string {
    const dims = type?.value.value?.shape?.dim.map(({ value }) => String(value.value)).join(", ");
    return dims === undefined ? name : `${name} [${dims}]`;
}

const small = ["input x: [3, 8, 8]", "conv1 = conv(4, 3)", "flatten()", "fc = linear(5)", "output scores = softmax()"];

describe("names of tensors", () => {
    it.each<[string, readonly string[], { nodes: readonly string[]; weights: readonly string[] }]>([
        ["inputs and outputs are called as in the text, layers as their paths, parameters as in PyTorch", small, {
            nodes: ["x → conv1", "conv1 → flatten_1", "flatten_1 → fc", "fc → scores"],
            weights: ["conv1.weight", "conv1.bias", "fc.weight", "fc.bias"],
        }],
        ["a layer's further results are numbered",
            ["input x: [4, 8]", "a, b = split(2)", "output y = concat(b, a)"],
            { nodes: ["x → a, a:1", "a:1, a → y"], weights: [] }],
        ["a renamed output has the output's name",
            ["input x: [4]", "a = relu()", "b = tanh()", "output b", "output early = a"],
            { nodes: ["x → early", "early → b"], weights: [] }],
        ["an output that has a name already, or is an input, is a copy",
            ["input x: [4]", "output a = relu()", "output b = a", "output same = x"],
            { nodes: ["x → a", "a → b", "x → same"], weights: [] }],
        ["a taken name gets a number",
            ["input x: [4]", "y = relu()", "z = tanh()", "output y = z"],
            { nodes: ["x → y_2", "y_2 → y"], weights: [] }],
        ["a parameter keeps its name before a layer's result does",
            ["input x: [4, 3]", "gamma = scale()", "output y = relu()"],
            { nodes: ["x → gamma_2", "gamma_2 → y"], weights: ["gamma"] }],
        ["layers that share weights share tensors",
            ["input x: [4, 9]", "@path(\"h\")", "a = conv(4, 3)", "@path(\"h\")", "b = conv(4, 3)", "output b"],
            { nodes: ["x → h", "h → b"], weights: ["h.weight", "h.bias"] }],
    ])("%s", (_, lines, expected) => {
        const model = modelOf(lines);
        const values = [...model.inputs, ...model.layers.flatMap(({ results }) => results)];
        const inputs = new Set(values.map(({ name }) => name));
        const nodes = model.proto.graph?.node
            .filter(({ opType }) => opType !== "Reshape")
            .map(({ input, output }) => `${input.filter((name) => inputs.has(name)).join(", ")} → ${output.join(", ")}`);
        expect({ nodes, weights: model.weights.map(({ name }) => name) }).toEqual(expected);
    });
});

describe("declared shapes", () => {
    const shapesOf = ({ graph }: ModelProto): readonly string[] =>
        [...graph?.input ?? [], ...graph?.output ?? [], ...graph?.valueInfo ?? []].map(describeValue);

    it("everything for people, with a batch of any size", () => {
        expect(shapesOf(modelOf(small, { batch: "N" }).proto)).toEqual([
            "x [N, 3, 8, 8]", "scores [N, 5]", "conv1 [N, 4, 6, 6]", "flatten_1 [N, 144]", "fc [N, 5]",
        ]);
    });

    it("only the inputs' if ONNX Runtime infers the others", () => {
        expect(shapesOf(modelOf(small, { everyLayer: true }).proto)).toEqual([
            "x [1, 3, 8, 8]", "scores", "conv1", "flatten_1", "fc",
        ]);
    });
});

describe("the judge", () => {
    it("notices a shape that is not ONNX Runtime's, and a result that is missing", async () => {
        const model = modelOf(small, { everyLayer: true });
        const results = new Map(await runOnnx(model));
        expect(shapeMismatches(model, results)).toEqual([]);
        const [first, ...others] = model.layers;
        const wrong = first?.results.map(({ name }) => ({ name, dims: [1, 4, 6, 7] })) ?? [];
        const layers = [...first === undefined ? [] : [{ ...first, results: wrong }], ...others];
        results.delete("fc");
        expect(shapeMismatches({ ...model, layers }, results)).toEqual([
            { tensor: "conv1", shown: [1, 4, 6, 7], real: [1, 4, 6, 6] },
            { tensor: "fc", shown: [1, 5], real: undefined },
        ]);
    });
});

describe("files", () => {
    it("one file holds the same model and numbers as two", async () => {
        const model = modelOf(small);
        const [expected] = (await runOnnx(model)).values();
        const session = await InferenceSession.create(bytesOf(embeddedFile(model)), { graphOptimizationLevel: "disabled" });
        const { scores } = await session.run(seededFeeds(model));
        expect(scores?.data).toEqual(expected?.data);
    });

    it("every number is at its offset in the table", () => {
        const model = modelOf(["input x: [64, 8, 8]", "conv(64, 3)", "flatten()", "output y = linear(7, bias=false)"]);
        const data = bytesOf(weightsFile(model));
        const parsed = fromBinary(ModelProtoSchema, bytesOf(embeddedFile(model)));
        const stored = parsed.graph?.initializer.filter(({ dataType }) => dataType === DataType.FLOAT) ?? [];
        expect(stored.map(({ name, dims }) => ({ name, dims: dims.map(Number) })))
            .toEqual(model.weights.map(({ name, dims }) => ({ name, dims })));
        for (const [index, { offset, count }] of model.weights.entries()) {
            expect(stored[index]?.rawData).toEqual(data.slice(offset, offset + count * 4));
        }
        const external = fromBinary(ModelProtoSchema, modelWithExternalWeights(model, "w.bin")).graph?.initializer ?? [];
        const places = external.flatMap(({ externalData }) => (externalData.length === 0 ? [] : [externalData]));
        expect(places.map((entries) => Object.fromEntries(entries.map(({ key, value }) => [key, value])))).toEqual(
            model.weights.map(({ offset, count }) =>
                ({ location: "w.bin", offset: String(offset), length: String(count * 4) })),
        );
    });

    it("large tensors start on a page, small ones follow each other", () => {
        const model = modelOf(["input x: [64, 8, 8]", "conv(64, 3)", "batch_norm()", "output y = conv(64, 3)"]);
        expect(model.weights.map(({ name, offset }) => `${name} ${offset}`)).toEqual([
            "conv_1.weight 0", "conv_1.bias 147456", "batch_norm_1.weight 147712", "batch_norm_1.bias 147968",
            "batch_norm_1.running_mean 148224", "batch_norm_1.running_var 148480", "y.weight 151552", "y.bias 299008",
        ]);
    });

    it("a model past protobuf's limit is known before anything is made", () => {
        const model = modelOf(["input x: [65536]", "output y = linear(16384, bias=false)"]);
        expect(embeddedFile(model).length).toBeGreaterThan(largestOnnxFile);
        expect(model.weightsLength).toBe(65536 * 16384 * 4);
    });
});

describe("@init", () => {
    const lines = ["input x: [6]", "output y = linear(18)"];

    it.each<[string, string, OnnxModel["weights"][number]["fill"], number]>([
        ["He without it", "", { kind: "uniform", limit: 1 }, 0],
        ["he", "@init(\"he\", seed=3)", { kind: "uniform", limit: 1 }, 3],
        ["xavier", "@init(\"xavier\")", { kind: "uniform", limit: 0.5 }, 0],
        ["pytorch", "@init(\"pytorch\")", { kind: "uniform", limit: 1 / Math.sqrt(6) }, 0],
        ["zeros", "@init(\"zeros\")", { kind: "constant", value: 0 }, 0],
        ["only a seed", "@init(seed=12)", { kind: "uniform", limit: 1 }, 12],
    ])("%s", (_, decorator, fill, seed) => {
        const model = modelOf(lines, {}, decorator);
        expect({ fill: model.weights[0]?.fill, seed: model.seed }).toEqual({ fill, seed });
        expect(model.weights[1]?.fill).toEqual(decorator.includes("pytorch") ? fill : { kind: "constant", value: 0 });
    });

    it("results depend on the seed alone", async () => {
        const outputs = await Promise.all([0, 0, 1].map(async (seed) => (await runOnnx(modelOf(lines, { seed }))).get("y")?.data));
        expect(outputs[1]).toEqual(outputs[0]);
        expect(outputs[2]).not.toEqual(outputs[0]);
    });
});

describe("is refused", () => {
    it.each<[string, readonly string[], string]>([
        ["a layer with an error", ["input x: [3, 8, 8]", "c = conv(4, 9)", "output y = relu()"],
            "c (conv) has an error. Fix it first."],
        ["a layer without an argument it needs", ["input x: [3, 8, 8]", "c = conv(4)", "output y = relu()"],
            "c (conv) has an error. Fix it first."],
    ])("%s", (_, lines, refused) => {
        expect(emit(lines)).toMatchObject({ refused });
    });
});
