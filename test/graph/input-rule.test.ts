import { describe, expect, test } from "vitest";
import { ruleText } from "../../server/diagnostics/size-rule-text.ts";
import { layers } from "../../server/layers/catalogue.ts";
import { inputRule, nearestSizes, type InputRule, type SizeRule } from "../../server/graph/input-rule.ts";
import { formatSizeForm } from "../../server/sizes/function-text.ts";
import { firstSizes, hasSize } from "../../server/sizes/size-set.ts";
import { analyzeText } from "../support/memory-host.ts";
import { errorsOf, judgedHeights, makeUp, modelOf, sizedNetworks } from "../support/size-networks.ts";
import { sizelessForms } from "../support/sizeless-forms.ts";
import { takenSizes } from "../support/sizeless-onnx.ts";

/** The heights for which the rule is wrong. */
function disagreements(text: string, fits: (height: number) => boolean): readonly string[] {
    const graph = modelOf(text);
    const rule = inputRule(graph);
    const [size] = rule.sizes.filter(({ name }) => name === "H");
    return judgedHeights.flatMap((height) => {
        const expected = fits(height);
        const isAccepted = size !== undefined && hasSize(size.fits, height);
        const fitsToo = rule.fits(new Map([["H", height]]));
        return isAccepted === expected && fitsToo === expected ? [] : [`${height} ${expected ? "fits" : "does not fit"}`];
    });
}

/** Whether the network, and another one, is valid when it is checked at another height. */
function isRightAt(text: string, height: number, expected: string): boolean {
    const analysis = analyzeText(text, {}, { samples: new Map([["H", height]]) });
    const [there] = analysis.models;
    return there !== undefined && makeUp(there) === expected && errorsOf(analysis).length === 0;
}

function ruleOf(text: string, name = "H"): SizeRule {
    const rule = inputRule(modelOf(text)).sizes.find((size) => size.name === name);
    if (rule === undefined) {
        throw new Error(`${name} is no free size.`);
    }
    return rule;
}

describe.each(sizedNetworks)("$name", ({ text, words }) => {
    test("the rule in words", () => {
        expect(ruleText(ruleOf(text))).toBe(words);
    });

    test("agrees with checking each height", () => {
        const expected = makeUp(modelOf(text));
        expect(disagreements(text, (height) => isRightAt(text, height, expected))).toEqual([]);
    });

    test("agrees with ONNX Runtime at heights up to 200", async () => {
        const taken = await takenSizes(modelOf(text), "H", judgedHeights);
        expect(disagreements(text, (height) => taken.has(height))).toEqual([]);
    });
});

/** A model of one line above its output, on \`[3, H = 32, W = 32]\`. */
function small(body: string, blocks = "", input = "input x: [3, H = 32, W = 32]"): string {
    return `${blocks}\nmodel M() {\n    ${input}\n${body}\n    output y = identity()\n}\n`;
}

