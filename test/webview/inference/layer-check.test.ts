import { Tensor } from "onnxruntime-node";
import { describe, expect, test } from "vitest";
import { startOfFile } from "../../../server/features/analyzed-document.ts";
import type { InferenceLayer } from "../../../server/protocol.ts";
import { compareLayers, groupTensors, type LayerComparison } from "../../../webview/inference/layer-check.ts";
import type { Session } from "../../../webview/inference/session.ts";
import { createValueCheck } from "../../../webview/inference/value-check.ts";

function layer(path: string, dims: readonly number[], tensor = path): InferenceLayer {
    return { path, kind: "conv", tensor, dims, node: `layer:${path}`, range: startOfFile, inputs: [], parameters: [] };
}

type Shapes = Readonly<Record<string, readonly number[]>>;

const layers = [layer("a", [1, 4, 8]), layer("b", [1, 4]), layer("c", [1, 2])];

describe("shown and real shapes", () => {
    const cases: readonly [what: string, real: Shapes, compared: number, wrong: readonly string[]][] = [
        ["agree", { a: [1, 4, 8], b: [1, 4], c: [1, 2] }, 3, []],
        ["differ in a size", { a: [1, 4, 9], b: [1, 4], c: [1, 2] }, 3, ["layer:a"]],
        ["differ in rank", { a: [1, 4], b: [1, 4, 1], c: [1, 2] }, 3, ["layer:a", "layer:b"]],
        ["are only compared if there is an actual one", { b: [1, 4] }, 1, []],
    ];
    test.each(cases)("%s", (_, real, compared, wrong) => {
        const shapes = Object.entries(real).map(([tensor, dims]) => ({ tensor, dims }));
        const comparison = compareLayers(layers, { shapes });
        expect(comparison.compared).toHaveLength(compared);
        expect(comparison.mismatches.map(({ node }) => node)).toEqual(wrong);
    });
});

describe("the layers' numbers on the GPU and on WebAssembly", () => {
    const reference = { a: [1, -2, 4], b: [0.5, 3, -1], c: [2, 2, 2] };

    /** A session of a device that gives these numbers, in the opposite order of the layers. */
    function sessionOf(numbers: Partial<typeof reference>, opened = { count: 0 }): Session {
        opened.count += 1;
        return {
            run: (_, outputs = []) => Promise.resolve(new Map(Object.entries(numbers).toReversed()
                .filter(([tensor]) => outputs.includes(tensor))
                .map(([tensor, values]) => [tensor, new Tensor("float32", Float32Array.from(values), [1, values.length])]))),
            settle: () => Promise.resolve(),
            endProfile: () => "",
            close: () => {
                opened.count -= 1;
                return Promise.resolve();
            },
        };
    }

    /** Compares in two groups, as the check of a network does. */
    async function check(onGpu: Partial<typeof reference>, opened = { count: 0 }): Promise<LayerComparison> {
        const gpu = sessionOf(onGpu);
        const values = createValueCheck([], () => Promise.resolve(sessionOf(reference, opened)));
        for (const group of [["a", "b"], ["c"]]) {
            await values.compare(group, await gpu.run([], group));
        }
        const compared = compareLayers(layers, { shapes: [], values: values.result() });
        await values.close();
        return compared;
    }

    test("agree up to rounding", async () => {
        const { differing, values } = await check({ ...reference, a: [1.001, -2, 4] });
        expect(differing).toBeUndefined();
        expect(values).toEqual({ compared: 3 });
    });

    test.each([
        ["of several", { b: [0.5, -3, -1], c: [9, 9, 9] }, "b", 2],
        ["in a group, also if results come in another order", { a: [1, -2, 5], b: [0, 0, 0] }, "a", 1],
        ["in a later group", { c: [2, 2, NaN] }, "c", 3],
        ["by a missing number", { c: [2, 2] }, "c", 3],
    ])("name the first differing layer %s", async (_, wrong, path, compared) => {
        const opened = { count: 0 };
        const found = await check({ ...reference, ...wrong }, opened);
        expect(found.differing?.path).toBe(path);
        expect(found.values).toMatchObject({ compared, first: { tensor: path } });
        expect(opened.count).toBe(0);
    });

    test("are not compared if the other device fails", async () => {
        const values = createValueCheck([], () => Promise.reject(new RangeError("Array buffer allocation failed")));
        await values.compare(["a"], await sessionOf(reference).run([], ["a"]));
        expect(values.result()).toEqual({ failure: "the memory did not suffice" });
    });
});

describe("results held at a time", () => {
    const cases: readonly [limit: number, groups: readonly (readonly string[])[]][] = [
        [1e6, [["a", "b", "c"]]],
        [24, [["a"], ["b", "c"]]],
        [1, [["a"], ["b"], ["c"]]],
    ];
    test.each(cases)("within %i bytes", (limit, groups) => expect(groupTensors(layers, limit)).toEqual(groups));

    test("a tensor that two layers share is held once", () => {
        expect(groupTensors([...layers, layer("d", [1, 2], "c")], 1e6)).toEqual([["a", "b", "c"]]);
    });
});
