/** Traverses a tree: the direct children of a node, and the nodes at a position. */

import type { For, Item, Node, Repeat, SourceFile, Statement } from "./syntax-tree.ts";

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
    addDescendants(root, nodes);
    return nodes;
}

function addDescendants(node: Node, nodes: Node[]): void {
    nodes.push(node);
    for (const child of children(node)) {
        addDescendants(child, nodes);
    }
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
    addByKind(item.kind === "let" ? [item] : [], nodes);
    for (const child of children(item)) {
        if (child.kind === "body") {
            child.statements.forEach((statement) => { addByKind(indexedIn(statement), nodes); });
        } else {
            addByKind(descendants(child), nodes);
        }
    }
    nodesOfItems.set(item, nodes);
    return nodes[kind];
}

type IndexedKind = "call" | "in" | "let" | "repeat" | "for";
type NodesByKind = { readonly [Kind in IndexedKind]: Extract<Node, { readonly kind: Kind }>[] };

const nodesOfItems = new WeakMap<Item, NodesByKind>();

function addByKind(from: readonly Node[], to: NodesByKind): void {
    for (const node of from) {
        switch (node.kind) {
            case "call": to.call.push(node); break;
            case "in": to.in.push(node); break;
            case "let": to.let.push(node); break;
            case "repeat": to.repeat.push(node); break;
            case "for": to.for.push(node); break;
            default:
        }
    }
}

/** The nodes of a statement with an indexed kind. */
function indexedIn(statement: Statement): readonly Node[] {
    const known = nodesOfStatements.get(statement);
    if (known !== undefined) {
        return known;
    }
    const nodes = descendants(statement).filter(({ kind }) => kind === "call" || kind === "in" || kind === "let" ||
        kind === "repeat" || kind === "for");
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

function present(nodes: readonly (Node | undefined)[]): readonly Node[] {
    return nodes.filter((node) => node !== undefined);
}
