import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readFences } from "../../docs/fences.ts";
import { derivedSymbols, readGrammar, type Grammar } from "./ebnf.ts";
import { projectRoot } from "./extension.ts";
import { fc } from "./fast-check.ts";

/** The grammar in the documentation. */
export const documentedGrammar: Grammar = readGrammar(
    readFences(readFileSync(join(projectRoot, "docs/language.md"), "utf8"))
        .find(({ language }) => language === "ebnf")?.source ?? "");

/** How the lexer's tokens may be written. */
export const writtenTokens: ReadonlyMap<string, readonly string[]> = new Map([
    ["NAME", ["x", "conv", "size_1", "é"]],
    ["NUMBER", ["0", "12", "0.5", "1e-5"]],
    ["STRING", ["\"a.cnn\"", "\"\\\"\\n\""]],
    ["NEWLINE", ["\n", "\r\n\r\n", " # a comment\n"]],
]);

/** Texts without syntax errors, derived from the grammar. */
export const derivedTexts: fc.Arbitrary<string> = derivedSymbols(documentedGrammar).chain((symbols) =>
    fc.tuple(...symbols.map((symbol) => fc.constantFrom(...writtenTokens.get(symbol) ?? [symbol])))
        .map((texts) => texts.join(" ")));