describe("demands of layers, which ONNX Runtime has too", () => {
    test.each<[what: string, body: string, words: string]>([
        ["a kernel that must fit", "conv(1, 7)", "H ≥ 7"],
        ["a kernel that fits with padding", "conv(1, 7, padding=3)", "any size"],
        ["as many outputs as strides reach", "conv(3, 5, stride=3, padding=\"same\")", "any size"],
        ["as many of a dilated kernel", "conv(3, 3, stride=2, dilation=3, padding=\"same\") -> conv(1, 3)", "H ≥ 5"],
        ["as many with a border that is mirrored", "conv(3, 5, stride=3, padding=\"same\", padding_mode=\"reflect\")", "H ≥ 3"],
        ["a border that strides leave out at the sample", "slice(0, 30, axis=2) -> conv(3, 3, stride=[4, 1], padding=\"same\", padding_mode=\"reflect\")", "H ≥ 2"],
        ["one that goes around", "conv(3, [7, 1], stride=[4, 1], padding=\"same\", padding_mode=\"circular\")", "H ≥ 3"],
        ["means, the last over an incomplete window", "a = avg_pool(2, ceil_mode=true)\nadd(a -> upsample(2), x)", "H must be a multiple of 2, also 1"],
        ["windows apart, the last one counted", "max_pool([2, 1], stride=[5, 1], ceil_mode=true) -> conv(1, [2, 1])", "H ≥ 6"],
        ["windows apart, padded", "avg_pool([2, 1], stride=[3, 1], padding=[1, 0], ceil_mode=true) -> conv(1, [2, 1])", "H ≥ 3"],
        ["operands that must agree", "a = conv(3, 2, stride=2)\nconcat(a -> upsample(2), x)", "H must be a multiple of 2"],
        ["a value that is repeated", "add(global_avg_pool(), x)", "any size"],
        ["halves", "pixel_unshuffle(4)", "H must be a multiple of 4"],
        ["parts", "a, b, c, d = split(4, axis=1)", "H must be a multiple of 4"],
        ["parts with explicit sizes", "a, b = split([10, 22], axis=1)", "only H = 32"],
        ["a border that is mirrored", "pad(5, mode=\"reflect\")", "H ≥ 6"],
        ["a border that goes around", "conv(1, 11, padding=5, padding_mode=\"circular\")", "H ≥ 5"],
        ["a border taken away", "pad([[-5, -4], [0, 0]])", "H ≥ 10"],
        ["a crop", "crop(20)", "H ≥ 20"],
        ["a slice", "slice(10, 20, axis=1)", "H ≥ 11"],
        ["a slice from the end", "slice(-10, axis=1)", "any size"],
        ["a shape whose elements are counted", "reshape([3, 64, -1])", "H must be a multiple of 2 while W = 32"],
        ["a flat value with a learned tensor", "max_pool(4) -> flatten() -> linear(10)", "H from 32 to 35 while W = 32"],
        ["rows of a learned tensor", "reshape([96, -1]) -> linear(10)", "only H = 32 while W = 32"],
        ["a global pooling before it", "global_avg_pool() -> flatten() -> linear(10)", "any size"],
        ["an adaptive pooling before it", "adaptive_avg_pool(7) -> flatten() -> linear(10)", "any size"],
        ["channels that come from the size", "permute([1, 0, 2]) -> conv(4, 1)", "only H = 32"],
        ["a norm of them", "permute([1, 0, 2]) -> batch_norm()", "only H = 32"],
        ["a norm without learned numbers", "permute([1, 0, 2]) -> instance_norm()", "any size"],
        ["groups that divide them", "permute([1, 0, 2]) -> channel_shuffle(8)", "H must be a multiple of 8"],
        ["a size to be reached", "conv(3, 3, stride=2, padding=1) -> conv_transpose(3, 2, stride=2, to=x)", "H must be a multiple of 2"],
        ["one that is always reached", "conv(3, 3, stride=2, padding=1) -> conv_transpose(3, 3, stride=2, padding=1, to=x)", "any size"],
        ["a pooling undone", "p, at = max_pool(2, indices=true)\np -> max_unpool(at, 2, to=x)", "H ≥ 2"],
        ["a pooling undone to another size", "p, at = max_pool(2, indices=true)\nu = p -> max_unpool(at, 2)\nconcat(u, x)", "H must be a multiple of 2"],
        ["a border repeated", "pad(3, mode=\"replicate\")", "any size"],
        ["a border mirrored, and rows taken away", "pad([[4, -6], [0, 0]], mode=\"reflect\")", "H ≥ 5"],
        ["every third row", "slice(2, -2, axis=1, step=3)", "H ≥ 5"],
        ["rows put below", "concat(x, x -> slice(0, 3, axis=1), axis=1)", "any size"],
        ["a smaller picture", "upsample([0.25, 1])", "H ≥ 4"],
        ["an interpolated one", "upsample(1.5, mode=\"bicubic\") -> conv(1, 7)", "H ≥ 5"],
        ["an explicit size", "upsample(size=[7, 32], mode=\"bilinear\") -> max_pool([7, 1])", "any size"],
        ["a mean of values", "mean(x, max_pool(2) -> upsample(2), x)", "H must be a multiple of 2"],
        ["the largest of values, one repeated, and a number", "maximum(x, global_max_pool(), 0.5)", "any size"],
        ["differences and products", "sub(max_pool(4) -> upsample(4), mul(x, 2))", "H must be a multiple of 4"],
        ["features along the last axis", "reshape([3, -1]) -> linear(10)", "only H = 32 while W = 32"],
        ["positions with features", "reshape([-1, 32]) -> linear(10)", "any size while W = 32"],
        ["an adaptive pooling for the largest", "adaptive_max_pool([3, 5]) -> flatten() -> linear(10)", "any size"],
        ["separate kernels", "permute([1, 0, 2]) -> depthwise_conv(1)", "only H = 32"],
        ["groups of a convolution", "permute([1, 0, 2]) -> conv(8, 1, groups=8)", "only H = 32"],
        ["groups of a norm", "permute([1, 0, 2]) -> group_norm(8, affine=false)", "H must be a multiple of 8"],
        ["groups of a norm that learns", "permute([1, 0, 2]) -> group_norm(8)", "only H = 32"],
        ["a norm along the rows", "layer_norm(axis=1)", "only H = 32"],
        ["factors", "permute([1, 0, 2]) -> scale()", "only H = 32"],
        ["a slope for each", "permute([1, 0, 2]) -> prelu(num_parameters=32)", "only H = 32"],
        ["one slope", "permute([1, 0, 2]) -> prelu()", "any size"],
        ["channels that become pixels", "permute([1, 0, 2]) -> pixel_shuffle(2)", "H must be a multiple of 4"],
        ["a size that the dilation reaches", "conv(3, [9, 1]) -> conv_transpose(3, [3, 1], dilation=[3, 1], to=x)", "H ≥ 9"],
        ["one that the stride does not", "conv(3, [5, 1], stride=[3, 1]) -> conv_transpose(3, [3, 1], stride=[3, 1], to=x)", "H mod 3 = 2 and H ≥ 5"],
        ["an output padding beyond the stride", "add(conv(3, 4) -> conv_transpose(3, 2, dilation=2, output_padding=1), x)", "H ≥ 4"],
        ["a pooling of overlapping windows undone", "p, at = max_pool(3, stride=2, padding=1, indices=true)\np -> max_unpool(at, 3, stride=2, padding=1, to=x)", "any size"],
        ["a dilated one undone", "p, at = max_pool([2, 1], stride=[4, 1], dilation=[2, 1], indices=true)\np -> max_unpool(at, [2, 1], stride=[4, 1], to=x)", "H mod 4 in 0, 1, 3 and H ≥ 3"],
        ["a pooling undone that rounded up", "p, at = max_pool(2, ceil_mode=true, indices=true)\np -> max_unpool(at, 2, to=x)", "any size"],
    ])("%s", async (_, body, words) => {
        const text = small(body);
        expect(errorsOf(analyzeText(text))).toEqual([]);
        expect(ruleText(ruleOf(text))).toBe(words);
        const taken = await takenSizes(modelOf(text), "H", judgedHeights);
        expect(disagreements(text, (height) => taken.has(height))).toEqual([]);
    });
});

