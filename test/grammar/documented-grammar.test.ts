import { describe, expect, it } from "vitest";
import { lex, token as kind } from "../../grammar/lexer.ts";
import { splitStatements } from "../../grammar/newlines.ts";
import { parse } from "../../grammar/parser.ts";
import { brackets, keywords, operatorSigns, punctuation } from "../../grammar/tokens.ts";
import { derivedTexts, documentedGrammar, writtenTokens } from "../support/derived-texts.ts";
import { mentioned, readableSymbols } from "../support/ebnf.ts";
import { casesOf, fc } from "../support/fast-check.ts";
import { readExamples } from "./example-texts.ts";
import { editedExample } from "./random-texts.ts";

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
    expect(symbols.slice(readableSymbols(documentedGrammar, symbols))).toEqual([]);
}

describe("the grammar in the documentation", () => {
    it("has every keyword and sign of the language, and no others", () => {
        const expected = [...Object.keys(keywords), ...operatorSigns, ...brackets.flat(), ...punctuation];
        expect([...mentioned(documentedGrammar, "terminal")].toSorted()).toEqual(expected.toSorted());
    });

    it("defines every rule that it uses, and uses every rule but the first", () => {
        expect([...mentioned(documentedGrammar, "rule")].toSorted()).toEqual([...documentedGrammar.keys()].slice(1).toSorted());
        expect([...mentioned(documentedGrammar, "word")].toSorted()).toEqual([...writtenTokens.keys()].toSorted());
    });

    it("derives only texts that the parser accepts", () => {
        fc.assert(fc.property(derivedTexts, (text) => {
            expect(parse(text).problems).toEqual([]);
        }), { numRuns: casesOf(2000) });
    });

    it.each(readExamples())("derives %s", (_, text) => {
        expectDerived(text);
    });

    it("derives an edited example that the parser reads without problems", () => {
        fc.assert(fc.property(editedExample, (text) => {
            fc.pre(parse(text).problems.length === 0);
            expectDerived(text);
        }), { numRuns: casesOf(200) });
    });
});
