/** Finds the difference between two versions of a text, and moves what comes after it. */

import type { Span } from "./syntax-tree.ts";

/** The replaced part of a text: everything before and after it is unchanged. */
export interface Change {
    readonly start: number;
    /** Its end before and after the change. */
    readonly oldEnd: number;
    readonly newEnd: number;
}

/** A mutable span. */
export interface MovableSpan {
    start: number;
    end: number;
}

/** Finds the smallest change from one text to another. */
export function findChange(before: string, after: string): Change {
    const most = Math.min(before.length, after.length);
    let start = 0;
    while (start < most && before.charCodeAt(start) === after.charCodeAt(start)) {
        start++;
    }
    let suffix = 0;
    while (suffix < most - start
        && before.charCodeAt(before.length - 1 - suffix) === after.charCodeAt(after.length - 1 - suffix)) {
        suffix++;
    }
    const oldEnd = before.length - suffix;
    const newEnd = after.length - suffix;
    // A change of whole lines can equally end at the line end before them, which leaves the next line untouched.
    const isOfLines = start > 0 && before[start - 1] === "\n" && /\S/u.test(before[oldEnd] ?? "")
        && (oldEnd === start ? after[newEnd - 1] : newEnd === start ? before[oldEnd - 1] : undefined) === "\n";
    return isOfLines
        ? { start: start - 1, oldEnd: oldEnd - 1, newEnd: newEnd - 1 }
        : { start, oldEnd, newEnd };
}

/** Whether a change touches neither a span nor its adjacent characters. */
export function isOutside({ start, end }: Span, change: Change): boolean {
    return end < change.start || start > change.oldEnd;
}

/** Moves the spans that end after a change. No span may start or end inside the change. */
export function moveSpans(spans: readonly MovableSpan[], { oldEnd, newEnd }: Change): void {
    const by = newEnd - oldEnd;
    if (by === 0) {
        return;
    }
    for (const span of spans) {
        if (span.start >= oldEnd) {
            span.start += by;
        }
        if (span.end >= oldEnd) {
            span.end += by;
        }
    }
}

/** All spans in a value: its own, and those of its parts. */
export function spansIn(value: object): readonly MovableSpan[] {
    const known = knownSpans.get(value);
    if (known !== undefined) {
        return known;
    }
    const spans = new Set<MovableSpan>();
    collectSpans(value, spans);
    const found = [...spans];
    knownSpans.set(value, found);
    return found;
}

/** Trees are never extended, so the spans of a subtree can be cached. */
const knownSpans = new WeakMap<object, readonly MovableSpan[]>();

function collectSpans(value: object, spans: Set<MovableSpan>): void {
    if (isSpan(value)) {
        spans.add(value);
    }
    const parts: readonly unknown[] = Object.values(value);
    for (const part of parts) {
        if (typeof part === "object" && part !== null) {
            collectSpans(part, spans);
        }
    }
}

function isSpan(value: object): value is MovableSpan {
    return "start" in value && "end" in value && typeof value.start === "number" && typeof value.end === "number";
}
