import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { entryFor } from "../../server/diagnostics/finding-entries.ts";
import type { Analysis, ModelGraph } from "../../server/model/graph.ts";
import { inputRule, nearestSizes, type InputRule, type SizeRule } from "../../server/model/input-rule.ts";
import { namedParameters } from "../../server/model/parameters.ts";
import { formatSizeForm } from "../../server/sizes/function-text.ts";
import { firstSizes, hasSize } from "../../server/sizes/size-set.ts";
import { analyzeText } from "../support/memory-host.ts";
import { modelOf, sizedNetworks } from "../support/size-networks.ts";
import { inputShapes, openSizeless } from "../support/sizeless-onnx.ts";

const heights = Array.from({ length: 200 }, (_, index) => index + 1);

/** The heights of which something else is true than the rule says. */
function disagreements(text: string, fits: (height: number) => boolean): readonly string[] {
    const graph = modelOf(text);
    const rule = inputRule(graph);
    const [size] = rule.sizes.filter(({ name }) => name === "H");
    return heights.flatMap((height) => {
        const expected = fits(height);
        const says = size !== undefined && hasSize(size.fits, height);
        const fitsToo = rule.fits(new Map([["H", height]]));
        return says === expected && fitsToo === expected ? [] : [`${height} ${expected ? "fits" : "does not fit"}`];
    });
}

/** Whether the network is right, and the one it is to be, when it is checked at another height. */
function isRightAt(text: string, height: number, expected: string): boolean {
    const analysis = analyzeText(text, {}, { samples: new Map([["H", height]]) });
    const [there] = analysis.models;
    return there !== undefined && makeUp(there) === expected && errorsOf(analysis).length === 0;
}

/** The codes of what makes an analysis wrong. */
function errorsOf({ problems }: Analysis): readonly string[] {
    return problems.filter((problem) => entryFor(problem).severity === "error").map(({ finding }) => finding.code);
}

/** The layers and the tensors of a network, which no size of the input changes. */
function makeUp(graph: ModelGraph): string {
    return [
        ...graph.layers.map(({ path }) => path),
        ...namedParameters(graph).map(({ name, tensor }) => `${name} ${tensor.shape?.join() ?? "?"}`),
    ].join("\n");
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
        expect(ruleOf(text).words).toBe(words);
    });

    test("says what checking each height says", () => {
        const expected = makeUp(modelOf(text));
        expect(disagreements(text, (height) => isRightAt(text, height, expected))).toEqual([]);
    });

    test("says what ONNX Runtime says, from 1 to 200", async () => {
        const graph = modelOf(text);
        const session = await openSizeless(graph);
        try {
            const accepted = new Map<number, boolean>();
            for (const height of heights) {
                accepted.set(height, await session.accepts(inputShapes(graph, new Map([["H", height]]))));
            }
            expect(disagreements(text, (height) => accepted.get(height) ?? false)).toEqual([]);
        } finally {
            await session.release();
        }
    });
});

/** A model of one line above its output, on \`[3, H = 32, W = 32]\`. */
function small(body: string, blocks = "", input = "input x: [3, H = 32, W = 32]"): string {
    return `${blocks}\nmodel M() {\n    ${input}\n${body}\n    output y = identity()\n}\n`;
}

