import { deepStrictEqual } from "node:assert";
import { describe, expect, it } from "vitest";
import { parse } from "../../grammar/parser.ts";
import { reparse } from "../../grammar/reparse.ts";
import type { ParsedFile } from "../../grammar/syntax-tree.ts";
import { fc } from "../support/fast-check.ts";
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

describe("parsing an edited text", () => {
    it("equals parsing from scratch after any edits", () => {
        const first = fc.oneof(
            { weight: 4, arbitrary: fc.constantFrom(network, ...readExamples().map(([, text]) => text)) },
            { weight: 1, arbitrary: brokenText },
        );
        fc.assert(fc.property(first, randomEdits, (text, edits) => {
            let file: ParsedFile = parse(text);
            for (const next of textsOf(text, edits)) {
                ({ file } = reparse(file, next));
                deepStrictEqual(file, parse(next));
            }
        }), { numRuns: 150 });
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

    it("keeps the other statements of a body", () => {
        const old = parse(network);
        const statements = bodyOf(old, 1);
        const now = bodyOf(reparse(old, network.replace("B()\n    relu", "B()\n    tanh")).file, 1);
        expect(now.map((statement, index) => statement === statements[index])).toEqual([true, true, false, true]);
    });
});

function bodyOf(file: ParsedFile, index: number): readonly object[] {
    const item = file.tree.items[index];
    return item?.kind === "model" ? item.body?.statements ?? [] : [];
}
