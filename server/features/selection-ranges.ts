import type { Position, SelectionRange } from "vscode-languageserver-types";
import { lineEndAt, lineStartAt, tokensTouching } from "../../grammar/source-tokens.ts";
import type { Span } from "../../grammar/syntax-tree.ts";
import { nodePathAt } from "../../grammar/traversal.ts";
import { offsetOf, rangeOf, type AnalyzedDocument } from "./analyzed-document.ts";

/**
 * Returns the ranges to which a selection grows at each position: word, argument, call, flow, line, body, item, file.
 */
export function selectionRanges(source: AnalyzedDocument, positions: readonly Position[]): readonly SelectionRange[] {
    return positions.map((position) => selectionRange(source, offsetOf(source, position)));
}

function selectionRange(source: AnalyzedDocument, offset: number): SelectionRange {
    const { file } = source.analysis;
    const whole = { start: 0, end: file.text.length };
    const nodes = nodePathAt(file.tree, offset).flatMap((node): readonly Span[] => {
        switch (node.kind) {
            case "call":
                return node.argumentsSpan === undefined ? [node] : [node, ...inBrackets(node.argumentsSpan, offset)];
            case "body":
            case "list":
                return [node, ...inBrackets(node, offset)];
            case "input":
            case "line":
            case "output":
                return [{ start: lineStartAt(file, node.start), end: lineEndAt(file, node.end) }, node];
            default:
                return [node];
        }
    });
    const word = tokensTouching(file, offset).filter(({ kind }) => kind !== "newline").slice(-1);
    let range: SelectionRange | undefined;
    let last: Span = whole;
    for (const span of [whole, ...nodes, ...word]) {
        const isInside = span.start >= last.start && span.end <= last.end;
        if (isInside && (range === undefined || span.start > last.start || span.end < last.end)) {
            range = { range: rangeOf(source, span), ...(range === undefined ? {} : { parent: range }) };
            last = span;
        }
    }
    return range ?? { range: rangeOf(source, whole) };
}

/** The contents of two brackets, if they contain an offset. */
function inBrackets({ start, end }: Span, offset: number): readonly Span[] {
    return start < offset && offset < end ? [{ start: start + 1, end: end - 1 }] : [];
}
