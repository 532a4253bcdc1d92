import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readFences } from "../../docs/fences.ts";
import { lex, token as kind } from "../../grammar/lexer.ts";
import { splitStatements } from "../../grammar/newlines.ts";
import { parse } from "../../grammar/parser.ts";
import { brackets, keywords, operatorSigns, punctuation } from "../../grammar/tokens.ts";
import { derivedSymbols, mentioned, readableSymbols, readGrammar } from "../support/ebnf.ts";
import { projectRoot } from "../support/extension.ts";
import { fc } from "../support/fast-check.ts";
import { readExamples } from "./example-texts.ts";
import { editedExample } from "./random-texts.ts";

const page = readFileSync(join(projectRoot, "docs/language.md"), "utf8");
const grammar = readGrammar(readFences(page).find(({ language }) => language === "ebnf")?.source ?? "");

/** How the lexer's tokens may be written. */
const words: ReadonlyMap<string, readonly string[]> = new Map([
    ["NAME", ["x", "conv", "size_1", "é"]],
    ["NUMBER", ["0", "12", "0.5", "1e-5"]],
    ["STRING", ["\"a.cnn\"", "\"\\\"\\n\""]],
    ["NEWLINE", ["\n", "\r\n\r\n", " # a comment\n"]],
]);

const derivedText = derivedSymbols(grammar).chain((symbols) =>
    fc.tuple(...symbols.map((symbol) => fc.constantFrom(...words.get(symbol) ?? [symbol])))
        .map((texts) => texts.join(" ")));

/** The grammar's names of a text's tokens. */
function symbolsOf(text: string): readonly string[] {
    const symbols = new Map([
        [kind.name, "NAME"], [kind.number, "NUMBER"], [kind.string, "STRING"], [kind.newline, "NEWLINE"],
    ]);
    const { tokens } = splitStatements(text, lex(text).tokens);
    return tokens.map(({ tokenType, image }) => symbols.get(tokenType) ?? image);
}

/** Expects the grammar to derive a text; if not, shows the text after the longest readable part. */
function expectDerived(text: string): void {
    const symbols = symbolsOf(text);
    expect(symbols.slice(readableSymbols(grammar, symbols))).toEqual([]);
}

describe("the grammar in the documentation", () => {
    it("has every keyword and sign of the language, and no others", () => {
        const expected = [...Object.keys(keywords), ...operatorSigns, ...brackets.flat(), ...punctuation];
        expect([...mentioned(grammar, "terminal")].toSorted()).toEqual(expected.toSorted());
    });

    it("defines every rule that it uses, and uses every rule but the first", () => {
        expect([...mentioned(grammar, "rule")].toSorted()).toEqual([...grammar.keys()].slice(1).toSorted());
        expect([...mentioned(grammar, "word")].toSorted()).toEqual([...words.keys()].toSorted());
    });

    it("derives only texts that the parser accepts", () => {
        fc.assert(fc.property(derivedText, (text) => {
            expect(parse(text).problems).toEqual([]);
        }), { numRuns: 2000 });
    });

    it.each(readExamples())("derives %s", (_, text) => {
        expectDerived(text);
    });

    it("derives an edited example that the parser reads without problems", () => {
        fc.assert(fc.property(editedExample, (text) => {
            fc.pre(parse(text).problems.length === 0);
            expectDerived(text);
        }), { numRuns: 200 });
    });
});
