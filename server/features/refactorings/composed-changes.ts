import type { Span } from "../../../grammar/syntax-tree.ts";
import { applyChanges, type TextChange } from "../../diagnostics/edits.ts";

/** The changes of a text that have the effect of `first`, and then of `second` on its result. */
export function composeChanges(
    text: string, first: readonly TextChange[], second: readonly TextChange[],
): readonly TextChange[] {
    const made = placedChanges(first);
    const middle = applyChanges(text, first);
    const parts = joined([...made.map(({ after }) => after), ...second.map(({ span }) => span)]);
    return parts.map((part) => {
        const inside = second.filter(({ span }) => part.start <= span.start && span.end <= part.end);
        const moved = inside.map((change) => ({
            ...change, span: { start: change.span.start - part.start, end: change.span.end - part.start },
        }));
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
    let moved = offset;
    for (const { change: { span }, after } of made) {
        if (after.start === offset && side === "start") {
            return span.start;
        }
        if (after.end > offset) {
            break;
        }
        moved = offset - after.end + span.end;
        if (after.end === offset && side === "end") {
            return span.end;
        }
    }
    return moved;
}

/** Spans in order, those that overlap or touch as one. */
function joined(spans: readonly Span[]): readonly Span[] {
    const parts: { start: number; end: number }[] = [];
    for (const { start, end } of spans.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
        const last = parts.at(-1);
        if (last !== undefined && start <= last.end) {
            last.end = Math.max(last.end, end);
        } else {
            parts.push({ start, end });
        }
    }
    return parts;
}
