import { describe, expect, test } from "vitest";
import { pixelsToInput, type ImageForm } from "../../../webview/inputs/fitting.ts";

const plain: ImageForm = { mean: [0, 0, 0], std: [1, 1, 1], range: [0, 1], layout: "rgb", fit: "crop" };

/** Two pixels: one of pure colours' levels, one white, both with an alpha that must not count. */
const pixels = Uint8ClampedArray.of(255, 51, 0, 255, 255, 255, 255, 7);

describe("pixels become channels", () => {
    const cases: readonly [what: string, channels: number, form: ImageForm, expected: readonly number[]][] = [
        ["red, then green, then blue", 3, plain, [1, 1, 0.2, 1, 0, 1]],
        ["blue first with bgr", 3, { ...plain, layout: "bgr" }, [0, 1, 0.2, 1, 1, 1]],
        ["in a custom range", 3, { ...plain, range: [-1, 1] }, [1, 1, -0.6, 1, -1, 1]],
        ["as they are with 0…255", 3, { ...plain, range: [0, 255] }, [255, 255, 51, 255, 0, 255]],
        ["less mean, over std", 3, { ...plain, mean: [0.5, 0.2, 0], std: [0.5, 0.1, 2] }, [1, 1, 0, 8, 0, 0.5]],
        [
            "with the mean of blue first with bgr", 3,
            { mean: [103, 116, 123], std: [1, 1, 1], range: [0, 255], layout: "bgr", fit: "crop" }, [-103, 152, -65, 139, 132, 132],
        ],
        ["as brightness for one channel", 1, { ...plain, mean: [0], std: [1] }, [0.299 + 0.587 * 0.2, 1]],
    ];
    test.each(cases)("%s", (_, channels, form, expected) => {
        const values = [...pixelsToInput(pixels, channels, form)];
        expect(values).toHaveLength(expected.length);
        values.forEach((value, index) => expect(value).toBeCloseTo(expected[index] ?? NaN, 4));
    });
});
