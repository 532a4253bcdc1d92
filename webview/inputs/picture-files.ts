import type { Picture } from "./fitting.ts";

/** Reads an image file in a format that the browser supports. */
export async function readPicture(name: string, bytes: ArrayBuffer | Blob, mime: string): Promise<Picture> {
    try {
        return { name, bitmap: await createImageBitmap(new Blob([bytes], { type: mime })) };
    } catch {
        throw new Error(`${name} could not be read as an image. Choose a PNG, JPEG, WebP, GIF, AVIF or BMP file.`);
    }
}
