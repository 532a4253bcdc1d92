import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { diagnose } from "../../server/diagnostics/diagnostics.ts";
import { completion } from "../../server/features/completion.ts";
import { codeActions } from "../../server/features/code-actions.ts";
import { documentSymbols } from "../../server/features/document-symbols.ts";
import { foldingRanges } from "../../server/features/folding-ranges.ts";
import { hover } from "../../server/features/hover.ts";
import { inlayHints } from "../../server/features/inlay-hints.ts";
import { casesOf, fc } from "../support/fast-check.ts";
import { analyzed } from "../support/marked-source.ts";

const examples = readdirSync("examples").filter((name) => name.endsWith(".cnn"))
    .map((name) => readFileSync(`examples/${name}`, "utf8"));

/** Requests every feature for a text; none may throw, and all texts must be words. */
async function askAll(text: string, at: number): Promise<void> {
    const source = analyzed(text);
    const position = source.document.positionAt(Math.floor(at * text.length));
    const range = { start: source.document.positionAt(0), end: source.document.positionAt(text.length) };
    const diagnostics = diagnose(source.analysis);
    for (const { message } of diagnostics) {
        expect(message).not.toMatch(/undefined|NaN|\[object/u);
    }
    hover(source, position);
    completion(source, position);
    inlayHints(source, range);
    documentSymbols(source);
    foldingRanges(source);
    await codeActions({ ...source, found: diagnostics, id: "1" }, diagnostics, { start: 0, end: text.length }, {
        only: ["quickfix", "source"], lazily: false, trialBudget: 0, pause: () => Promise.resolve(),
    });
}

const place = fc.double({ min: 0, max: 1, noNaN: true });

test("every feature has an answer for any text", async () => {
    await fc.assert(fc.asyncProperty(fc.string({ unit: "binary", maxLength: 120 }), place, askAll), { numRuns: casesOf(200) });
});

test("every feature has an answer for an edited or truncated network", async () => {
    const edit = fc.record({
        example: fc.constantFrom(...examples), start: place, removed: fc.nat(30), at: place,
        inserted: fc.constantFrom("", "(", "}", "->", "= ", "\"", "x.", "@", "[", "conv(", "{"), truncated: fc.boolean(),
    });
    await fc.assert(fc.asyncProperty(edit, async ({ example, start, removed, inserted, truncated, at }) => {
        const from = Math.floor(start * example.length);
        await askAll(example.slice(0, from) + inserted + (truncated ? "" : example.slice(from + removed)), at);
    }), { numRuns: casesOf(150) });
});
