import { describe, expect, it, test } from "vitest";
import { parse } from "../../grammar/parser.ts";
import {
    beginsLine, indentationAt, lineEndAt, lineEndsIn, lineStartAt, spansLines, textOnOneLine, tokenAfter, tokenAt,
    tokenBefore, tokensIn, tokensTouching, type Token,
} from "../../grammar/source-tokens.ts";
import type { ParsedFile } from "../../grammar/parsed-file.ts";
import { descendants } from "../../grammar/traversal.ts";
import { casesOf, fc } from "../support/fast-check.ts";
import { brokenText, editedExample } from "./random-texts.ts";

function allTokens(file: ParsedFile): readonly Token[] {
    return tokensIn(file, file.tree);
}

/** Invariants of every text: its tokens are in order, with only blanks without line ends between them. */
function expectTiled(text: string): void {
    const tokens = allTokens(parse(text));
    const gaps = [...tokens, undefined].map((token, index) =>
        text.slice(tokens[index - 1]?.end ?? 0, token?.start ?? text.length));
    expect(gaps.map((gap, index) => gap + (tokens[index]?.text ?? "")).join("")).toBe(text);
    expect(gaps.filter((gap) => !/^(?:[^\S\r\n]|[\u0085\u200b])*$/u.test(gap))).toEqual([]);
}

describe("tokens and the blanks between them make up the text", () => {
    it("of any characters", () => {
        fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 200 }), expectTiled), { numRuns: casesOf(500) });
    });

    it("of the language's words and signs in any order", () => {
        fc.assert(fc.property(brokenText, expectTiled), { numRuns: casesOf(1000) });
    });

    it("of an example, cut off or edited anywhere", () => {
        fc.assert(fc.property(editedExample, expectTiled), { numRuns: casesOf(300) });
    });
});

test("a lookup equals a search through all tokens", () => {
    fc.assert(fc.property(brokenText, fc.nat(), fc.nat(), (text, one, other) => {
        const file = parse(text);
        const [offset = 0, end = 0] = [one, other].map((place) => place % (text.length + 1)).sort((a, b) => a - b);
        const all = allTokens(file);
        expect(tokenAt(file, offset)).toEqual(all.find((token) => token.start <= offset && offset < token.end));
        expect(tokenBefore(file, offset)).toEqual(all.findLast((token) => token.end <= offset));
        expect(tokenAfter(file, offset)).toEqual(all.find((token) => token.start >= offset));
        expect(tokensTouching(file, offset))
            .toEqual(all.filter((token) => token.start <= offset && offset <= token.end));
        expect(tokensIn(file, { start: offset, end }))
            .toEqual(all.filter((token) => token.start >= offset && token.end <= end));
        const lineEnds = all.filter(({ kind }) => kind === "newline");
        expect(lineEndAt(file, offset)).toBe(lineEnds.find(({ start }) => start >= offset)?.start ?? text.length);
    }), { numRuns: casesOf(1000) });
});

test.each<readonly [string, readonly string[]]>([
    ["", []],
    ["x = conv(8)", ["name x", "sign =", "name conv", "sign (", "number 8", "sign )"]],
    ["let in = 0..4", ["keyword let", "keyword in", "sign =", "number 0", "sign ..", "number 4"]],
    ["\"a\" 'b' \"c", ["string \"a\"", "string 'b'", "string \"c"]],
    ["a # b\n\n\n    c", ["name a", "comment # b", "newline \n\n\n", "name c"]],
    ["a\r\n  \t\r\n b", ["name a", "newline \r\n  \t\r\n", "name b"]],
    ["/* a\n b */ c", ["comment /* a\n b */", "name c"]],
    ["elif x && 1.5.2; é → $$", [
        "name elif", "name x", "unexpected &&", "number 1.5.2", "unexpected ;", "name é", "unexpected →", "unexpected $$",
    ]],
    ["\ufeffa\u00a0b", ["name a", "name b"]],
    ["class Net(nn.Module):\n    pass", [
        "name class", "name Net", "sign (", "name nn", "sign .", "name Module", "sign )", "sign :", "newline \n", "name pass",
    ]],
    ["model M {\n    concat(", ["keyword model", "name M", "sign {", "newline \n", "name concat", "sign ("]],
])("%j has the tokens that are written", (text, expected) => {
    expect(allTokens(parse(text)).map((token) => `${token.kind} ${token.text}`)).toEqual(expected);
});

test("keeps the tokens of code that is nested too deep", () => {
    const text = `let x = ${"(".repeat(100)}1${")".repeat(100)}`;
    expect(allTokens(parse(text)).map((token) => token.text).join("")).toBe(text.replaceAll(" ", ""));
});

test("a node has its tokens", () => {
    const file = parse("model M {\n    x = in -> conv(8, # wide\n        kernel=3) : [_]\n}\n");
    const written = [...descendants(file.tree)].filter(({ kind }) => kind === "call" || kind === "claim")
        .map((node) => tokensIn(file, node).map(({ text }) => text));
    expect(written).toEqual([
        ["conv", "(", "8", ",", "# wide", "\n", "kernel", "=", "3", ")"], [":", "[", "_", "]"],
    ]);
});

test.each<readonly [string, { readonly indentation: string; readonly begins: boolean; readonly line: string }]>([
    ["|a b", { indentation: "", begins: true, line: "a b" }],
    ["  a| b\nc", { indentation: "  ", begins: false, line: "  a b" }],
    ["a\n\t  |b # c\nd", { indentation: "\t  ", begins: true, line: "\t  b # c" }],
    ["a\n\n  b |\r\nc", { indentation: "  ", begins: false, line: "  b " }],
    ["\ufeff |a", { indentation: " ", begins: true, line: " a" }],
    ["a\n    |", { indentation: "    ", begins: true, line: "    " }],
])("the line of %j", (marked, { indentation, begins, line }) => {
    const offset = marked.indexOf("|");
    const file = parse(marked.replace("|", ""));
    expect(indentationAt(file, offset)).toBe(indentation);
    expect(beginsLine(file, offset)).toBe(begins);
    expect(file.text.slice(lineStartAt(file, offset), lineEndAt(file, offset))).toBe(line);
});

test.each([
    ["for i in  0..4", "for i in 0..4"],
    ["for s in [1, # one\n    2,\n]", "for s in [1, 2, ]"],
    ["  a\t->\r\n\r\n b ", "a -> b"],
    ["# a", ""],
])("%j on one line is %j", (text, line) => {
    expect(textOnOneLine(parse(text), { start: 0, end: text.length })).toBe(line);
});

test.each([["\n", 1], ["\n\n", 2], ["\r\n \r\n\r", 3]])("%j has %i line ends", (text, count) => {
    expect(allTokens(parse(text)).map(lineEndsIn)).toEqual([count]);
});

test.each([["a(b)", false], ["a(\nb)", true], ["a(\rb)", true], ["\"a\\nb\"", false]])("%j spans lines: %j", (text, expected) => {
    expect(spansLines(parse(text), { start: 0, end: text.length })).toBe(expected);
});
