import { expect, test } from "vitest";
import { diagnose } from "../../../server/diagnostics/diagnostics.ts";
import { composeChanges } from "../../../server/features/refactorings/composed-changes.ts";
import { findRefactorings } from "../../../server/features/refactorings/refactorings.ts";
import { analyzed } from "../../support/marked-source.ts";
import { useWorkCount } from "../../support/work-count.ts";

const countWork = useWorkCount();

test("the work to find the refactorings of one of many equal lines grows in proportion to their number", () => {
    const [less, more] = [50, 200].map((count) => {
        const { analysis, host } = analyzed(`block B(c) { conv(c, 1) }\nmodel M() {\n    input x: [3, 8, 8]\n${"    B(8)\n".repeat(count)}` +
            "    output y = relu()\n}\n");
        const { file } = analysis;
        const start = file.text.lastIndexOf("B(8)");
        const selected = { analysis, host, file, found: diagnose(analysis), selection: { start, end: start } };
        return countWork(() => { findRefactorings(selected); });
    });
    expect(Math.log((more ?? 0) / (less ?? 1)) / Math.log(4)).toBeLessThan(1.25);
});

test("the work to compose changes grows in proportion to their number", () => {
    const [less, more] = [200, 800].map((count) => {
        const changes = Array.from({ length: count }, (_, index) => ({ span: { start: 4 * index, end: 4 * index + 1 }, text: "x" }));
        return countWork(() => { composeChanges("abcd".repeat(count), changes, changes); });
    });
    expect(Math.log((more ?? 0) / (less ?? 1)) / Math.log(4)).toBeLessThan(1.25);
});
