import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { TextDocument } from "vscode-languageserver-textdocument";
import { parse } from "../../grammar/parser.ts";
import { tokensIn } from "../../grammar/source-tokens.ts";
import type { ParsedFile } from "../../grammar/parsed-file.ts";
import type { Span } from "../../grammar/syntax-tree.ts";
import { descendants } from "../../grammar/traversal.ts";
import type { Analysis } from "../../server/analysis/analysis.ts";
import { analyze, analyzeNext } from "../../server/analysis/analyze.ts";
import { diagnose } from "../../server/diagnostics/diagnostics.ts";
import { summarize } from "../../server/emit/summary.ts";
import { completion } from "../../server/features/completion.ts";
import { foldingRanges } from "../../server/features/folding-ranges.ts";
import { hover } from "../../server/features/hover.ts";
import { format } from "../../server/format/format.ts";
import { memoryHost } from "../support/memory-host.ts";
import { printAnalysis } from "../support/printed-analysis.ts";

const uri = "memory:/main.cnn";

/** What a text is, for the counts of a report. */
export interface CheckedText {
    /** Whether it has no syntax error. */
    readonly parses: boolean;
    /** Whether it has a model and no error. */
    readonly isValid: boolean;
}

/**
 * Expects of any text, and of `next`, an edited version of it: no exception, spans within the text, tokens that cover
 * it, the same answer twice, an incremental analysis that equals one from scratch, and a format that keeps the network.
 */
export function checkText(text: string, next: string, place: number): CheckedText {
    const file = parse(text);
    const { tree, problems } = file;
    expectWithin(text, [...problems, ...descendants(tree)]);
    expectTokens(file);
    const host = memoryHost({ "main.cnn": text });
    const analysis = analyze(uri, host, {}, file);
    const found = diagnose(analysis);
    expectWithin(text, found.map(({ span }) => span));
    for (const { message, help, notes } of found) {
        ok(!/undefined|NaN|\[object/u.test([message, help, ...notes].join("\n")), message);
    }
    const first = analyzeNext(undefined, uri, host, text);
    deepStrictEqual(printAnalysis(first.analysis, host), printAnalysis(analysis, host));

    const document = TextDocument.create(uri, "cnn", 1, text);
    const source = { document, analysis, host };
    const position = document.positionAt(place % (text.length + 1));
    hover(source, position);
    completion(source, position);
    foldingRanges(source);
    if (problems.length === 0) {
        expectFormat(analysis);
    }

    const nextHost = memoryHost({ "main.cnn": next });
    const { analysis: updated } = analyzeNext(first, uri, nextHost, next);
    deepStrictEqual(printAnalysis(updated, nextHost), printAnalysis(analyze(uri, nextHost), nextHost));
    return {
        parses: problems.length === 0,
        isValid: analysis.models.length > 0 && found.every(({ severity }) => severity !== "error"),
    };
}

function expectWithin(text: string, spans: readonly Span[]): void {
    for (const { start, end } of spans) {
        ok(start >= 0 && start <= end && end <= text.length, `${start}–${end} is not within the text`);
    }
}

/** Expects tokens in order, with only blanks between them, that make up the text. */
function expectTokens(file: ParsedFile): void {
    const { text } = file;
    let end = 0;
    const expectBlank = (until: number): void => {
        const gap = text.slice(end, until);
        ok(until >= end && /^(?:[^\S\r\n]|[\u0085\u200b])*$/u.test(gap), `no token covers ${JSON.stringify(gap)}`);
    };
    for (const token of tokensIn(file, { start: 0, end: text.length })) {
        expectBlank(token.start);
        strictEqual(token.text, text.slice(token.start, token.end));
        ({ end } = token);
    }
    expectBlank(text.length);
}

function expectFormat(analysis: Analysis): void {
    const formatted = format(analysis.file.text);
    strictEqual(format(formatted), formatted, "a formatted text is formatted again");
    deepStrictEqual(networksOf(analyze(uri, memoryHost({ "main.cnn": formatted }))), networksOf(analysis));
}

function networksOf({ models }: Analysis): unknown {
    return models.map((model) => summarize(model, () => 0));
}
