import { describe, expect, test } from "vitest";
import { semanticTokens, type SemanticToken } from "../../server/features/semantic-tokens.ts";
import { readExamples } from "../grammar/example-texts.ts";
import { analyzed } from "../support/marked-source.ts";
import { coloured } from "../support/textmate.ts";

function worded({ type, modifiers }: SemanticToken): string {
    return [type, ...modifiers].join(".");
}

/** The token between `«` and `»`; undefined if there is none. */
function tokenAt(marked: string, files: Readonly<Record<string, string>> = {}): string | undefined {
    const source = analyzed(marked.replace(/[«»]/gu, ""), files);
    const start = marked.indexOf("«");
    const token = semanticTokens(source).find((one) => one.start === start && one.end === marked.indexOf("»") - 1);
    return token === undefined ? undefined : worded(token);
}

test.each([
    ["model «M» {}", "model.declaration"],
    ["block «B»() {}", "block.declaration"],
    ["block B() { relu() }\nmodel M { «B»() }", "block"],
    ["model M { «relu»() }", "layer"],
    ["let «half»(n) = n / 2", "function.declaration"],
    ["let half(«n») = n / 2", "parameter.declaration"],
    ["let half(n) = «n» / 2", "parameter"],
    ["let half(n) = n / 2\nlet m = «half»(4)", "function"],
    ["let m = «max»(4, 5)", "function.defaultLibrary"],
    ["let «m» = 2", "variable.declaration.readonly"],
    ["let m = 2\nlet n = «m»", "variable.readonly"],
    ["block B(«n» = 1) {}", "parameter.declaration"],
    ["block B(n = 1) { conv(«n», 3) }", "parameter"],
    ["block B(n = 1) { relu() }\nmodel M { B(«n»=2) }", "parameter"],
    ["model M { conv(8, «kernel»=3) }", "parameter"],
    ["model M { input x: [3, «H» = 8] }", "dynamicSize.declaration"],
    ["model M { input x: [3, H = 8]\nrequire «H» > 2 }", "dynamicSize"],
    ["model M { input «x»: [3, 8] }", "variable.declaration"],
    ["model M {\ninput x: [3, 8]\n«a» = x -> relu()\n}", "variable.declaration"],
    ["model M {\ninput x: [3, 8]\n«x» = relu()\n}", "variable.modification"],
    ["model M {\ninput x: [3, 8]\n«x» -> relu()\n}", "variable"],
    ["block «x» -> B() {}", "variable.declaration"],
    ["model M { for «i» in 0..2 { relu() } }", "variable.declaration"],
    ["model M { require in.«channels» > 2 }", "property"],
    ["@«allow»(\"unused-block\")\nblock B() {}", "decorator"],
    ["model M { conv(8, 3) -> «nothing»() }", undefined],
    ["model M { conv(«nothing», 3) }", undefined],
    ["@«nothing»\nblock B() {}", undefined],
])("%s is %s", (marked, expected) => {
    expect(tokenAt(marked)).toBe(expected);
});

test("an imported block and let", () => {
    const files = { "parts.cnn": "let n = 2\nblock B() { relu() }\n" };
    expect(tokenAt("import \"parts.cnn\"\nmodel M { «B»() }", files)).toBe("block");
    expect(tokenAt("import \"parts.cnn\"\nlet m = «n»", files)).toBe("variable.readonly");
});

test("a range has the tokens that touch it", () => {
    const source = analyzed("let a = 1\nlet b = a\nlet c = b\n");
    const range = { start: { line: 1, character: 0 }, end: { line: 2, character: 0 } };
    expect(semanticTokens(source, range)).toEqual(semanticTokens(source).slice(1, 3));
});

/** The scopes that the TextMate grammar may give a name, which knows only how it is written. */
const scopes: Readonly<Record<SemanticToken["type"], readonly string[]>> = {
    block: ["entity.name.type", "entity.name.function.block"],
    model: ["entity.name.type"],
    layer: ["support.function.layer"],
    function: ["entity.name.function", "entity.name.function.block", "support.function.builtin"],
    parameter: ["variable.parameter", "variable.other.readwrite"],
    variable: ["variable.other.readwrite", "variable.other.constant"],
    dynamicSize: ["variable.parameter", "variable.other.readwrite"],
    property: ["variable.other.property"],
    decorator: ["entity.name.function.decorator"],
};

describe("the TextMate grammar", () => {
    test.each(readExamples())("colours the names of %s alike", (_, text) => {
        const byStart = new Map(coloured(text).map((token) => [token.start, token]));
        for (const token of semanticTokens(analyzed(text))) {
            const { text: word, scope } = byStart.get(token.start) ?? { text: "", scope: "" };
            expect(word).toBe(text.slice(token.start, token.end));
            expect(scopes[token.type]).toContain(scope);
        }
    });
});
