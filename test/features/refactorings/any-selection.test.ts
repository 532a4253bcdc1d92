import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Analysis } from "../../../server/analysis/analysis.ts";
import { findDiagnostics } from "../../../server/diagnostics/diagnostics.ts";
import { findRefactorings } from "../../../server/features/refactorings/refactorings.ts";
import { tokensIn } from "../../../grammar/source-tokens.ts";
import { parse } from "../../../grammar/parser.ts";
import { summarize } from "../../../server/emit/summary.ts";
import { format } from "../../../server/format/format.ts";
import type { ModelGraph } from "../../../server/graph/graph.ts";
import { namedParameters } from "../../../server/graph/parameters.ts";
import { casesOf, fc } from "../../support/fast-check.ts";
import { analyzed } from "../../support/marked-source.ts";
import { randomPrograms } from "../../support/random-program.ts";
import { tried } from "../../support/refactored.ts";

/** A random program with comments, and a selection in it. */
const selections = fc.record({
    program: randomPrograms, from: fc.nat(10_000), length: fc.oneof(fc.constant(0), fc.nat(200)), commented: fc.nat(5),
}).map(({ program, from, length, commented }) => {
    const text = format(program.split("\n").map((line, index) =>
        index % 6 === commented && !line.endsWith("\"") ? `${line}  # ${index}` : line).join("\n"));
    const start = from % text.length;
    return { text, selection: { start, end: Math.min(text.length, start + length) } };
});

/** The designs, with a selection of some of their lines. */
const designs = readdirSync("test/designs").filter((name) => name.endsWith(".cnn"))
    .map((name) => readFileSync(`test/designs/${name}`, "utf8")).filter((text) => analyzed(text).analysis.models
        .every(({ layers }) => layers.length < 120));
const designSelections = fc.record({
    text: fc.constantFrom(...designs), from: fc.nat(10_000), lines: fc.nat(5),
}).map(({ text, from, lines }) => {
    const all = text.split("\n");
    const first = from % all.length;
    const start = all.slice(0, first).join("\n").length + 1;
    const end = all.slice(0, first + lines).join("\n").length + 1;
    const within = (offset: number): number => Math.min(offset, text.length);
    return { text, selection: { start: within(start), end: within(Math.max(start, end)) } };
});

test.each([
    ["random programs", selections, 60], ["designs", designSelections, 60],
] as const)("every refactoring that is offered keeps the networks and comments, and causes no problem, in %s", (_, from, count) => {
    fc.assert(fc.property(from, ({ text, selection }) => {
        const { analysis, host } = analyzed(text);
        const found = findDiagnostics(analysis);
        const selected = { analysis, host, found, file: analysis.file, selection };
        for (const refactoring of findRefactorings(selected)) {
            const result = tried(refactoring, selected);
            if ("refusal" in result) {
                continue;
            }
            const after = analyzed(result.text);
            expect(after.analysis.models.map(networkOf)).toEqual(analysis.models.map(networkOf));
            if (!refactoring.renamesTensors) {
                expect(tensorsOf(after.analysis)).toEqual(tensorsOf(analysis));
            }
            const codes = new Set(found.map(({ code }) => code));
            expect(findDiagnostics(after.analysis).filter(({ code, severity }) =>
                (severity === "error" || severity === "warning") && !codes.has(code))).toEqual([]);
            expect(commentsOf(result.text)).toEqual(expect.arrayContaining([...commentsOf(text)]));
            expect(format(result.text)).toBe(result.text);
        }
    }), { numRuns: casesOf(count) });
});

/** The figures of a network without the paths of its layers. */
function networkOf(graph: ModelGraph): unknown {
    const { layers, ...totals } = summarize(graph, () => 0);
    return { ...totals, layers: layers.map((layer) => ({ ...layer, path: undefined, from: layer.from.length })) };
}

function tensorsOf({ models }: Analysis): readonly string[] {
    return models.flatMap((graph) => namedParameters(graph).map(({ name }) => name));
}

function commentsOf(text: string): readonly string[] {
    return tokensIn(parse(text), { start: 0, end: text.length }, "comment").map((comment) => comment.text.trimEnd()).toSorted();
}
