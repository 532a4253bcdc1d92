/** Parses the next version of a text, and keeps the nodes that an edit leaves unchanged. */

import { findChange, isOutside, moveSpans, spansIn, type Change } from "./change.ts";
import { inOrder, mostProblems, parse } from "./parser.ts";
import { beginsLine, lineStartAt } from "./source-tokens.ts";
import type { SyntaxProblem } from "./syntax-problem.ts";
import type { ParsedFile, SourceTokens } from "./parsed-file.ts";
import type { Block, Body, Item, Model, Span, Statement } from "./syntax-tree.ts";

/** A reparsed file, and the change that led to it. */
export interface Reparsed {
    readonly file: ParsedFile;
    readonly change: Change;
}

/**
 * Parses a text like `parse`. Unchanged items and statements are the same objects as in the previous version, moved to
 * their new positions, so the previous version must not be read any more.
 */
export function reparse(previous: ParsedFile, text: string): Reparsed {
    const change = findChange(previous.text, text);
    const file = parseStatements(previous, text, change) ?? adopt(previous, parse(text), change);
    return { file, change };
}

type ItemWithBody = (Block | Model) & { readonly body: Body };

/**
 * Parses only the statements that the change touches, between their neighbours. Undefined if it touches more than the
 * statements of one body, or if an error may reach beyond its statement.
 */
function parseStatements(previous: ParsedFile, text: string, change: Change): ParsedFile | undefined {
    const { items } = previous.tree;
    const index = items.findIndex(({ end }) => end > change.start);
    const item = items[index];
    if (item === undefined || !hasBody(item) || change.start <= item.body.start || change.oldEnd >= item.body.end ||
        !beginsLine(previous, item.start) || !areLocal(previous.problems)) {
        return undefined;
    }
    const { statements } = item.body;
    const { from, to } = touchedStatements(item.body, change, previous);
    const before = statements[from - 1];
    const after = statements[to];
    const part = { start: before?.end ?? item.body.start + 1, end: after?.start ?? item.body.end - 1 };
    const by = change.newEnd - change.oldEnd;
    const shownFrom = before === undefined ? part.start : lineStartAt(previous, before.start);
    const shownTo = (after?.end ?? part.end) + by;
    const itemHead = text.slice(lineStartAt(previous, item.start), item.body.start + 1);
    const head = before === undefined ? itemHead : `${itemHead}\n`;
    const parsed = parse(`${head}${text.slice(shownFrom, shownTo)}}`);
    const shift = { start: 0, oldEnd: 0, newEnd: shownFrom - head.length };
    const own = statementsBetween(parsed, before, after, { by, shift: shift.newEnd });
    const problems = own && problemsAround(part, previous.problems, parsed.problems, change, shift);
    if (own === undefined || problems === undefined) {
        return undefined;
    }
    own.forEach((statement) => { moveSpans(spansIn(statement), shift); });
    const below = items.slice(index + 1);
    if (by !== 0) {
        [...statements.slice(to), ...below].forEach((node) => { moveSpans(spansIn(node), change); });
    }
    const body: Body = {
        ...item.body, end: item.body.end + by,
        statements: [...statements.slice(0, from), ...own, ...statements.slice(to)],
    };
    const inside = { start: part.start - shift.newEnd, end: part.end + by - shift.newEnd };
    return {
        text,
        tokens: spliceTokens(previous.tokens, part, parsed.tokens, inside, by),
        tree: {
            ...previous.tree, end: text.length,
            items: [...items.slice(0, index), { ...item, end: item.end + by, body }, ...below],
        },
        problems,
    };
}

function hasBody(item: Item): item is ItemWithBody {
    return (item.kind === "block" || item.kind === "model") && item.body !== undefined;
}

/**
 * The range of a body's statements that a change touches, and those next to them with an error. What comes before
 * the range starts a line, so that it can be parsed without the statements above.
 */
