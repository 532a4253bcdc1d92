import type { Block, Body, Flow, If, Input, Line, Model, Node, Output, Step } from "../../grammar/syntax-tree.ts";
import { children, descendants } from "../../grammar/traversal.ts";
import { layers } from "../layers/catalogue.ts";

/** What the current value comes from: a line or input above, or what the body of a block or loop was given. */
export type Origin = Line | Output | Input | Body;

/** Where a line that computes something starts. */
export interface LineStart {
    readonly line: Line | Output;
    readonly flow: Flow;
    /** The body of the block, model or loop around it; an `if` has no current value of its own. */
    readonly body: Body;
    /** What may have made the current value above the line: several below an `if`. */
    readonly origins: readonly Origin[];
    /** Whether the line starts from the current value because it writes no source. */
    readonly implicit: boolean;
}

/** An edit leaves most items of a file as they are. */
const startsIn = new WeakMap<Block | Model, readonly LineStart[]>();

/** The starts of a block's or model's lines, those of its loops' bodies included. */
export function lineStarts(item: Block | Model): readonly LineStart[] {
    const known = startsIn.get(item);
    if (known !== undefined) {
        return known;
    }
    const starts: LineStart[] = [];
    startsIn.set(item, starts);
    for (const node of descendants(item)) {
        const isOutermost = node.kind === "repeat" || node.kind === "for" || node === item;
        if (isOutermost && "body" in node && node.body !== undefined) {
            followBody(node.body, node.body, [node.body], starts);
        }
    }
    return starts;
}

/** The name by which a line's text can refer to an origin; undefined if it has none. */
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

/** The bodies of an item in which `in` is read as a value, and not only for its sizes. */
export function bodiesReadingIn(item: Block | Model): ReadonlySet<Body> {
    const bodies = new Set<Body>();
    if (item.body !== undefined && descendants(item).some(({ kind }) => kind === "in")) {
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

/** Gathers the starts of a body's lines; returns what its last value may come from. */
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

function takesCurrentValue(step: Step | undefined): boolean {
    return step?.kind !== "call" || layers.get(step.callee.text)?.operands.from !== "arguments";
}
