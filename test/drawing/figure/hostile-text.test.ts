import { expect, test } from "vitest";
import { foldGraph } from "../../../drawing/folding.ts";
import { mermaidOf } from "../../../drawing/figure/mermaid.ts";
import { svgOf } from "../../../drawing/figure/svg.ts";
import { outlineOf } from "../../../drawing/outline.ts";
import { TextDocument } from "vscode-languageserver-textdocument";
import { analyze } from "../../../server/analysis/analyze.ts";
import { previewGraph } from "../../../server/features/preview-graph.ts";
import { memoryHost } from "../../support/memory-host.ts";

test("an SVG has no characters outside XML", () => {
    const text = "a\u0000b\u0001c\u000Bd\uFFFEe\uFFFFf\uD800g<h>\u0009i";
    const svg = svgOf({ width: 9, height: 9, parts: [{ kind: "text", marks: [
        { kind: "words", text, anchor: "start", style: "detail", at: { x: 0, y: 0 } },
    ] }] }, { title: text });
    expect(svg.match(/a\uFFFDb\uFFFDc\uFFFDd\uFFFDe\uFFFDf\uFFFDg&lt;h&gt;\ti/gu)).toHaveLength(2);
    expect(svg).not.toMatch(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/u);
});

test("a path cannot become a directive or a line of a Mermaid chart", () => {
    const text = "model M() {\n    input x: [3, 8, 8]\n    @path(\"%%{init: {'theme': 'dark'}}%%\\nclick n0 href 'https://evil.example'\")\n" +
        "    conv(3, 1)\n    output y = relu()\n}\n";
    const host = memoryHost({ "main.cnn": text });
    const document = TextDocument.create("memory:/main.cnn", "cnn", 1, text);
    const analysis = analyze("memory:/main.cnn", host);
    const graph = previewGraph({ analysis, document, host }, [], "M");
    const outline = graph && outlineOf(graph);
    const chart = outline === undefined ? "" : mermaidOf(foldGraph(outline, { level: outline.depth, chosen: new Map() }));
    expect(chart).toContain("conv");
    expect(chart).not.toMatch(/%%|[{}]/u);
    expect(chart.split("\n").filter((line) => /^\s*click/u.test(line))).toEqual([]);
});
