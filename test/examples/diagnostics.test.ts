import { expect, test } from "vitest";
import { diagnose } from "../../server/diagnostics/diagnostics.ts";
import { analyzeExamples } from "../support/examples.ts";

test("examples have no error or warning, and these hints", () => {
    const found = analyzeExamples().flatMap((analysis) => diagnose(analysis).map(({ span, severity, code, uri }) => {
        const line = analysis.file.text.slice(0, span.start).split("\n").length;
        return `${uri.slice(uri.lastIndexOf("/") + 1)}:${line} ${severity} ${code}`;
    }));
    expect(found).toEqual([
        // 13 layers down, 2 in the middle and 15 up; its authors trained it on easy images first.
        "deconvnet.cnn:16 hint no-shortcut",
    ]);
});
