/** Parses text to a tree. Any text gives a tree and a list of its problems. */

import { translateForeignSyntax } from "./foreign-syntax.ts";
import { ItemParser } from "./item-parser.ts";
import { lex } from "./lexer.ts";
import { limitNesting } from "./nesting.ts";
import { splitStatements } from "./newlines.ts";
import type { SyntaxProblem } from "./syntax-problem.ts";
import type { ParsedFile } from "./parsed-file.ts";
import type { Span } from "./syntax-tree.ts";

/** Parses a `.cnn` file. Never throws, and takes time proportional to the text's length. */
export function parse(text: string): ParsedFile {
    const { tokens: lexed, written } = lex(text);
    const source = { text, tokens: written };
    const ours = translateForeignSyntax(text, lexed);
    const split = splitStatements(text, ours.tokens);
    const { tokens, problems } = limitNesting(split.tokens);
    const parsed = parser.parse(source, tokens);
    const certain = inOrder(withinCalls([...ours.problems, ...split.problems, ...problems, ...parsed.problems]));
    const secondary = parsed.secondary.filter(({ line }) => !startsWithin(certain, line)).map(({ problem }) => problem);
    return {
        ...source,
        tree: { kind: "file", start: 0, end: text.length, items: parsed.items },
        problems: inOrder([...certain, ...secondary]).slice(0, mostProblems),
    };
}

/** Moves the foreign strings and signs in the arguments of foreign calls to the problems of these calls. */
function withinCalls(problems: readonly SyntaxProblem[]): readonly SyntaxProblem[] {
    const calls = problems.flatMap((problem) =>
        (problem.code === "foreign-syntax" && problem.call !== undefined ? [{ problem, call: problem.call }] : []));
    if (calls.length === 0) {
        return problems;
    }
    const inner = new Map<SyntaxProblem, SyntaxProblem[]>(calls.map(({ problem }) => [problem, []]));
    const others = problems.filter((problem) => {
        const around = problem.code === "foreign-syntax"
            ? calls.find((one) => one.problem.end <= problem.start && problem.end <= one.call.end)?.problem
            : undefined;
        if (around !== undefined) {
            inner.get(around)?.push(problem);
        }
        return around === undefined;
    });
    return others.map((problem) => problem.code === "foreign-syntax" && problem.call !== undefined
        ? { ...problem, call: { ...problem.call, inner: [...problem.call.inner, ...inner.get(problem) ?? []] } }
        : problem);
}

/** Problems in the order of the text. */
export function inOrder(problems: readonly SyntaxProblem[]): readonly SyntaxProblem[] {
    return problems.toSorted((a, b) => a.start - b.start || a.end - b.end);
}

/** Whether any problem starts within a span; the problems are sorted. */
function startsWithin(problems: readonly SyntaxProblem[], { start, end }: Span): boolean {
    let low = 0;
    let high = problems.length;
    while (low < high) {
        const middle = (low + high) >> 1;
        if ((problems[middle]?.start ?? 0) < start) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return (problems[low]?.start ?? Infinity) <= end;
}

/** A text with more problems is not a `.cnn` file: the others are left out. */
export const mostProblems = 1000;

/** Created once: a parser is expensive to create and cheap to reuse. */
const parser = new ItemParser();
