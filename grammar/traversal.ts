/** Traverses a tree: the direct children of a node, and the nodes at a position. */

import type { For, Item, Node, Repeat, SourceFile, Statement } from "./syntax-tree.ts";

type Visit = (child: Node) => void;

/** The nodes directly inside one, in the order of the text. */
export function children(node: Node): readonly Node[] {
    switch (node.kind) {
        case "file": return node.items;
        case "body": return node.statements;
        default: {
            const found: Node[] = [];
            forEachChild(node, (child) => { found.push(child); });
            return found;
        }
    }
}

/** Visits the nodes directly inside one, in the order of the text, without the list that `children` makes. */
export function forEachChild(node: Node, visit: Visit): void {
    switch (node.kind) {
        case "file":
            visitAll(node.items, visit);
            break;
        case "import":
            visitAll(node.decorators, visit);
            visitPresent(node.path, visit);
            break;
        case "let":
            visitAll(node.decorators, visit);
            visitPresent(node.name, visit);
            visitAll(node.parameters, visit);
            visitPresent(node.value, visit);
            break;
        case "block":
            visitAll(node.decorators, visit);
            visitPresent(node.input, visit);
            visitPresent(node.name, visit);
            visitAll(node.parameters, visit);
            visitPresent(node.body, visit);
            break;
        case "model":
            visitAll(node.decorators, visit);
            visitPresent(node.name, visit);
            visitAll(node.parameters, visit);
            visitPresent(node.body, visit);
            break;
        case "parameter":
            visitPresent(node.name, visit);
            visitPresent(node.default, visit);
            break;
        case "body":
            visitAll(node.statements, visit);
            break;
        case "input":
            visitAll(node.decorators, visit);
            visitPresent(node.name, visit);
            visitAll(node.dimensions, visit);
            break;
        case "dimension":
            visitPresent(node.name, visit);
            visitPresent(node.size, visit);
            break;
        case "output":
            visitAll(node.decorators, visit);
            visitPresent(node.name, visit);
            visitPresent(node.flow, visit);
            visitPresent(node.claim, visit);
            break;
        case "require":
            visitAll(node.decorators, visit);
            visitPresent(node.condition, visit);
            visitPresent(node.message, visit);
            break;
        case "return":
            visitAll(node.decorators, visit);
            visitAll(node.flows, visit);
            break;
        case "if":
            visitAll(node.decorators, visit);
            visitPresent(node.condition, visit);
            visitPresent(node.then, visit);
            visitPresent(node.else, visit);
            break;
        case "line":
            visitAll(node.decorators, visit);
            visitAll(node.names, visit);
            visitPresent(node.flow, visit);
            visitPresent(node.claim, visit);
            break;
        case "flow":
            visitPresent(node.source, visit);
            visitAll(node.steps, visit);
            break;
        case "call":
            visit(node.callee);
            visitAll(node.arguments, visit);
            break;
        case "repeat":
            visitPresent(node.count, visit);
            visitPresent(node.body, visit);
            break;
        case "for":
            visitAll(node.names, visit);
            visitPresent(node.iterable, visit);
            visitPresent(node.body, visit);
            break;
        case "argument":
            visitPresent(node.name, visit);
            visitPresent(node.value, visit);
            break;
        case "claim":
            visitAll(node.dimensions, visit);
            break;
        case "decorator":
            visitPresent(node.name, visit);
            visitAll(node.arguments, visit);
            break;
        case "list":
            visitAll(node.elements, visit);
            break;
        case "call-expression":
            visit(node.call);
            break;
        case "attribute":
            visitPresent(node.object, visit);
            visitPresent(node.attribute, visit);
            break;
        case "index":
            visit(node.object);
            visit(node.index);
            break;
        case "unary":
            visit(node.operand);
            break;
        case "binary":
            visit(node.left);
            visit(node.right);
            break;
        case "conditional":
            visit(node.then);
            visit(node.condition);
            visit(node.otherwise);
            break;
        case "identifier":
        case "wildcard":
        case "number":
        case "string":
        case "boolean":
        case "name":
        case "in":
        case "error":
            break;
    }
}

