import * as v from "valibot";
import { arithmeticSchema } from "../arithmetic.ts";
import type { Described } from "../validation.ts";
import { amount, count, dimsSchema, rangeSchema } from "./fields.ts";
import { graphParamsSchema } from "./preview-graph.ts";

/** Client → server: everything needed to run a model. Answer: `InferenceModel | InferenceRefusal`. */
export const inferenceModelRequest = "cnn/inferenceModel";

export type InferenceModelParams = Described<typeof inferenceModelParamsSchema>;
export const inferenceModelParamsSchema = v.object({
    ...graphParamsSchema.entries,
    /** Whether to include `onnxEveryLayer`, so that every layer's actual shape can be compared. */
    everyLayer: v.boolean(),
});

export type InferenceRefusal = Described<typeof inferenceRefusal>;
const inferenceRefusal = v.object({ refused: v.string(), range: v.exactOptional(rangeSchema) });

/** One initializer: the place of its float32 numbers in the weights file, and how they are initialized. */
export type WeightTensor = Described<typeof weightTensorSchema>;
export const weightTensorSchema = v.object({
    name: v.string(),
    dims: dimsSchema,
    /** In bytes, a multiple of 4. */
    offset: count,
    /** The number of elements. */
    count,
    fill: v.variant("kind", [
        v.object({ kind: v.literal("constant"), value: v.number() }),
        /** Uniform in ±limit. */
        v.object({ kind: v.literal("uniform"), limit: v.number() }),
        /** The numbers of the tensor of this name in the file of `trained`. */
        v.object({ kind: v.literal("file"), tensor: v.string() }),
    ]),
});

/** How a model's tensors and those of its `@weights` file are matched. */
export type TrainedWeights = Described<typeof trainedWeightsSchema>;
export const trainedWeightsSchema = v.object({
    uri: v.string(),
    /** The path in the text. */
    path: v.string(),
    /** How many of the model's `total` tensors are from the file. */
    matched: count,
    total: count,
    tensors: v.array(v.object({
        name: v.string(),
        state: v.picklist(["matched", "misfit", "missing", "unused"]),
        /** In the model, as in `[64, 3, 7, 7]`; absent if it is not there. */
        shape: v.exactOptional(v.string()),
        /** The same in the file, with the type of its numbers, as in `F32 [64, 3, 7, 7]`. */
        stored: v.exactOptional(v.string()),
    })),
});

export type InferenceInput = Described<typeof inferenceInput>;
const inferenceInput = v.object({
    name: v.string(),
    /** Including the batch. */
    dims: dimsSchema,
    /**
     * How an image is converted to this input, for inputs with 3 or 1 channels and two spatial axes; other inputs are
     * random.
     */
    image: v.exactOptional(v.object({
        mean: v.array(v.number()),
        std: v.array(v.number()),
        /** The range to which a pixel's 0…255 is mapped, before mean and std. */
        range: v.tuple([v.number(), v.number()]),
        layout: v.picklist(["rgb", "bgr"]),
        /** How an image of another shape is fitted: cut off, with bars around it, or distorted. */
        fit: v.picklist(["crop", "letterbox", "stretch"]),
    })),
});

/** Where an output lies on the model's image, in the image's pixels. */
export type ImageArea = Described<typeof imageArea>;
const imageArea = v.object({ left: v.number(), top: v.number(), width: amount, height: amount });

/** The text of a file with one class name per line; absent if none is named or it could not be read. */
const labels = v.exactOptional(v.string());

/** How an output is drawn. */
export type OutputView = Described<typeof outputView>;
const outputView = v.variant("kind", [
    v.object({ kind: v.literal("classify"), top: v.number(), labels }),
    v.object({
        kind: v.literal("segment"),
        labels,
        /** The least probability of the foreground, for an output of one channel. */
        threshold: v.number(),
        /** Absent if it covers the image. */
        area: v.exactOptional(imageArea),
    }),
    /** An image: a number x is the level (x · std + mean − low) / (high − low). */
    v.object({
        kind: v.literal("picture"),
        range: v.tuple([v.number(), v.number()]),
        mean: v.array(v.number()),
        std: v.array(v.number()),
        layout: v.picklist(["rgb", "bgr"]),
    }),
]);

