import { describe, expect, test } from "vitest";
import { parse } from "../../grammar/parser.ts";
import { editorAnswer } from "../support/editor-answer.ts";
import { growingTexts } from "../support/growing-texts.ts";
import { useFunctionCounts } from "../support/work-count.ts";

/** Between this count and several times as many, work of n·log n grows by an exponent of 1.2 at most. */
const few = 50;
const factor = 3;
const steepest = 1.25;
/** The largest exponent of a single function's work, if it is not negligible yet: quadratic work has 2. */
const steepestFunction = 1.5;
const negligible = 5000;

const countFunctions = useFunctionCounts();

describe("the work for diagnostics, hints, symbols and fixes grows in proportion to", () => {
    test.each(growingTexts)("$of", ({ text, limitedFrom = few }) => {
        const [less, more] = [countsOf(text(limitedFrom)), countsOf(text(factor * limitedFrom))];
        expect(exponent(sum(less), sum(more))).toBeLessThan(steepest);
        expect([...more].filter(([name, count]) =>
            count > negligible && exponent(less.get(name) ?? 1, count) > steepestFunction)).toEqual([]);
    });
});

function countsOf(source: string): ReadonlyMap<string, number> {
    // What is computed once for all texts does not count.
    editorAnswer(source, {}, parse(source));
    const file = parse(source);
    return countFunctions(() => { editorAnswer(source, {}, file); });
}

function exponent(less: number, more: number): number {
    return Math.log(more / less) / Math.log(factor);
}

function sum(counts: ReadonlyMap<string, number>): number {
    return [...counts.values()].reduce((total, count) => total + count, 0);
}
