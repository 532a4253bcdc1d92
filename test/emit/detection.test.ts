import { spawnSync } from "node:child_process";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { inferenceModel } from "../../server/emit/inference.ts";
import { startOfFile } from "../../server/features/analyzed-document.ts";
import type { InferenceDetection } from "../../server/protocol.ts";
import { analyzeText } from "../support/memory-host.ts";
import { sessionOptions } from "../support/ort.ts";
import { missing, python } from "../support/pytorch.ts";

interface Box {
    readonly class: number;
    readonly score: number;
    /** Left, top, right, bottom. */
    readonly corners: readonly number[];
}

/** A detector whose outputs are its inputs, so that a test chooses their numbers. */
function detectionOf(
    outputs: readonly (readonly [shape: string, decorator: string])[], image = "[3, 64, 96]",
): InferenceDetection {
    const lines = outputs.map(([shape], index) => `input raw${index}: ${shape}`);
    const results = outputs.map(([, decorator], index) => `${decorator}\noutput y${index} = raw${index}`);
    const text = `model M {\ninput image: ${image}\n${[...lines, ...results].join("\n")}\n@picture\noutput image2 = image\n}`;
    const [graph] = analyzeText(text, { "labels.txt": "cat\ndog" }).models;
    const model = graph === undefined ? undefined : inferenceModel(graph, {
        version: 1, everyLayer: false, rangeOf: () => startOfFile, nodeOf: ({ path }) => path,
    });
    if (model === undefined || "refused" in model || model.detection === undefined) {
        throw new Error(model !== undefined && "refused" in model ? model.refused : "There is no detection.");
    }
    return model.detection;
}

async function decode(
    { onnx, outputs }: InferenceDetection, tensors: readonly Tensor[], threshold: number, iou: number,
): Promise<readonly Box[]> {
    const session = await InferenceSession.create(Buffer.from(onnx, "base64"), sessionOptions);
    try {
        const scalar = (value: number): Tensor => new Tensor("float32", Float32Array.of(value), [1]);
        const results = await session.run({
            ...Object.fromEntries(outputs.map((name, index) => [name, tensors[index] ?? scalar(0)])),
            "decode/threshold": scalar(threshold), "decode/iou": scalar(iou),
        });
        const numbers = (name: string): readonly number[] => Array.from(results[`decode/${name}`]?.data ?? [], Number);
        const [boxes, scores, classes] = [numbers("boxes"), numbers("scores"), numbers("classes")];
        return scores.map((score, index) => ({
            class: classes[index] ?? NaN, score, corners: boxes.slice(index * 4, index * 4 + 4),
        }));
    } finally {
        await session.release();
    }
}

