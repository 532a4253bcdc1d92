import { describe, expect, test } from "vitest";
import { svgOf } from "../../drawing/figure/svg.ts";
import type { LayoutBox } from "../../drawing/layout/layout-messages.ts";
import { layOut } from "../../drawing/layout/layout.ts";
import { analyze } from "../../server/analysis/analyze.ts";
import { emitOnnx } from "../../server/emit/onnx.ts";
import { emitPytorch } from "../../server/emit/pytorch.ts";
import { summarize } from "../../server/emit/summary.ts";
import { work } from "../../server/evaluation/evaluation.ts";
import { Budget, limits } from "../../server/limits.ts";
import { linesText, OutputLimitReached, requireJson } from "../../server/output-text.ts";
import { summaryCsv, summaryLatex, summaryMarkdown, summaryTable } from "../../server/summary/summary-text.ts";
import { lines, model } from "../support/growing-texts.ts";
import { analyzeText, memoryHost } from "../support/memory-host.ts";

const long = "n".repeat(10_000);

/** Texts whose layers repeat long names, each with the number of layers that the steps of a file suffice for. */
const repeating: readonly (readonly [of: string, text: string, layers: number])[] = [
    ["names of values", model(`    repeat 20000 { ${long} = relu() }\n    output y = relu()`), 760],
    ["shared paths", model(`    repeat 20000 {\n        @path("${long}")\n        relu()\n    }\n    output y = relu()`), 760],
    ["names of blocks", `block ${long}() { relu() }\n${model(`    repeat 20000 { ${long}() }\n    output y = relu()`)}`, 760],
    ["arguments of blocks", `block B(${lines(30, (index) => `p${index},`)}) { relu() }\n${model(
        `    let a = "${long}"\n    repeat 20000 { B(${lines(30, () => "a,")}) }\n    output y = relu()`)}`, 200],
    ["paths of values that are read", model(`    ${long} = relu()\n    repeat 20000 { add(${long}, in) }\n    output y = relu()`), 760],
    ["nested names", `block B0() { repeat 2000 { relu() } }\n${lines(30, (index) =>
        `block B${index + 1}() { ${"n".repeat(500)}${index} = B${index}() }`)}\n${model("    output y = B30()")}`, 540],
];

describe("the steps of a file bound the characters of what its outputs repeat", () => {
    test.each(repeating)("%s", (_, text, most) => {
        const analysis = analyze("memory:/main.cnn", memoryHost({ "main.cnn": text }));
        const [graph] = analysis.models;
        const characters = graph?.layers.reduce((sum, { path }) => sum + path.length, 0) ?? 0;
        expect(analysis.problems.map(({ finding }) => finding.code)).toContain("step-limit");
        expect(graph?.layers.length).toBeGreaterThan(10);
        expect(graph?.layers.length).toBeLessThan(most + 100);
        expect(characters).toBeLessThan(limits.steps * work.pathCharactersPerStep);
    });

    test("but not the layers of an ordinary network", () => {
        const { models, problems } = analyzeText(`block Bottleneck(width) { conv(width, 1) -> relu() }\n${
            model("    stage = repeat 100 { repeat 100 { Bottleneck(3) } }\n    output y = relu()")}`);
        expect(problems).toEqual([]);
        expect(models[0]?.layers).toHaveLength(20_001);
    });
});

/** A valid model whose widest row would make each of its many rows as wide. */
const wide = model(`    ${"w".repeat(30_000)} = relu()\n    repeat 5000 { relu() }\n    output y = relu()`);

