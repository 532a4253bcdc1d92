import { describe, expect, it } from "vitest";
import { callLayer, type TestArgument } from "../support/layer-call.ts";

type Arguments = Readonly<Record<string, TestArgument>>;

const affine = ["weight [64]", "bias [64]"];
const running = ["running_mean [64]", "running_var [64]"];

describe("normalizations keep the shape", () => {
    it.each<[layer: string, args: Arguments, input: string, parameters: readonly string[], perElement: number]>([
        ["batch_norm", {}, "[64, 8, 8]", [...affine, ...running], 2],
        ["batch_norm", {}, "[64]", [...affine, ...running], 2],
        ["batch_norm", {}, "[64, 9]", [...affine, ...running], 2],
        ["batch_norm", { affine: false }, "[64, 2, 3, 4]", running, 2],
        ["batch_norm", { track_running_stats: false }, "[64, 8, 8]", affine, 7],
        ["batch_norm", { eps: 1e-3, momentum: 0.01 }, "[64, 8, 8]", [...affine, ...running], 2],
        ["instance_norm", {}, "[64, 8, 8]", [], 5],
        ["instance_norm", { affine: true }, "[64, 9]", affine, 7],
        ["instance_norm", { track_running_stats: true }, "[64, 2, 3, 4]", running, 2],
        ["group_norm", { groups: 32 }, "[64, 8, 8]", affine, 7],
        ["group_norm", { groups: 64, affine: false }, "[64]", [], 5],
        ["layer_norm", {}, "[64, 8, 8]", affine, 7],
        ["layer_norm", { axis: -1 }, "[7, 64]", affine, 7],
        ["layer_norm", { bias: false }, "[64]", ["weight [64]"], 7],
        ["layer_norm", { elementwise_affine: false }, "[64, 8, 8]", [], 5],
        ["lrn", { size: 5 }, "[64, 8, 8]", [], 10],
        ["lrn", { size: 2, alpha: 1e-3, beta: 0.5, k: 2 }, "[64, 9]", [], 7],
        ["l2_norm", {}, "[64, 8, 8]", [], 3],
        ["l2_norm", { axis: -1, eps: 0 }, "[64]", [], 3],
        ["scale", {}, "[64, 8, 8]", [" [64]"], 1],
        ["scale", { init: 20 }, "[64]", [" [64]"], 1],
    ])("%s %o on %s", (layer, args, input, parameters, perElement) => {
        const elements = input.slice(1, -1).split(", ").reduce((product, size) => product * Number(size), 1);
        expect(callLayer(layer, input, args)).toMatchObject({
            output: input, parameters, problems: [], macs: 0, operations: perElement * elements,
        });
    });

    it.each([
        ["batch_norm", {}], ["instance_norm", { affine: true }], ["group_norm", { groups: 7 }], ["layer_norm", {}],
        ["lrn", { size: 5 }], ["l2_norm", {}], ["scale", {}],
    ])("%s does not report unknown sizes", (layer, args) => {
        expect(callLayer(layer, "[?, ?, 8]", args)).toMatchObject({ output: "[?, ?, 8]", problems: [], operations: undefined });
    });
});

it("begins at 1 and 0, and does not learn batch norm's running figures", () => {
    const tensors = callLayer("batch_norm", "[64, 8, 8]").inference?.parameters ?? [];
    expect(tensors.map(({ name, learned, initialization }) => [name, learned, initialization])).toEqual([
        ["weight", true, { kind: "constant", value: 1 }],
        ["bias", true, { kind: "constant", value: 0 }],
        ["running_mean", false, { kind: "constant", value: 0 }],
        ["running_var", false, { kind: "constant", value: 1 }],
    ]);
    expect(callLayer("scale", "[64]", { init: 20 }).inference?.parameters)
        .toEqual([{ name: "", shape: [64], learned: true, initialization: { kind: "constant", value: 20 } }]);
});

describe("a wrong normalization has one problem and keeps the shape", () => {
    it.each<[layer: string, args: Arguments, input: string, problem: object]>([
        ["batch_norm", {}, "[1, 2, 3, 4, 5]", { code: "rank-mismatch", layer: "batch_norm", ranks: [1, 2, 3, 4] }],
        ["batch_norm", { eps: -1 }, "[64, 8]", { code: "invalid-argument", name: "eps", requirement: { kind: "at-least", bound: 0 } }],
        ["instance_norm", {}, "[64]", { code: "rank-mismatch", layer: "instance_norm" }],
        ["group_norm", { groups: 3 }, "[64, 8, 8]", { code: "invalid-groups", groups: 3, channels: 64, of: "input" }],
        ["group_norm", { groups: 0 }, "[64, 8, 8]", { code: "invalid-groups", groups: 0 }],
        ["layer_norm", { axis: 3 }, "[64, 8, 8]", { code: "invalid-argument", name: "axis", value: "3" }],
        ["layer_norm", { axis: -2 }, "[64]", { code: "invalid-argument", name: "axis" }],
        ["lrn", { size: 0 }, "[64, 8, 8]", { code: "invalid-argument", name: "size" }],
        ["lrn", { size: 5 }, "[64]", { code: "rank-mismatch", layer: "lrn" }],
        ["l2_norm", { axis: 9 }, "[64]", { code: "invalid-argument", name: "axis" }],
    ])("%s %o on %s", (layer, args, input, problem) => {
        const called = callLayer(layer, input, args);
        expect(called.problems).toEqual([expect.objectContaining(problem)]);
        expect(called.output).toBe(input);
    });
});
