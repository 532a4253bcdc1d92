import { commentLinesAbove } from "../../grammar/comments.ts";
import {
    beginsLine, indentationAt, lineEndAt, lineStartAt, tokenAfter, tokenAt, tokenBefore, tokensIn,
} from "../../grammar/source-tokens.ts";
import type { ParsedFile } from "../../grammar/parsed-file.ts";
import type { Argument, Call, Item, Node, Span, Statement } from "../../grammar/syntax-tree.ts";
import { children } from "../../grammar/traversal.ts";
import type { Layer } from "../graph/graph.ts";
import { firstIndex } from "../../grammar/spans.ts";

/** A replacement in the file of a diagnostic; an empty span inserts. */
export interface TextChange {
    readonly span: Span;
    readonly text: string;
}

/** The nodes from the file down to a node, inclusive; empty if the tree does not contain it. */
export function pathTo({ tree }: ParsedFile, node: Node): readonly Node[] {
    const path: Node[] = [];
    for (let at: Node | undefined = tree; at !== undefined; at = stepTowards(node, at)) {
        path.push(at);
        if (at === node) {
            return path;
        }
    }
    return [];
}

function stepTowards(node: Node, from: Node): Node | undefined {
    const around = partsAround(node, from);
    return around.find((child) => child === node) ?? around[0];
}

/** The children of a node that contain a span. */
function partsAround(span: Span, from: Node): readonly Node[] {
    const contains = ({ start, end }: Span): boolean => start <= span.start && span.end <= end;
    const parts = manyParts(from);
    if (parts === undefined || (from.kind === "flow" && from.source !== undefined && contains(from.source))) {
        return children(from).filter(contains);
    }
    const around: Node[] = [];
    let next = firstIndex<Node>(parts, ({ end }) => end >= span.end);
    for (let part = parts[next]; part !== undefined && part.start <= span.start; part = parts[next]) {
        if (contains(part)) {
            around.push(part);
        }
        next += 1;
    }
    return around;
}

/** The children that a node may have any number of; undefined if there are others. */
function manyParts(node: Node): readonly Node[] | undefined {
    switch (node.kind) {
        case "file": return node.items;
        case "body": return node.statements;
        case "flow": return node.steps;
        default: return undefined;
    }
}

/** The outermost node with a span that is accepted. */
export function nodeWithSpan<Found extends Node>(
    { tree }: ParsedFile, span: Span, accepts: (node: Node) => node is Found,
): Found | undefined {
    const open: Node[] = [tree];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
        if (node.start === span.start && node.end === span.end && accepts(node)) {
            return node;
        }
        open.push(...partsAround(span, node).toReversed());
    }
    return undefined;
}

/** The innermost statement of a body that contains a node. */
export function statementOf(file: ParsedFile, node: Node): Statement | undefined {
    const path = pathTo(file, node);
    const index = path.findLastIndex(({ kind }) => kind === "body");
    const [body, statement] = path.slice(index);
    if (index < 0 || body?.kind !== "body" || statement === undefined) {
        return undefined;
    }
    return body.statements[firstIndex(body.statements, ({ end }) => end >= statement.end)];
}

/** Inserts a line above a statement or item, below its comments and with its indentation. */
export function insertLineBefore(file: ParsedFile, below: Statement | Item, line: string): readonly TextChange[] {
    if (beginsLine(file, below.start)) {
        return [insert(below.start, `${line}${lineEnd(file)}${indentationAt(file, below.start)}`)];
    }
    return onLinesOfTheirOwn(file, below, [line], []);
}

/** Inserts a line below a statement, with its indentation. */
export function insertLineAfter(file: ParsedFile, above: Statement, line: string): readonly TextChange[] {
    const end = lineEndAt(file, above.end);
    if (beginsLine(file, above.start) && tokensIn(file, { start: above.end, end }).every(({ kind }) => kind === "comment")) {
        return [insert(end, `${lineEnd(file)}${indentationAt(file, above.start)}${line}`)];
    }
    return onLinesOfTheirOwn(file, above, [], [line]);
}

