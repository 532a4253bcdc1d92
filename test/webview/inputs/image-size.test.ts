import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { imageSize } from "../../../webview/inputs/image-size.ts";
import { projectRoot } from "../../support/extension.ts";
import { fc } from "../../support/fast-check.ts";

const text = (characters: string): readonly number[] => Array.from(characters, (character) => character.charCodeAt(0));

describe("an image's size is read from its first bytes", () => {
    test.each([
        ["PNG", "media/samples/digit-7.png", 28, 28],
        ["PNG in colour", "media/samples/shapes-1.png", 96, 96],
        ["JPEG", "media/sample.jpg", 256, 256],
    ])("%s", (_, path, width, height) => {
        expect(imageSize(readFileSync(join(projectRoot, path)))).toEqual({ width, height });
    });

    test.each<[string, readonly number[]]>([
        ["GIF", [...text("GIF89a"), 0x40, 0x01, 0xf0, 0x00]],
        ["GIF whose frame exceeds the screen", [
            ...text("GIF89a"), 1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0x21, 0xf9, 4, 0, 0, 0, 0, 0,
            0x2c, 0x40, 0, 0x10, 0, 0, 1, 0xe0, 0, 0, 2, 1, 0, 0, 0x3b,
        ]],
        ["JPEG with markers without segments", [
            0xff, 0xd8, 0xff, 0x01, 0xff, 0xd0, 0xff, 0xc0, 0, 17, 8, 0, 0xf0, 0x01, 0x40, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        ]],
        ["AVIF with a smaller size before", [
            0, 0, 0, 24, ...text("ftypavif"), ...text("ispe"), 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, ...Array<number>(70_000).fill(0),
            ...text("ispe"), 0, 0, 0, 0, 0, 0, 1, 0x40, 0, 0, 0, 0xf0,
        ]],
        ["BMP", [...text("BM"), ...Array<number>(16).fill(0), 0x40, 0x01, 0, 0, 0xf0, 0, 0, 0]],
        ["BMP from the top", [...text("BM"), ...Array<number>(16).fill(0), 0x40, 0x01, 0, 0, 0x10, 0xff, 0xff, 0xff]],
        ["lossy WebP", [...text("RIFF"), 0, 0, 0, 0, ...text("WEBPVP8 "), ...Array<number>(10).fill(0), 0x40, 0x01, 0xf0, 0x00]],
        ["extended WebP", [...text("RIFF"), 0, 0, 0, 0, ...text("WEBPVP8X"), ...Array<number>(8).fill(0), 0x3f, 1, 0, 0xef, 0, 0]],
        ["AVIF", [0, 0, 0, 24, ...text("ftypavif"), 0, 0, 0, 20, ...text("ispe"), 0, 0, 0, 0, 0, 0, 1, 0x40, 0, 0, 0, 0xf0]],
    ])("%s", (_, bytes) => expect(imageSize(Uint8Array.from(bytes))).toEqual({ width: 320, height: 240 }));

    test("of any other bytes there is none, or one, but no error", () => {
        const starts = fc.constantFrom<readonly number[]>(
            [], [0xff, 0xd8, 0xff], [0x89, ...text("PNG")], text("RIFF0000WEBPVP8L"), text("GIF8"), text("BM"), text("0000ftypavif"),
        );
        fc.assert(fc.property(starts, fc.uint8Array({ maxLength: 60 }), (start, rest) => {
            const size = imageSize(Uint8Array.from([...start, ...rest]));
            expect(size === undefined || (size.width >= 0 && size.height >= 0)).toBe(true);
        }));
    });
});
