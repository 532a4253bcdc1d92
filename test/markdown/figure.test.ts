import MarkdownIt from "markdown-it";
import { describe, expect, test } from "vitest";
import { drawFences } from "../../markdown/fence.ts";
import { figures, longestFence, mostBoxes } from "../../markdown/figure.ts";
import { fc } from "../support/fast-check.ts";
import { parsedHtml, type ParsedElement } from "../support/parsed-html.ts";

const figureOf = figures({ locale: "en", translations: {} });

function rendered(source: string, information = "cnn"): ParsedElement {
    const md = drawFences(new MarkdownIt(), figureOf);
    // No text closes so long a fence.
    return parsedHtml(md.render(`${"~".repeat(40)}${information}\n${source}\n`));
}

/** The rows of a figure: `title detail shape`. */
function boxes(figure: ParsedElement): readonly string[] {
    return figure.all("g", "cnn-box").map((box) =>
        box.all("text").flatMap((text) => text.children.length > 0 ? text.children : [text])
            .map((part) => part.text).filter((part) => part !== "").join(" "));
}

const problems = (figure: ParsedElement): readonly string[] => figure.all("li").map(({ text }) => text);
const captions = (figure: ParsedElement): readonly string[] => figure.all("figcaption").map(({ text }) => text);
const notes = (figure: ParsedElement): readonly string[] => figure.all("p", "cnn-note").map(({ text }) => text);

const residual = `block Residual(channels) {
    main = conv(channels, 3, padding=1) -> relu()
    add(main, in)
}
`;

test("the figures of a long page are drawn once", () => {
    const sources = Array.from({ length: 200 }, (_, index) => `model M${index} {\n    input x: [${index + 1}]\n    output y = relu()\n}`);
    const first = sources.map(figureOf);
    expect(sources.map(figureOf).filter((figure, index) => figure !== first[index])).toEqual([]);
});

test("figures are forgotten before they fill the memory", () => {
    const kept = figureOf("model M {\n    input x: [3]\n    output y = relu()\n}");
    for (let index = 0; index < 100; index++) {
        figureOf(`${index}${"#".repeat(200_000)}`);
    }
    expect(figureOf("model M {\n    input x: [3]\n    output y = relu()\n}")).not.toBe(kept);
});

describe("a fence with a network", () => {
    test("keeps its text, and shows kinds, arguments, shapes and totals below", () => {
        const page = rendered(`model Small {
    input image: [3, 8, 8]
    conv(4, 3, stride=2)
    output y = relu()
}`);
        expect(page.all("code", "language-cnn").map(({ text }) => text.split("\n")[0])).toEqual(["model Small {"]);
        expect(boxes(page)).toEqual([
            "image input [3, 8, 8]", "conv 3×3, stride 2 [4, 3, 3]", "relu [4, 3, 3]", "y output [4, 3, 3]",
        ]);
        expect(captions(page)).toEqual(["Small: 112 parameters, 972 MACs"]);
        expect(problems(page)).toEqual([]);
    });

    test("shows equal rounds as one box, and the layers of a block in a frame", () => {
        const page = rendered(`${residual}model Small {
    input image: [4, 8, 8]
    repeat 3 { Residual(4) }
    Residual(4)
    output y = relu()
}`);
        expect(boxes(page)).toEqual([
            "image input [4, 8, 8]", "Residual(4) × 3 [4, 8, 8]", "conv 3×3, padding 1 [4, 8, 8]", "relu [4, 8, 8]",
            "add [4, 8, 8]", "relu [4, 8, 8]", "y output [4, 8, 8]",
        ]);
        expect(page.all("g", "cnn-frame").map(({ text }) => text)).toEqual(["Residual(4)"]);
        // One line per successive pair, and the shortcut.
        expect(page.all("path", "cnn-line")).toHaveLength(7);
    });

    test("draws every model", () => {
        const model = (name: string): string => `model ${name} {\n input x: [3, 8, 8]\n output y = relu()\n}\n`;
        expect(captions(rendered(model("A") + model("B")))).toEqual([
            "A: 0 parameters, 0 MACs", "B: 0 parameters, 0 MACs",
        ]);
    });

    test("lists errors and warnings with their lines, and marks their boxes", () => {
        const page = rendered(`model Broken {
    input image: [3, 8, 8]
    skip = conv(4, 3, padding=1)
    add(skip, image)
    relu()
}`);
        expect(problems(page)).toEqual([
            expect.stringMatching(/^Warning on line 1: .*output/), expect.stringMatching(/^Error on line 4: .*channels/),
        ]);
        expect(boxes(page)).toContain("conv 3×3, padding 1 [4, 8, 8]");
        expect(page.all("g", "cnn-wrong").flatMap((box) => box.all("tspan", "cnn-title")).map(({ text }) => text))
            .toEqual(["add"]);
        expect(captions(page)).toEqual(["Broken has errors."]);
    });
});