/** Removes a statement, with its line if nothing else is on it. */
export function removeStatement(file: ParsedFile, statement: Statement): readonly TextChange[] {
    const end = lineEndAt(file, statement.end);
    if (!beginsLine(file, statement.start) || tokensIn(file, { start: statement.end, end }).length > 0) {
        return [{ span: { start: statement.start, end: statement.end }, text: "" }];
    }
    const newline = tokenAt(file, end);
    const lineEndLength = newline === undefined ? 0 : newline.text.startsWith("\r\n") ? 2 : 1;
    return [{ span: { start: lineStartAt(file, statement.start), end: end + lineEndLength }, text: "" }];
}

/** Removes a block, model, let or import, with its documentation and the blank lines below. */
export function removeItem(file: ParsedFile, item: Item): readonly TextChange[] {
    const first = commentLinesAbove(file, item.start)[0] ?? item;
    const start = beginsLine(file, first.start) ? lineStartAt(file, first.start) : first.start;
    const end = lineEndAt(file, item.end);
    const isLast = tokensIn(file, { start: item.end, end }).every(({ kind }) => kind === "comment");
    return [{ span: { start, end: isLast ? tokenAt(file, end)?.end ?? end : item.end }, text: "" }];
}

/**
 * Inserts a step before a call, so that the call takes its result: in the call's chain, or on a separate line if the
 * call starts its line, to preserve the line's path.
 */
export function insertStepBefore(file: ParsedFile, call: Call, step: string): readonly TextChange[] {
    const path = pathTo(file, call);
    const flow = path.at(-2);
    const statement = path.at(-3);
    const beginsStatement = flow?.kind === "flow" && flow.source === undefined && flow.steps[0] === call &&
        (statement?.kind === "line" || statement?.kind === "output");
    return beginsStatement ? insertLineBefore(file, statement, step) : [insert(call.start, `${step} -> `)];
}

/**
 * The ways to remove a step from its chain, or with its line if it is the only content; none if the line's name or
 * claim is about the step.
 */
export function removeStep(file: ParsedFile, step: Call): readonly (readonly TextChange[])[] {
    const [flow, statement] = [pathTo(file, step).at(-2), pathTo(file, step).at(-3)];
    if (flow?.kind !== "flow") {
        return [];
    }
    const index = flow.steps.indexOf(step);
    const before = flow.steps[index - 1] ?? flow.source;
    const next = flow.steps[index + 1];
    if (before !== undefined) {
        return [[{ span: { start: before.end, end: step.end }, text: "" }]];
    }
    if (next !== undefined) {
        return [[{ span: { start: step.start, end: next.start }, text: "" }]];
    }
    const isWholeLine = statement?.kind === "line" && statement.names.length === 0 && statement.claim === undefined;
    return isWholeLine ? [removeStatement(file, statement)] : [];
}

/** Moves a step after another one: to the next line if both are whole lines, otherwise within the chain. */
export function moveStepAfter(file: ParsedFile, step: Call, other: Call): readonly TextChange[] {
    const [removed] = removeStep(file, step);
    if (removed === undefined) {
        return [];
    }
    const written = file.text.slice(step.start, step.end);
    const below = wholeLineOf(file, step) && wholeLineOf(file, other);
    return [...removed, ...(below ? insertLineAfter(file, below, written) : [insert(other.end, ` -> ${written}`)])];
}

/** The line that consists only of a call, without a name or claim. */
function wholeLineOf(file: ParsedFile, call: Call): Statement | undefined {
    const statement = statementOf(file, call);
    return statement?.kind === "line" && statement.start === call.start && statement.end === call.end ? statement : undefined;
}

/** Appends a step to the value of an argument. */
export function appendStep({ value }: Argument, step: string): readonly TextChange[] {
    return [insert(value.end, ` -> ${step}`)];
}

