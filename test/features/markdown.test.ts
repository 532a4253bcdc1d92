import { lexer, walkTokens, type Token } from "marked";
import { describe, expect, test } from "vitest";
import { completion } from "../../server/features/completion.ts";
import { completionDocumentation } from "../../server/features/completion-documentation.ts";
import { hover } from "../../server/features/hover.ts";
import { hintTooltip, inlayHints, hintReferenceSchema } from "../../server/features/inlay-hints.ts";
import {
    bulletList, codeBlock, inlineCode, joined, markdown, paragraphs, plainText, table, type Markdown,
} from "../../server/features/markdown.ts";
import { signatureHelp } from "../../server/features/signature-help.ts";
import { validate } from "../../server/validation.ts";
import { fc } from "../support/fast-check.ts";
import { analyzed } from "../support/marked-source.ts";

// The judge is marked, with which VS Code renders Markdown.

/** What only this project's own text may contain: links, images, HTML, headings, and code blocks of other languages. */
function foreignParts(text: string): readonly string[] {
    const found: string[] = [];
    void walkTokens(lexer(text), (token) => {
        if (isForeign(token)) {
            found.push(`${token.type}: ${token.raw}`);
        }
    });
    return found;
}

function isForeign(token: Token): boolean {
    switch (token.type) {
        case "link":
            return !("text" in token && token["text"] === "Reference");
        case "image":
        case "html":
        case "def":
        case "heading":
            return true;
        case "code":
            return token["lang"] !== "cnn";
        default:
            return false;
    }
}

/** The text in code, in order. */
function codeTexts(text: string): readonly string[] {
    const found: string[] = [];
    void walkTokens(lexer(text), (token) => {
        if (token.type === "codespan" || token.type === "code") {
            found.push(String(token["text"]));
        }
    });
    return found;
}

/** Texts that end code, start links, images, tables and HTML, or are addresses by themselves. */
const hostileText = fc.array(fc.constantFrom(
    "`", "``", "```", "~~~", "![x](https://evil.example/p.png)", "[x](https://evil.example)", "[x]: https://evil.example",
    "<img src=x>", "<https://evil.example>", "https://evil.example", "www.evil.example", "a@evil.example", "&lt;b&gt;",
    "|", "\\", "\\|", "\n", "\r", "\r\n", "\n\n", " ", "    ", "\t", "# ", "- ", "1. ", "> ", "---", "===", "*", "_",
    "$(x)", "command:x", "word", "é", "\u0000", "\u202e", "cnn\n",
), { maxLength: 10 }).map((parts) => parts.join(""));

describe("no text of a file becomes Markdown", () => {
    const ways: readonly (readonly [string, (text: string) => Markdown])[] = [
        ["a code block", codeBlock],
        ["inline code", inlineCode],
        ["plain text", plainText],
        ["a list of code", (text) => bulletList([inlineCode(text), markdown`${inlineCode(text)} in ${inlineCode(text)}`])],
        ["a list of text", (text) => bulletList([plainText(text)])],
        ["a table", (text) => table([markdown`path`, markdown`use`], [[inlineCode(text), inlineCode(text)]])],
        ["code between text", (text) => paragraphs(
            codeBlock(text), plainText(text), joined([inlineCode(text), inlineCode(text)], ", "), codeBlock(text))],
    ];
    test.each(ways)("in %s", (_, write) => {
        fc.assert(fc.property(hostileText, (text) => {
            expect(foreignParts(write(text))).toEqual([]);
        }), { numRuns: 1000 });
    });

    test("code shows the text itself", () => {
        const visible = hostileText.filter((text) => !/[\0-\u001f\u202e]/u.test(text) && text.trim() === text && text !== "");
        fc.assert(fc.property(visible, (text) => {
            expect(codeTexts(inlineCode(text))).toEqual([text]);
            expect(codeTexts(codeBlock(text))).toEqual([text]);
        }), { numRuns: 1000 });
    });
});

/** A string of the language with this content. */
function quoted(text: string): string {
    return `"${text.replace(/["\\]/gu, "\\$&").replace(/\n/gu, "\\n").replace(/[\r\0]/gu, "")}"`;
}

test("no text of a file becomes Markdown in any feature", () => {
    fc.assert(fc.property(hostileText, fc.nat(), (text, at) => {
        const comment = text.split(/[\r\n]/u).map((line) => `# ${line}\n`).join("");
        const source = analyzed([
            `let s = ${quoted(text)}`,
            `${comment}let f(x) = ${quoted(text)}`,
            `${comment}block B(n = ${quoted(text)}) {\n    @path(n)\n    c = conv(8, 3, padding=1)\n}`,
            `${comment}model M(p = ${quoted(text)}) {`,
            "    input x: [3, H = 32, W = 32]",
            `    a = B()\n    b = B(${quoted(`${text}b`)})`,
            `    @path(${quoted(text)})\n    d = add(a, b)`,
            `    require H > 3, ${quoted(text)}`,
            `    let t = [s, p, f(1)]\n    @weights(${quoted(text)})\n    output y = upsample(2, mode=${quoted(text)})`,
            "}",
        ].join("\n"));
        const length = source.document.getText().length;
        const step = 1 + Math.floor(length / 40);
        const contents = Array.from({ length: 40 }, (_, index) => {
            const position = source.document.positionAt((at % step) + index * step);
            const signature = signatureHelp(source, position)?.signatures[0];
            return [
                hover(source, position)?.contents,
                signature?.documentation, ...signature?.parameters?.map(({ documentation }) => documentation) ?? [],
                ...(index % 8 === 0 ? completion(source, position).items : []).map(({ reference }) =>
                    (reference === undefined ? undefined : completionDocumentation(source, reference).documentation)),
            ];
        }).flat();
        const range = { start: source.document.positionAt(0), end: source.document.positionAt(length) };
        const tooltips = inlayHints(source, range).map(({ data, tooltip }) => {
            const reference = validate(hintReferenceSchema, data);
            return tooltip ?? ("value" in reference ? hintTooltip(source, reference.value) : undefined);
        });
        for (const content of [...contents, ...tooltips]) {
            if (typeof content === "object" && "kind" in content && content.kind === "markdown") {
                expect(foreignParts(content.value)).toEqual([]);
                expect(content.value).not.toMatch(/[\0-\u0008\u000b-\u001f\u202e]/u);
            }
        }
    }), { numRuns: 60 });
});
