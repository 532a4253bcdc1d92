import type { PreviewGraph, PreviewGroup, PreviewNode } from "../server/protocol.ts";

/** A graph's groups as a tree. A group whose only child is another group is merged with it. */
export interface Outline {
    readonly graph: PreviewGraph;
    readonly nodes: ReadonlyMap<string, PreviewNode>;
    /** By the id of the outermost group of a merged chain. */
    readonly groups: ReadonlyMap<string, OutlineGroup>;
    readonly roots: readonly OutlineChild[];
    /** The depth of the deepest group; 0 without groups. */
    readonly depth: number;
}

export interface OutlineGroup {
    readonly id: string;
    /** Outermost first; more than one if a group only wraps another (a round that is one use of a block). */
    readonly merged: readonly PreviewGroup[];
    readonly title: string;
    /** The title of its whole content as one node: `Basic(64) × 2`. */
    readonly foldedTitle: string;
    readonly path: string;
    /** Its name in the text, such as `layer1`; empty if the path has only kinds and numbers, such as `for_1.0`. */
    readonly name: string;
    readonly parent: string | undefined;
    /** 1 for the groups of the model itself. */
    readonly depth: number;
    /** In execution order. */
    readonly children: readonly OutlineChild[];
    /** The number of nodes inside, at any depth. */
    readonly nodeCount: number;
    readonly parameters: number;
    readonly macs: number;
    readonly operations: number;
    readonly saved: number;
}

export interface OutlineChild {
    readonly kind: "node" | "group";
    readonly id: string;
}

/** Drops groups without nodes; ignores a parent that does not exist or is its own ancestor. */
export function outlineOf(graph: PreviewGraph): Outline {
    const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
    const groupsById = new Map(graph.groups.map((group) => [group.id, group]));
    const content = contentOf(graph, groupsById);
    const groups = new Map<string, OutlineGroup>();
    const rootChildren = content.get(undefined) ?? [];
    const growth: Growth = { parent: undefined, depth: 1, nodes, groupsById, content, groups };
    const roots = rootChildren.map((child) => addChild(child, growth));
    const depth = [...groups.values()].reduce((deepest, group) => Math.max(deepest, group.depth), 0);
    return { graph, nodes, groups, roots, depth };
}

interface Growth {
    readonly parent: string | undefined;
    readonly depth: number;
    readonly nodes: ReadonlyMap<string, PreviewNode>;
    readonly groupsById: ReadonlyMap<string, PreviewGroup>;
    readonly content: ReadonlyMap<string | undefined, readonly OutlineChild[]>;
    readonly groups: Map<string, OutlineGroup>;
}

/** The direct children of each group, in the order of each child's first node. */
function contentOf(
    graph: PreviewGraph,
    groupsById: ReadonlyMap<string, PreviewGroup>,
): ReadonlyMap<string | undefined, readonly OutlineChild[]> {
    const content = new Map<string | undefined, OutlineChild[]>();
    const placed = new Set<string>();
    const place = (child: OutlineChild, parent: string | undefined): void => {
        const children = content.get(parent);
        if (children === undefined) {
            content.set(parent, [child]);
        } else {
            children.push(child);
        }
    };
    for (const node of graph.nodes) {
        const ancestors = ancestorsOf(node.group, groupsById);
        for (let at = ancestors.length - 1; at >= 0; at--) {
            const id = ancestors[at];
            if (id !== undefined && !placed.has(id)) {
                placed.add(id);
                place({ kind: "group", id }, ancestors[at + 1]);
            }
        }
        place({ kind: "node", id: node.id }, ancestors[0]);
    }
    return content;
}

/** A group and the groups around it, innermost first, up to the model or to a cycle. */
function ancestorsOf(group: string | undefined, groupsById: ReadonlyMap<string, PreviewGroup>): readonly string[] {
    const chain: string[] = [];
    const seen = new Set<string>();
    for (let id = group; id !== undefined && !seen.has(id); id = groupsById.get(id)?.parent) {
        if (!groupsById.has(id)) {
            break;
        }
        seen.add(id);
        chain.push(id);
    }
    return chain;
}

