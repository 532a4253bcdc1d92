import { expect, test } from "vitest";
import { previewGraph } from "../../../server/features/preview-graph.ts";
import { amountsFor, familiesIn, type Colouring } from "../../../webview/graph/colouring.ts";
import { analyzed } from "../../support/marked-source.ts";

const lines: readonly (readonly [line: string, parameters: number, macs: number, memory: number])[] = [
    ["conv(8, 3, padding=1)", 2 * 27 * 8 + 8, 2 * 27 * 8 * 6 ** 3, 4 * 8 * 6 ** 3],
    ["batch_norm()", 16, 0, 4 * 8 * 6 ** 3],
    ["max_pool(2)", 0, 0, 4 * 8 * 3 ** 3],
    ["a, b = split(2)", 0, 0, 4 * 8 * 3 ** 3],
    ["add(a, b)", 0, 0, 4 * 4 * 3 ** 3],
];

const graph = previewGraph(analyzed(
    `model M {\n    input x: [2, 6, 6, 6]\n${lines.map(([line]) => `    ${line}\n`).join("")}    output y = relu()\n}\n`,
), [], "M");

test.each<readonly [Exclude<Colouring, "family" | "time">, number]>([["parameters", 1], ["macs", 2], ["memory", 3]])(
    "the amounts of %s are those of each layer", (colouring, column) => {
        const amounts = graph === undefined ? undefined : amountsFor(colouring, graph, undefined);
        expect([...amounts?.values() ?? []].slice(0, lines.length)).toEqual(lines.map((line) => line[column]));
    });

test("times are those that were measured, and families have no amounts", () => {
    const times = new Map([["layer:y", 3]]);
    expect(graph === undefined ? undefined : amountsFor("time", graph, times)).toBe(times);
    expect(graph === undefined ? undefined : amountsFor("time", graph, undefined)).toBeUndefined();
    expect(graph === undefined ? undefined : amountsFor("family", graph, times)).toBeUndefined();
});

test("families are in the order of their first layer", () => {
    expect(graph === undefined ? [] : familiesIn(graph))
        .toEqual(["Convolution", "Normalization", "Pooling", "Reshaping", "Merging", "Activation"]);
});