test("every layer is judged", () => {
    expect([...layers.keys()].filter((name) => !sizelessForms.has(name))).toEqual([]);
});

describe("demands of the language itself, which no runtime has", () => {
    test.each<[what: string, body: string, words: string]>([
        ["a claim with free sizes", "conv(1, 3, stride=2, padding=1) : [_, H/2, W/2]", "H must be a multiple of 2"],
        ["a claim with numbers", "conv(1, 3, stride=2, padding=1) : [1, 16, 16]", "any size"],
        ["a claim that rounds", "conv(1, 2, stride=2) : [1, H // 2, floor(W / 2)]", "H ≥ 2"],
        ["an argument", "upsample(size=[2 * H, 64])", "only H = 32"],
        ["a number among values", "add(x, H // 16)", "H from 32 to 47"],
        ["a condition that chooses", "if H > 20 { conv(1, 3) }", "H ≥ 21"],
        ["an expression that chooses", "conv(4 if H % 2 == 0 else 8, 1)", "H must be a multiple of 2"],
        ["a count of rounds", "repeat H // 16 { conv(3, 3, padding=1) }", "H from 32 to 47"],
        ["a range", "for i in 0..(H // 16) { conv(3, 3, padding=1) }", "H from 32 to 47"],
        ["an index", "conv([1, 2, 3, 4][H // 16], 1)", "H from 32 to 47"],
        ["a quotient of two sizes", "conv(H // W, 1)", "only H = 32"],
        ["a square root", "conv(ceil(sqrt(H)), 1)", "only H = 32"],
        ["one that changes nothing", "let n = H // W\nconv(1, 1)", "any size"],
        ["a require, which limits without a demand", "require H % 32 == 0\nconv(1, 3)", "H ≥ 3"],
    ])("%s", (_, body, words) => {
        expect(errorsOf(analyzeText(small(body)))).toEqual([]);
        expect(ruleText(ruleOf(small(body)))).toBe(words);
    });

    test("a block's require applies to every use", () => {
        const blocks = "block B() {\n    require in.height % 4 == 0\n    max_pool(2)\n}\n";
        expect(ruleText(ruleOf(small("B()\nB()", blocks)))).toBe("H must be a multiple of 8");
    });
});

