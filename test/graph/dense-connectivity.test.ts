import { describe, expect, test } from "vitest";
import { denseGroups } from "../../server/graph/dense-connectivity.ts";
import { exampleModels } from "../support/examples.ts";
import { analyzeText } from "../support/memory-host.ts";

/** "64 → 256 in 6", a group each. */
function groupsIn(text: string): readonly string[] {
    const [graph] = analyzeText(text).models;
    return graph === undefined ? [] : denseGroups(graph).map(({ from, to, rounds }) => `${from} → ${to} in ${rounds.length}`);
}

function model(body: string, blocks = ""): string {
    return `${blocks}\nmodel M() {\n    input image: [16, 32, 32]\n${body}\n    output y = relu()\n}\n`;
}

describe("dense groups of the examples", () => {
    const groups = Object.fromEntries([...exampleModels()].flatMap(([name, graph]) => {
        const found = denseGroups(graph).map(({ from, to, rounds }) => [from, to, rounds.length]);
        return found.length === 0 ? [] : [[name, found]];
    }));

    test("are the dense blocks of DenseNets, and nothing else", () => {
        expect(groups).toEqual({
            DenseNet121: [[64, 256, 6], [128, 512, 12], [256, 1024, 24], [512, 1024, 16]],
            DenseNet161: [[96, 384, 6], [192, 768, 12], [384, 2112, 36], [1056, 2208, 24]],
            DenseNet169: [[64, 256, 6], [128, 512, 12], [256, 1280, 32], [640, 1664, 32]],
            DenseNet201: [[64, 256, 6], [128, 512, 12], [256, 1792, 48], [896, 1920, 32]],
        });
    });
});

describe("a value concatenated repeatedly with values computed from it", () => {
    test.each([
        ["in a loop", "repeat 3 { concat(in, conv(8, 3, padding=1)) }", ["16 → 40 in 3"]],
        ["with the new channels first", "repeat 3 { concat(conv(8, 3, padding=1), in) }", ["16 → 40 in 3"]],
        ["with several that are new", "repeat 3 { concat(in, conv(8, 1), conv(4, 3, padding=1)) }", ["16 → 52 in 3"]],
        ["by a block a round", "repeat 3 { Unit(8) }", ["16 → 40 in 3"]],
        ["line by line", "a = conv(8, 1)\nx = concat(image, a)\nb = conv(8, 1)\ny = concat(x, b)", ["16 → 32 in 2"]],
        [
            "all parts again each time",
            "a = conv(8, 1)\nconcat(image, a)\nb = conv(8, 1)\nconcat(image, a, b)\nc = conv(8, 1)\nconcat(image, a, b, c)",
            ["16 → 40 in 3"],
        ],
        ["after a norm and an activation", "repeat 3 { concat(in, conv(8, 1)) -> batch_norm() -> relu() }", ["16 → 40 in 3"]],
        ["in two loops, which are two groups", "repeat 2 { Unit(8) }\nrepeat 3 { Unit(4) }", ["16 → 32 in 2", "32 → 44 in 3"]],
        ["first on a line, then in a loop", "Unit(8)\nrepeat 3 { Unit(8) }", ["24 → 48 in 3"]],
        ["once only", "concat(in, conv(8, 1))", []],
        ["with a value that was not computed from it", "repeat 3 { concat(in, image -> conv(8, 1)) }", []],
        ["along another axis", "repeat 3 { concat(in, conv(16, 1), axis=1) }", []],
        ["with a convolution between", "repeat 3 {\n concat(in, conv(8, 1))\n conv(16, 1)\n}", []],
        ["as a U-Net's skips are", "a = conv(8, 1)\nb = max_pool(2) -> conv(8, 1)\nupsample(to=a)\nconcat(a, relu()) -> conv(8, 1)\nconcat(image, relu())", []],
        ["by layers that are wrong", "repeat 3 { concat(in, conv(8, 99)) }", []],
    ])("%s", (_, body, expected) => {
        expect(groupsIn(model(body, "block Unit(growth) {\n new = conv(growth, 3, padding=1)\n concat(in, new)\n}")))
            .toEqual(expected);
    });
});

test("5,000 rounds are one group", () => {
    const [graph] = analyzeText(model("repeat 5000 { concat(in, conv(1, 1)) }")).models;
    const groups = graph === undefined ? [] : denseGroups(graph);
    expect(groups.map(({ rounds }) => rounds.length)).toEqual([5000]);
});
