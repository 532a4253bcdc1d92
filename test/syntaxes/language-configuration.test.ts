import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { brackets, lineComment } from "../../grammar/tokens.ts";

interface LanguageConfiguration {
    readonly comments: { readonly lineComment: string };
    readonly brackets: readonly (readonly [string, string])[];
    readonly wordPattern: { readonly pattern: string; readonly flags: string };
    readonly indentationRules: { readonly increaseIndentPattern: string; readonly decreaseIndentPattern: string };
    readonly onEnterRules: readonly {
        readonly beforeText: string;
        readonly afterText?: string;
        readonly previousLineText?: string;
    }[];
}

const configuration = JSON.parse(readFileSync("syntaxes/language-configuration.json", "utf8")) as LanguageConfiguration;

it("has the language's comments and brackets", () => {
    expect(configuration.comments.lineComment).toBe(lineComment);
    expect(new Set(configuration.brackets.map(String))).toEqual(new Set(brackets.map(String)));
});

it.each([
    ["max_pool(größe, H2)", ["max_pool", "größe", "H2"]],
    ["0.5 + 12..n", ["0.5", "12", "n"]],
    ["a->b.c", ["a", "b", "c"]],
])("a double click takes whole words: %s", (text, words) => {
    const { pattern, flags } = configuration.wordPattern;
    expect(text.match(new RegExp(pattern, `${flags}g`))).toEqual(words);
});

describe("indentation", () => {
    const { increaseIndentPattern, decreaseIndentPattern } = configuration.indentationRules;

    it.each([
        ["block B(a, b) {", true],
        ["concat(", true],
        ["input x: [", true],
        ["if a { # why", true],
        ["@weights(\"a.bin\") model M(kind = \"b\") {", true],
        ["@image(mean=[0.5],", true],
        ["concat(add(relu(1), 2), conv(1, 2),", true],
        ["} else {", true],
        ["relu()", false],
        ["concat(conv(1, (2)), relu())", false],
        ["repeat 2 { relu() }", false],
        ["# a remark {", false],
        ["relu() # a remark (", false],
        ["import \"a{\"", false],
    ])("a line below %j is deeper: %s", (line, isDeeper) => {
        expect(new RegExp(increaseIndentPattern, "u").test(line)).toBe(isDeeper);
    });

    it.each([["}", true], ["    )", true], ["    ],", true], ["} else {", true], ["relu()", false], ["# }", false]])(
        "%j is shallower itself: %s",
        (line, isShallower) => {
            expect(new RegExp(decreaseIndentPattern, "u").test(line)).toBe(isShallower);
        },
    );
});

it.each([
    ["relu()", "    # a remark", "cut in two", true],
    ["relu()", "    # a remark", "", false],
    ["    # The first line", "    # and another", "", true],
    ["    # The first line", "    #", "", false],
    ["# a remark", "relu() # a remark", "cut in two", false],
])("Enter below %j in %j before %j continues the comment: %s", (previous, before, after, goesOn) => {
    const matches = configuration.onEnterRules.some(({ beforeText, afterText = "", previousLineText = "" }) =>
        new RegExp(beforeText, "u").test(before) && new RegExp(afterText, "u").test(after)
        && new RegExp(previousLineText, "u").test(previous));
    expect(matches).toBe(goesOn);
});