/** Sets an argument of a layer's call: replaces it, or adds it. */
export function setArgument(
    { node, written }: Pick<Layer, "node" | "written">, name: string, value: string,
): readonly TextChange[] {
    const argument = written.byParameter.get(name);
    return argument === undefined
        ? addArgument(node, `${name}=${value}`)
        : [{ span: { start: argument.value.start, end: argument.value.end }, text: value }];
}

/** Adds an argument after those of a call. */
export function addArgument(call: Call, written: string): readonly TextChange[] {
    const last = call.arguments.at(-1);
    if (last !== undefined) {
        return [insert(last.end, `, ${written}`)];
    }
    return call.argumentsSpan === undefined ? [] : [insert(call.argumentsSpan.start + 1, written)];
}

/** Removes an argument from a call; keeps adjacent comments. */
export function removeArgument(file: ParsedFile, call: Call, argument: Argument): readonly TextChange[] {
    return removeFrom(file, call.arguments, argument);
}

/** Removes one of several comma-separated parts from their list; keeps adjacent comments. */
export function removeFrom<Part extends Span>(
    file: ParsedFile, list: readonly Part[], part: Part,
): readonly TextChange[] {
    const index = list.indexOf(part);
    const [before, after] = [list[index - 1], list[index + 1]];
    const isComma = (start: number, end: number): boolean => {
        const [only, ...others] = tokensIn(file, { start, end });
        return only?.text === "," && others.length === 0;
    };
    if (after !== undefined && isComma(part.end, after.start)) {
        return [{ span: { start: part.start, end: after.start }, text: "" }];
    }
    if (before !== undefined && after === undefined && isComma(before.end, part.start)) {
        return [{ span: { start: before.end, end: part.end }, text: "" }];
    }
    const lineEndOrComma = tokenAfter(file, part.end);
    const comma = lineEndOrComma?.kind === "newline" ? tokenAfter(file, lineEndOrComma.end) : lineEndOrComma;
    return [{ span: { start: part.start, end: comma?.text === "," ? comma.end : part.end }, text: "" }];
}

/** Whether a value is a literal, so that replacing it changes nothing else. */
export function isLiteral(value: Argument["value"]): boolean {
    switch (value.kind) {
        case "number":
        case "string":
        case "boolean":
            return true;
        case "unary":
            return value.operand.kind === "number";
        case "list":
            return value.elements.every(isLiteral);
        default:
            return false;
    }
}

/** A text after changes that do not overlap. */
export function applyChanges(text: string, changes: readonly TextChange[]): string {
    // Of insertions at one offset, the last one comes first.
    const inOrder = changes.toSorted((a, b) => b.span.start - a.span.start || b.span.end - a.span.end).reverse();
    let end = 0;
    const parts = inOrder.map(({ span, text: written }) => {
        const kept = text.slice(end, span.start);
        ({ end } = span);
        return kept + written;
    });
    return parts.join("") + text.slice(end);
}

function insert(offset: number, text: string): TextChange {
    return { span: { start: offset, end: offset }, text };
}

/** Splits a one-line body, `{ X() }`, so that lines can be inserted above and below its statement. */
function onLinesOfTheirOwn(
    file: ParsedFile, statement: Span, above: readonly string[], below: readonly string[],
): readonly TextChange[] {
    const outer = indentationAt(file, statement.start);
    const inner = `${lineEnd(file)}${outer}${outer.includes("\t") ? "\t" : "    "}`;
    const previousEnd = tokenBefore(file, statement.start)?.end ?? 0;
    const nextStart = tokenAfter(file, statement.end)?.start ?? file.text.length;
    return [
        {
            span: { start: previousEnd, end: statement.start },
            text: [...above, ""].map((line) => `${inner}${line}`).join(""),
        },
        {
            span: { start: statement.end, end: nextStart },
            text: `${below.map((line) => `${inner}${line}`).join("")}${lineEnd(file)}${outer}`,
        },
    ];
}

/** The line ends that a file uses. */
function lineEnd({ text }: ParsedFile): string {
    return text.includes("\r\n") ? "\r\n" : "\n";
}