function touchedStatements(
    { statements }: Body, change: Change, previous: ParsedFile,
): { readonly from: number; readonly to: number } {
    const first = statements.findIndex(({ end }) => end >= change.start);
    const next = statements.findIndex(({ start }) => start > change.oldEnd);
    let from = first < 0 ? statements.length : first;
    // The comments above a `let` belong to it.
    let to = next < 0 ? statements.length : next + (statements[next]?.kind === "let" ? 1 : 0);
    const mustParse = (statement: Statement | undefined): boolean =>
        statement !== undefined && !isClean(statement, previous);
    while (mustParse(statements[from - 1])) {
        from -= 1;
    }
    while (mustParse(statements[to])) {
        to += 1;
    }
    const before = statements[from - 1];
    return { from: before === undefined || beginsLine(previous, before.start) ? from : 0, to };
}

/**
 * The statements of the only body in a text, without those before and after which are as they were: the statements
 * between them cannot have changed how these are parsed. Undefined otherwise.
 */
function statementsBetween(
    { text, tree: { items } }: ParsedFile, before: Statement | undefined, after: Statement | undefined,
    { by, shift }: { readonly by: number; readonly shift: number },
): readonly Statement[] | undefined {
    const [item, ...others] = items;
    if (item === undefined || !hasBody(item) || others.length > 0 || item.body.end !== text.length) {
        return undefined;
    }
    const { statements } = item.body;
    const isAt = (now: Statement | undefined, old: Statement, moved: number): boolean => now?.kind === old.kind &&
        now.start + shift === old.start + moved && now.end + shift === old.end + moved;
    const isSame = (before === undefined || isAt(statements[0], before, 0)) &&
        (after === undefined || isAt(statements.at(-1), after, by));
    return isSame
        ? statements.slice(before === undefined ? 0 : 1, statements.length - (after === undefined ? 0 : 1))
        : undefined;
}

/**
 * The problems of a text after the statements in `part` were parsed again with the problems `now`. Undefined if a
 * problem is not inside the part or apart from it.
 */
function problemsAround(
    part: Span, old: readonly SyntaxProblem[], now: readonly SyntaxProblem[], change: Change, shift: Change,
): readonly SyntaxProblem[] | undefined {
    if (old.length === 0 && now.length === 0) {
        return [];
    }
    const by = change.newEnd - change.oldEnd;
    const inside = now.map((problem) => movedProblem(problem, shift));
    const outside = old.filter(({ start, end }) => start < part.start || end > part.end);
    const isApart = outside.every(({ start, end }) => end < part.start || start > part.end) &&
        inside.every(({ start, end }) => start >= part.start && end <= part.end + by);
    const problems = inOrder([...outside.map((problem) => movedProblem(problem, change)), ...inside]);
    return isApart && areLocal(now) && problems.length < mostProblems ? problems : undefined;
}

function movedProblem(problem: SyntaxProblem, change: Change): SyntaxProblem {
    // A copy: a problem and the tree may share a span.
    const moved = structuredClone(problem);
    moveSpans(spansIn(moved), change);
    return moved;
}

/** Whether no problem affects how other statements are parsed, if these are complete. */
function areLocal(problems: readonly SyntaxProblem[]): boolean {
    return problems.length < mostProblems && problems.every((problem) => localProblems.has(problem.code) &&
        !(problem.code === "unclosed-bracket" && problem.fix?.text.includes("}") !== false) &&
        !(problem.code === "unexpected-token" && (problem.expected === "other" || problem.expected === "{")));
}

/** Not foreign syntax: a comment or docstring can go on below, and some of it means that no text is in the language. */
const localProblems: ReadonlySet<SyntaxProblem["code"]> = new Set([
    "unexpected-token", "unfinished-line", "missing-parentheses", "missing-let", "flow-in-let", "value-arithmetic",
    "chained-comparison", "reserved-word", "invalid-number", "number-too-large", "invalid-escape",
    "unexpected-character", "unterminated-string", "unclosed-bracket",
]);