describe("conditions of a model's own require", () => {
    test.each<[condition: string, first: readonly number[]]>([
        ["H % 32 == 0", [32, 64, 96]],
        ["H % 32 == 0 and H >= 64", [64, 96, 128]],
        ["not (H < 64 or H % 3 != 0)", [66, 69, 72]],
        ["H / 4 >= 10.5", [42, 43, 44]],
        ["min(H, W) == H", [1, 2, 3]],
        ["max(H, 50) == 50 and H > 30", [31, 32, 33]],
        ["abs(H - 40) <= 2", [38, 39, 40]],
        ["ceil(H / 8) == floor(H / 8)", [8, 16, 24]],
        ["H ** 2 > 1000", [32, 33, 34]],
        ["x.shape == [3, H, 32]", [1, 2, 3]],
        ["(H - 1) // 2 % 2 == 1", [3, 4, 7]],
        ["H - H % 8 == 32", [32, 33, 34]],
    ])("require %s", (condition, first) => {
        const rule = ruleOf(small(`require ${condition}`));
        expect(ruleText(rule)).toBe("any size");
        expect(firstSizes(rule.required, 3)).toEqual(first);
    });
});

describe("several free sizes", () => {
    const rule = (body: string, input: string): InputRule => inputRule(modelOf(small(body, "", input)));

    test("a relation is in words, and a membership that counts", () => {
        const joined = rule("concat(x, z)", "input x: [3, H = 32, 32]\n    input z: [3, K = 32, 32]");
        expect(joined.sizes.map(ruleText)).toEqual(["H must equal K", "K must equal H"]);
        expect([[7, 7], [7, 8]].map(([h = 0, k = 0]) => joined.fits(new Map([["H", h], ["K", k]])))).toEqual([true, false]);
    });

    test("one size on two axes", () => {
        expect(rule("flatten() -> linear(10)", "input x: [3, S = 32, S]").sizes.map(ruleText)).toEqual(["only S = 32"]);
    });

    test("a dimension worked out from another", () => {
        expect(rule("conv(1, 3)", "input x: [3, S = 32, S / 4]").sizes.map(ruleText))
            .toEqual(["S must be a multiple of 4 and S ≥ 12"]);
    });

    test("one name for two free sizes is a mistake", () => {
        const text = small("concat(x, z)", "", "input x: [3, H = 32, 32]\n    input z: [3, H = 48, 32]");
        expect(errorsOf(analyzeText(text))).toEqual(["duplicate-name"]);
    });
});

