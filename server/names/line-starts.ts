import type { Block, Body, Flow, If, Input, Line, Model, Node, Output, Step } from "../../grammar/syntax-tree.ts";
import { children, loopsIn, nodesOfKind } from "../../grammar/traversal.ts";
import { layers } from "../layers/catalogue.ts";

/** The origin of the current value: a line or input above, or the input of a block's or loop's body. */
export type Origin = Line | Output | Input | Body;

/** The start of a line that computes something. */
export interface LineStart {
    readonly line: Line | Output;
    readonly flow: Flow;
    /** The enclosing body of a block, model or loop; an `if` has no separate current value. */
    readonly body: Body;
    /** The possible origins of the current value before the line: several after an `if`. */
    readonly origins: readonly Origin[];
    /** Whether the line starts from the current value because it has no source. */
    readonly implicit: boolean;
}

/** An edit leaves most items of a file unchanged. */
const startsIn = new WeakMap<Block | Model, readonly LineStart[]>();

/** The starts of a block's or model's lines, including those in loops. */
export function lineStarts(item: Block | Model): readonly LineStart[] {
    const known = startsIn.get(item);
    if (known !== undefined) {
        return known;
    }
    const starts: LineStart[] = [];
    startsIn.set(item, starts);
    for (const { body } of [item, ...loopsIn(item)]) {
        if (body !== undefined) {
            followBody(body, body, [body], starts);
        }
    }
    return starts;
}

/** The name by which lines can refer to an origin; undefined if it has none. */
export function nameOfOrigin(origin: Origin): string | undefined {
    switch (origin.kind) {
        case "body":
            return "in";
        case "line": {
            const { names: [name], flow: { source, steps } } = origin;
            const alias = steps.length > 0 || source === undefined ? undefined : source.kind === "in" ? "in" : source.text;
            return name === undefined || name.text === "_" ? alias : name.text;
        }
        case "input":
        case "output":
            return origin.name?.text;
    }
}

/** The bodies of an item that read `in` as a value, and not only its sizes. */
export function bodiesReadingIn(item: Block | Model): ReadonlySet<Body> {
    const bodies = new Set<Body>();
    if (item.body !== undefined && nodesOfKind(item, "in").length > 0) {
        addBodiesReadingIn(item.body, item.body, bodies);
    }
    return bodies;
}

function addBodiesReadingIn(node: Node, body: Body, bodies: Set<Body>): void {
    if (node.kind === "in") {
        bodies.add(body);
    }
    const isLoop = node.kind === "repeat" || node.kind === "for";
    for (const child of children(node)) {
        if (node.kind !== "attribute" || child.kind !== "in") {
            addBodiesReadingIn(child, isLoop && child.kind === "body" ? child : body, bodies);
        }
    }
}

/** Collects the starts of a body's lines; returns the possible origins of its last value. */
function followBody(
    { statements }: Body, around: Body, incoming: readonly Origin[], starts: LineStart[],
): readonly Origin[] {
    let origins = incoming;
    for (const statement of statements) {
        if (statement.kind === "if") {
            origins = followIf(statement, around, origins, starts);
        } else if (statement.kind === "input") {
            origins = [statement];
        } else if (statement.kind === "line" || statement.kind === "output") {
            const { flow } = statement;
            const names = statement.kind === "line" ? statement.names.length : 1;
            if (flow !== undefined && flow.steps.length > 0) {
                const implicit = flow.source === undefined && takesCurrentValue(flow.steps[0]);
                starts.push({ line: statement, flow, body: around, origins, implicit });
                origins = [statement];
            } else if (flow !== undefined && names === 0) {
                origins = [statement];
            }
        }
    }
    return origins;
}

function followIf(
    statement: If, around: Body, incoming: readonly Origin[], starts: LineStart[],
): readonly Origin[] {
    const { then, else: otherwise } = statement;
    const follow = (branch: If | Body | undefined): readonly Origin[] => {
        if (branch === undefined) {
            return incoming;
        }
        return branch.kind === "if"
            ? followIf(branch, around, incoming, starts)
            : followBody(branch, around, incoming, starts);
    };
    return [...new Set([...follow(then), ...follow(otherwise)])];
}

/** Whether a step without a source before it takes the current value. */
export function takesCurrentValue(step: Step | undefined): boolean {
    return step?.kind !== "call" || layers.get(step.callee.text)?.operands.from !== "arguments";
}
