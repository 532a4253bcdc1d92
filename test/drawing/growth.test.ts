import { TextDocument } from "vscode-languageserver-textdocument";
import { describe, expect, test } from "vitest";
import { foldGraph } from "../../drawing/folding.ts";
import { mapsPicture } from "../../drawing/maps/maps-picture.ts";
import { outlineOf } from "../../drawing/outline.ts";
import { startMapsFolding } from "../../drawing/start-folding.ts";
import { analyze } from "../../server/analysis/analyze.ts";
import { previewGraph } from "../../server/features/preview-graph.ts";
import { growingTexts, lines, model } from "../support/growing-texts.ts";
import type { GrowingText } from "../support/growing-texts.ts";
import { memoryHost } from "../support/memory-host.ts";
import { useWorkGrowth } from "../support/work-count.ts";

/** Between these counts, work of n·log n grows by an exponent of 1.2 at most, and quadratic work of 2. */
const counts = [50, 200] as const;
const steepest = 1.3;

const drawn: readonly GrowingText[] = [
    ...growingTexts.filter(({ of }) => [
        "layers", "layers that shrink an input", "dense layers", "shortcuts with one name", "outputs",
    ].includes(of)),
    { of: "heads", text: (count) => model(`    d = x\n${lines(count, (index) => `    d = d -> conv(4, 3, padding=1)\n    output y${index} = d -> max_pool(2) -> conv(7, 1)`)}`) },
    { of: "detours through another resolution", text: (count) => model(`    d = x\n${lines(count, () => "    d = add(d, d -> max_pool(2) -> conv(3, 1) -> upsample(2))")}\n    output y = d -> relu()`) },
];

describe("the work for a figure of feature maps grows in proportion to the number of", () => {
    const workGrowth = useWorkGrowth();

    test.each(drawn)("$of", ({ text }) => {
        expect(workGrowth(counts, (count) => {
            const source = text(count);
            const host = memoryHost({ "main.cnn": source });
            const analysis = analyze("memory:/main.cnn", host);
            const document = TextDocument.create("memory:/main.cnn", "cnn", 1, source);
            const graph = previewGraph({ analysis, document, host }, [], "M");
            return () => {
                const outline = graph === undefined ? undefined : outlineOf(graph);
                if (outline !== undefined) {
                    mapsPicture(outline, foldGraph(outline, startMapsFolding(outline)));
                }
            };
        })).toBeLessThan(steepest);
    });
});
