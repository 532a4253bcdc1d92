import type { Span } from "./syntax-tree.ts";

/** Spans in order, those that overlap or touch as one. */
export class JoinedSpans {
    readonly inOrder: readonly Span[];

    constructor(spans: readonly Span[]) {
        const parts: { start: number; end: number }[] = [];
        for (const { start, end } of spans.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
            const last = parts.at(-1);
            if (last !== undefined && start <= last.end) {
                last.end = Math.max(last.end, end);
            } else {
                parts.push({ start, end });
            }
        }
        this.inOrder = parts;
    }

    /** Whether one of them overlaps or touches a span. */
    touch({ start, end }: Span): boolean {
        const next = this.inOrder[firstIndex(this.inOrder, (span) => span.end >= start)];
        return next !== undefined && next.start <= end;
    }
}

/** The index of the first element that meets a condition, which all later ones meet too. */
export function firstIndex<Element>(
    elements: readonly Element[], meets: (element: Element) => boolean,
): number {
    let [low, high] = [0, elements.length];
    while (low < high) {
        const middle = (low + high) >> 1;
        const element = elements[middle];
        if (element === undefined || meets(element)) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}
