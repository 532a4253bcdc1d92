import { describe, expect, test } from "vitest";
import { parse } from "../../grammar/parser.ts";
import { editorAnswer } from "../support/editor-answer.ts";
import { growingTexts } from "../support/growing-texts.ts";
import { countWork } from "../support/work-count.ts";

/** Between these counts, work of n·log n grows by an exponent of 1.2 at most, and quadratic work of 2. */
const [few, many] = [50, 200];
const steepest = 1.25;

describe("the work for diagnostics, hints, symbols and fixes grows in proportion to", () => {
    test.each(growingTexts)("$of", ({ text }) => {
        const [less, more] = [few, many].map((count) => {
            const source = text(count);
            const file = parse(source);
            return countWork(() => { editorAnswer(source, {}, file); });
        });
        const exponent = Math.log((more ?? 0) / (less ?? 1)) / Math.log(many / few);
        expect(exponent).toBeLessThan(steepest);
    });
});
