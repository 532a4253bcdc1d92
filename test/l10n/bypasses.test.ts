import { globSync } from "node:fs";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { projectRoot } from "../support/extension.ts";
import { literalsOf, nodesAround, type SourceLiteral } from "../support/source-literals.ts";

/** The sources that word what users of the editor read. */
const folders = ["client", "drawing", "webview", "markdown", "server/features", "server/lsp", "server/diagnostics"];

/** Two words, or a word and a value, with a blank between them. */
const severalWords = /\p{L}{2,}[,;:.]? +(\p{L}{2,}|…)|…[,;:.]? +\p{L}{2,}/u;
const anyWord = /\p{L}{2,}/u;

/** Functions whose arguments are translated. */
const wording: ReadonlySet<string> = new Set(["text", "plural", "worded", "wordedPlural", "documentationText"]);

/** Functions whose arguments people read, except `element`, whose first arguments are its tag and class. */
const readCalls = /^(vscode\.window\.show(Information|Warning|Error)Message|iconButton|button|Option)$/u;
/** Properties that people read. */
const readProperties = /^(title|label|tooltip|detail|placeHolder|placeholder|textContent|openLabel|ariaLabel)$/u;
const readAttributes: ReadonlySet<string> = new Set(["aria-label", "aria-valuetext", "aria-description", "title", "placeholder"]);

/** What only developers read: errors of the program, and its log. */
const logging = /^(log(\.\w+|Of\[.*\])?|(connection\.)?console\.\w+)$/u;

interface Allowed {
    readonly path: RegExp;
    readonly words: RegExp;
    readonly because: string;
    /** Not where people read it. */
    readonly elsewhere?: true;
}

const allowed: readonly Allowed[] = [
    { path: /features\/(snippets|keyword-documentation)/u, words: /./u, because: "definitions, which `documentationText` translates where they are shown" },
    { path: /features\/layer-reference/u, words: /./u, because: "examples in the language, and pages, which are English" },
    { path: /(features|diagnostics)\//u, words: /^\s*(\p{Ll}+ …|import "|let |block |return|for |repeat|model|input|\[|conv\()/u, because: "code" },
    { path: /^webview\//u, words: /^[a-z…][\w-]*( [a-z…][\w…-]*)+$/u, because: "classes of elements", elsewhere: true },
    { path: /^webview\//u, words: /\(|: |\d+px$|^null$/u, because: "CSS and JSON" },
    { path: /preview-page|page-policy/u, words: /-src |<!DOCTYPE/u, because: "the page and its policy" },
    { path: /evaluation\/names/u, words: /^built-in function$/u, because: "a kind of name, which is worded there" },
    { path: /lsp\/(message-|server)/u, words: /./u, because: "errors of the protocol, which clients log" },
    { path: /^markdown\//u, words: /^</u, because: "HTML" },
    { path: /lsp\/tools|language-model-tools/u, words: /./u, because: "the tools for assistants are English" },
    {
        path: /^(client|webview)\//u, because: "errors of the program itself, which have no wording for people",
        words: /^(dist\/templates.json: …|The page sent the layout worker|The page's resources are not valid|A request came before the network|A run was finished without a result|ONNX Runtime's profile cannot be read|Nothing can be the input|… is not an image)/u,
    },
    { path: /layer-page/u, words: /./u, because: "pages of the documentation are English" },
    { path: /wording/u, words: /^… ms$/u, because: "units" },
    { path: /failures/u, words: /memory|allocat|buffer size/u, because: "messages of browsers" },
    { path: /drawing\/figure\/(svg|tikz|mermaid)/u, words: /./u, because: "code of the formats of figures" },
    { path: /^drawing\/(layout|maps)\//u, words: /=|^… → …$/u, because: "options of the layout, and arrows between ids" },
    { path: /softmax/u, words: /./u, because: "formulas" },
];

function isRead({ node, words }: SourceLiteral): boolean {
    return severalWords.test(words) || (anyWord.test(words) && isInSink(node));
}

/** Whether a literal is what a known function, property or attribute shows. */
function isInSink(node: ts.Node): boolean {
    const { parent } = node;
    if (ts.isTaggedTemplateExpression(parent)) {
        return parent.tag.getText() === "markdown";
    }
    if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) {
        const callee = parent.expression.getText();
        const index = parent.arguments?.findIndex((one) => one === node) ?? -1;
        const [first] = parent.arguments ?? [];
        return readCalls.test(callee) ? index === (callee === "iconButton" ? 1 : 0)
            : callee === "element" ? index > 1
                : callee.endsWith(".setAttribute") && index === 1 && first !== undefined &&
                    ts.isStringLiteralLike(first) && readAttributes.has(first.text);
    }
    if (ts.isPropertyAssignment(parent)) {
        return readProperties.test(parent.name.getText());
    }
    return ts.isBinaryExpression(parent) && parent.right === node && ts.isPropertyAccessExpression(parent.left) &&
        readProperties.test(parent.left.name.text);
}

/** Whether a literal is translated, or only for developers. VS Code shows the error that a command throws. */
function isHandled(node: ts.Node): boolean {
    return nodesAround(node).some((around) =>
        (ts.isCallExpression(around) && isWordingOrLogging(around.expression.getText())) ||
        (ts.isNewExpression(around) && around.expression.getText() === "ResponseError"));
}

function isWordingOrLogging(callee: string): boolean {
    return wording.has(callee) || logging.test(callee);
}

function bypasses(path: string): readonly string[] {
    const isAllowed = ({ node, words }: SourceLiteral): boolean => allowed.some((one) =>
        one.path.test(path) && one.words.test(words) && (one.elsewhere !== true || !isInSink(node)));
    return literalsOf(path).filter((literal) =>
        isRead(literal) && !isHandled(literal.node) && !isAllowed(literal)).map(({ place }) => place);
}

describe("all words for people can be translated", () => {
    test.each(folders)("%s", (folder) => {
        const files = globSync(`${folder}/**/*.ts`, { cwd: projectRoot });
        expect(files.length).toBeGreaterThan(0);
        expect(files.flatMap(bypasses)).toEqual([]);
    });
});
