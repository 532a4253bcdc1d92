import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import oniguruma from "vscode-oniguruma";
import textmate from "vscode-textmate";
import { describe, expect, test } from "vitest";
import { committedGrammar } from "../support/textmate.ts";

const require = createRequire(import.meta.url);
await oniguruma.loadWASM(readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm")));
const injection = readFileSync("syntaxes/cnn-markdown.tmLanguage.json", "utf8");
const registry = new textmate.Registry({
    onigLib: Promise.resolve({
        createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
        createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: (scope) => Promise.resolve(scope === "source.cnn"
        ? textmate.parseRawGrammar(committedGrammar, "cnn.tmLanguage.json")
        : textmate.parseRawGrammar(injection, "cnn-markdown.tmLanguage.json")),
});
const grammar = await registry.loadGrammar("markdown.cnn.codeblock");

/** The scopes of the token that starts with `text`. */
function scopesOf(markdown: string, text: string): readonly string[] {
    let state = textmate.INITIAL;
    for (const line of markdown.split("\n")) {
        const result = grammar?.tokenizeLine(line, state);
        state = result?.ruleStack ?? state;
        const token = result?.tokens.find(({ startIndex }) => line.startsWith(text, startIndex));
        if (token !== undefined) {
            return token.scopes;
        }
    }
    return [];
}

describe("fences in Markdown", () => {
    test.each([
        ["the language cnn", "```cnn\nmodel M {\n}\n```\n", true],
        ["cnn with more words", "```cnn wrong\nmodel M {\n}\n```\n", true],
        ["tildes", "~~~cnn\nmodel M {\n}\n~~~\n", true],
        ["another language", "```cnnx\nmodel M {\n}\n```\n", false],
        ["the text after a fence", "```cnn\n```\nmodel M {\n", false],
    ])("with %s are coloured: %j", (_, markdown, isColoured) => {
        const scopes = scopesOf(markdown, "model");
        expect(scopes.includes("meta.embedded.block.cnn")).toBe(isColoured);
        expect(scopes.some((scope) => scope.startsWith("keyword") || scope.startsWith("storage"))).toBe(isColoured);
    });
});
