import { expect, test } from "vitest";
import { diagnose } from "../../server/diagnostics/diagnostics.ts";
import { analyzeExamples } from "../support/examples.ts";

test("examples have no errors, warnings or hints", () => {
    const found = analyzeExamples().flatMap((analysis) => diagnose(analysis).map(({ span, severity, code, uri }) => {
        const line = analysis.file.text.slice(0, span.start).split("\n").length;
        return `${uri.slice(uri.lastIndexOf("/") + 1)}:${line} ${severity} ${code}`;
    }));
    expect(found).toEqual([]);
});
