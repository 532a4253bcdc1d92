import { describe, expect, test } from "vitest";
import { parse } from "../../grammar/parser.ts";
import { editorAnswer } from "../support/editor-answer.ts";
import { growthExponent } from "../support/growth-exponent.ts";
import { growingTexts } from "../support/growing-texts.ts";
import { sum, useFunctionCounts } from "../support/work-count.ts";

/** Between these counts, work of n·log n grows by an exponent of 1.2 at most. */
const usualCounts = [50, 150] as const;
const steepest = 1.25;
/** The largest exponent of a single function's work, if it is not negligible yet: quadratic work has 2. */
const steepestFunction = 1.5;
const negligible = 5000;

const countFunctions = useFunctionCounts();

describe("the work for diagnostics, hints, symbols and fixes grows in proportion to", () => {
    test.each(growingTexts)("$of", ({ text, counts: [few, many] = usualCounts }) => {
        const [ofFew, ofMany] = [countsOf(text(few)), countsOf(text(many))];
        const exponent = (less: number, more: number): number =>
            growthExponent([{ size: few, amount: less }, { size: many, amount: more }]);
        expect(exponent(sum(ofFew), sum(ofMany))).toBeLessThan(steepest);
        expect([...ofMany].filter(([name, count]) =>
            count > negligible && exponent(ofFew.get(name) ?? 1, count) > steepestFunction)).toEqual([]);
    });
});

function countsOf(source: string): ReadonlyMap<string, number> {
    // What is cached, by this text or by those of earlier tests, does not count.
    editorAnswer(source);
    const file = parse(source);
    return countFunctions(() => { editorAnswer(source, {}, file); });
}
