import { expect, test } from "vitest";
import { compareSummaries } from "../../server/summary/comparison.ts";
import { figuresOfText } from "../support/model-figures.ts";

function network(body: string): string {
    const lines = body.split(";").map((line) => `    ${line.trim()}\n`).join("");
    return `block Unit(channels) {\n    conv(channels, 3, padding=1)\n    relu()\n}\n\n` +
        `model Net() {\n    input x: [8, 32, 32]\n${lines}}\n`;
}

function differences(before: string, after: string): readonly string[] {
    const { removed, added, changed } = compareSummaries(figuresOfText(before).summary, figuresOfText(after).summary);
    return [
        ...removed.map((path) => `- ${path}`), ...added.map((path) => `+ ${path}`),
        ...changed.map(({ path, was }) => `~ ${was === undefined ? "" : `${was} → `}${path}`),
    ];
}

test.each([
    ["a layer inserted at the start", "conv(8, 3); relu(); conv(4, 1)", "dropout(); conv(8, 3); relu(); conv(4, 1)",
        ["+ dropout_1"]],
    ["a layer of the same kind inserted in the middle", "conv(8, 3); conv(4, 3)", "conv(8, 3); conv(8, 1); conv(4, 3)",
        ["+ conv_2"]],
    ["a layer removed", "conv(8, 3); relu(); conv(8, 1); relu(); conv(4, 3)", "conv(8, 3); relu(); conv(4, 3)",
        ["- conv_2", "- relu_2"]],
    ["equal layers, one more of them", "relu(); relu()", "relu(); relu(); relu()", ["+ relu_3"]],
    ["another kernel", "conv(8, 3, padding=1); conv(4, 1)", "conv(8, 5, padding=2); conv(4, 1)", ["~ conv_1"]],
    ["another kind", "max_pool(2); conv(4, 1)", "avg_pool(2); conv(4, 1)", ["- max_pool_1", "+ avg_pool_1"]],
    ["a call of a block inserted", "Unit(8); conv(4, 3)", "Unit(8); Unit(16); conv(4, 3)",
        ["+ Unit_2.conv_1", "+ Unit_2.relu_1", "~ conv_1"]],
    ["a round more", "for i in 0..2 { conv(8, 3); relu() }", "for i in 0..3 { conv(8, 3); relu() }",
        ["+ for_1.2.conv_1", "+ for_1.2.relu_1"]],
    ["named layers that change places", "a = conv(8, 1); relu(); b = conv(8, 1)", "b = conv(8, 1); relu(); a = conv(8, 1)",
        ["~ b", "~ a"]],
    ["a name given", "conv(8, 1); relu()", "a = conv(8, 1); relu()", ["- conv_1", "+ a"]],
])("%s", (_title, before, after, expected) => {
    expect(differences(network(before), network(after))).toEqual(expected);
    expect(differences(network(after), network(after))).toEqual([]);
});
