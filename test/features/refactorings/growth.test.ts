import { expect, test } from "vitest";
import { diagnose } from "../../../server/diagnostics/diagnostics.ts";
import { composeChanges } from "../../../server/features/refactorings/composed-changes.ts";
import { findRefactorings } from "../../../server/features/refactorings/refactorings.ts";
import { analyzed } from "../../support/marked-source.ts";
import { useWorkGrowth } from "../../support/work-count.ts";

const workGrowth = useWorkGrowth();

test("the work to find the refactorings of one of many equal lines grows in proportion to their number", () => {
    expect(workGrowth([50, 200], (count) => {
        const { analysis, host } = analyzed(`block B(c) { conv(c, 1) }\nmodel M() {\n    input x: [3, 8, 8]\n${"    B(8)\n".repeat(count)}` +
            "    output y = relu()\n}\n");
        const { file } = analysis;
        const start = file.text.lastIndexOf("B(8)");
        const selected = { analysis, host, file, found: diagnose(analysis), selection: { start, end: start } };
        return () => { findRefactorings(selected); };
    })).toBeLessThan(1.25);
});

test("the work to compose changes grows in proportion to their number", () => {
    expect(workGrowth([200, 800], (count) => {
        const changes = Array.from({ length: count }, (_, index) => ({ span: { start: 4 * index, end: 4 * index + 1 }, text: "x" }));
        return () => { composeChanges("abcd".repeat(count), changes, changes); };
    })).toBeLessThan(1.25);
});