describe("at a sample that does not fit", () => {
    const text = small("a = max_pool(2) -> max_pool(2)\nb = a -> upsample(4)\nconcat(b, x) -> conv(1, 9)", "",
        "input x: [3, H = 30, W = 32]");

    test("the rule is the same, with the sizes below and above", () => {
        const broken = ruleOf(text);
        expect(ruleText(broken)).toBe("H must be a multiple of 4 and H ≥ 12");
        expect(nearestSizes(broken, broken.sample)).toEqual({ below: 28, above: 32 });
        expect(errorsOf(analyzeText(text))).toEqual(["size-mismatch"]);
    });

    test.each<[what: string, body: string, words: string]>([
        ["a value added to a smaller one", "p = max_pool(2)\na = add(global_avg_pool() -> upsample(size=[6, 16]), p)\nadd(a -> upsample(2), x)", "only H = 12"],
        ["a crop of an input that is too small", "c = crop(32)\nadd(c, x)", "only H = 32"],
        ["a size that is not reached", "c = upsample(size=[6, 32])\nx -> max_pool([2, 1]) -> conv_transpose(3, 1, stride=[2, 1], to=c)\nadd(slice(0, 6, axis=1), x)", "only H = 6"],
        ["operands that never agree", "a = conv(3, 3)\nb = x -> conv(3, 6)\nconcat(a, b)", "no size fits"],
        ["an input that is always too small", "a = conv(3, 3)\na -> crop(to=x)", "no size fits"],
    ])("layers after %s only apply to other sizes", async (_, body, words) => {
        const wrong = small(body, "", "input x: [3, H = 30, W = 32]");
        expect(errorsOf(analyzeText(wrong))).not.toEqual([]);
        expect(ruleText(ruleOf(wrong))).toBe(words);
        const taken = await takenSizes(modelOf(wrong), "H", judgedHeights);
        expect(disagreements(wrong, (height) => taken.has(height))).toEqual([]);
    });

    test("the missing sizes, with the line that rounds", () => {
        const [first] = ruleOf(text).causes;
        expect([first?.condition, first?.rounding?.path, first?.operands.map(({ producer }) =>
            (producer?.kind === "layer" ? producer.path : producer?.name))])
            .toEqual(["H = 4·⌊H/4⌋", "a.1", ["b", "x"]]);
    });
});

test("sizes read as functions", () => {
    const texts = (body: string): readonly (string | undefined)[] =>
        modelOf(small(body)).layers.map(({ outputs: [value] }) => {
            const size = value?.shape?.[1];
            return size === undefined ? undefined : formatSizeForm(size);
        });
    expect(texts("conv(1, 7, stride=2, padding=3)\nmax_pool(3, stride=2, padding=1)\nmax_pool(2)\nupsample(2)\nupsample(1.5)\nglobal_avg_pool()"))
        .toEqual(["⌈H/2⌉", "⌈H/4⌉", "⌊(H + 3)/8⌋", "2·⌊(H + 3)/8⌋", "3·⌊(H + 3)/8⌋", undefined, undefined]);
    expect(texts("upsample(1.5)\nconv(1, 4)\nx -> conv(1, 3, stride=3)\nx -> slice(0, 10, axis=1)"))
        .toEqual(["⌊3·H/2⌋", "⌊(3·H − 6)/2⌋", "⌊H/3⌋", "min(10, H)", "min(10, H)"]);
});
