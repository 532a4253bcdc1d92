import type { InferenceInput } from "../../server/protocol.ts";

export type ImageForm = NonNullable<InferenceInput["image"]>;

/** An image and its name. */
export interface Picture {
    readonly name: string;
    readonly bitmap: ImageBitmap;
}

/** Reads an image file in a format that the browser supports. */
export async function readPicture(name: string, bytes: BlobPart, mime: string): Promise<Picture> {
    try {
        return { name, bitmap: await createImageBitmap(new Blob([bytes], { type: mime })) };
    } catch {
        throw new Error(`${name} could not be read as an image. Choose a PNG, JPEG, WebP, GIF, AVIF or BMP file.`);
    }
}

/** The image at a size: scaled to cover it, cropped around the middle, with white behind transparency. */
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
 * Converts pixels (red, green, blue, alpha) to a network's input: channel by channel, each number mapped from 0…255 to
 * the range, minus the channel's mean, divided by its std. A single channel is the brightness. Channels are in the
 * network's order: with layout "bgr", the first mean is blue's.
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

/** The weights of red, green and blue in a channel; brightness as in ITU-R BT.601, which PIL also uses. */
function channelWeights(
    channel: number, channels: number, layout: ImageForm["layout"],
): readonly [red: number, green: number, blue: number] {
    if (channels === 1) {
        return [0.299, 0.587, 0.114];
    }
    const colour = layout === "bgr" ? 2 - channel : channel;
    return [Number(colour === 0), Number(colour === 1), Number(colour === 2)];
}