describe("what asks something of sizes", () => {
    test.each<[what: string, body: string, words: string]>([
        ["a kernel that must fit", "conv(1, 7)", "H ≥ 7"],
        ["a kernel that fits with padding", "conv(1, 7, padding=3)", "any size"],
        ["values that meet", "a = conv(3, 2, stride=2)\nconcat(a -> upsample(2), x)", "H must be a multiple of 2"],
        ["a value that is repeated", "add(global_avg_pool(), x)", "any size"],
        ["halves", "pixel_unshuffle(4)", "H must be a multiple of 4"],
        ["parts", "a, b, c, d = split(4, axis=1)", "H must be a multiple of 4"],
        ["parts of given sizes", "a, b = split([10, 22], axis=1)", "only H = 32"],
        ["a border that is mirrored", "pad(5, mode=\"reflect\")", "H ≥ 6"],
        ["a border that goes around", "conv(1, 11, padding=5, padding_mode=\"circular\")", "H ≥ 5"],
        ["a border taken away", "pad([[-5, -4], [0, 0]])", "H ≥ 10"],
        ["a crop", "crop(20)", "H ≥ 20"],
        ["a slice", "slice(10, 20, axis=1)", "H ≥ 11"],
        ["a slice from the end", "slice(-10, axis=1)", "any size"],
        ["a shape whose elements are counted", "reshape([3, 64, -1])", "H must be a multiple of 2 while W = 32"],
        ["a flat value with a learned tensor", "max_pool(4) -> flatten() -> linear(10)", "H from 32 to 35 while W = 32"],
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
        ["a require, which limits and asks nothing", "require H % 32 == 0\nconv(1, 3)", "H ≥ 3"],
    ])("%s", (_, body, words) => {
        expect(errorsOf(analyzeText(small(body)))).toEqual([]);
        expect(ruleOf(small(body)).words).toBe(words);
    });

    test("a block's require is asked of every use", () => {
        const blocks = "block B() {\n    require in.height % 4 == 0\n    max_pool(2)\n}\n";
        expect(ruleOf(small("B()\nB()", blocks)).words).toBe("H must be a multiple of 8");
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
        expect(rule.words).toBe("any size");
        expect(firstSizes(rule.required, 3)).toEqual(first);
    });
});