describe("a text longer than the limit names it", () => {
    const summary = (text: string): ReturnType<typeof summarize> => {
        const [graph] = analyzeText(text).models;
        if (graph === undefined) {
            throw new Error("There is no model.");
        }
        return summarize(graph, () => 1);
    };
    const named = /more than 67,108,864 characters/u;
    const small = summary(model("    output y = relu()"));
    const [row] = small.layers;
    const many = { ...small, layers: Array.from({ length: 300 }, () => ({ ...row, path: "p".repeat(250_000) })) } as typeof small;

    test("a table with a wide column", () => {
        expect(() => summaryTable(summary(wide))).toThrow(named);
        expect(summaryMarkdown(summary(wide)).length).toBeLessThan(1_000_000);
    });

    test.each([
        ["table", () => summaryTable(many)], ["Markdown", () => summaryMarkdown(many)],
        ["LaTeX", () => summaryLatex(many)], ["CSV", () => summaryCsv(many)],
        ["JSON", () => { requireJson(many); }],
        ["SVG", () => svgOf({ width: 1, height: 1, parts: [{ kind: "text", marks: Array.from({ length: 300 }, () => ({
            kind: "words", text: "w".repeat(250_000), anchor: "start", style: "detail", at: { x: 0, y: 0 },
        } as const)) }] }, {})],
        ["lines", () => linesText(Array.from({ length: 300 }, () => "w".repeat(250_000)))],
    ])("%s", (_, write) => {
        expect(write).toThrow(OutputLimitReached);
        expect(write).toThrow(named);
    });

    test("of the same length again and again", () => {
        const exact = Array.from({ length: 64 }, () => "w".repeat(2 ** 20 - 1));
        expect(linesText(exact).length).toBe(2 ** 26 - 1);
        expect(() => linesText([...exact, ""])).toThrow(named);
    });
});

describe("an export to PyTorch that would try too many ways names its limit", () => {
    const nested = (loops: number, line: string, rounds = 1): string =>
        model(`    a = conv(3, 1)\n    ${`repeat ${rounds} { `.repeat(loops)}${line}${" }".repeat(loops)}\n    output y = relu()`);

    const refusal = (text: string, steps?: Budget): unknown => {
        const [graph] = analyzeText(text, {}, { trace: true }).models;
        return graph && emitPytorch(graph, "main.cnn", steps);
    };

    test.each([
        ["loops of one round", nested(30, "add(a, in)")],
        ["loops that read an input", nested(30, "add(a, x)")],
        ["loops of two rounds", nested(11, "add(a, in)", 2)],
    ])("%s", (_, text) => {
        expect(refusal(text, new Budget(50_000))).toMatchObject({
            refused: "The export to PyTorch takes more than 50,000 steps.",
        });
    });

    test("which is a million unless another is passed", () => {
        expect(refusal(nested(11, "add(a, in)", 2))).toMatchObject({
            refused: "The export to PyTorch takes more than 1,000,000 steps.",
        });
    });

    test("but a few nested loops are written", () => {
        const [graph] = analyzeText(nested(4, "add(a, in)", 3), {}, { trace: true }).models;
        expect(graph && emitPytorch(graph, "main.cnn")).toMatchObject({ className: "M" });
    });
});

test("a drawing whose values enter too many groups names its limit", async () => {
    const leaf: LayoutBox = { id: "reader", width: 50, height: 20 };
    const nested = Array.from({ length: 60 }, (_, depth) => `group${depth}`)
        .reduce((inside: LayoutBox, id) => ({ id, width: 50, height: 20, children: [inside] }), leaf);
    const sources = Array.from({ length: 2000 }, (_, index): LayoutBox => ({ id: `value${index}`, width: 50, height: 20 }));
    const edges = sources.map(({ id }) => ({ id: `edge of ${id}`, net: id, from: id, to: "reader" }));
    const engine = (): Promise<never> => Promise.reject(new Error("the engine is not called"));
    await expect(layOut({ boxes: [...sources, nested], edges }, engine)).rejects
        .toThrow("The drawing would have more than 100,000 lines: fold some groups.");
});

test("an ONNX model repeats the names that the steps allow", () => {
    const [graph] = analyzeText(model(`    ${"v".repeat(5000)} = relu()\n    repeat 500 { add(${"v".repeat(5000)}, in) }\n    output y = relu()`)).models;
    const emitted = graph && emitOnnx(graph, { batch: "N", everyLayer: false });
    expect(emitted).toMatchObject({ name: "M" });
});
