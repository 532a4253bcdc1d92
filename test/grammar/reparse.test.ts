import { deepStrictEqual } from "node:assert";
import { describe, expect, it } from "vitest";
import { parse } from "../../grammar/parser.ts";
import { reparse } from "../../grammar/reparse.ts";
import type { ParsedFile } from "../../grammar/parsed-file.ts";
import { casesOf, fc } from "../support/fast-check.ts";
import { randomEdits, textsOf } from "../support/random-edits.ts";
import { readExamples } from "./example-texts.ts";
import { brokenText } from "./random-texts.ts";

const network = `block B() {
    conv(8, 3)
}
# A model.
model M() {
    input x: [3, 8, 8]
    B()
    relu()
    output y = flatten()
}
model N() {
    input x: [3, 8, 8]
    output y = flatten()
}
`;

const wholeLines = [
    "relu()", "x = conv(8, 3, padding=1)", "-> relu()", "repeat 2 {\n        relu()\n    }", "let k = 2",
    "# note\n    let k = 3 * n", "concat(\n        conv(1),\n        conv(2),\n    )", "a = relu() : [8, _, 8]",
];
const brokenLines = [
    "conv(8", "add(x, [1, 2", "a =", "x ->", "relu() tanh()", "*", "relu", "let", "let a = x -> relu()", "y = a + b",
    "n = 3 * 4", "a < b < c", "1.2.3", "\"open", "§", "repeat 2", "if n {", "}", "else { relu() }", "output softmax()",
];
const typedTexts = [
    " -> relu()", "\n    x = conv(8, 3)", "(", ")", "[1, 2]", "\"s\"", " : [8, 8]", "repeat 2 {\n    }", "\n", "@path(\"a\")",
    "# c", "{", "let k = 2", "else ", "if n > 1 {", ";", "..", "model ", "block B() {", "/*", "'a'", "not ",
];

describe("parsing an edited text", () => {
    it("equals parsing from scratch after any edits", () => {
        const first = fc.oneof(
            { weight: 4, arbitrary: fc.constant(network) },
            { weight: 1, arbitrary: fc.constantFrom(...readExamples().map(([, text]) => text)) },
            { weight: 1, arbitrary: brokenText },
        );
        fc.assert(fc.property(first, randomEdits, (text, edits) => {
            let file: ParsedFile = parse(text);
            for (const next of textsOf(text, edits)) {
                ({ file } = reparse(file, next));
                deepStrictEqual(file, parse(next));
            }
        }), { numRuns: casesOf(80) });
    });

    it("equals parsing from scratch after each letter, with errors elsewhere", () => {
        const typed = fc.record({
            place: fc.nat(1_000_000), atLineEnd: fc.boolean(), removed: fc.constantFrom(0, 0, 0, 1, 5),
            text: fc.oneof(fc.constantFrom(...typedTexts), fc.constantFrom(...brokenLines)),
        });
        const lines = fc.array(fc.constantFrom(...brokenLines, ...wholeLines), { maxLength: 6 });
        fc.assert(fc.property(
            lines, fc.array(typed, { maxLength: 4 }),
            (body, edits) => {
                let text = network.replace("    relu()\n", body.map((line) => `    ${line}\n`).join(""));
                let file = parse(text);
                for (const { place, atLineEnd, removed, text: inserted } of edits) {
                    const point = place % (text.length + 1);
                    const at = atLineEnd ? text.indexOf("\n", point) : point;
                    const [before, after] = [text.slice(0, at), text.slice(at + removed)];
                    for (let letters = 0; at >= 0 && letters <= inserted.length; letters++) {
                        text = before + inserted.slice(0, letters) + after;
                        ({ file } = reparse(file, text));
                        deepStrictEqual(file, parse(text));
                    }
                }
            },
        ), {
            numRuns: casesOf(40),
            // Rare: a body typed above and below unclosed brackets.
            examples: [[["relu", "conv(8", "conv(8"], [
                { place: 939_104, atLineEnd: true, removed: 0, text: "repeat 2 {\n    }" },
            ]]],
        });
    });

    it.each([
        ["a number", "conv(8, 3)", "conv(16, 3)", [false, true, true]],
        ["a line added", "    relu()\n", "    relu()\n    relu()\n", [true, false, true]],
        ["a line that lacks its end", "    relu()\n", "    relu(\n", [true, false, true]],
        ["a comment between items", "# A model.", "# One model.", [true, false, true]],
    ])("keeps the items that %s leaves as they are", (_, before, after, kept) => {
        const old = parse(network);
        const { items } = old.tree;
        const now = reparse(old, network.replace(before, after)).file.tree.items;
        expect(now.map((item, index) => item === items[index])).toEqual(kept);
    });

    it.each([
        ["another layer", "tanh()"],
        ["an unfinished line", "relu() ->"],
        ["a step without parentheses", "relu() -> re"],
        ["an unclosed call", "relu() -> conv("],
        ["an open string", "require true, \"x"],
        ["two statements on one line", "relu() relu()"],
    ])("keeps the other statements of a body after %s and its undoing", (_, line) => {
        const edited = network.replace("B()\n    relu()", `B()\n    ${line}`);
        let file = parse(network);
        for (const text of [edited, network]) {
            const statements = bodyOf(file, 1);
            const { length } = statements;
            ({ file } = reparse(file, text));
            const now = bodyOf(file, 1);
            expect([0, 1].map((index) => now[index] === statements[index])).toEqual([true, true]);
            expect(now.at(-1)).toBe(statements[length - 1]);
        }
    });
});

function bodyOf(file: ParsedFile, index: number): readonly object[] {
    const item = file.tree.items[index];
    return item?.kind === "model" ? item.body?.statements ?? [] : [];
}