describe("a fence without a drawing", () => {
    test.each([
        ["an excerpt of lines", "conv(64, 3)\nrelu()\n"],
        ["an excerpt with a definition", `${residual}Residual(64)\n`],
        ["names alone", "let growth = 32\n"],
        ["nothing", ""],
        ["comments", "# a comment\n"],
        ["a block", residual],
    ])("has no figure: %s", (_, source) => {
        expect(rendered(source).all("div", "cnn-figure")).toEqual([]);
    });

    test("reports the errors of a block", () => {
        const page = rendered("block A() {\n    convv(3, 3)\n}\n");
        expect(page.all("svg")).toEqual([]);
        expect(problems(page)).toEqual([expect.stringMatching(/^Error on line 2: .*convv/)]);
    });

    test("says that imports are not read", () => {
        const page = rendered(`import "blocks.cnn"\n\nmodel A {\n    input x: [3, 8, 8]\n    output y = Stage(3)\n}\n`);
        expect(page.all("svg")).toEqual([]);
        expect(notes(page)).toEqual(["Imports are not read in Markdown."]);
        expect(problems(page)).toEqual([]);
    });

    test("says that a text is too long", () => {
        expect(notes(rendered("#".repeat(longestFence)))).toEqual(["This network is too long to be drawn in Markdown."]);
    });

    test("does not evaluate a network to the editor's limits", () => {
        const page = rendered("model Wide {\n    input x: [4, 8, 8]\n    repeat 99999 { conv(4, 1) }\n    output y = relu()\n}\n");
        expect(page.all("svg")).toEqual([]);
        expect(notes(page)).toEqual(["This network is too large to be computed in Markdown."]);
        expect(problems(page)).toEqual([]);
    });

    test("says that a graph is too large", () => {
        const lines = "    conv(4, 3, padding=1)\n".repeat(mostBoxes);
        const page = rendered(`model Long {\n    input x: [4, 8, 8]\n${lines}    output y = relu()\n}\n`);
        expect(page.all("svg")).toEqual([]);
        expect(notes(page)).toEqual(["This graph is too large to be drawn in Markdown."]);
        expect(captions(page)).toEqual(["Long: 8.88 k parameters, 553 k MACs"]);
    });
});

test.each([
    ["cnn", true], ["CNN", true], [" cnn right", true], ["cnn,numbered", true], ["cnn {.wide}", true],
    ["cnn no-preview", false], ["cnn,no-preview", false], ["cnnx", false], ["python", false], ["", false],
])("draws a fence with the information string `%s`: %s", (information, isDrawn) => {
    const page = rendered("model A {\n input x: [3, 8, 8]\n output y = relu()\n}\n", information);
    expect(page.all("svg")).toHaveLength(isDrawn ? 1 : 0);
    expect(page.all("pre")).toHaveLength(1);
});

describe("the text of a fence is never markup", () => {
    const drawnElements = new Set([
        "br", "circle", "code", "div", "figcaption", "figure", "g", "li", "p", "path", "pre", "rect", "span", "svg", "text",
        "title", "tspan", "ul",
    ]);
    const drawnAttributes = new Set([
        "aria-label", "class", "d", "dx", "height", "role", "rx", "viewBox", "width", "x", "y",
    ]);

    function expectOnlyDrawn(source: string): void {
        for (const { name, attributes } of rendered(source).all()) {
            expect(drawnElements).toContain(name);
            expect(drawnAttributes).toEqual(new Set([...drawnAttributes, ...attributes]));
        }
    }

    const hostile = [
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onload='alert(1)", "</title></svg><b>", "&lt;i&gt;",
        "`<u>`", "]]><!--", "\u202e<p>",
    ];

    const placed: readonly ((text: string) => string)[] = [
        (text) => `model ${text} {\n input x: [3, 8, 8]\n}`,
        (text) => `model A {\n input x: [3, 8, 8]\n ${text}(3)\n output ${text} = relu()\n}`,
        (text) => `model A {\n input x: [3, 8, 8]\n output y = B(${JSON.stringify(text)})\n}\nblock B(s) { relu() }`,
        (text) => `model A {\n input x: [3, 8, 8]\n require x.channels == 4, ${JSON.stringify(text)}\n output y = relu()\n}`,
        (text) => `model A {\n input x: [3, 8, 8]\n conv(4, 3, padding=${JSON.stringify(text)})\n}`,
        (text) => `import ${JSON.stringify(text)}\nmodel A {\n input x: [3, 8, 8]\n}`,
    ];

    test.each(hostile)("with %s", (text) => {
        for (const place of placed) {
            expectOnlyDrawn(place(text));
        }
    });

    test("with any text in any place", () => {
        const piece = fc.oneof(fc.string(), fc.constantFrom(...hostile), fc.string({ unit: "grapheme" }));
        fc.assert(fc.property(fc.constantFrom(...placed), fc.array(piece, { maxLength: 4 }), (place, pieces) => {
            expectOnlyDrawn(place(pieces.join("")));
        }));
    });
});
