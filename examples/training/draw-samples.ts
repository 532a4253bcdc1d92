// Writes the sample pictures of the preview: node draw-samples.ts FOLDER
// The networks were trained on none of them.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { crc32, deflateSync } from "node:zlib";
import { drawPicture } from "./pictures.ts";

const [folder = "samples"] = process.argv.slice(2);
const { resolve } = createRequire(import.meta.url);
/** The training leaves every fifth digit out, from this on. */
const unseenDigit = 4;
const shapeSeeds = Array.from({ length: 10 }, (_, index) => 2_000_001 + index);
const side = 96;

mkdirSync(folder, { recursive: true });
for (let digit = 0; digit < 10; digit++) {
    const file = join(resolve("mnist/package.json"), `../src/digits/${digit}.json`);
    const { data } = JSON.parse(readFileSync(file, "utf8")) as { readonly data: readonly number[] };
    const digitData = data.slice(unseenDigit * 784, (unseenDigit + 1) * 784);
    const pixels = Uint8Array.from(digitData, (level) => Math.round(level * 255));
    writeFileSync(join(folder, `digit-${digit}.png`), png(pixels, 28, 1));
}
for (const [index, seed] of shapeSeeds.entries()) {
    writeFileSync(join(folder, `shapes-${index + 1}.png`), png(drawPicture(seed, side).pixels, side, 3));
}

/** A square PNG of 1 or 3 channels. */
function png(pixels: Uint8Array, size: number, channels: 1 | 3): Uint8Array {
    const header = Buffer.alloc(13);
    header.writeUInt32BE(size, 0);
    header.writeUInt32BE(size, 4);
    header.set([8, channels === 1 ? 0 : 2, 0, 0, 0], 8);
    const row = size * channels;
    const rows = Array.from({ length: size }, (_, y) => Buffer.from([0, ...pixels.subarray(y * row, (y + 1) * row)]));
    const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    return Buffer.concat([
        signature,
        chunk("IHDR", header),
        chunk("IDAT", deflateSync(Buffer.concat(rows), { level: 9 })),
        chunk("IEND", Buffer.alloc(0)),
    ]);
}

function chunk(type: string, data: Uint8Array): Uint8Array {
    const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
    const frame = Buffer.alloc(4);
    frame.writeUInt32BE(data.length);
    const check = Buffer.alloc(4);
    check.writeUInt32BE(crc32(body));
    return Buffer.concat([frame, body, check]);
}
