import { describe, expect, test } from "vitest";
import { analyze } from "../../server/analysis/analyze.ts";
import { diagnose } from "../../server/diagnostics/diagnostics.ts";
import { limits } from "../../server/limits.ts";
import { limitedBombs, type Bomb } from "../support/bombs.ts";
import { lines, model } from "../support/growing-texts.ts";
import { analyzeText, memoryHost } from "../support/memory-host.ts";

function codesOf({ text, files = {} }: Bomb): readonly string[] {
    const analysis = analyze("memory:/main.cnn", memoryHost({ ...files, "main.cnn": text }));
    return diagnose(analysis).map(({ code }) => code);
}

describe("a limit is a diagnostic", () => {
    test.each(limitedBombs.map((bomb) => [bomb.name, bomb] as const))("%s", (_, bomb) => {
        const codes = codesOf(bomb);
        expect(codes.filter((code) => bomb.reports.includes(code))).not.toEqual([]);
        expect(codesOf(bomb), "the same text gives the same answer").toEqual(codes);
    });
});

test("models share the steps of a file, and what was evaluated before the limit is kept", () => {
    const one = (index: number): string =>
        `model M${index}() {\n    input x: [3, 8, 8]\n    repeat 20000 { let a = 1 }\n    output y = relu()\n}\n`;
    const { models, problems } = analyzeText([one(0), one(1), one(2), one(3)].join(""));
    expect(models.map(({ layers }) => layers.length)).toEqual([1, 1, 0, 0]);
    expect(problems.map(({ finding }) => finding.code)).toContain("step-limit");
    expect(limits.steps).toBe(250_000);
});

test("an unused let that reaches a limit is unknown, and no definition of itself", () => {
    const { problems } = analyzeText("let f(n) = 1 if n < 1 else f(n - 1) + f(n - 1)\nlet a = f(60)\nlet b = a + 1\n" +
        "model M() {\n    input x: [3, 8, 8]\n    output y = conv(b, 1)\n}\n");
    expect(problems.map(({ finding }) => finding.code)).not.toContain("invalid-operation");
});

test.each([
    ["names", (index: number) => `let width${index} = ${index + 1}`, (index: number) => `    conv(widht${index}, 1)`],
    ["blocks", (index: number) => `block Block${index}() { relu() }`, (index: number) => `    Blokc${index}()`],
] as const)("suggestions for many misspelled %s do not take the steps of the text", (_, defined, used) => {
    const written = lines(1000, defined);
    const { problems } = analyzeText(`${written}\n${model(lines(1000, used))}`);
    const suggestions = problems.map(({ finding }) => "suggestion" in finding ? finding.suggestion : undefined);
    expect(new Set(problems.map(({ finding }) => finding.code)).has("step-limit")).toBe(false);
    expect(problems.length).toBeGreaterThanOrEqual(1000);
    // Up to the limit all have suggestions, and then none.
    const first = suggestions.indexOf(undefined);
    expect(first).toBeGreaterThan(400);
    expect(suggestions.slice(first).every((one) => one === undefined)).toBe(true);
});
