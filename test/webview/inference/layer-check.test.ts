import { describe, expect, test } from "vitest";
import { startOfFile } from "../../../server/features/analyzed-document.ts";
import type { InferenceLayer } from "../../../server/protocol.ts";
import { compareValues, valueTolerance } from "../../../webview/inference/layer-values.ts";
import { compareLayers, groupTensors } from "../../../webview/inference/layer-check.ts";

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

test("the first layer whose numbers on the GPU differ by more than rounding is named", () => {
    const reference = { a: [1, -2, 4], b: [0.5, 3, -1], c: [2, 2, 2] };
    const onGpu: typeof reference = { a: [1.001, -2, 4], b: [0.5, -3, -1], c: [9, 9, 9] };
    const differs = (tensor: keyof typeof reference): boolean => {
        const { difference, scale } = compareValues(
            Float32Array.from(onGpu[tensor]), Float32Array.from(reference[tensor]),
        );
        return difference > valueTolerance * scale;
    };
    const tensor = (["a", "b", "c"] as const).find(differs);
    expect(tensor).toBe("b");
    const values = { compared: 2, first: { tensor: tensor ?? "", difference: 6, scale: 3 } };
    expect(compareLayers(layers, { shapes: [], values }).differing?.path).toBe("b");
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