/** The tokens of a text in which `part` was replaced with the contents of `inside` in another text. */
function spliceTokens(
    tokens: SourceTokens, part: Span, replacement: SourceTokens, inside: Span, by: number,
): SourceTokens {
    const before = countBefore(tokens.starts, part.start);
    const after = countBefore(tokens.starts, part.end);
    const from = countBefore(replacement.starts, inside.start);
    const to = countBefore(replacement.starts, inside.end);
    const count = before + to - from + tokens.starts.length - after;
    const kinds = new Uint8Array(count);
    kinds.set(tokens.kinds.subarray(0, before));
    kinds.set(replacement.kinds.subarray(from, to), before);
    kinds.set(tokens.kinds.subarray(after), before + to - from);
    const spliced = (old: Uint32Array, other: Uint32Array): Uint32Array => {
        const column = new Uint32Array(count);
        column.set(old.subarray(0, before));
        for (let index = from; index < to; index++) {
            column[before + index - from] = (other[index] ?? 0) + part.start - inside.start;
        }
        for (let index = after, at = before + to - from; index < old.length; index++, at++) {
            column[at] = (old[index] ?? 0) + by;
        }
        return column;
    };
    return {
        kinds, starts: spliced(tokens.starts, replacement.starts), ends: spliced(tokens.ends, replacement.ends),
    };
}

/** The number of offsets, which are sorted, below another. */
function countBefore(offsets: Uint32Array, offset: number): number {
    let low = 0;
    let high = offsets.length;
    while (low < high) {
        const middle = (low + high) >> 1;
        if ((offsets[middle] ?? Infinity) < offset) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/** Replaces a file's items and statements with equal, problem-free ones of the previous version. */
function adopt(previous: ParsedFile, file: ParsedFile, change: Change): ParsedFile {
    if (previous.problems.length > mostCompared || file.problems.length > mostCompared) {
        return file;
    }
    const isSame: IsSame = (old, now, by) => old.kind === now.kind && old.start + by === now.start &&
        old.end + by === now.end && documentationOf(old) === documentationOf(now) && isOutside(old, change) &&
        isClean(old, previous) && isClean(now, file);
    const adoptStatements = (old: Item, now: Item): Item => {
        if (old.kind !== now.kind || !hasBody(old) || !hasBody(now)) {
            return now;
        }
        const statements = adoptList(old.body.statements, now.body.statements, isSame, change, (_, one) => one);
        return { ...now, body: { ...now.body, statements } };
    };
    const items = adoptList(previous.tree.items, file.tree.items, isSame, change, adoptStatements);
    return { ...file, tree: { ...file.tree, items } };
}

/** With more problems nothing is adopted, because each node is compared with each problem. */
const mostCompared = 20;

type IsSame = (old: Item | Statement, now: Item | Statement, by: number) => boolean;

/** Matches two lists from both ends; `adoptParts` adopts parts of the first item that differs. */
function adoptList<Part extends Item | Statement>(
    olds: readonly Part[], nows: readonly Part[], isSame: IsSame, change: Change,
    adoptParts: (old: Part, now: Part) => Part,
): readonly Part[] {
    const most = Math.min(olds.length, nows.length);
    const matched = (old: Part | undefined, now: Part | undefined, by: number): Part | undefined =>
        (old !== undefined && now !== undefined && isSame(old, now, by) ? old : undefined);
    const adopted = [...nows];
    let front = 0;
    for (; front < most && (olds[front]?.end ?? 0) < change.start; front++) {
        const old = matched(olds[front], nows[front], 0);
        if (old === undefined) {
            break;
        }
        adopted[front] = old;
    }
    let back = 0;
    for (; back < most - front && (olds.at(-1 - back)?.start ?? 0) > change.oldEnd; back++) {
        const old = matched(olds.at(-1 - back), nows.at(-1 - back), change.newEnd - change.oldEnd);
        if (old === undefined) {
            break;
        }
        moveSpans(spansIn(old), change);
        adopted[nows.length - 1 - back] = old;
    }
    const old: Part | undefined = olds[front];
    const now: Part | undefined = nows[front];
    if (old !== undefined && now !== undefined && front < most - back) {
        adopted[front] = adoptParts(old, now);
    }
    return adopted;
}

function documentationOf(node: Item | Statement): string | undefined {
    return "documentation" in node ? node.documentation : undefined;
}

/** Whether no problem touches a node. */
function isClean(node: Span, { problems }: ParsedFile): boolean {
    return !problems.some(({ start, end }) => start <= node.end && end >= node.start);
}
