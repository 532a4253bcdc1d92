import type { InferenceInput } from "../../server/protocol.ts";
import { text } from "../../server/text.ts";

export type ImageForm = NonNullable<InferenceInput["image"]>;

/** An image and its name. */
export interface Picture {
    readonly name: string;
    readonly bitmap: ImageBitmap;
    /** The size of the file's image; the bitmap may be smaller. */
    readonly size: PictureSize;
}

/** A picture at a network's size, as `fit` says, with white behind transparency; letterbox bars are black. */
export function fitPicture({ bitmap }: Picture, width: number, height: number, fit: ImageForm["fit"]): ImageData {
    const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
    if (context === null) {
        throw new Error(text("There was no memory for an image of {width} × {height} pixels.", { width, height }));
    }
    const drawn = drawnSize(bitmap, { width, height }, fit);
    const left = (width - drawn.width) / 2;
    const top = (height - drawn.height) / 2;
    context.fillStyle = "black";
    context.fillRect(0, 0, width, height);
    context.fillStyle = "white";
    context.fillRect(left, top, drawn.width, drawn.height);
    context.imageSmoothingQuality = "high";
    context.drawImage(bitmap, left, top, drawn.width, drawn.height);
    return context.getImageData(0, 0, width, height);
}

export interface PictureSize {
    readonly width: number;
    readonly height: number;
}

function drawnSize(picture: PictureSize, target: PictureSize, fit: ImageForm["fit"]): PictureSize {
    if (fit === "stretch") {
        return target;
    }
    const scales = [target.width / picture.width, target.height / picture.height];
    const scale = fit === "crop" ? Math.max(...scales) : Math.min(...scales);
    return { width: picture.width * scale, height: picture.height * scale };
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

/** The pixels as a network with one channel sees them: grey. Others see the colours. */
export function pixelsAsSeen(pixels: ImageData, channels: number): ImageData {
    if (channels !== 1) {
        return pixels;
    }
    const [red, green, blue] = brightness;
    const grey = new ImageData(new Uint8ClampedArray(pixels.data), pixels.width, pixels.height);
    for (let at = 0; at < grey.data.length; at += 4) {
        const level = red * (grey.data[at] ?? 0) + green * (grey.data[at + 1] ?? 0) + blue * (grey.data[at + 2] ?? 0);
        grey.data.fill(level, at, at + 3);
    }
    return grey;
}

/** As in ITU-R BT.601, which PIL also uses. */
const brightness = [0.299, 0.587, 0.114] as const;

/** The weights of red, green and blue in a channel. */
function channelWeights(
    channel: number, channels: number, layout: ImageForm["layout"],
): readonly [red: number, green: number, blue: number] {
    if (channels === 1) {
        return brightness;
    }
    const colour = layout === "bgr" ? 2 - channel : channel;
    return [Number(colour === 0), Number(colour === 1), Number(colour === 2)];
}
