import { describe, expect, test } from "vitest";
import { memoryNeed, wasmRefusal, webGpuRefusal, type MemoryNeed } from "../../../webview/inference/memory.ts";
import { runnableText } from "./models.ts";

const vgg: MemoryNeed = {
    weights: 553_430_176, largest: { name: "classifier.0.weight", bytes: 411_041_792 }, activations: 25_690_112,
};

describe("the limits of a GPU", () => {
    const cases: readonly [need: MemoryNeed, maxBufferSize: number, refusal: string | undefined][] = [
        [vgg, 2 ** 31, undefined],
        [vgg, 411_041_792, undefined],
        [vgg, 2 ** 28, "classifier.0.weight takes 411 MB, and this GPU's buffers hold 268 MB"],
    ];
    test.each(cases)("%o with buffers of %i bytes", (need, maxBufferSize, refusal) => {
        expect(webGpuRefusal(need, { maxBufferSize })).toBe(refusal);
    });
});

describe("the limits of WebAssembly", () => {
    const cases: readonly [what: string, need: MemoryNeed, fits: boolean][] = [
        ["VGG-16", vgg, true],
        ["2.15 GB of weights, as was seen", { ...vgg, weights: 2.15e9, activations: 1e6 }, true],
        ["2.68 GB of weights, as was seen not to", { ...vgg, weights: 2.68e9, activations: 1e6 }, false],
        ["feature maps of 4 GB", { ...vgg, weights: 1e9, activations: 4e9 }, false],
    ];
    test.each(cases)("%s", (_, need, fits) => {
        expect(wasmRefusal(need) === undefined).toBe(fits);
    });

    test("the refusal has the numbers", () => {
        expect(wasmRefusal({ ...vgg, weights: 3e9, activations: 1e8 })).toBe(
            "WebAssembly can hold 4.29 GB; this network needs about 5.8 GB there, with 3 GB of weights and 100 MB of "
                + "feature maps",
        );
    });
});

test("a model's need counts weights, and the largest input and output of one layer", () => {
    const model = runnableText(`
model Net {
    input x: [3, 10, 10]
    conv1 = conv(8, kernel=1, bias=false)
    conv2 = conv(16, kernel=1, bias=false)
    output y = conv(1, kernel=1, bias=false)
}`);
    expect(memoryNeed(model)).toEqual({
        weights: model.weightsLength,
        largest: { name: "conv2", bytes: 6400 },
        activations: 3200 + 6400,
    });
});
