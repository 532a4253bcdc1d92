// Draws pictures of shapes and writes them for the training scripts: node draw-pictures.ts FOLDER SIDE COUNT
// FOLDER gets pixels.npy [COUNT, SIDE, SIDE, 3], masks.npy [COUNT, SIDE, SIDE] and boxes.json.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { drawPicture } from "./pictures.ts";

const [folder = "pictures", ...numbers] = process.argv.slice(2);
const [side = 96, count = 1000] = numbers.map(Number);

/** A file that numpy.load reads: a header of 128 bytes, and the numbers. */
function numpyFile(numbers: Uint8Array, shape: readonly number[]): Uint8Array {
    const header = `{'descr': '|u1', 'fortran_order': False, 'shape': (${shape.join(", ")}), }`.padEnd(117);
    const magic = Uint8Array.from([0x93, ...new TextEncoder().encode("NUMPY"), 1, 0, 118, 0]);
    return Buffer.concat([magic, new TextEncoder().encode(`${header}\n`), numbers]);
}

// The test uses other seeds: those from 1,000,000 on.
const pictures = Array.from({ length: count }, (_, seed) => drawPicture(seed, side));
mkdirSync(folder, { recursive: true });
const pixels = Buffer.concat(pictures.map((picture) => picture.pixels));
const masks = Buffer.concat(pictures.map((picture) => picture.mask));
writeFileSync(join(folder, "pixels.npy"), numpyFile(pixels, [count, side, side, 3]));
writeFileSync(join(folder, "masks.npy"), numpyFile(masks, [count, side, side]));
writeFileSync(join(folder, "boxes.json"), JSON.stringify(pictures.map(({ boxes }) => boxes)));
