import { lineEndAt, lineStartAt, tokensIn } from "../../../grammar/source-tokens.ts";
import type { ParsedFile } from "../../../grammar/parsed-file.ts";
import type { Block, Body, Line, Model, Node, Output, Span, Statement } from "../../../grammar/syntax-tree.ts";
import { nodePathAt } from "../../../grammar/traversal.ts";

/** Consecutive statements of one body. */
export interface SelectedLines {
    readonly item: Block | Model;
    readonly body: Body;
    readonly statements: readonly [Statement, ...Statement[]];
    /** The index of the first in the body. */
    readonly index: number;
}

/** The statements of the innermost body that a selection touches; undefined if it touches none. */
export function selectedLines(file: ParsedFile, selection: Span): SelectedLines | undefined {
    const span = selectedText(file, selection);
    const [from, to] = [nodePathAt(file.tree, span.start), nodePathAt(file.tree, span.end)];
    const item = from.find((node): node is Block | Model => node.kind === "block" || node.kind === "model");
    const body = from.findLast((node): node is Body => node.kind === "body" && to.includes(node) &&
        node.start < span.start && span.end < node.end);
    const statements = body?.statements.filter(({ start, end }) => start <= span.end && span.start <= end) ?? [];
    const [first, ...others] = statements;
    return item === undefined || body === undefined || first === undefined || !to.includes(item)
        ? undefined
        : { item, body, statements: [first, ...others], index: body.statements.indexOf(first) };
}

/** A selection without the blanks and line ends at its ends; for a cursor, the tokens of its line. */
function selectedText(file: ParsedFile, { start, end }: Span): Span {
    const span = start === end ? { start: lineStartAt(file, start), end: lineEndAt(file, end) } : { start, end };
    const tokens = tokensIn(file, span).filter(({ kind }) => kind !== "newline" && kind !== "comment");
    const [first, last] = [tokens[0], tokens.at(-1)];
    if (start === end) {
        // On a line with the braces of a body, the cursor selects what is at it.
        const isBrace = tokens.some(({ text }) => text === "{" || text === "}");
        if (isBrace) {
            return { start, end };
        }
    }
    return first === undefined || last === undefined ? { start, end } : { start: first.start, end: last.end };
}

/** The line or output with a computation that is at the cursor, or is the only one selected. */
export function selectedLine(lines: SelectedLines | undefined): Line | Output | undefined {
    const [line, ...others] = lines?.statements ?? [];
    return others.length === 0 && (line?.kind === "line" || line?.kind === "output") ? line : undefined;
}

/** Whether a node is inside a span. */
export function isWithin(node: Node | Span, span: Span): boolean {
    return span.start <= node.start && node.end <= span.end;
}
