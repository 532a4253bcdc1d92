import { describe, expect, test } from "vitest";
import { completion } from "../../server/features/completion.ts";
import { typedLetters } from "../../server/features/typed-letters.ts";
import { analyzed } from "../support/marked-source.ts";

const model = (line: string): string =>
    `block Res(n) {\n    conv(n, 3)\n}\nmodel M {\n    input x: [3, 8, 8]\n    first = conv(4, 3)\n    ${line}\n    output y = relu()\n}\n`;

/** The labels at the end of `line`, from the analysis of another version and from its own. */
function labels(before: string, line: string): { readonly early?: readonly string[]; readonly own: readonly string[] } {
    const known = analyzed(model(before));
    const now = analyzed(model(line));
    const text = now.document.getText();
    const offset = text.indexOf("\n    output y");
    const typed = typedLetters(known, text, offset);
    const of = ({ items }: ReturnType<typeof completion>): readonly string[] => items.map(({ label }) => label).sort();
    return {
        own: of(completion(now, now.document.positionAt(offset))),
        ...(typed === undefined ? {} : { early: of(completion(known, typed.position, [], typed.inserted)) }),
    };
}

describe("letters of a name need no new analysis, and bring the same completions", () => {
    test.each([
        ["a step's first", "relu() -> ", "relu() -> r"],
        ["a step's next", "relu() -> r", "relu() -> re"],
        ["several", "relu() -> ", "relu() -> rel"],
        ["a line's first", "", "c"],
        ["an argument's", "conv(4, ", "conv(4, ke"],
        ["an argument's value", "conv(4, 3, padding=", "conv(4, 3, padding=s"],
        ["a value's", "add(", "add(fi"],
        ["a keyword", "", "out"], ["a whole keyword", "", "repeat"],
        ["a decorator's", "@", "@al"],
        ["another alphabet's", "relu() -> ", "relu() -> 층"],
    ])("%s", (_, before, line) => {
        const { early, own } = labels(before, line);
        expect(early).toEqual(own);
        expect(early).toBeDefined();
    });
});

describe("other text does", () => {
    test.each([
        ["a sign", "relu() ", "relu() ->"], ["a blank", "relu() ->", "relu() -> "], ["a number", "conv(", "conv(4"],
        ["letters after a number", "conv(4", "conv(4a"], ["a path or a code", "conv(4, 3, \"", "conv(4, 3, \"ze"],
        ["a comment", "# a", "# ab"], ["a replaced name", "relu() -> tan", "relu() -> r"], ["an attribute", "x.", "x.h"],
        ["less text", "relu() -> re", "relu() -> r"], ["a change elsewhere", "conv(4, 3) -> ", "conv(8, 3) -> r"],
    ])("%s", (_, before, line) => {
        expect(labels(before, line).early).toBeUndefined();
    });

    test("letters before a name", () => {
        const known = analyzed("relu()");
        expect(typedLetters(known, "prelu()", 1)).toBeUndefined();
    });
});
