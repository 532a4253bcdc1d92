import { deepStrictEqual } from "node:assert";
import { describe, expect, it } from "vitest";
import { analyze, analyzeNext, type AnalyzedFile } from "../../server/analysis/analyze.ts";
import type { AnalysisHost } from "../../server/names/host.ts";
import { formatShape } from "../../server/sizes/shape.ts";
import { readExamples } from "../grammar/example-texts.ts";
import { drawFrom, randomNetwork } from "../judges/random-networks.ts";
import { casesOf, fc } from "../support/fast-check.ts";
import { memoryHost } from "../support/memory-host.ts";
import { printAnalysis } from "../support/printed-analysis.ts";
import { randomEdits, textsOf } from "../support/random-edits.ts";

const network = `let width = 8
let twice(x) = 2 * x

block Stem(channels) {
    conv(channels, 3, padding=1)
    relu()
}

block Head() {
    global_avg_pool()
    flatten()
    linear(twice(5))
}

model Small() {
    input x: [3, 8, 8]
    Stem(width)
    Head()
    output y = softmax()
}

model Large() {
    input x: [3, H = 16, W = 16]
    a = Stem(twice(width))
    b = a -> Stem(16)
    add(a, b)
    repeat 2 { conv(16, 3) }
    Head()
    output y = softmax()
}

model Plain() {
    input x: [3, 8, 8]
    conv(4, 3)
    output y = flatten()
}
`;
/** A recursion that just keeps the limit if it starts outside calls, and exceeds it within them. */
const rise = "let rise(x) = rise(x - 1) + 1 if x > 0 else 0\n";
const nestedCount = `${"max(".repeat(12)}count${", 1)".repeat(12)}`;
const endOfSmall = "output y = softmax()\n}\n\nmodel Large";
const uri = "memory:/main.cnn";
/** Deeper networks take most of the time and add nothing. */
const smallExamples = ["unet.cnn", "googlenet.cnn", "segmenter.cnn", "digits.cnn", "fcn.cnn"].flatMap((name) =>
    readExamples().flatMap(([file, text]) => (file.endsWith(name) ? [text] : [])));