function addChild(child: OutlineChild, growth: Growth): OutlineChild {
    if (child.kind === "node") {
        return child;
    }
    const { merged, children: inside } = mergeChain(child.id, growth);
    const children = inside.map((inner) => addChild(inner, { ...growth, parent: child.id, depth: growth.depth + 1 }));
    const parts = children.map((inner) =>
        inner.kind === "group" ? growth.groups.get(inner.id) : growth.nodes.get(inner.id),
    );
    const sum = (count: (part: OutlineGroup | PreviewNode) => number): number =>
        parts.reduce((total, part) => total + (part === undefined ? 0 : count(part)), 0);
    const title = titleOf(merged);
    growth.groups.set(child.id, {
        id: child.id,
        merged,
        title,
        foldedTitle: foldedTitleOf(title, merged, children, growth),
        path: merged[0]?.path ?? "",
        name: writtenNameOf(merged),
        parent: growth.parent,
        depth: growth.depth,
        children,
        nodeCount: sum((part) => ("nodeCount" in part ? part.nodeCount : 1)),
        parameters: sum((part) => part.parameters),
        macs: sum((part) => part.macs),
        operations: sum((part) => part.operations ?? 0),
        saved: sum((part) => part.saved ?? 0),
    });
    return child;
}

/** The group and the groups inside it, as long as the only child is another group. */
function mergeChain(
    id: string,
    { groupsById, content }: Growth,
): { readonly merged: readonly PreviewGroup[]; readonly children: readonly OutlineChild[] } {
    const merged: PreviewGroup[] = [];
    let children: readonly OutlineChild[] = [];
    for (let current: string | undefined = id; current !== undefined; ) {
        const group = groupsById.get(current);
        if (group !== undefined) {
            merged.push(group);
        }
        children = content.get(current) ?? [];
        const only: OutlineChild | undefined = children.length === 1 ? children[0] : undefined;
        current = only?.kind === "group" ? only.id : undefined;
    }
    return { merged, children };
}

/** A round only has a number, so its title is that of the group inside. */
function titleOf(merged: readonly PreviewGroup[]): string {
    const telling = merged.filter((group) => group.kind !== "round");
    return (telling.length > 0 ? telling : merged).map((group) => group.label).join(" · ");
}

/** The title of a folded group: `Basic(64) × 2` for a loop, `DenseLayer(32), concat` for a round. */
function foldedTitleOf(
    title: string,
    merged: readonly PreviewGroup[],
    children: readonly OutlineChild[],
    { groups, nodes }: Growth,
): string {
    const innermost = merged.at(-1)?.kind;
    if (innermost === "round") {
        const [first = title, second, ...more] = children.map(
            ({ id }) => groups.get(id)?.title ?? nodes.get(id)?.label ?? "",
        );
        return second === undefined ? first : `${first}, ${more.length > 0 ? "…" : second}`;
    }
    const inner = children.map((child) => groups.get(child.id));
    const blocks = inner.map((group) => group?.merged.find(({ kind }) => kind === "block")?.label);
    const [first] = blocks;
    if (innermost !== "loop" || first === undefined || inner.some((group) => group?.merged[0]?.kind !== "round")) {
        return title;
    }
    if (blocks.every((label) => label === first)) {
        return `${first} × ${blocks.length}`;
    }
    const name = nameOf(first);
    const oneBlock = blocks.every((label) => label !== undefined && nameOf(label) === name);
    return oneBlock ? `${name}(…) × ${blocks.length}` : title;
}

/** The first name of a merged chain that the text gives; the names of the rest only repeat their kind. */
function writtenNameOf(merged: readonly PreviewGroup[]): string {
    const names = merged.map(({ kind, label, path }) => {
        const name = path.split(".").at(-1) ?? "";
        const ownName = kind === "block" ? nameOf(label) : label.split(" ", 1)[0] ?? "";
        const rest = name.startsWith(ownName) ? name.slice(ownName.length) : name;
        return kind === "round" || /^(_?\d+)?$/.test(rest) ? "" : name;
    });
    return names.find((name) => name !== "") ?? "";
}

function nameOf(label: string): string {
    return label.split("(", 1)[0] ?? label;
}
