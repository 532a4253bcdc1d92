import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { mapsFigure } from "../../../drawing/figure/figure.ts";
import { figureText, type FigureAmounts } from "../../../drawing/figure/figure-text.ts";
import { mermaidOf } from "../../../drawing/figure/mermaid.ts";
import { lightPaints } from "../../../drawing/figure/paints.ts";
import { svgOf } from "../../../drawing/figure/svg.ts";
import { texText, tikzOf } from "../../../drawing/figure/tikz.ts";
import { foldGraph, unfoldAll } from "../../../drawing/folding.ts";
import { elkEngine } from "../../../drawing/layout/elk-engine.ts";
import { layOut } from "../../../drawing/layout/layout.ts";
import { mapsPicture } from "../../../drawing/maps/maps-picture.ts";
import { outlineOf } from "../../../drawing/outline.ts";
import type { Picture } from "../../../drawing/picture.ts";
import { startLayersFolding, startMapsFolding } from "../../../drawing/start-folding.ts";
import type { PreviewGraph } from "../../../server/protocol.ts";
import { examplePreviews, previewOf } from "../../support/preview-graphs.ts";
import { parsedHtml } from "../../support/parsed-html.ts";
import { overlappingWords } from "../maps/words.ts";
import { unclosedTags } from "./xml.ts";

const examples = [...examplePreviews()];
const folder = fileURLToPath(new URL("figures/", import.meta.url));

function figureOf(graph: PreviewGraph): Picture {
    const outline = outlineOf(graph);
    return mapsFigure(mapsPicture(outline, foldGraph(outline, startMapsFolding(outline))), graph);
}

const hostile = `block A_B() {
    conv(4, 3)
    relu()
}

model M_1() {
    input x: [3, 8, 8]
    a_b = A_B()
    output y_2 = relu()
}
`;

describe("figures", () => {
    test.each(examples)("%s is well-formed SVG, with labels and a caption that do not overlap", (_name, graph) => {
        const picture = figureOf(graph);
        const svg = svgOf(picture, { title: graph.model });
        expect(unclosedTags(svg)).toEqual([]);
        expect(overlappingWords(picture)).toEqual([]);
        const parsed = parsedHtml(svg).all("text").map(({ text }) => text).join(" ");
        expect(parsed).toContain(`${graph.model}: `);
    });

    test.each(["maps", "layers"] as const)("of %s show the amounts that the preview's colours show, with a legend", async (view) => {
        const graph = previewOf(hostile);
        const ofNodes = new Map(graph.nodes.map(({ id, macs }) => [id, macs]));
        const options = { view, theme: "light", folding: unfoldAll() } as const;
        const draw = (amounts?: FigureAmounts): Promise<string> =>
            figureText("svg", graph, { ...options, amounts }, (request) => layOut(request, elkEngine()));
        const [plain, coloured] = [await draw(), await draw({ title: "MACs", ofNodes, written: (most) => `${most} MACs` })];
        const [before, after] = [plain, coloured].map((svg) => parsedHtml(svg).all("text").map(({ text }) => text));
        expect(before).toContain("convolution");
        expect(after).not.toContain("convolution");
        expect(after).toEqual(expect.arrayContaining(["MACs: 0", `${Math.max(...ofNodes.values())} MACs`]));
        expect(plain).toContain(lightPaints.area({ colour: "Convolution", tone: view === "maps" ? "front" : "stripe" }).fill);
        const tone = view === "maps" ? "front" : "body";
        expect(coloured).not.toContain(lightPaints.area({ colour: "Convolution", tone }).fill);
        expect(coloured).toContain(lightPaints.area({ colour: "Convolution", tone, heat: 1 }).fill);
        expect(unclosedTags(coloured)).toEqual([]);
    });

    test("of layers have no line over the headers of frames", async () => {
        const svg = await figureText("svg", previewOf(hostile), { view: "layers", theme: "light", folding: unfoldAll() },
            (request) => layOut(request, elkEngine()));
        expect(svg.indexOf(">A_B<")).toBeGreaterThan(svg.lastIndexOf(`stroke="${lightPaints.line("edge").stroke}"`));
    });

    test.each(["ResNet18", "UNet"])("%s is as recorded", (name) => {
        const graph = examples.find(([model]) => model === name)?.[1];
        expect(graph).toBeDefined();
        const svg = graph === undefined ? "" : svgOf(figureOf(graph), { title: name });
        const file = `${folder}${name}.svg`;
        if (process.env["CNN_WRITE"] === "1") {
            mkdirSync(folder, { recursive: true });
            writeFileSync(file, svg);
        }
        expect(svg).toBe(readFileSync(file, "utf8"));
    });

    test("TikZ is one document with balanced braces, and its texts are escaped", () => {
        const tikz = tikzOf(figureOf(previewOf(hostile)), "M_1");
        expect(tikz).toContain("{y\\_2}");
        expect(tikz).toContain("\\end{tikzpicture}\n\\end{document}");
        const bare = tikz.replaceAll(/\\[{}]/g, "");
        expect(bare.split("{")).toHaveLength(bare.split("}").length);
        expect(tikz).not.toMatch(/[^\u0000-\u007f]/);
        for (const colour of tikz.matchAll(/(?:fill|draw|text)=(\w+)/g)) {
            expect(tikz).toContain(`\\definecolor{${colour[1] ?? ""}}`);
        }
    });

    test.each([
        ["50% of $x_1^2", "50\\% of \\$x\\_1\\textasciicircum{}2"],
        ["{\\input}", "\\{\\textbackslash{}input\\}"],
        ["3×56² → …", "3$\\times$56$^2$ $\\rightarrow$ \\dots{}"],
        ["층", "?"],
    ])("%s is %s in TeX", (text, expected) => {
        expect(texText(text)).toBe(expected);
    });

    test("Mermaid has a node per box, a subgraph per open group, and shapes at the edges", () => {
        const outline = outlineOf(previewOf(hostile));
        expect(mermaidOf(foldGraph(outline, startLayersFolding(outline)))).toMatchInlineSnapshot(`
          "flowchart TD
              n0(["x<br/>input"])
              subgraph n3["A_B"]
                  n1["conv<br/>3×3"]
                  n2["relu"]
              end
              n4["relu<br/>y_2"]
              n5(["y_2<br/>output"])
              n0 -->|"[3, 8, 8]"| n1
              n1 -->|"[4, 6, 6]"| n2
              n2 -->|"[4, 6, 6]"| n4
              n4 -->|"[4, 6, 6]"| n5
          "
        `);
    });
});