function visitPresent(node: Node | undefined, visit: Visit): void {
    if (node !== undefined) {
        visit(node);
    }
}

function visitAll(nodes: readonly Node[] | undefined, visit: Visit): void {
    if (nodes !== undefined) {
        for (const node of nodes) {
            visit(node);
        }
    }
}

/** Every node of a tree, parents before children, in the order of the text. */
export function descendants(root: Node): readonly Node[] {
    const nodes: Node[] = [];
    forEachDescendant(root, (node) => { nodes.push(node); });
    return nodes;
}

function forEachDescendant(root: Node, visit: Visit): void {
    const visitWithin = (node: Node): void => {
        visit(node);
        forEachChild(node, visitWithin);
    };
    visitWithin(root);
}

/**
 * The nodes of a kind in an item, in the order of `descendants`. The nodes of these kinds are cached, by item and by
 * statement: trees are never extended, and `reparse` keeps unchanged items and statements.
 */
export function nodesOfKind<Kind extends IndexedKind>(item: Item, kind: Kind): Readonly<NodesByKind[Kind]> {
    const known = nodesOfItems.get(item);
    if (known !== undefined) {
        return known[kind];
    }
    const nodes: NodesByKind = { call: [], in: [], let: [], repeat: [], for: [] };
    const add = (node: Node): void => { addByKind(node, nodes); };
    add(item);
    forEachChild(item, (child) => {
        if (child.kind === "body") {
            child.statements.forEach((statement) => { indexedIn(statement).forEach(add); });
        } else {
            forEachDescendant(child, add);
        }
    });
    nodesOfItems.set(item, nodes);
    return nodes[kind];
}

type IndexedKind = "call" | "in" | "let" | "repeat" | "for";
type NodesByKind = { readonly [Kind in IndexedKind]: Extract<Node, { readonly kind: Kind }>[] };

const nodesOfItems = new WeakMap<Item, NodesByKind>();

function addByKind(node: Node, to: NodesByKind): void {
    switch (node.kind) {
        case "call": to.call.push(node); break;
        case "in": to.in.push(node); break;
        case "let": to.let.push(node); break;
        case "repeat": to.repeat.push(node); break;
        case "for": to.for.push(node); break;
        default:
    }
}

/** The nodes of a statement with an indexed kind. */
function indexedIn(statement: Statement): readonly Node[] {
    const known = nodesOfStatements.get(statement);
    if (known !== undefined) {
        return known;
    }
    const nodes: Node[] = [];
    forEachDescendant(statement, (node) => {
        if (node.kind === "call" || node.kind === "in" || node.kind === "let" || node.kind === "repeat" ||
            node.kind === "for") {
            nodes.push(node);
        }
    });
    nodesOfStatements.set(statement, nodes);
    return nodes;
}

const nodesOfStatements = new WeakMap<Statement, readonly Node[]>();

/** The loops of an item, outer before inner, in the order of the text. */
export function loopsIn(item: Item): readonly (Repeat | For)[] {
    const repeats = nodesOfKind(item, "repeat");
    const fors = nodesOfKind(item, "for");
    return fors.length === 0 ? repeats : [...repeats, ...fors].sort((a, b) => a.start - b.start);
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
    const [before, after] = lastTwoTouching(children(parent), offset);
    return before !== undefined && isName(before) && after !== undefined && !isName(after) ? before : after;
}

/** The last two of these nodes that touch an offset; nodes beside one another do not overlap. */
function lastTwoTouching(
    nodes: readonly Node[], offset: number,
): readonly [before: Node | undefined, after: Node | undefined] {
    let [low, high] = [0, nodes.length];
    while (low < high) {
        const middle = (low + high) >> 1;
        if ((nodes[middle]?.start ?? 0) <= offset) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    let after: Node | undefined;
    for (let index = low - 1; index >= 0; index -= 1) {
        const node = nodes[index];
        if (node === undefined || (node.end < offset && node.end > node.start)) {
            break;
        }
        if (node.end >= offset) {
            if (after !== undefined) {
                return [node, after];
            }
            after = node;
        }
    }
    return [undefined, after];
}

function isName(node: Node): boolean {
    return node.kind === "identifier" || node.kind === "name";
}
