import { bordered, resampled, type Border } from "../../support/reference-layers.ts";
import { element, fill } from "../../support/tensors.ts";
import { simpleRows, type NumericRow, type SimpleRow } from "./row.ts";

export const resamplingRows: readonly NumericRow[] = simpleRows([
    ["[3, 4, 5]", "upsample(2)", (a) => resampled(a, [8, 10], { mode: "nearest" })],
    ["[3, 4, 5]", "upsample([1.5, 2.5])", (a) => resampled(a, [6, 12], { mode: "nearest", scale: [1.5, 2.5] })],
    ["[3, 7, 5]", "upsample(size=[5, 8])", (a) => resampled(a, [5, 8], { mode: "nearest" })],
    ["[1, 30]", "upsample(size=16)", (a) => resampled(a, [16], { mode: "nearest" })],
    ["[2, 30, 9]", "upsample(size=[16, 3])", (a) => resampled(a, [16, 3], { mode: "nearest" })],
    ["[2, 7, 6]", "upsample([0.7, 2])", (a) => resampled(a, [4, 12], { mode: "nearest", scale: [0.7, 2] })],
    ["[3, 7]", "upsample(3)", (a) => resampled(a, [21], { mode: "nearest" })],
    ["[2, 3, 4, 2]", "upsample(2)", (a) => resampled(a, [6, 8, 4], { mode: "nearest" })],
    ["[3, 7]", "upsample(2, \"linear\")", (a) => resampled(a, [14], { mode: "linear", scale: [2] })],
    ["[3, 7]", "upsample(size=10, mode=\"linear\", align_corners=true)", (a) =>
        resampled(a, [10], { mode: "linear", alignCorners: true })],
    ["[3, 4, 5]", "upsample(2, \"bilinear\")", (a) => resampled(a, [8, 10], { mode: "linear", scale: [2, 2] })],
    ["[3, 4, 5]", "upsample(1.7, \"bilinear\")", (a) => resampled(a, [6, 8], { mode: "linear", scale: [1.7, 1.7] })],
    ["[3, 4, 5]", "upsample(2, \"bilinear\", align_corners=true)", (a) =>
        resampled(a, [8, 10], { mode: "linear", alignCorners: true })],
    ["[3, 9, 8]", "upsample(size=[4, 1], mode=\"bilinear\")", (a) => resampled(a, [4, 1], { mode: "linear" })],
    ["[3, 9, 8]", "upsample(0.5, \"bilinear\")", (a) => resampled(a, [4, 4], { mode: "linear", scale: [0.5, 0.5] })],
    ["[3, 4, 5]", "upsample(2, \"bicubic\")", (a) => resampled(a, [8, 10], { mode: "cubic", scale: [2, 2] })],
    ["[3, 4, 5]", "upsample(size=[7, 9], mode=\"bicubic\", align_corners=true)", (a) =>
        resampled(a, [7, 9], { mode: "cubic", alignCorners: true })],
    ["[2, 3, 4, 2]", "upsample(2, \"trilinear\")", (a) => resampled(a, [6, 8, 4], { mode: "linear", scale: [2, 2, 2] })],
    ["[2, 3, 4, 2]", "upsample(size=[5, 3, 4], mode=\"trilinear\", align_corners=true)", (a) =>
        resampled(a, [5, 3, 4], { mode: "linear", alignCorners: true })],
    ...(["constant", "reflect", "replicate", "circular"] satisfies readonly Border[]).map((mode): SimpleRow => [
        "[3, 5, 6]", `pad([[1, 2], [0, 3]], "${mode}")`, (a) => bordered(a, [[1, 2], [0, 3]], mode)]),
    ["[3, 5, 6]", "pad([[-1, 2], [1, -3]], value=7)", (a) => bordered(a, [[-1, 2], [1, -3]], "constant", 7)],
    ["[2, 3]", "pad([[-1, 2]], \"reflect\")", (a) =>
        fill([2, 4], ([c = 0, x = 0]) => element(a, [c, [1, 2, 1, 0][x] ?? 0]))],
    ["[2, 2]", "pad([[-3, 2]], \"replicate\")", (a) => fill([2, 1], ([c = 0]) => element(a, [c, 1]))],
    ["[2, 2]", "pad([[-2, 1]], value=7)", () => fill([2, 1], () => 7)],
    ["[3, 5]", "pad([[-1, 2]], \"circular\")", (a) =>
        fill([3, 6], ([c = 0, x = 0]) => element(a, [c, [1, 2, 3, 4, 0, 1][x] ?? 0]))],
    ["[3, 9, 8]", "crop([4, 5])", (a) => fill([3, 4, 5], ([c = 0, y = 0, x = 0]) => element(a, [c, y + 2, x + 1]))],
    ["[18, 2, 3]", "pixel_shuffle(3)", (a) => fill([2, 6, 9], ([c = 0, y = 0, x = 0]) =>
        element(a, [c * 9 + (y % 3) * 3 + (x % 3), Math.floor(y / 3), Math.floor(x / 3)]))],
    ["[6, 4]", "pixel_shuffle(2)", (a) => fill([3, 8], ([c = 0, x = 0]) => element(a, [c * 2 + (x % 2), Math.floor(x / 2)]))],
    ["[8, 2, 3, 2]", "pixel_shuffle(2)", (a) => fill([1, 4, 6, 4], ([, z = 0, y = 0, x = 0]) =>
        element(a, [
            (z % 2) * 4 + (y % 2) * 2 + (x % 2), Math.floor(z / 2), Math.floor(y / 2), Math.floor(x / 2),
        ]))],
    ["[2, 6, 9]", "pixel_unshuffle(3)", (a) => fill([18, 2, 3], ([c = 0, y = 0, x = 0]) =>
        element(a, [Math.floor(c / 9), y * 3 + Math.floor((c % 9) / 3), x * 3 + (c % 3)]))],
    ["[3, 8]", "pixel_unshuffle(2)", (a) => fill([6, 4], ([c = 0, x = 0]) => element(a, [Math.floor(c / 2), x * 2 + (c % 2)]))],
    ["[6, 3, 2]", "channel_shuffle(2)", (a) => fill(a.dims, ([c = 0, ...rest]) =>
        element(a, [(c % 2) * 3 + Math.floor(c / 2), ...rest]))],
]);
