import type { OutputView } from "../../server/protocol.ts";

export type PictureForm = Extract<OutputView, { readonly kind: "picture" }>;

/** An output as an image. */
export interface OutputPicture {
    readonly width: number;
    readonly height: number;
    /** Red, green, blue and alpha. */
    readonly pixels: Uint8ClampedArray<ArrayBuffer>;
    /** The number of elements beyond the range, which are drawn as its ends. */
    readonly clipped: number;
    /** The number of NaN elements, whose pixels are magenta. */
    readonly missing: number;
}

/** The inverse of the conversion of an image to an input: `[1, 1 or 3, height, width]` or `[1, height, width]`. */
export function outputPicture(
    numbers: Float32Array, dims: readonly number[], { range, mean, std, layout }: PictureForm,
): OutputPicture {
    const sizes = dims.slice(1);
    const [channels = 1, height = 0, width = 0] = sizes.length === 2 ? [1, ...sizes] : sizes;
    const [low, high] = range;
    const area = height * width;
    const pixels = new Uint8ClampedArray(area * 4).fill(255);
    let [clipped, missing] = [0, 0];
    for (let channel = 0; channel < channels; channel++) {
        const [offset, factor] = [mean[channel] ?? 0, std[channel] ?? 1];
        const colour = layout === "bgr" ? 2 - channel : channel;
        for (let pixel = 0; pixel < area; pixel++) {
            const number = numbers[channel * area + pixel] ?? NaN;
            const level = (number * factor + offset - low) / (high - low);
            missing += Number.isNaN(level) ? 1 : 0;
            // Rounding alone goes a little beyond.
            clipped += level < -1e-3 || level > 1 + 1e-3 ? 1 : 0;
            if (channels === 1) {
                pixels.fill(level * 255, pixel * 4, pixel * 4 + 3);
            } else {
                pixels[pixel * 4 + colour] = level * 255;
            }
        }
    }
    if (missing > 0) {
        numbers.forEach((number, at) => {
            if (Number.isNaN(number)) {
                pixels.set([255, 0, 255], (at % area) * 4);
            }
        });
    }
    return { width, height, pixels, clipped, missing };
}
