import { expect, test } from "vitest";
import { applyChanges, type TextChange } from "../../../server/diagnostics/edits.ts";
import { composeChanges } from "../../../server/features/refactorings/composed-changes.ts";
import { fc } from "../../support/fast-check.ts";

/** Changes that do not overlap, in any order, of a text of `length` characters. */
function changesOf(length: number): fc.Arbitrary<readonly TextChange[]> {
    const offsets = fc.uniqueArray(fc.nat(length), { maxLength: 12 });
    return offsets.chain((chosen) => {
        const sorted = chosen.toSorted((a, b) => a - b);
        const spans = sorted.flatMap((start, index) =>
            (index % 2 === 0 ? [{ start, end: sorted[index + 1] ?? start }] : []));
        return fc.shuffledSubarray(spans).chain((some) =>
            fc.tuple(...some.map((span) => fc.string({ maxLength: 4 }).map((text) => ({ span, text })))));
    });
}

const cases = fc.string({ maxLength: 30 }).chain((text) =>
    changesOf(text.length).chain((first) => fc.record({
        text: fc.constant(text), first: fc.constant(first), second: changesOf(applyChanges(text, first).length),
    })));

test("composed changes have the effect of the first and then the second", () => {
    fc.assert(fc.property(cases, ({ text, first, second }) => {
        const composed = composeChanges(text, first, second);
        expect(applyChanges(text, composed)).toBe(applyChanges(applyChanges(text, first), second));
    }), { numRuns: 1000 });
});

test("of insertions at one offset, the last one comes first", () => {
    const at = { start: 1, end: 1 };
    expect(applyChanges("ab", [{ span: at, text: "1" }, { span: at, text: "2" }])).toBe("a21b");
});
