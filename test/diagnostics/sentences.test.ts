import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { definitions } from "../../server/diagnostics/definitions.ts";
import { listText, plural, text } from "../../server/text.ts";
import { templateArguments } from "../../l10n/templates.ts";
import { projectRoot } from "../support/extension.ts";
import { literalsOf, nodesAround } from "../support/source-literals.ts";

/** Outside diagnostics, problems are facts: only server/diagnostics contains text for users. */
const folders = [
    "grammar", "server/weights", "server/sizes", "server/layers", "server/names", "server/graph", "server/analysis", "server/evaluation",
];

/** The documentation of layers, arguments, decorators and functions is part of their definitions. */
const documentedProperties: ReadonlySet<string> = new Set(["documentation", "summary", "label", "defaultLabel"]);
const documentingCalls: ReadonlySet<string> = new Set([
    "required", "withDefault", "optional", "define", "argument", "integers", "perAxisOf",
]);
const documentedConstants: ReadonlySet<string> = new Set(["valueAttributes", "broadcasting"]);

/** Strings that look like sentences but belong to no problem: printed sizes, Python, and internal errors. */
const others: readonly (readonly [path: string, words: RegExp])[] = [
    ["server/sizes/function-text.ts", /as at the sample$/],
    ["server/layers/onnx-builder.ts", /^The ONNX form asks for tensor/],
    ["server/layers/pytorch-preamble.ts", /^\n(def|class) /],
    ["server/weights/tensor-numbers.ts", /that can be weights\.$/],
];

const sentence = /\p{Ll}{2,}[ ,;:]+\p{Ll}+[ ,;:]+\p{Ll}{2,}/u;

function sentencesOf(path: string): readonly string[] {
    return literalsOf(path).filter(({ node, words }) => sentence.test(words) &&
        ![node, ...nodesAround(node)].some(isDocumentation) &&
        !others.some(([file, allowed]) => path === file && allowed.test(words))).map(({ place }) => place);
}

function isDocumentation(node: ts.Node): boolean {
    return (ts.isPropertyAssignment(node) && documentedProperties.has(node.name.getText())) ||
        (ts.isVariableDeclaration(node) && (documentedConstants.has(node.name.getText()) ||
            /documentation$/iu.test(node.name.getText()))) ||
        (ts.isCallExpression(node) && documentingCalls.has(node.expression.getText()));
}

describe("no sentence for a person is written below diagnostics", () => {
    test.each(folders)("%s", (folder) => {
        const files = globSync(`${folder}/**/*.ts`, { cwd: projectRoot });
        expect(files.length).toBeGreaterThan(0);
        expect(files.flatMap(sentencesOf)).toEqual([]);
    });

    test("a sentence is found, and documentation is not taken for one", () => {
        expect(sentence.test("it joins at least … values")).toBe(true);
        expect(sentence.test("unexpected-token")).toBe(false);
        expect(sentence.test("the count of `repeat`")).toBe(true);
    });
});

test("every definition has the code it is found by", () => {
    expect(Object.entries(definitions).filter(([code, definition]) => code !== definition.code)).toEqual([]);
});

test("a sentence can be extracted for translation: `text` and `plural` are called with literals", () => {
    const calls = globSync("{server,client,webview}/**/*.ts", { cwd: projectRoot }).flatMap((path) => {
        const content = readFileSync(join(projectRoot, path), "utf8");
        const source = ts.createSourceFile(path, content, ts.ScriptTarget.Latest, true);
        const found: string[] = [];
        const visit = (node: ts.Node): void => {
            if (ts.isCallExpression(node) && content.includes("text.ts\"")) {
                const templates = templateArguments(node).filter((one) => !ts.isStringLiteralLike(one));
                found.push(...templates.map((one) => `${path}: ${one.getText()}`));
            }
            ts.forEachChild(node, visit);
        };
        visit(source);
        return found;
    });
    expect(calls).toEqual([]);
});

describe("words", () => {
    test("placeholders are filled, and quoted braces stay", () => {
        expect(text("enclose the body in `{` and `}`")).toBe("enclose the body in `{` and `}`");
        expect(text("start with `model {name} {`", { name: "Net" })).toBe("start with `model Net {`");
        expect(text("{a} and {a}", { a: "{b}" })).toBe("{b} and {b}");
    });

    test("a plural is a separate sentence", () => {
        const words = (count: number): string => plural(count, "{count} axis", "{count} axes", { count });
        expect([0, 1, 2].map(words)).toEqual(["0 axes", "1 axis", "2 axes"]);
    });

    test("a long list ends with the number of remaining entries", () => {
        expect(listText(["a", "b"], "or")).toBe("a or b");
        expect(listText("abc".split(""))).toBe("a, b, and c");
        expect(listText("abcdefghij".split(""))).toBe("a, b, c, d, e, f, g, and 3 more");
    });
});
