import { InferenceSession, Tensor } from "onnxruntime-node";
import { describe, expect, it, test } from "vitest";
import { onnxPrefixes } from "../../../server/emit/onnx-prefix.ts";
import { fillWeights } from "../../../server/emit/weights.ts";
import { differences, prefixEnds } from "../../../webview/inference/prefix-times.ts";
import { sessionOptions } from "../../support/ort.ts";
import { runEveryLayer } from "../inspect/inspect-page.ts";
import { runnableText } from "./models.ts";

const model = runnableText(`
model Branches {
    input image: [3, 8, 8]
    a = conv(4, 3, padding=1)
    left = batch_norm() -> gelu()
    right = a -> conv(4, 1)
    joined = add(left, right)
    output y = global_avg_pool() -> flatten() -> linear(5) -> softmax()
}
`);
const { layers } = model;

it("of every layer gives its result", async () => {
    const whole = await runEveryLayer(model);
    const weights = new ArrayBuffer(model.weightsLength);
    for (const tensor of model.weights) {
        fillWeights(tensor, model.seed, new Float32Array(weights, tensor.offset, tensor.count));
    }
    const upTo = onnxPrefixes(Buffer.from(model.onnx, "base64"));
    for (const { tensor } of layers) {
        const prefix = upTo(tensor);
        expect(prefix, tensor).toBeDefined();
        const session = await InferenceSession.create(prefix ?? new Uint8Array(), {
            externalData: [{ path: model.weightsFile, data: new Uint8Array(weights) }], ...sessionOptions,
        });
        const results = await session.run(Object.fromEntries(whole.inputs.map(({ name, dims, values }) =>
            [name, new Tensor("float32", Float32Array.from(values), dims)])));
        await session.release();
        const expected = whole.layers.find(({ name }) => name === tensor)?.values ?? [];
        const values = Array.from(results[tensor]?.data ?? [], Number);
        expect(values.length).toBe(expected.length);
        const errors = values.map((value, index) => Math.abs(value - (expected[index] ?? NaN)));
        expect(Math.max(...errors)).toBeLessThan(1e-5);
    }
    expect(upTo("nothing")).toBeUndefined();
});

test.each([
    [3, [0, 1, 2]],
    [64, Array.from({ length: 64 }, (_, index) => index)],
])("%i layers end prefixes one by one", (count, ends) => {
    expect(prefixEnds(count)).toEqual(ends);
});

it("ends few prefixes in a long network, evenly, the last with its end", () => {
    const ends = prefixEnds(1000);
    expect(ends.length).toBe(64);
    expect(ends.at(-1)).toBe(999);
    expect(Math.max(...ends.map((end, index) => end - (ends[index - 1] ?? -1)))).toBeLessThanOrEqual(16);
});

describe("a layer's time", () => {
    it("is the difference to the prefix before it, and not negative", () => {
        const totals = new Map(layers.map((_, index) => [index, index === 1 ? 2 : 3 + index]));
        const { total, layers: times } = differences(layers, totals);
        expect(times.map(({ milliseconds }) => milliseconds).slice(0, 4)).toEqual([3, 0, 2, 1]);
        expect(total).toBe(3 + layers.length - 1);
    });
    it("is within the next one if it has no prefix", () => {
        const { layers: times } = differences(layers, new Map([[1, 4], [layers.length - 1, 9]]));
        expect(times[0]).toEqual({ node: layers[0]?.node, milliseconds: 0, within: layers[1]?.node });
        expect(times[1]).toEqual({ node: layers[1]?.node, milliseconds: 4 });
        expect(times.at(-1)).toMatchObject({ milliseconds: 5 });
    });
});