/** The boxes of all outputs with `@detect`, which are merged. */
export type InferenceDetection = Described<typeof inferenceDetection>;
const inferenceDetection = v.object({
    /** The names of the outputs that hold parts of the boxes. */
    outputs: v.array(v.string()),
    /**
     * An ONNX model, base64. Its inputs are these outputs, `decode/threshold` and `decode/iou`; its outputs are
     * `decode/boxes` [K, 4] as left, top, right and bottom in the image's pixels, `decode/scores` [K] and
     * `decode/classes` [K], the best box first.
     */
    onnx: v.string(),
    classes: count,
    /** What the two inputs are at first. */
    threshold: v.number(),
    iou: v.number(),
    /** Of the image, in pixels. */
    width: amount,
    height: amount,
    labels,
});

export type InferenceOutput = Described<typeof inferenceOutput>;
const inferenceOutput = v.object({
    name: v.string(),
    dims: dimsSchema,
    /** Absent without a decorator that says so. */
    view: v.exactOptional(outputView),
});

/** What the positions of a layer's result read along one spatial axis of the model's input. */
export type AxisReading = Described<typeof axisReading>;
const axisReading = v.object({
    /** Whether all positions read the whole axis. */
    whole: v.boolean(),
    /** What they read otherwise, as `FieldWindow` describes it; absent if unknown. */
    window: v.exactOptional(v.object({
        along: count,
        /** null: the position reads nothing. */
        starts: v.array(v.nullable(v.number())),
        ends: v.array(v.nullable(v.number())),
        advance: v.number(),
    })),
});

/** A layer whose result is compared with what the editor shows. */
export type InferenceLayer = Described<typeof inferenceLayer>;
const inferenceLayer = v.object({
    path: v.string(),
    kind: v.string(),
    /** The ONNX value that holds its first result. */
    tensor: v.string(),
    /** The shape in the editor, including the batch. */
    dims: dimsSchema,
    /** The preview's node. */
    node: v.string(),
    range: rangeSchema,
    /** The ONNX values that it reads, with their shapes including the batch. */
    inputs: v.array(v.object({ tensor: v.string(), dims: dimsSchema })),
    /** The names of the layer's tensors, such as `weight`, and those of the tensors in `weights`. */
    parameters: v.array(v.object({ name: v.string(), tensor: v.string() })),
    /** The range of its result, such as 0…6; null for an infinite bound. */
    bounds: v.exactOptional(v.tuple([v.nullable(v.number()), v.nullable(v.number())])),
    /** How an element of its first result is computed, if the definition describes it. */
    arithmetic: v.exactOptional(arithmeticSchema),
    /** The reads of the first result in the model's input of this name, one entry per spatial axis of the input. */
    field: v.exactOptional(v.object({ input: v.string(), axes: v.array(axisReading) })),
});

/**
 * An ONNX model without its weights, which would be hundreds of megabytes: they are external data in the file
 * `weightsFile`, computed from `weights`, the seed and the file of `trained` where the model runs.
 */
export type InferenceModel = Described<typeof inferenceModelSchema>;
export const inferenceModelSchema = v.object({
    model: v.string(),
    version: v.number(),
    /** The serialized ModelProto, base64: the model that is run and timed. */
    onnx: v.string(),
    /**
     * The same model with every layer's result as an output, without declared shapes. It is separate because additional
     * outputs prevent layer fusion, which would change the time.
     */
    onnxEveryLayer: v.exactOptional(v.string()),
    weightsFile: v.string(),
    weightsLength: count,
    weights: v.array(weightTensorSchema),
    seed: v.number(),
    /** The file from which some weights are; absent if there is none. */
    trained: v.exactOptional(trainedWeightsSchema),
    inputs: v.array(inferenceInput),
    outputs: v.array(inferenceOutput),
    /** Absent without outputs that hold boxes. */
    detection: v.exactOptional(inferenceDetection),
    layers: v.array(inferenceLayer),
});

export const inferenceAnswerSchema = v.union([inferenceModelSchema, inferenceRefusal]);
