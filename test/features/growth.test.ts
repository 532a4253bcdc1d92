import { expect, test } from "vitest";
import { incomingCalls, outgoingCalls } from "../../server/features/call-hierarchy.ts";
import { blockUses, fromChosenUses } from "../../server/features/chosen-uses.ts";
import { codeLenses } from "../../server/features/code-lenses.ts";
import { inlayHints } from "../../server/features/inlay-hints.ts";
import { documentHighlights, references } from "../../server/features/references.ts";
import { rename } from "../../server/features/rename.ts";
import { semanticTokens } from "../../server/features/semantic-tokens.ts";
import { lines, model } from "../support/growing-texts.ts";
import { analyzed } from "../support/marked-source.ts";
import { markedDocument, type MarkedDocument } from "../support/marked-names.ts";
import { useFunctionGrowth } from "../support/work-count.ts";

/** Between these counts, work of n·log n grows by an exponent of 1.2 at most, and quadratic work of 2. */
const counts = [100, 400] as const;
const steepest = 1.25;

const functionGrowth = useFunctionGrowth();

function expectProportional(prepare: (count: number) => () => void): void {
    const { exponent, steepFunctions } = functionGrowth(counts, prepare);
    expect(exponent).toBeLessThan(steepest);
    expect(steepFunctions).toEqual([]);
}

const renamed: readonly (readonly [of: string, program: (count: number) => MarkedDocument])[] = [
    ["lines that bind the name", (count) => markedDocument(
        model(`    ‹? d› = x\n${lines(count, () => "    d = d -> conv(3, 1)")}\n    output y = d -> relu()`))],
    ["branches that bind the name", (count) => markedDocument(
        model(`    ‹? d› = x\n${lines(count, () => "    if H > 3 { d = d -> conv(3, 1) }")}\n    output y = d -> relu()`))],
    ["uses of the block", (count) => markedDocument(
        `block ‹? B›() { conv(3, 1) }\n${model(`${lines(count, () => "    B()")}\n    output y = relu()`)}`)],
    ["blocks that use the block", (count) => markedDocument(
        `block ‹? B›() { conv(3, 1) }\n${lines(count, (index) => `block C${index}() {\n    B()\n}`)}\n` +
        model(`${lines(count, (index) => `    C${index}()`)}\n    output y = relu()`))],
    ["files that import each other", (count) => markedDocument("block ‹? B›() {\n    conv(3, 1)\n}", Object.fromEntries(
        Array.from({ length: count }, (_, index) =>
            [`${index}.cnn`, `import "${index === 0 ? "main" : index - 1}.cnn"\nblock C${index}() {\n    B()\n}`])))],
    ["blocks that bind the name of a file's let", (count) => markedDocument(
        `let ‹? k› = 3\n${lines(count, (index) => `block B${index}(n) { if n { let k = 2 }\n conv(k, 1) }`)}\n`)],
];

test.each(renamed)("the work to rename grows in proportion to the number of %s", (_, program) => {
    expectProportional((count) => {
        const { source, position, files } = program(count);
        const run = (): void => {
            rename(source, position("?"), "renamed", { files, host: source.host, keepsPaths: true });
        };
        // What is computed once does not count.
        run();
        return run;
    });
});

test("the work to find callers and callees grows in proportion to their number", () => {
    expectProportional((count) => {
        const { source, files } = markedDocument(`block B() { relu() }\n${lines(count, (index) => `block C${index}() { B() }`)}\n` +
            model(`${lines(count, (index) => `    C${index}()`)}\n    output y = relu()`));
        const { uri, file: { text } } = source.analysis;
        const sources = { files, host: source.host, analysesOf: () => [source.analysis] };
        return () => {
            incomingCalls({ uri, offset: text.indexOf("B()") }, sources);
            outgoingCalls({ uri, offset: text.indexOf("M()") }, sources);
        };
    });
});

test("the work for the lenses of blocks, and for hints in their chosen uses, grows in proportion to the number of blocks", () => {
    expectProportional((count) => {
        const text = `${lines(count, (index) => `block B${index}() { conv(3, 1) }`)}\n` +
            model(`${lines(count, (index) => `    u${index} = B${index}()`)}\n    output y = relu()`);
        const chosen = Object.fromEntries(Array.from({ length: count }, (_, index) =>
            [`B${index}`, { model: "M", path: `u${index}` }]));
        // What the first answer keeps with the analysis counts.
        const source = analyzed(text);
        const range = { start: source.document.positionAt(0), end: source.document.positionAt(text.length) };
        return () => {
            codeLenses(source);
            inlayHints(fromChosenUses(source, chosen), range);
        };
    });
});

test("the work to list the uses of a block grows in proportion to their number", () => {
    expectProportional((count) => {
        const source = analyzed(`block B() { conv(3, 1) }\n${model(`${lines(count, () => "    B()")}\n    output y = relu()`)}`);
        return () => { blockUses(source, 0); };
    });
});

test("the work to find and colour the reads of a name grows in proportion to the number of branches that bind it", () => {
    expectProportional((count) => {
        const { source, position, files } = markedDocument(
            model(`    ‹? d› = x\n${lines(count, () => "    if H > 3 { d = d -> conv(3, 1) }")}\n    output y = d -> relu()`));
        return () => {
            references(source, position("?"), files, true);
            documentHighlights(source, position("?"));
            semanticTokens(source);
        };
    });
});
