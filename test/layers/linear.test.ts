import { describe, expect, it } from "vitest";
import { callLayer, shape, type TestArgument } from "../support/layer-call.ts";

type Arguments = Readonly<Record<string, TestArgument>>;

describe("linear", () => {
    it.each<[input: string, args: Arguments, output: string, parameters: readonly string[], macs?: number]>([
        ["[25088]", {}, "[1000]", ["weight [1000, 25088]", "bias [1000]"], 25_088_000],
        ["[512]", { bias: false }, "[1000]", ["weight [1000, 512]"], 512_000],
        ["[49, 512]", {}, "[49, 1000]", ["weight [1000, 512]", "bias [1000]"], 49 * 512_000],
        ["[?]", {}, "[1000]", ["weight [?]", "bias [1000]"]],
        ["[?, 512]", {}, "[?, 1000]", ["weight [1000, 512]", "bias [1000]"]],
    ])("%s %o → %s", (input, args, output, parameters, macs) => {
        expect(callLayer("linear", input, { features: 1000, ...args })).toMatchObject({ output, parameters, macs, problems: [] });
    });

    it("counts its bias as operations", () => {
        expect(callLayer("linear", "[49, 512]", { features: 10 }).operations).toBe(490);
        expect(callLayer("linear", "[49, 512]", { features: 10, bias: false }).operations).toBe(0);
    });

    it.each([["[512, 7, 7]"], ["[8, 2, 3, 4]"]])("%s has to be flattened first", (input) => {
        const called = callLayer("linear", input, { features: 10 });
        expect(called.problems).toEqual([expect.objectContaining({ code: "rank-mismatch", layer: "linear", ranks: [1, 2] })]);
        expect(called).toMatchObject({ output: "[10]", macs: undefined });
    });

    it.each<[args: Arguments, input: string, output: string]>([
        [{ features: 0 }, "[512]", "[?]"],
        [{}, "[512]", "[?]"],
    ])("%o on %s → %s", (args, input, output) => {
        expect(callLayer("linear", input, args).output).toBe(output);
    });

    it("guesses its features from anything", () => {
        const { definition } = callLayer("linear", "[512]", { features: 10 });
        expect(definition.guess(new Map([["features", 10]]), [undefined])).toEqual(shape("[10]"));
    });
});
