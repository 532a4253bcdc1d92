import type { InferenceInput } from "../../server/protocol.ts";

export type ImageForm = NonNullable<InferenceInput["image"]>;

/** An image that was read, and what it is called. */
export interface Picture {
    readonly name: string;
    readonly bitmap: ImageBitmap;
}

/** Reads an image file of a kind that the browser knows. */
export async function readPicture(name: string, bytes: BlobPart, mime: string): Promise<Picture> {
    try {
        return { name, bitmap: await createImageBitmap(new Blob([bytes], { type: mime })) };
    } catch {
        throw new Error(`${name} could not be read as an image. Choose a PNG, JPEG, WebP, GIF, AVIF or BMP file.`);
    }
}

/** The picture at a size: scaled until it covers it, with its middle kept, on white where it is transparent. */
export function fitPicture({ bitmap }: Picture, width: number, height: number): ImageData {
    const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
    if (context === null) {
        throw new Error(`There was no memory for an image of ${width} × ${height} pixels.`);
    }
    const scale = Math.max(width / bitmap.width, height / bitmap.height);
    const drawn = { width: bitmap.width * scale, height: bitmap.height * scale };
    context.fillStyle = "white";
    context.fillRect(0, 0, width, height);
    context.imageSmoothingQuality = "high";
    context.drawImage(bitmap, (width - drawn.width) / 2, (height - drawn.height) / 2, drawn.width, drawn.height);
    return context.getImageData(0, 0, width, height);
}

/**
 * Pixels (red, green, blue, alpha) as a network's input: channel after channel, each number brought from 0…255 to the
 * range, less the channel's mean, over its std. One channel is the brightness. Channels count as the network has them:
 * with layout "bgr", the first mean is blue's.
 */
export function pixelsToInput(
    pixels: Uint8ClampedArray, channels: number, { mean, std, range, layout }: ImageForm,
): Float32Array<ArrayBuffer> {
    const size = pixels.length / 4;
    const values = new Float32Array(channels * size);
    const [low, high] = range;
    for (let channel = 0; channel < channels; channel++) {
        const [red, green, blue] = channelWeights(channel, channels, layout);
        const offset = mean[channel] ?? 0;
        const divisor = std[channel] ?? 1;
        for (let i = 0; i < size; i++) {
            const at = i * 4;
            const level = red * (pixels[at] ?? 0) + green * (pixels[at + 1] ?? 0) + blue * (pixels[at + 2] ?? 0);
            values[channel * size + i] = (low + ((high - low) * level) / 255 - offset) / divisor;
        }
    }
    return values;
}

/** How much of red, green and blue a channel is; brightness as in ITU-R BT.601, which PIL uses too. */
function channelWeights(
    channel: number, channels: number, layout: ImageForm["layout"],
): readonly [red: number, green: number, blue: number] {
    if (channels === 1) {
        return [0.299, 0.587, 0.114];
    }
    const colour = layout === "bgr" ? 2 - channel : channel;
    return [Number(colour === 0), Number(colour === 1), Number(colour === 2)];
}
