import { describe, expect, test } from "vitest";
import { diagnose, findDiagnostics } from "../../server/diagnostics/diagnostics.ts";
import { applyChanges } from "../../server/diagnostics/edits.ts";
import { analyzed } from "../support/marked-source.ts";

function reportedCodes(text: string, files: Readonly<Record<string, string>> = {}): readonly string[] {
    return diagnose(analyzed(text, files).analysis).map(({ code }) => code);
}

/** A network with a stride that skips input in a block, and no output. */
function network({ block = "", line = "", model = "" }): string {
    return `${block}
block B() {
    ${line}
    conv(8, 3, stride=5)
}
${model}
model M() {
    input image: [3, 32, 32]
    B()
}`;
}

describe("@allow", () => {
    test.each([
        ["silences nothing elsewhere", network({}), ["skipped-input", "missing-output"]],
        ["silences a line's", network({ line: "@allow(\"skipped-input\")" }), ["missing-output"]],
        ["silences a block's", network({ block: "@allow(\"skipped-input\")" }), ["missing-output"]],
        ["silences a model's, and not its blocks'", network({ model: "@allow(\"skipped-input\", \"missing-output\")" }), ["skipped-input"]],
        ["silences only the listed codes", network({ block: "@allow(\"missing-output\")" }), ["skipped-input", "missing-output"]],
        ["can be repeated", network({ model: "@allow(\"skipped-input\")\n@allow(\"missing-output\")" }), ["skipped-input"]],
        ["reports an unknown code", network({ line: "@allow(\"skiped-input\")" }), ["unknown-code", "skipped-input", "missing-output"]],
        ["can be allowed to", network({ line: "@allow(\"skiped-input\", \"unknown-code\")" }), ["skipped-input", "missing-output"]],
    ])("%s", (_, text, expected) => {
        expect(reportedCodes(text)).toEqual(expected);
    });

    test("silences diagnostics of an imported block", () => {
        const main = "import \"b.cnn\"\nmodel M() {\n    input image: [3, 32, 32]\n    output y = B()\n}";
        const block = "block B() {\n    conv(8, 3, stride=5)\n}";
        expect(reportedCodes(main, { "b.cnn": block })).toEqual(["skipped-input"]);
        expect(reportedCodes(main, { "b.cnn": `@allow("skipped-input")\n${block}` })).toEqual([]);
        const here = main.replace("    output", "    @allow(\"skipped-input\")\n    output");
        expect(reportedCodes(here, { "b.cnn": block })).toEqual([]);
    });

    test("has a fix for an unknown code", () => {
        const { analysis } = analyzed(network({ line: "@allow(\"skiped-input\")" }));
        const [unknown] = diagnose(analysis);
        expect(unknown?.message).toBe("unknown diagnostic `skiped-input`; did you mean `skipped-input`?");
        const [fix] = unknown?.fixes() ?? [];
        expect(reportedCodes(applyChanges(analysis.file.text, fix?.edits ?? []))).toEqual(["missing-output"]);
    });

    test("makes no network valid", () => {
        const text = "model M() {\n    input x: [3, 4, 4]\n    @allow(\"kernel-exceeds-input\")\n    output y = conv(8, 9)\n}";
        const { analysis } = analyzed(text);
        expect(diagnose(analysis)).toEqual([]);
        expect(findDiagnostics(analysis).map(({ code, severity }) => [code, severity]))
            .toEqual([["kernel-exceeds-input", "error"]]);
    });
});

test("a setting changes a code's severity, or hides it", () => {
    const { analysis } = analyzed(network({}));
    const severities = new Map([["skipped-input", "error"], ["missing-output", "off"]] as const);
    expect(diagnose(analysis, { severities }).map(({ code, severity }) => [code, severity]))
        .toEqual([["skipped-input", "error"]]);
});
