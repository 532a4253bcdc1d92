import { describe, expect, it } from "vitest";
import { callLayer, type TestArgument } from "../support/layer-call.ts";

type Arguments = Readonly<Record<string, TestArgument>>;

describe("activations keep the shape and learn nothing", () => {
    it.each<[layer: string, args: Arguments, perElement: number]>([
        ["relu", {}, 1], ["relu6", {}, 2], ["leaky_relu", {}, 2], ["leaky_relu", { negative_slope: 0.2 }, 2],
        ["elu", {}, 3], ["elu", { alpha: 0.5 }, 3], ["selu", {}, 4], ["gelu", {}, 5], ["gelu", { approximate: "tanh" }, 9],
        ["silu", {}, 2], ["mish", {}, 4], ["sigmoid", {}, 1], ["hard_sigmoid", {}, 4], ["hard_swish", {}, 5], ["tanh", {}, 1],
        ["softplus", {}, 3], ["softmax", {}, 5], ["softmax", { axis: -1 }, 5], ["log_softmax", {}, 5],
        ["dropout", {}, 0], ["dropout", { p: 0 }, 0], ["drop_path", { p: 1 }, 0], ["identity", {}, 0],
    ])("%s %o", (layer, args, perElement) => {
        for (const [input, elements] of [["[10]", 10], ["[4, 5]", 20], ["[4, 5, 6]", 120], ["[2, 3, 4, 5]", 120]] as const) {
            expect(callLayer(layer, input, args)).toMatchObject({
                output: input, parameters: [], problems: [], macs: 0, operations: perElement * elements,
            });
        }
        expect(callLayer(layer, "[?, 5]", args)).toMatchObject({ output: "[?, 5]", problems: [] });
    });
});

describe("prelu", () => {
    it.each<[input: string, args: Arguments, parameters: readonly string[]]>([
        ["[8, 5, 5]", {}, ["weight [1]"]],
        ["[8, 5, 5]", { num_parameters: 8 }, ["weight [8]"]],
        ["[?, 5, 5]", { num_parameters: 8 }, ["weight [8]"]],
    ])("%s %o", (input, args, parameters) => {
        expect(callLayer("prelu", input, args)).toMatchObject({ output: input, parameters, problems: [] });
    });

    it("has one slope, or one for each channel", () => {
        expect(callLayer("prelu", "[8, 5, 5]", { num_parameters: 5 })).toMatchObject({
            output: "[8, 5, 5]",
            problems: [{ code: "invalid-argument", name: "num_parameters", value: "5", requirement: { kind: "slopes", channels: 8 } }],
        });
    });

    it("begins at 0.25", () => {
        expect(callLayer("prelu", "[8]").inference?.parameters[0]?.initialization).toEqual({ kind: "constant", value: 0.25 });
    });
});

describe("a wrong activation has one problem and keeps the shape", () => {
    it.each<[layer: string, args: Arguments, problem: object]>([
        ["softmax", { axis: 3 }, { code: "invalid-argument", name: "axis", value: "3", argument: "axis" }],
        ["log_softmax", { axis: -4 }, { code: "invalid-argument", name: "axis", value: "-4" }],
        ["dropout", { p: 1.5 }, { code: "invalid-argument", name: "p", requirement: { kind: "between", least: 0, most: 1 } }],
        ["dropout", { p: -0.1 }, { code: "invalid-argument", name: "p" }],
        ["drop_path", { p: 2 }, { code: "invalid-argument", name: "p" }],
        ["prelu", { num_parameters: 0 }, { code: "invalid-argument", name: "num_parameters" }],
    ])("%s %o", (layer, args, problem) => {
        const called = callLayer(layer, "[8, 5, 5]", args);
        expect(called.problems).toEqual([expect.objectContaining(problem)]);
        expect(called.output).toBe("[8, 5, 5]");
    });
});
