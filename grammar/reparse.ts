/** Parses the next version of a text, and keeps the nodes that an edit leaves unchanged. */

import { findChange, isOutside, moveSpans, spansIn, type Change } from "./change.ts";
import { parse } from "./parser.ts";
import { tokenAfter, tokenBefore } from "./source-tokens.ts";
import type { Block, Body, Item, Model, ParsedFile, SourceTokens, Span, Statement } from "./syntax-tree.ts";

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
 * Parses only the statements that the change touches. Undefined if it touches more than the statements of one body, or
 * if there is an error, which may reach beyond its statement.
 */
function parseStatements(previous: ParsedFile, text: string, change: Change): ParsedFile | undefined {
    if (previous.problems.length > 0) {
        return undefined;
    }
    const { items } = previous.tree;
    const index = items.findIndex(({ end }) => end > change.start);
    const item = items[index];
    if (item === undefined || !hasBody(item) || change.start <= item.body.start || change.oldEnd >= item.body.end) {
        return undefined;
    }
    const { statements } = item.body;
    const first = statements.findIndex(({ end }) => end >= change.start);
    const from = first < 0 ? statements.length : first;
    const next = statements.findIndex(({ start }) => start > change.oldEnd);
    // The comments above a `let` belong to it.
    const to = next < 0 ? statements.length : next + (statements[next]?.kind === "let" ? 1 : 0);
    const start = statements[from - 1]?.end ?? item.body.start + 1;
    const end = statements[to]?.start ?? item.body.end - 1;
    const by = change.newEnd - change.oldEnd;
    const head = `${item.kind} M() {`;
    const parsed = parse(`${head}${text.slice(start, end + by)}}`);
    const inside = { start: head.length, end: head.length + end + by - start };
    const [own, ...others] = parsed.tree.items;
    if (parsed.problems.length > 0 || own === undefined || !hasBody(own) || others.length > 0 ||
        own.body.end !== inside.end + 1 || !isSeparate(parsed, inside, own.body, from > 0, to < statements.length)) {
        return undefined;
    }
    const shift = { start: 0, oldEnd: 0, newEnd: start - head.length };
    own.body.statements.forEach((statement) => { moveSpans(spansIn(statement), shift); });
    const after = statements.slice(to);
    const below = items.slice(index + 1);
    if (by !== 0) {
        [...after, ...below].forEach((node) => { moveSpans(spansIn(node), change); });
    }
    const body: Body = {
        ...item.body, end: item.body.end + by,
        statements: [...statements.slice(0, from), ...own.body.statements, ...after],
    };
    return {
        text,
        tokens: spliceTokens(previous.tokens, { start, end }, parsed.tokens, inside, by),
        tree: {
            ...previous.tree, end: text.length,
            items: [...items.slice(0, index), { ...item, end: item.end + by, body }, ...below],
        },
        problems: [],
    };
}

function hasBody(item: Item): item is ItemWithBody {
    return (item.kind === "block" || item.kind === "model") && item.body !== undefined;
}

/** Whether line ends separate the statements of a part of a body from those before and after it. */
function isSeparate(
    parsed: ParsedFile, inside: Span, { statements }: Body, hasBefore: boolean, hasAfter: boolean,
): boolean {
    const first = tokenAfter(parsed, inside.start);
    const last = tokenBefore(parsed, inside.end);
    const begin = statements[0] === undefined ? undefined : tokenAfter(parsed, statements[0].start)?.text;
    return (!hasBefore || (first !== undefined && first.start < inside.end && first.kind !== "name" &&
            (first.kind === "newline" || first.kind === "comment") && !continuations.has(begin ?? ""))) &&
        (!hasAfter || (last?.kind === "newline" && last.start >= inside.start));
}

/** The tokens that start a line that continues the previous statement. */
const continuations: ReadonlySet<string> = new Set(["->", "else", "{"]);

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
    if (previous.problems.length > mostProblems || file.problems.length > mostProblems) {
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
const mostProblems = 20;

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