describe("the analysis of an edited text", () => {
    it("equals an analysis from scratch after any edits", () => {
        const generated = fc.gen().map((generate) =>
            randomNetwork({ layer: "conv", argument: undefined }, drawFrom(generate)).text);
        const first = fc.oneof(
            { weight: 5, arbitrary: fc.constant(network) },
            { weight: 1, arbitrary: fc.constantFrom(...smallExamples) },
            { weight: 1, arbitrary: generated },
        );
        fc.assert(fc.property(first, randomEdits, (text, edits) => {
            let next: AnalyzedFile | undefined;
            for (const version of [text, ...textsOf(text, edits)]) {
                const host = memoryHost({ "main.cnn": version });
                next = analyzeNext(next, uri, host, version);
                deepStrictEqual(printAnalysis(next.analysis, host), printAnalysis(analyze(uri, host), host));
            }
        }), { numRuns: casesOf(60) });
    });

    it.each([
        ["of the file", `${rise}let count = rise(84)\n`, `conv(${nestedCount}, 1)`, "# the same"],
        ["of an import", 'import "./counts.cnn"\n', "Deep()", "let width = count"],
    ])("evaluates the lets %s in the same way, wherever they are read first", (_, beginning, line, added) => {
        const counts = `${rise}let count = rise(84)\nblock Deep() {\n    conv(${nestedCount}, 1)\n}\n`;
        const text = `${beginning}model M() {\n    input x: [3, 8, 8]\n    repeat 1 { repeat 1 { ${line} } }\n` +
            "    output y = relu()\n}\n";
        const next = `${text}${added}\n`;
        const hostOf = (main: string): AnalysisHost => memoryHost({ "main.cnn": main, "counts.cnn": counts });
        const updated = analyzeNext(analyzeNext(undefined, uri, hostOf(text), text), uri, hostOf(next), next).analysis;
        deepStrictEqual(printAnalysis(updated, hostOf(next)), printAnalysis(analyze(uri, hostOf(next)), hostOf(next)));
    });

    it.each([
        ["a line of a model", "conv(4, 3)", "conv(5, 3)", [true, true, false]],
        ["a line added to a model", endOfSmall, `relu()\n    ${endOfSmall}`, [false, true, true]],
        ["a line that becomes incomplete", "Stem(width)\n    Head()", "Stem(width\n    Head()", [false, true, true]],
        ["a block", "linear(twice(5))", "linear(twice(4))", [false, false, true]],
        ["a constant", "width = 8", "width = 4", [false, false, true]],
        ["a comment", "\n\nmodel Plain", "\n# plain\n\nmodel Plain", [true, true, true]],
        ["a syntax error", "conv(4, 3)", "conv(4, 3) -> re", [true, true, false]],
        ["a new block", "\n\nmodel Small", "\n\nblock New() {\n    relu()\n}\n\nmodel Small", [true, true, true]],
    ])("evaluates only the models that the edit of %s concerns", (_, before, after, kept) => {
        const old = analyzeNext(undefined, uri, memoryHost({}), network);
        const graphs = old.analysis.models;
        const { models } = analyzeNext(old, uri, memoryHost({}), network.replace(before, after)).analysis;
        expect(models.map((graph, index) => graph === graphs[index])).toEqual(kept);
    });

    it.each([
        ["a let", "let base = 4", "let base = 6"],
        ["a function", "let twice(x) = 2 * x", "let twice(x) = 3 * x"],
    ])("evaluates a model again if %s changes that only another let reads", (_, before, after) => {
        const text = "let twice(x) = 2 * x\nlet base = 4\nlet width = twice(base)\n\nmodel M() {\n" +
            "    input x: [3, 8, 8]\n    output y = conv(width, 3)\n}\n";
        const next = text.replace(before, after);
        const old = analyzeNext(undefined, uri, memoryHost({}), text);
        const [model] = analyzeNext(old, uri, memoryHost({}), next).analysis.models;
        expect(formatShape(model?.outputs[0]?.value.shape)).toBe("[12, 6, 6]");
    });

    it.each([
        ["a layer is edited", "conv(width", "conv(2 * width", true],
        ["a let is added", "let own = width", "let own = width + 1\nlet other = wrong", true],
        ["an import is added", "\nlet own", 'import "./more.cnn"\n\nlet own', false],
        ["an import is removed", 'import "./sizes.cnn"\n', "", false],
        ["an import is repeated", "\nlet own", 'import "./sizes.cnn"\n\nlet own', true],
        ["the imports change their order", 'import "./sizes.cnn"\nimport "./factors.cnn"',
            'import "./factors.cnn"\nimport "./sizes.cnn"', true],
    ])("evaluates the lets of imports again only if needed when %s", (_, before, after, isReused) => {
        const text = 'import "./sizes.cnn"\nimport "./factors.cnn"\n\nlet own = width\n\nmodel M() {\n' +
            "    input x: [3, 8, 8]\n    conv(width, factor)\n    output y = conv(own, own)\n}\n";
        const host = memoryHost({
            "sizes.cnn": 'import "./factors.cnn"\nlet width = twice(4)\nlet wrong = missing + 1\nlet unused = max(2)\n',
            "factors.cnn": "let factor = 3\nlet twice(x) = 2 * x\nlet round = around\nlet around = round\n",
            "more.cnn": "let more = 1\n",
        });
        const next = text.replace(before, after);
        const mainHost = memoryHost({ "main.cnn": next });
        const hostOfNext = { ...host, readText: (file: string) => mainHost.readText(file) ?? host.readText(file) };
        const old = analyzeNext(undefined, uri, host, text);
        const updated = analyzeNext(old, uri, host, next);
        expect(updated.evaluated.imported === old.evaluated.imported).toBe(isReused);
        deepStrictEqual(printAnalysis(updated.analysis, host), printAnalysis(analyze(uri, hostOfNext), host));
    });
});
