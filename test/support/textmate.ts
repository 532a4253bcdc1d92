import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import oniguruma from "vscode-oniguruma";
import textmate from "vscode-textmate";

const require = createRequire(import.meta.url);
export const committedGrammar = readFileSync("syntaxes/cnn.tmLanguage.json", "utf8");

await oniguruma.loadWASM(readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm")));
const registry = new textmate.Registry({
    onigLib: Promise.resolve({
        createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
        createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: () => Promise.resolve(textmate.parseRawGrammar(committedGrammar, "cnn.tmLanguage.json")),
});
const grammar = await registry.loadGrammar("source.cnn");

export interface ColouredToken {
    readonly text: string;
    /** Its offset in the whole text. */
    readonly start: number;
    readonly scope: string;
}

/** Colours a text as the editor does before the language server answers. */
export function coloured(text: string): readonly ColouredToken[] {
    if (grammar === null) {
        throw new Error("there is no grammar for source.cnn");
    }
    const tokens: ColouredToken[] = [];
    let state: textmate.StateStack | null = null;
    let lineStart = 0;
    for (const line of text.split("\n")) {
        const result: textmate.ITokenizeLineResult = grammar.tokenizeLine(line, state);
        tokens.push(...result.tokens.map(({ startIndex, endIndex, scopes }) => ({
            text: line.slice(startIndex, endIndex),
            start: lineStart + startIndex,
            scope: scopes.at(-1)?.replace(/\.cnn$/u, "") ?? "",
        })));
        state = result.ruleStack;
        lineStart += line.length + 1;
    }
    return tokens;
}
