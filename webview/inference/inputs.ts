import { fillWeights } from "../../server/emit/weights.ts";
import type { InferenceInput, InferenceModel } from "../../server/protocol.ts";
import type { InferenceResult } from "../../server/webview-protocol.ts";
import { fitPicture, pixelsToInput, type ImageForm, type Picture } from "./image.ts";
import type { InputTensor } from "./messages.ts";

export interface PreparedInput {
    readonly tensor: InputTensor;
    /** The image as the network sees it, for image inputs. */
    readonly pixels?: ImageData;
}

/** The maximum number of elements for which a result includes an input. */
const largestReported = 2 ** 20;

/** A model's inputs: the image for inputs that can be one, random numbers for others. */
export function prepareInputs(model: InferenceModel, picture: Picture): readonly PreparedInput[] {
    return model.inputs.map((input) => {
        const { image } = input;
        return image === undefined
            ? { tensor: { name: input.name, dims: input.dims, values: randomInput(input, model.seed) } }
            : pictureInput(input, image, picture);
    });
}

/** Uniform in ±1, the same for the same seed and name. */
export function randomInput({ name, dims }: InferenceInput, seed: number): Float32Array<ArrayBuffer> {
    const count = dims.reduce((product, size) => product * size, 1);
    const values = new Float32Array(count);
    const fill = { kind: "uniform", limit: 1 } as const;
    fillWeights({ name: `input/${name}`, dims, offset: 0, count, fill }, seed, values);
    return values;
}

/** The inputs in a result, so that another runtime can repeat the run. */
export function describeInputs(inputs: readonly PreparedInput[]): InferenceResult["inputs"] {
    return inputs.map(({ tensor: { name, dims, values }, pixels }) => ({
        name,
        dims,
        source: pixels === undefined ? "random" : "image",
        ...(values.length <= largestReported ? { values: encodeFloats(values) } : {}),
    }));
}

function pictureInput(input: InferenceInput, image: ImageForm, picture: Picture): PreparedInput {
    const { name, dims } = input;
    const [, channels = 1, height = 1, width = 1] = dims;
    const pixels = fitPicture(picture, width, height);
    return { pixels, tensor: { name, dims, values: pixelsToInput(pixels.data, channels, image) } };
}

function encodeFloats(values: Float32Array): string {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    const pieces: string[] = [];
    for (let start = 0; start < bytes.length; start += 0x8000) {
        pieces.push(String.fromCharCode(...bytes.subarray(start, start + 0x8000)));
    }
    return btoa(pieces.join(""));
}