describe("several free sizes", () => {
    const rule = (body: string, input: string): InputRule => inputRule(modelOf(small(body, "", input)));

    test("a relation is in words, and a membership that counts", () => {
        const joined = rule("concat(x, z)", "input x: [3, H = 32, 32]\n    input z: [3, K = 32, 32]");
        expect(joined.sizes.map(({ words }) => words)).toEqual(["H must equal K", "K must equal H"]);
        expect([[7, 7], [7, 8]].map(([h = 0, k = 0]) => joined.fits(new Map([["H", h], ["K", k]])))).toEqual([true, false]);
    });

    test("one size on two axes", () => {
        expect(rule("flatten() -> linear(10)", "input x: [3, S = 32, S]").sizes.map(({ words }) => words)).toEqual(["only S = 32"]);
    });

    test("a dimension worked out from another", () => {
        expect(rule("conv(1, 3)", "input x: [3, S = 32, S / 4]").sizes.map(({ words }) => words))
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
        expect(broken.words).toBe("H must be a multiple of 4 and H ≥ 12");
        expect(nearestSizes(broken, broken.sample)).toEqual({ below: 28, above: 32 });
        expect(errorsOf(analyzeText(text))).toEqual(["size-mismatch"]);
    });

    test("what it lacks, with the line that rounds", () => {
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

const upTo = (max: number, min = 0): fc.Arbitrary<number> => fc.integer({ min, max });

/** Steps whose sizes ONNX works out by itself, and those that an exported graph has numbers for. */
const steps = {
    down: {
        plain: fc.oneof(
            fc.record({ k: upTo(5, 1), s: upTo(3, 1), p: upTo(2), d: fc.constantFrom(1, 1, 2) })
                .map(({ k, s, p, d }) => `conv(1, ${k}, stride=${s}, padding=${p}, dilation=${d})`),
            fc.record({ k: upTo(3, 2), c: fc.boolean() })
                .map(({ k, c }) => `max_pool(${k}, stride=2, padding=${k === 3 ? 1 : 0}, ceil_mode=${c})`)),
        other: fc.constantFrom("conv(1, 3, stride=2, padding=\"same\")", "pixel_unshuffle(2) -> conv(1, 1)",
            "slice(1, -1, axis=1)", "conv(1, 3, padding=1, padding_mode=\"reflect\")", "pad([[-1, 0]])"),
    },
    up: {
        plain: fc.oneof(
            fc.record({ k: upTo(4, 1), s: upTo(3, 2), p: upTo(1), o: upTo(1) })
                .map(({ k, s, p, o }) => `conv_transpose(1, ${k}, stride=${s}, padding=${p}, output_padding=${o})`),
            fc.constantFrom("upsample(2)", "upsample(3)")),
        other: fc.constant("upsample(1.5)"),
    },
    join: {
        plain: fc.constantFrom<((up: string, skip: string) => string)[]>(
            (up: string, skip: string) => `add(${up}, ${skip})`,
            (up: string, skip: string) => `concat(${up}, ${skip}) -> conv(1, 1)`,
            (up: string, skip: string) => `add(${skip} -> crop(to=${up}), ${up})`,
            (up: string) => `${up} -> relu()`),
        other: fc.constantFrom<((up: string, skip: string) => string)[]>(
            (up: string, skip: string) => `add(${up} -> upsample(to=${skip}), ${skip})`,
            (up: string, skip: string) => `add(${up} -> conv_transpose(1, 3, stride=2, to=${skip}), ${skip})`),
    },
} as const;

/** Encoders and decoders in one dimension, of one to three levels. */
function encodersAndDecoders(
    down: fc.Arbitrary<string>, up: fc.Arbitrary<string>, join: fc.Arbitrary<(up: string, skip: string) => string>,
): fc.Arbitrary<string> {
    return fc.array(fc.tuple(down, up, join), { minLength: 1, maxLength: 3 }).chain((levels) =>
        fc.integer({ min: 20, max: 70 }).map((sample) => {
            const lines = ["e0 = x -> identity()"];
            for (const [index, [first]] of levels.entries()) {
                lines.push(`e${index + 1} = e${index} -> ${first}`);
            }
            lines.push(`d${levels.length} = e${levels.length} -> relu()`);
            for (const [index, [, second, joined]] of [...levels.entries()].toReversed()) {
                lines.push(`u${index} = d${index + 1} -> ${second}`, `d${index} = ${joined(`u${index}`, `e${index}`)}`);
            }
            return `model M() {\n    input x: [1, H = ${sample}]\n${lines.join("\n")}\n    output y = identity()\n}\n`;
        }));
}

const someHeights = heights.filter((height) => height <= 40 || height % 7 === 0);

test("the rule of random encoders and decoders is what checking each height says", () => {
    const network = encodersAndDecoders(
        fc.oneof(steps.down.plain, steps.down.plain, steps.down.other), fc.oneof(steps.up.plain, steps.up.other),
        fc.oneof(steps.join.plain, steps.join.plain, steps.join.other));
    fc.assert(fc.property(network, (text) => {
        const rule = ruleOf(text);
        for (const height of someHeights) {
            const errors = errorsOf(analyzeText(text, {}, { samples: new Map([["H", height]]) }));
            if ((errors.length === 0) !== hasSize(rule.fits, height)) {
                expect.fail(`${height}: ${rule.words}, but ${errors.join("; ") || "it fits"}\n${text}`);
            }
        }
    }), { numRuns: 150 });
});

test("the rule of random encoders and decoders is what ONNX Runtime says", async () => {
    const network = encodersAndDecoders(steps.down.plain, steps.up.plain, steps.join.plain)
        .filter((text) => errorsOf(analyzeText(text)).length === 0);
    await fc.assert(fc.asyncProperty(network, async (text) => {
        const graph = modelOf(text);
        const rule = ruleOf(text);
        const session = await openSizeless(graph);
        try {
            for (const height of someHeights) {
                const accepted = await session.accepts(inputShapes(graph, new Map([["H", height]])));
                if (accepted !== hasSize(rule.fits, height)) {
                    expect.fail(`${height}: ${rule.words}, but ONNX Runtime ${accepted ? "runs" : "refuses"} it\n${text}`);
                }
            }
        } finally {
            await session.release();
        }
    }), { numRuns: 60 });
});