function randomTensor(seed: number, dims: readonly number[], scale = 2): Tensor {
    const generator = xoroshiro128plus(seed);
    const values = Float32Array.from({ length: dims.reduce((product, size) => product * size, 1) }, () =>
        ((generator.next() >>> 0) / 2 ** 32 * 2 - 1) * scale);
    return new Tensor("float32", values, dims);
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

function softmax(numbers: readonly number[]): readonly number[] {
    const powers = numbers.map(Math.exp);
    const sum = powers.reduce((total, power) => total + power, 0);
    return powers.map((power) => power / sum);
}

function overlap(a: readonly number[], b: readonly number[]): number {
    const [aLeft = 0, aTop = 0, aRight = 0, aBottom = 0] = a;
    const [bLeft = 0, bTop = 0, bRight = 0, bBottom = 0] = b;
    const width = Math.max(0, Math.min(aRight, bRight) - Math.max(aLeft, bLeft));
    const height = Math.max(0, Math.min(aBottom, bBottom) - Math.max(aTop, bTop));
    const area = width * height;
    return area / ((aRight - aLeft) * (aBottom - aTop) + (bRight - bLeft) * (bBottom - bTop) - area);
}

/** Non-maximum suppression class by class, in plain arithmetic. */
function suppress(boxes: readonly Box[], threshold: number, iou: number): readonly Box[] {
    const kept: Box[] = [];
    for (const box of boxes.filter(({ score }) => score > threshold).toSorted((a, b) => b.score - a.score)) {
        if (kept.every((better) => better.class !== box.class || overlap(better.corners, box.corners) <= iou)) {
            kept.push(box);
        }
    }
    return kept;
}

const centred = (x: number, y: number, width: number, height: number): readonly number[] =>
    [x - width / 2, y - height / 2, x + width / 2, y + height / 2];

/** All boxes of a map [A · k, H, W]; `read` gives the box and the scores of the numbers at a position. */
function boxesOfMap(
    tensor: Tensor, anchors: readonly (readonly number[])[],
    read: (numbers: readonly number[], column: number, row: number, anchor: readonly number[]) => readonly [
        corners: readonly number[], scores: readonly number[],
    ],
): readonly Box[] {
    const [, channels = 0, height = 0, width = 0] = tensor.dims;
    const data = tensor.data as Float32Array;
    const fields = channels / anchors.length;
    return anchors.flatMap((anchor, a) => Array.from({ length: height * width }, (_, at) => {
        const numbers = Array.from({ length: fields }, (_, field) =>
            data[(a * fields + field) * height * width + at] ?? NaN);
        const [corners, scores] = read(numbers, at % width, Math.floor(at / width), anchor);
        return scores.map((score, index) => ({ class: index, score, corners }));
    }).flat());
}

function expectSame(found: readonly Box[], expected: readonly Box[]): void {
    expect(found.length).toBe(expected.length);
    found.forEach((box, index) => {
        const other = expected[index];
        expect(box.class).toBe(other?.class);
        expect(box.score).toBeCloseTo(other?.score ?? NaN, 4);
        box.corners.forEach((corner, side) => expect(corner).toBeCloseTo(other?.corners[side] ?? NaN, 2));
    });
}

const small = [[10, 14], [20, 12]];
const large = [[40, 30]];

describe("boxes are those of separate arithmetic", () => {
    it("for two maps of YOLO, merged", async () => {
        const detection = detectionOf([
            ["[14, 8, 12]", `@detect("yolo", anchors=${JSON.stringify(small)}, labels="labels.txt")`],
            ["[7, 4, 6]", `@detect("yolo", anchors=${JSON.stringify(large)})`],
        ]);
        expect(detection).toMatchObject({
            classes: 2, labels: "labels.txt", threshold: 0.25, iou: 0.45, outputs: ["y0", "y1"],
        });
        const tensors = [randomTensor(1, [1, 14, 8, 12]), randomTensor(2, [1, 7, 4, 6])];
        const yolo = (stride: number): Parameters<typeof boxesOfMap>[2] =>
            ([x = 0, y = 0, w = 0, h = 0, object = 0, ...classes], column, row, [width = 0, height = 0]) => [
                centred(
                    (column + sigmoid(x)) * stride, (row + sigmoid(y)) * stride,
                    width * Math.exp(w), height * Math.exp(h),
                ),
                classes.map((score) => sigmoid(object) * sigmoid(score)),
            ];
        const [fine, coarse] = tensors;
        const all = [
            ...(fine === undefined ? [] : boxesOfMap(fine, small, yolo(8))),
            ...(coarse === undefined ? [] : boxesOfMap(coarse, large, yolo(16))),
        ];
        for (const [threshold, iou] of [[0.25, 0.45], [0.5, 0.2], [0.4, 0.9], [0.99, 0.5]] as const) {
            const expected = suppress(all, threshold, iou);
            expectSame(await decode(detection, tensors, threshold, iou), expected);
        }
    });

    it("for YOLOv5", async () => {
        const detection = detectionOf([["[14, 8, 12]", `@detect("yolov5", anchors=${JSON.stringify(small)})`]]);
        const tensor = randomTensor(3, [1, 14, 8, 12]);
        const all = boxesOfMap(tensor, small, (numbers, column, row, [width = 0, height = 0]) => {
            const [x = 0, y = 0, w = 0, h = 0, object = 0, ...classes] = numbers.map(sigmoid);
            return [
                centred(
                    (2 * x - 0.5 + column) * 8, (2 * y - 0.5 + row) * 8,
                    width * (2 * w) ** 2, height * (2 * h) ** 2,
                ),
                classes.map((score) => object * score),
            ];
        });
        expectSame(await decode(detection, [tensor], 0.3, 0.5), suppress(all, 0.3, 0.5));
    });

    it("for SSD with rows, default boxes and a background", async () => {
        // Maps of 4 × 4 and 2 × 2 on an image of 64 × 64, with 4 and 6 boxes a position.
        const common = "format=\"ssd\", stride=[16, 32], sizes=[12, 24, 48], ratios=[[2], [2, 3]]";
        const detection = detectionOf([
            ["[88, 4]", `@detect(${common}, part="boxes")`], ["[88, 3]", "@detect(part=\"scores\")"],
        ], "[3, 64, 64]");
        const [boxes, scores] = [randomTensor(4, [1, 88, 4]), randomTensor(5, [1, 88, 3])];
        const square = Math.SQRT2;
        const third = Math.sqrt(3);
        const mean = [Math.sqrt(12 * 24), Math.sqrt(24 * 48)];
        const shapes = [
            [[12, 12], [mean[0], mean[0]], [12 * square, 12 / square], [12 / square, 12 * square]],
            [
                [24, 24], [mean[1], mean[1]], [24 * square, 24 / square], [24 / square, 24 * square],
                [24 * third, 24 / third], [24 / third, 24 * third],
            ],
        ];
        const priors = [4, 2].flatMap((cells, level) => Array.from({ length: cells * cells }, (_, at) =>
            (shapes[level] ?? []).map(([width = 0, height = 0]) => ({
                x: (at % cells + 0.5) * (64 / cells), y: (Math.floor(at / cells) + 0.5) * (64 / cells), width, height,
            }))).flat());
        const [deltas, logits] = [boxes.data as Float32Array, scores.data as Float32Array];
        const all = priors.flatMap(({ x, y, width, height }, row): readonly Box[] => {
            const [dx = 0, dy = 0, dw = 0, dh = 0] = deltas.subarray(row * 4, row * 4 + 4);
            const corners = centred(
                x + 0.1 * dx * width, y + 0.1 * dy * height, width * Math.exp(0.2 * dw), height * Math.exp(0.2 * dh),
            );
            return softmax(Array.from(logits.subarray(row * 3, row * 3 + 3)))
                .map((score, index) => ({ class: index, score, corners })).slice(1);
        });
        expectSame(await decode(detection, [boxes, scores], 0.3, 0.45), suppress(all, 0.3, 0.45));
    });

    it("for RetinaNet with maps of deltas and scores", async () => {
        const detection = detectionOf([
            ["[8, 8, 12]", `@detect("retinanet", anchors=${JSON.stringify(small)}, part="boxes")`],
            ["[6, 8, 12]", "@detect(part=\"scores\")"],
        ]);
        const [deltas, scores] = [randomTensor(6, [1, 8, 8, 12], 1), randomTensor(7, [1, 6, 8, 12])];
        const logits = boxesOfMap(scores, small, (numbers) => [[], numbers.map(sigmoid)]);
        const all = boxesOfMap(deltas, small, (numbers, column, row, [width = 0, height = 0]) => {
            const [dx = 0, dy = 0, dw = 0, dh = 0] = numbers;
            const [x, y] = [(column + 0.5) * 8 + dx * width, (row + 0.5) * 8 + dy * height];
            return [centred(x, y, width * Math.exp(dw), height * Math.exp(dh)), [0, 0, 0]];
        }).map((box, index) => ({ ...box, score: logits[index]?.score ?? NaN }));
        expectSame(await decode(detection, [deltas, scores], 0.6, 0.5), suppress(all, 0.6, 0.5));
    });

    it("for FCOS with its centre-ness", async () => {
        const detection = detectionOf([
            ["[4, 8, 12]", "@detect(\"fcos\", part=\"boxes\")"], ["[2, 8, 12]", "@detect(part=\"scores\")"],
            ["[1, 8, 12]", "@detect(part=\"objectness\")"],
        ]);
        const [sides, scores, centres] = [
            randomTensor(8, [1, 4, 8, 12]), randomTensor(9, [1, 2, 8, 12]), randomTensor(10, [1, 1, 8, 12]),
        ];
        const positive = new Tensor("float32", (sides.data as Float32Array).map(Math.abs), sides.dims);
        const logits = boxesOfMap(scores, [[]], (numbers) => [[], numbers]);
        const centreness = boxesOfMap(centres, [[]], (numbers) => [[], numbers]);
        const all = boxesOfMap(positive, [[]], ([left = 0, top = 0, right = 0, bottom = 0], column, row) => {
            const [x, y] = [(column + 0.5) * 8, (row + 0.5) * 8];
            return [[x - left * 8, y - top * 8, x + right * 8, y + bottom * 8], [0, 0]];
        }).map((box, index) => ({
            ...box,
            score: Math.sqrt(
                sigmoid(logits[index]?.score ?? NaN) * sigmoid(centreness[Math.floor(index / 2)]?.score ?? NaN),
            ),
        }));
        expectSame(await decode(detection, [positive, scores, centres], 0.5, 0.5), suppress(all, 0.5, 0.5));
    });

    it("for BlazeFace with rows of two maps and key points", async () => {
        const detection = detectionOf([
            ["[56, 8]", "@detect(\"blazeface\", part=\"boxes\", stride=[16, 32], boxes=[2, 6])"],
            ["[56, 1]", "@detect(part=\"scores\")"],
        ], "[3, 64, 64]");
        const [boxes, scores] = [randomTensor(11, [1, 56, 8], 20), randomTensor(12, [1, 56, 1])];
        const centresOf = (cells: number, count: number): readonly (readonly [x: number, y: number])[] =>
            Array.from({ length: cells * cells * count }, (_, row) => {
                const at = Math.floor(row / count);
                return [(at % cells + 0.5) * (64 / cells), (Math.floor(at / cells) + 0.5) * (64 / cells)];
            });
        const centres = [...centresOf(4, 2), ...centresOf(2, 6)];
        const isSize = (at: number): boolean => at % 8 === 2 || at % 8 === 3;
        const data = (boxes.data as Float32Array).map((number, at) => (isSize(at) ? Math.abs(number) : number));
        const all = centres.map(([x, y], row): Box => {
            const [dx = 0, dy = 0, width = 0, height = 0] = data.subarray(row * 8, row * 8 + 4);
            const corners = centred(x + dx, y + dy, width, height);
            return { class: 0, score: sigmoid(Number(scores.data[row])), corners };
        });
        const found = await decode(detection, [new Tensor("float32", data, boxes.dims), scores], 0.5, 0.3);
        expectSame(found, suppress(all, 0.5, 0.3));
    });
});

const suppression = `
import json, sys, torch, torchvision
job = json.load(sys.stdin)
boxes, scores, classes = [torch.tensor([box[key] for box in job["boxes"]]) for key in ("corners", "score", "class")]
kept = []
for threshold, iou in job["settings"]:
    above = (scores > threshold).nonzero().flatten()
    kept.append(above[torchvision.ops.batched_nms(boxes[above], scores[above], classes[above], iou)].tolist())
print(json.dumps(kept))
`;

/** The places of the boxes that torchvision keeps for each threshold and overlap, best first. */
function suppressInTorchvision(
    boxes: readonly Box[], settings: readonly (readonly [threshold: number, iou: number])[],
): readonly (readonly number[])[] {
    const { stdout, stderr } = spawnSync(python, ["-c", suppression], {
        input: JSON.stringify({ boxes, settings }), encoding: "utf8",
    });
    if (stdout === "") {
        throw new Error(stderr);
    }
    return v.parse(v.array(v.array(v.number())), JSON.parse(stdout));
}

const withoutTorchvision = missing("torchvision.ops");

it.skipIf(withoutTorchvision !== undefined)(`torchvision keeps the same boxes (${withoutTorchvision ?? "found"})`, async () => {
    const detection = detectionOf([
        ["[4, 8, 12]", "@detect(\"fcos\", part=\"boxes\")"], ["[3, 8, 12]", "@detect(part=\"scores\")"],
    ]);
    const [sides, scores] = [randomTensor(13, [1, 4, 8, 12], 3), randomTensor(14, [1, 3, 8, 12], 3)];
    const positive = new Tensor("float32", (sides.data as Float32Array).map((side) => Math.abs(side) + 0.5), sides.dims);
    const logits = boxesOfMap(scores, [[]], (numbers) => [[], numbers]);
    const all = boxesOfMap(positive, [[]], ([left = 0, top = 0, right = 0, bottom = 0], column, row) => {
        const [x, y] = [(column + 0.5) * 8, (row + 0.5) * 8];
        return [[x - left * 8, y - top * 8, x + right * 8, y + bottom * 8], [0, 0, 0]];
    }).map((box, index) => ({ ...box, score: sigmoid(logits[index]?.score ?? NaN) }));
    const settings = [[0.2, 0.45], [0.5, 0.1], [0.3, 0.8]] as const;
    const kept = suppressInTorchvision(all, settings);
    for (const [index, [threshold, iou]] of settings.entries()) {
        const expected = kept[index]?.flatMap((place) => all[place] ?? []) ?? [];
        expect(expected.length).toBeGreaterThan(10);
        expectSame(await decode(detection, [positive, scores], threshold, iou), expected);
    }
});

it("an output can be named like a result of the decoding", async () => {
    const [graph] = analyzeText(`model M {
    input image: [3, 16, 16]
    input scores: [6, 2, 2]
    @detect("yolo", anchors=[[4, 4]])
    output boxes = scores
}`).models;
    const model = graph === undefined ? undefined : inferenceModel(graph, {
        version: 1, everyLayer: false, rangeOf: () => startOfFile, nodeOf: ({ path }) => path,
    });
    const detection = model === undefined || "refused" in model ? undefined : model.detection;
    expect(detection?.outputs).toEqual(["boxes"]);
    if (detection !== undefined) {
        const raw = new Tensor("float32", new Float32Array(24), [1, 6, 2, 2]);
        expect(await decode(detection, [raw], 0.2, 0.5)).toHaveLength(4);
    }
});

describe("no boxes", () => {
    it("remain of numbers that are none", async () => {
        const detection = detectionOf([["[7, 4, 6]", `@detect("yolo", anchors=${JSON.stringify(large)})`]]);
        const tensor = new Tensor("float32", new Float32Array(7 * 24).fill(NaN), [1, 7, 4, 6]);
        expect(await decode(detection, [tensor], 0.1, 0.5)).toEqual([]);
    });

    it.each([
        ["without a format", "[14, 8, 12]", "@detect(anchors=[[1, 2]])"],
        ["without anchors", "[14, 8, 12]", "@detect(\"yolo\")"],
        ["of channels that do not fit", "[13, 8, 12]", `@detect("yolo", anchors=${JSON.stringify(small)})`],
    ])("%s", (_, shape, decorator) => {
        expect(() => detectionOf([[shape, decorator]])).toThrow("There is no detection.");
    });
});
