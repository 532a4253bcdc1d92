import type { Body, Expression, Flow, InExpression, Line, Span, Statement } from "../../../grammar/syntax-tree.ts";
import { descendants } from "../../../grammar/traversal.ts";
import { text, type Text } from "../../text.ts";
import { inputOwners } from "../../names/input-values.ts";
import { lineStarts, takesCurrentValue, type LineStart } from "../../names/line-starts.ts";
import type { FileScope } from "../../names/program.ts";
import { reachingBindings } from "../../names/reaching.ts";
import type { SelectedLines } from "./selected-lines.ts";
import { isWithin } from "./selected-lines.ts";

/** What consecutive lines take from the lines around them, and leave to them. */
export interface LineValues {
    /** The names that they read, in the order of the text, with the places that read each. */
    readonly reads: ReadonlyMap<string, readonly Span[]>;
    /** The names that they bind. */
    readonly binds: ReadonlySet<string>;
    /** The names that they bind and read. */
    readonly readsOwn: ReadonlySet<string>;
    /** Each `in` that is not the input of one of their loops. */
    readonly inputs: readonly InExpression[];
    /** The first of them that takes the current value before them. */
    readonly takesCurrent: LineStart | undefined;
    /** The source of the first of them that computes a value. */
    readonly source: Flow["source"];
    /** The names of values that later lines read, in the order of the text. */
    readonly results: readonly string[];
    /** The last of them that makes a value current, if it is not in an `if`. */
    readonly last: Line | undefined;
    /** Whether the current value after them may be used. */
    readonly leavesCurrent: boolean;
}

/** What lines take and leave, or why they cannot be moved together. */
export function valuesOf(
    { item, body, statements }: SelectedLines, file: FileScope,
): LineValues | { readonly refusal: Text } {
    const span = { start: statements[0].start, end: (statements.at(-1) ?? statements[0]).end };
    const { references } = file.names.of(item);
    const reads = new Map<string, Span[]>();
    const readsOwn = new Set<string>();
    const later = new Map<string, number>();
    for (const reference of references) {
        if (reference.kind === "argument") {
            continue;
        }
        const { node } = reference;
        const isInside = isWithin(node, span);
        const bindings = reachingBindings(reference.reaching);
        const own = bindings.filter(({ identifier }) => isWithin(identifier, span));
        const outer = bindings.filter(({ identifier }) => !isWithin(identifier, span));
        if (reference.kind === "call" ? isInside ? outer.length > 0 : own.length > 0 : false) {
            return { refusal: text("`{name}` is a function of the body", { name: node.text }) };
        }
        if (isInside && outer.length > 0) {
            reads.set(node.text, [...reads.get(node.text) ?? [], node]);
        }
        // A binding below a read reaches it through the loop around both.
        const isLater = (binding: typeof own[number]): boolean =>
            !isInside || (binding.identifier.start > node.start && !isInLoopOf(binding.identifier, node, statements));
        const left = own.find(isLater);
        if (isInside && own.length > 0) {
            readsOwn.add(node.text);
        }
        if (left !== undefined && left.kind !== "value") {
            return { refusal: text("later lines read `{name}`, which is not a value", { name: node.text }) };
        }
        if (left !== undefined) {
            later.set(node.text, Math.min(left.identifier.start, later.get(node.text) ?? Infinity));
        }
    }
    const owners = inputOwners(item);
    const inputs = [...owners].filter(([node, owner]) => isWithin(node, span) && !isWithin(owner, span));
    const starts = lineStarts(item).filter(({ line, body: around }) => isWithin(line, span) && !isWithin(around, span));
    const takesCurrent = starts.find((start) =>
        readsCurrent(start.flow) && start.origins.some((origin) => !isWithin(origin, span)));
    const results = [...later].toSorted(([, one], [, other]) => one - other).map(([name]) => name);
    // A result that only some paths bind starts as what it was before.
    for (const result of results) {
        const isCertain = statements.some((one) => one.kind === "line" && one.names.some((name) => name.text === result));
        if (!isCertain && !reads.has(result)) {
            reads.set(result, []);
        }
    }
    const changing = statements.findLast((one) => one.kind === "if" || (one.kind === "line" && makesCurrent(one)));
    return {
        reads, readsOwn, results, takesCurrent,
        binds: new Set(descendantNames(statements)),
        inputs: inputs.map(([node]) => node),
        source: starts[0]?.flow.source,
        last: changing?.kind === "line" ? changing : undefined,
        leavesCurrent: leavesCurrent(body, statements.at(-1)),
    };
}

function isInLoopOf(one: Span, other: Span, statements: readonly Statement[]): boolean {
    return statements.some((statement) => descendants(statement).some((node) =>
        (node.kind === "repeat" || node.kind === "for") && isWithin(one, node) && isWithin(other, node)));
}

function descendantNames(statements: readonly Statement[]): readonly string[] {
    return statements.flatMap((statement) => descendants(statement)).flatMap((node) =>
        (node.kind === "line" || node.kind === "for" ? node.names.map((name) => name.text)
            : node.kind === "let" ? [node.name?.text ?? ""] : []));
}

/** Whether a line makes its value the current one; `x = y` does not. */
export function makesCurrent({ names, flow }: Line): boolean {
    return flow.steps.length > 0 || names.length === 0;
}

/** Whether a flow takes the current value, itself or in the arguments of its first step. */
export function readsCurrent({ source, steps: [first] }: Flow): boolean {
    return source === undefined && first !== undefined && (takesCurrentValue(first) ||
        (first.kind === "call" && first.arguments.some(({ value }) => startsFromCurrent(value))));
}

function startsFromCurrent(value: Expression | Flow): boolean {
    return value.kind === "flow" ? readsCurrent(value) : value.kind === "call-expression";
}

/** Whether the lines after a statement, or around its body, may take the current value. */
export function leavesCurrent({ statements }: Body, last: Statement | undefined): boolean {
    const after = last === undefined ? [] : statements.slice(statements.indexOf(last) + 1);
    const next = after.find((one) => one.kind === "if" || one.kind === "return" || one.kind === "output" ||
        (one.kind === "line" && makesCurrent(one)));
    return !((next?.kind === "line" || next?.kind === "output") && next.flow !== undefined && !readsCurrent(next.flow));
}
