import { describe, expect, test } from "vitest";
import { parse } from "../../grammar/parser.ts";
import { editorAnswer } from "../support/editor-answer.ts";
import { growingTexts } from "../support/growing-texts.ts";
import { useFunctionGrowth } from "../support/work-count.ts";

/** Between these counts, work of n·log n grows by an exponent of 1.2 at most. */
const usualCounts = [50, 150] as const;
const steepest = 1.25;

const functionGrowth = useFunctionGrowth();

describe("the work for diagnostics, hints, symbols and fixes grows in proportion to", () => {
    test.each(growingTexts)("$of", ({ text, counts = usualCounts }) => {
        const { exponent, steepFunctions } = functionGrowth(counts, (count) => {
            const source = text(count);
            // What is cached, by this text or by those of earlier tests, does not count.
            editorAnswer(source);
            const file = parse(source);
            return () => { editorAnswer(source, {}, file); };
        });
        expect(exponent).toBeLessThan(steepest);
        expect(steepFunctions).toEqual([]);
    });
});
