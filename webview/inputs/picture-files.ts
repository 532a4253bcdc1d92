import { text } from "../../server/text.ts";
import type { Picture } from "./fitting.ts";
import { imageSize } from "./image-size.ts";

/** A larger image would take hundreds of megabytes when it is decoded, whatever the size of its file. */
const mostPixels = 2 ** 26;
/** The longest side of a picture that is kept. */
const longestSide = 2048;

/** Reads an image file in a format that the browser supports. A large one is reduced. */
export async function readPicture(name: string, bytes: ArrayBuffer, mime: string): Promise<Picture> {
    const size = imageSize(new Uint8Array(bytes));
    const unreadable = text("{file} could not be read as an image. Choose a PNG, JPEG, WebP, GIF, AVIF or BMP file.", { file: name });
    if (size === undefined || size.width === 0 || size.height === 0) {
        throw new Error(unreadable);
    }
    const { width, height } = size;
    if (width * height > mostPixels) {
        throw new Error(text(
            "{file} has {width} × {height} pixels, which is too large. Choose an image of at most 64 megapixels.",
            { file: name, width, height },
        ));
    }
    const scale = longestSide / Math.max(width, height);
    const reduced = scale >= 1 ? {} : {
        resizeWidth: Math.max(1, Math.round(width * scale)),
        resizeHeight: Math.max(1, Math.round(height * scale)),
        resizeQuality: "high" as const,
    };
    try {
        return { name, size, bitmap: await createImageBitmap(new Blob([bytes], { type: mime }), reduced) };
    } catch {
        throw new Error(unreadable);
    }
}
