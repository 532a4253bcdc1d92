import type { Span } from "../../../grammar/syntax-tree.ts";
import { applyChanges, type TextChange } from "../../diagnostics/edits.ts";
import { firstIndex, JoinedSpans } from "../../../grammar/spans.ts";

/** The changes of a text that have the effect of `first`, and then of `second` on its result. */
export function composeChanges(
    text: string, first: readonly TextChange[], second: readonly TextChange[],
): readonly TextChange[] {
    const made = placedChanges(first);
    const middle = applyChanges(text, first);
    const parts = new JoinedSpans([...made.map(({ after }) => after), ...second.map(({ span }) => span)]);
    const inOrder = second.toSorted((a, b) => a.span.start - b.span.start);
    let next = 0;
    return parts.inOrder.map((part) => {
        const moved: TextChange[] = [];
        const isInside = (change: TextChange | undefined): change is TextChange =>
            change !== undefined && change.span.start <= part.end;
        for (let change = inOrder[next]; isInside(change); change = inOrder[next]) {
            const { start, end } = change.span;
            moved.push({ ...change, span: { start: start - part.start, end: end - part.start } });
            next += 1;
        }
        return {
            span: { start: originOf(part.start, made, "start"), end: originOf(part.end, made, "end") },
            text: applyChanges(middle.slice(part.start, part.end), moved),
        };
    });
}

/** A change, and the span of its text in the changed text. */
export interface PlacedChange {
    readonly change: TextChange;
    readonly after: Span;
}

/** Changes in the order of the text, with the spans of their texts afterwards. */
export function placedChanges(changes: readonly TextChange[]): readonly PlacedChange[] {
    let grown = 0;
    return changes.toSorted((a, b) => a.span.start - b.span.start || a.span.end - b.span.end).map((change) => {
        const start = change.span.start + grown;
        grown += change.text.length - (change.span.end - change.span.start);
        return { change, after: { start, end: start + change.text.length } };
    });
}

/** The offset before some changes of an offset that is not inside one of their texts. */
export function originOf(offset: number, made: readonly PlacedChange[], side: "start" | "end"): number {
    const next = firstIndex(made, ({ after }) => after.end >= offset);
    const previous = made[next - 1];
    const moved = previous === undefined ? offset : offset - previous.after.end + previous.change.span.end;
    const at = made[next];
    if (side === "start" && at?.after.start === offset) {
        return at.change.span.start;
    }
    return at?.after.end === offset ? at.change.span.end : moved;
}
