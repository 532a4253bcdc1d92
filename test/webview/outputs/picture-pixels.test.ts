import { describe, expect, test } from "vitest";
import { outputPicture, type PictureForm } from "../../../webview/outputs/picture-pixels.ts";
import { fc } from "../../support/fast-check.ts";

const plain: PictureForm = { kind: "picture", range: [0, 1], mean: [0, 0, 0], std: [1, 1, 1], layout: "rgb" };
const magenta = [255, 0, 255, 255];

describe("an output as an image", () => {
    type Case = readonly [
        title: string, dims: readonly number[], numbers: readonly number[], form: Partial<PictureForm>,
        pixels: readonly (readonly number[])[], counts: { readonly clipped?: number; readonly missing?: number },
    ];
    const cases: readonly Case[] = [
        ["grey", [1, 1, 1, 3], [0, 0.5, 1], {}, [[0, 0, 0, 255], [128, 128, 128, 255], [255, 255, 255, 255]], {}],
        ["grey without an axis of channels", [1, 1, 2], [0, 1], {}, [[0, 0, 0, 255], [255, 255, 255, 255]], {}],
        ["planes of red, green and blue", [1, 3, 1, 2], [1, 0, 0.2, 0.4, 0, 1], {}, [[255, 51, 0, 255], [0, 102, 255, 255]], {}],
        ["planes of blue, green and red", [1, 3, 1, 1], [1, 0.2, 0], { layout: "bgr" }, [[0, 51, 255, 255]], {}],
        ["a range around 0", [1, 1, 1, 2], [-1, 1], { range: [-1, 1] }, [[0, 0, 0, 255], [255, 255, 255, 255]], {}],
        ["negative colours", [1, 1, 1, 2], [0, 1], { range: [1, 0] }, [[255, 255, 255, 255], [0, 0, 0, 255]], {}],
        ["numbers outside the range", [1, 1, 1, 2], [-3, 7], {}, [[0, 0, 0, 255], [255, 255, 255, 255]], { clipped: 2 }],
        ["rounding outside the range", [1, 1, 1, 1], [1.0001], {}, [[255, 255, 255, 255]], {}],
        ["infinities", [1, 1, 1, 2], [-Infinity, Infinity], {}, [[0, 0, 0, 255], [255, 255, 255, 255]], { clipped: 2 }],
        ["one of three channels that is not a number", [1, 3, 1, 2], [1, 1, NaN, 1, 1, 1], {}, [magenta, [255, 255, 255, 255]],
            { missing: 1 }],
    ];
    test.each(cases)("%s", (_, dims, numbers, form, pixels, counts) => {
        const picture = outputPicture(Float32Array.from(numbers), dims, { ...plain, ...form });
        expect(Array.from(picture.pixels)).toEqual(pixels.flat());
        expect(picture).toMatchObject({ width: dims.at(-1), height: dims.at(-2), clipped: 0, missing: 0, ...counts });
    });

    test("has the levels that a normalised image had", () => {
        const level = fc.integer({ min: 0, max: 255 });
        const channel = fc.record({
            levels: fc.array(level, { minLength: 6, maxLength: 6 }),
            mean: fc.double({ min: -2, max: 2, noNaN: true }), std: fc.double({ min: 0.1, max: 3, noNaN: true }),
        });
        fc.assert(fc.property(fc.tuple(channel, channel, channel), (channels) => {
            const numbers = channels.flatMap(({ levels, mean, std }) => levels.map((one) => (one / 255 - mean) / std));
            const { pixels, clipped } = outputPicture(Float32Array.from(numbers), [1, 3, 2, 3], {
                ...plain, mean: channels.map(({ mean }) => mean), std: channels.map(({ std }) => std),
            });
            expect(clipped).toBe(0);
            channels.forEach(({ levels }, index) =>
                expect(Array.from({ length: 6 }, (_, pixel) => pixels[pixel * 4 + index])).toEqual(levels));
        }));
    });
});
