import { InferenceSession, Tensor } from "onnxruntime-node";
import { afterAll, describe, expect, it } from "vitest";
import { drawPicture, shapeClasses } from "../../examples/training/pictures.ts";
import { openTensors } from "../../server/cli/files.ts";
import { emitDecodedOnnx } from "../../server/emit/decoded-onnx.ts";
import { embeddedFile } from "../../server/emit/onnx-file.ts";
import { emitOnnx, type OnnxModel } from "../../server/emit/onnx.ts";
import type { Refusal } from "../../server/emit/valid-graph.ts";
import type { ModelGraph } from "../../server/graph/graph.ts";
import { classMask } from "../../webview/outputs/class-mask.ts";
import { decodeBoxes, keepBest, type Scale } from "../examples/detections.ts";
import { exampleModel } from "../support/examples.ts";
import { analyzeText } from "../support/memory-host.ts";
import { sessionOptions } from "../support/ort.ts";

const sessions: InferenceSession[] = [];
afterAll(async () => {
    await Promise.all(sessions.map((session) => session.release()));
});

async function open(graph: ModelGraph, model: OnnxModel | Refusal): Promise<InferenceSession> {
    if ("refused" in model) {
        throw new Error(model.refused);
    }
    const { weightsFile: file } = graph;
    using trained = file === undefined ? undefined : openTensors(file.uri, model.weights);
    const bytes = Buffer.concat([...embeddedFile(model, trained).chunks()]);
    const session = await InferenceSession.create(bytes, { ...sessionOptions, logSeverityLevel: 3 });
    sessions.push(session);
    return session;
}

/** The model with decoded outputs, and with the outputs as the text has them. */
async function bothOf(graph: ModelGraph): Promise<readonly [decoded: InferenceSession, raw: InferenceSession]> {
    return [
        await open(graph, emitDecodedOnnx(graph, { trained: true })),
        await open(graph, emitOnnx(graph, { batch: 1, everyLayer: false, trained: true })),
    ];
}

function graphOf(lines: readonly string[]): ModelGraph {
    const [graph] = analyzeText(`model M() {\n    ${lines.join("\n    ")}\n}\n`).models;
    if (graph === undefined) {
        throw new Error("There is no model.");
    }
    return graph;
}

const numbersOf = (tensor: Tensor | undefined): readonly number[] => Array.from(tensor?.data ?? [], Number);

/** An unseen picture of shapes as an input, channels first, from 0 to 1. */
function pictureOf(seed: number, side: number): Tensor {
    const { pixels } = drawPicture(seed, side);
    const values = new Float32Array(pixels.length);
    pixels.forEach((level, at) => {
        values[(at % 3) * side * side + Math.floor(at / 3)] = level / 255;
    });
    return new Tensor("float32", values, [1, 3, side, side]);
}

describe("a decoded detector", () => {
    const side = 96;
    const scales: readonly Scale[] = [
        { output: "coarse", stride: 16, anchors: [[36, 36], [46, 46]] },
        { output: "fine", stride: 8, anchors: [[18, 18], [26, 26]] },
    ];

    it("gives the boxes of a separate decoder for the raw outputs", async () => {
        const [decoded, raw] = await bothOf(exampleModel("Detector"));
        expect(decoded.inputMetadata).toMatchObject([{ name: "picture", shape: [1, 3, side, side] }]);
        expect(decoded.outputNames).toEqual(["boxes", "scores", "classes"]);
        let count = 0;
        for (let seed = 2_000_000; seed < 2_000_004; seed++) {
            const picture = pictureOf(seed, side);
            const outputs = await raw.run({ picture });
            const expected = keepBest(scales.flatMap((scale) => decodeBoxes(
                Float32Array.from(numbersOf(outputs[scale.output])), scale,
                { columns: side / scale.stride, rows: side / scale.stride, classes: shapeClasses.length },
            ))).filter(({ score }) => score > 0.25);
            const found = await decoded.run({ picture });
            expect(numbersOf(found.classes)).toEqual(expected.map((box) => box.class));
            expect(found.classes?.type).toBe("int64");
            const corners = expected.flatMap(({ x, y, width, height }) => [x, y, x + width, y + height]);
            numbersOf(found.boxes).forEach((number, at) => expect(number).toBeCloseTo(corners[at] ?? NaN, 2));
            numbersOf(found.scores).forEach((number, at) => expect(number).toBeCloseTo(expected[at]?.score ?? NaN, 4));
            expect(found.boxes?.dims).toEqual([expected.length, 4]);
            count += expected.length;
        }
        expect(count).toBeGreaterThan(4);
    });

    it("keeps other outputs, and avoids their names", async () => {
        const graph = graphOf([
            "input image: [3, 16, 16]", "features = conv(6, 1, stride=8)",
            "@detect(\"yolo\", anchors=[[4, 4]])", "output boxes = features",
            "output threshold = image -> global_avg_pool() -> flatten()",
        ]);
        const session = await open(graph, emitDecodedOnnx(graph, {}));
        expect(session.outputNames).toEqual(["threshold", "boxes_2", "scores", "classes"]);
        const results = await session.run({ image: new Tensor("float32", new Float32Array(768), [1, 3, 16, 16]) });
        expect(results.threshold?.dims).toEqual([1, 3]);
        expect(results.boxes_2?.dims[1]).toBe(4);
    });
});

describe("a decoded segmentation", () => {
    it("is the preview's mask of an unseen picture", async () => {
        const [decoded, raw] = await bothOf(exampleModel("Segmenter"));
        expect(decoded.outputNames).toEqual(["scores_mask"]);
        const picture = pictureOf(2_000_000, 64);
        const { scores } = await raw.run({ picture });
        const mask = classMask(Float32Array.from(numbersOf(scores)), scores?.dims ?? [], 0.5);
        const found = (await decoded.run({ picture })).scores_mask;
        expect(found?.dims).toEqual([1, 64, 64]);
        expect(numbersOf(found)).toEqual([...mask?.classes ?? []]);
        expect(new Set(numbersOf(found)).size).toBeGreaterThan(1);
    });

    it.each([
        ["probabilities", "[1, 2, 3]", [0.1, 0.3, 0.5, 0.29, 1, 0]],
        ["logits", "[1, 2, 3]", [-4, -0.5, 0.1, 0.3, 9, -0.9]],
        ["logits without an axis for channels", "[2, 3]", [-4, -0.5, 0.1, 0.3, 9, -0.9]],
    ])("separates the foreground by a threshold: %s", async (_, shape, numbers) => {
        const graph = graphOf([`input x: ${shape}`, "@segment(threshold=0.3)", "output y = x"]);
        const session = await open(graph, emitDecodedOnnx(graph, {}));
        const sizes = shape.slice(1, -1).split(",").map(Number);
        const batch = new Tensor("float32", [...numbers, ...numbers.toReversed()], [2, ...sizes]);
        const expected = classMask(Float32Array.from(numbers), [1, ...sizes], 0.3)?.classes ?? [];
        const { y_mask: mask } = await session.run({ x: batch });
        expect(mask?.dims).toEqual([2, 2, 3]);
        expect(numbersOf(mask)).toEqual([...expected, ...expected.toReversed()]);
    });
});

it("there is nothing to decode without such an output", () => {
    const graph = graphOf(["input x: [4, 2, 2]", "@picture", "output y = relu()"]);
    expect(emitDecodedOnnx(graph, {})).toEqual({
        refused: "It has no output with a valid @detect or @segment, which --decode needs.",
    });
});
