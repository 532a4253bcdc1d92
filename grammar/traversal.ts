/** Traverses a tree: the direct children of a node, and the nodes at a position. */

import type { For, Node, Repeat, SourceFile, Statement } from "./syntax-tree.ts";

/** The nodes directly inside one, in the order of the text. */
export function children(node: Node): readonly Node[] {
    switch (node.kind) {
        case "file":
            return node.items;
        case "import":
            return present([...node.decorators, node.path]);
        case "let":
            return present([...node.decorators, node.name, ...node.parameters ?? [], node.value]);
        case "block":
            return present([...node.decorators, node.input, node.name, ...node.parameters, node.body]);
        case "model":
            return present([...node.decorators, node.name, ...node.parameters, node.body]);
        case "parameter":
            return present([node.name, node.default]);
        case "body":
            return node.statements;
        case "input":
            return present([...node.decorators, node.name, ...node.dimensions]);
        case "dimension":
            return present([node.name, node.size]);
        case "output":
            return present([...node.decorators, node.name, node.flow, node.claim]);
        case "require":
            return present([...node.decorators, node.condition, node.message]);
        case "return":
            return present([...node.decorators, ...node.flows]);
        case "if":
            return present([...node.decorators, node.condition, node.then, node.else]);
        case "line":
            return present([...node.decorators, ...node.names, node.flow, node.claim]);
        case "flow":
            return present([node.source, ...node.steps]);
        case "call":
            return [node.callee, ...node.arguments];
        case "repeat":
            return present([node.count, node.body]);
        case "for":
            return present([...node.names, node.iterable, node.body]);
        case "argument":
            return present([node.name, node.value]);
        case "claim":
            return node.dimensions;
        case "decorator":
            return present([node.name, ...node.arguments]);
        case "list":
            return node.elements;
        case "call-expression":
            return [node.call];
        case "attribute":
            return present([node.object, node.attribute]);
        case "index":
            return [node.object, node.index];
        case "unary":
            return [node.operand];
        case "binary":
            return [node.left, node.right];
        case "conditional":
            return [node.then, node.condition, node.otherwise];
        case "identifier":
        case "wildcard":
        case "number":
        case "string":
        case "boolean":
        case "name":
        case "in":
        case "error":
            return [];
    }
}

/** Every node of a tree, parents before children, in the order of the text. */
export function descendants(root: Node): readonly Node[] {
    const nodes: Node[] = [];
    visit(root, (node) => {
        nodes.push(node);
        return false;
    });
    return nodes;
}

/** The nodes of a tree that pass a test, in the order of `descendants`. */
export function descendantsThat<Found extends Node>(
    root: Node, test: (node: Node) => node is Found,
): readonly Found[] {
    const nodes: Found[] = [];
    visit(root, (node) => {
        if (test(node)) {
            nodes.push(node);
        }
        return false;
    });
    return nodes;
}

/** Whether a node of a tree passes a test. */
export function hasDescendant(root: Node, test: (node: Node) => boolean): boolean {
    return visit(root, test);
}

/** Visits the nodes in the order of `descendants` until one passes the test; returns whether one has. */
function visit(node: Node, test: (node: Node) => boolean): boolean {
    if (test(node)) {
        return true;
    }
    const isItem = node.kind === "block" || node.kind === "model";
    return children(node).some((child) => (isItem && child.kind === "body"
        ? test(child) || child.statements.some((statement) => nodesOf(statement).some(test))
        : visit(child, test)));
}

/** Trees are never extended, so the nodes of a statement can be cached; `reparse` keeps unchanged statements. */
const nodesOfStatements = new WeakMap<Statement, readonly Node[]>();

function nodesOf(statement: Statement): readonly Node[] {
    const known = nodesOfStatements.get(statement) ?? descendants(statement);
    nodesOfStatements.set(statement, known);
    return known;
}

/**
 * The nodes that touch an offset, from the file to the innermost. Between two adjacent nodes, the one after the offset
 * counts, unless only the one before it is a name: `conv|(` is at `conv`.
 */
export function nodePathAt(tree: SourceFile, offset: number): readonly Node[] {
    const path: Node[] = [];
    for (let node: Node | undefined = tree; node !== undefined; node = childAt(node, offset)) {
        path.push(node);
    }
    return path;
}

function childAt(parent: Node, offset: number): Node | undefined {
    const touching = children(parent).filter(({ start, end }) => start <= offset && offset <= end);
    const after = touching.at(-1);
    const before = touching.at(-2);
    return before !== undefined && isName(before) && after !== undefined && !isName(after) ? before : after;
}

export function isLoop(node: Node): node is Repeat | For {
    return node.kind === "repeat" || node.kind === "for";
}

function isName(node: Node): boolean {
    return node.kind === "identifier" || node.kind === "name";
}

function present(nodes: readonly (Node | undefined)[]): readonly Node[] {
    return nodes.filter((node) => node !== undefined);
}
