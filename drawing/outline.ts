import type { PreviewGraph, PreviewGroup, PreviewNode } from "../server/protocol.ts";
import { headingOf, titleOf, writtenName, type Heading } from "./headings.ts";
import { withoutWrappers } from "./wrappers.ts";

/**
 * A graph's groups as a tree. A group whose only child is another group is merged with it, and a loop without a name
 * whose rounds differ is no group.
 */
export interface Outline {
    readonly graph: PreviewGraph;
    readonly nodes: ReadonlyMap<string, PreviewNode>;
    /** By the id of the outermost group of a merged chain. */
    readonly groups: ReadonlyMap<string, OutlineGroup>;
    readonly roots: readonly OutlineChild[];
    /** The depth of the deepest group; 0 without groups. */
    readonly depth: number;
    /** The groups of the graph that are no groups here, with the nodes and groups inside them. */
    readonly dissolved: ReadonlyMap<string, readonly string[]>;
}

export interface OutlineGroup {
    readonly id: string;
    /**
     * Outermost first; more than one if a group only wraps another (a round that is one use of a block); empty for
     * equal rounds next to others of their loop.
     */
    readonly merged: readonly PreviewGroup[];
    /** What it is, in parts: `Basic`, `×2`, `64`. */
    readonly heading: Heading;
    /** The heading as one text: `Basic(64) × 2`. */
    readonly title: string;
    readonly path: string;
    /** Its name in the text, such as `layer1`; empty if the path has only kinds and numbers, such as `for_1.0`. */
    readonly name: string;
    readonly parent: string | undefined;
    /** 1 for the groups of the model itself. */
    readonly depth: number;
    /** In execution order. */
    readonly children: readonly OutlineChild[];
    /** Whether its children are equal rounds, at least two: then one of them can be shown for all. */
    readonly repeats: boolean;
    /** Whether it is a round that is not one block: it is no box, and its parts are in the frame of its loop. */
    readonly bare: boolean;
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
export function outlineOf(written: PreviewGraph): Outline {
    const { dissolved, ...graph } = withoutWrappers(written);
    const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
    const groupsById = new Map(graph.groups.map((group) => [group.id, group]));
    const content = contentOf(graph, groupsById);
    const groups = new Map<string, OutlineGroup>();
    const rootChildren = content.get(undefined) ?? [];
    const growth: Growth = { parent: undefined, depth: 1, nodes, groupsById, content, groups, signatures: new Map() };
    const roots = rootChildren.map((child) => addChild(child, growth));
    nameByDifferences(groups);
    const depth = [...groups.values()].reduce((deepest, group) => Math.max(deepest, group.depth), 0);
    return { graph: written, nodes, groups, roots, depth, dissolved };
}

interface Growth {
    readonly parent: string | undefined;
    readonly depth: number;
    readonly nodes: ReadonlyMap<string, PreviewNode>;
    readonly groupsById: ReadonlyMap<string, PreviewGroup>;
    readonly content: ReadonlyMap<string | undefined, readonly OutlineChild[]>;
    readonly groups: Map<string, OutlineGroup>;
    /** What each group computes, as text: equal for equal rounds. */
    readonly signatures: Map<string, string>;
}

/** The direct children of each group, in the order of each child's first node. */
function contentOf(
    graph: Pick<PreviewGraph, "nodes">,
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
    const { nodes, groups } = growth;
    if (child.kind === "node") {
        return child;
    }
    const { merged, children: inside } = mergeChain(child.id, growth);
    const isLoop = merged.at(-1)?.kind === "loop";
    const bare = merged.length === 1 && merged[0]?.kind === "round";
    const signatures = inside.map((inner) => signatureOf(inner, growth));
    const repeats = isLoop && inside.length > 1 && new Set(signatures).size === 1;
    const parts = isLoop && !repeats
        ? runsOf(child.id, inside, signatures) : inside.map((one) => ({ id: one.id, run: [one] }));
    const children = parts.map(({ id, run }): OutlineChild => {
        const [only] = run;
        const below = { ...growth, parent: child.id, depth: growth.depth + (bare ? 0 : 1) };
        return run.length === 1 && only !== undefined ? addChild(only, below) : addRun(id, run, below);
    });
    const heading = headingOf(
        merged, inside.map(({ id }) => groups.get(id) ?? nodes.get(id)), repeats,
    );
    groups.set(child.id, {
        id: child.id, merged, heading, title: titleOf(heading), path: merged[0]?.path ?? "",
        name: merged.map(writtenName).find((name) => name !== "") ?? "", parent: growth.parent, depth: growth.depth,
        children, repeats, bare, ...totalsOf(children, growth),
    });
    return child;
}

/** Adds several equal rounds, next to other rounds of their loop. */
function addRun(id: string, run: readonly OutlineChild[], growth: Growth): OutlineChild {
    const children = run.map((one) => addChild(one, { ...growth, parent: id, depth: growth.depth + 1 }));
    const rounds = children.flatMap((one) => growth.groups.get(one.id) ?? []);
    const [first] = rounds;
    const heading = headingOf([], rounds, true);
    const loop = first?.path.split(".").slice(-2) ?? [];
    growth.groups.set(id, {
        id, merged: [], heading, title: titleOf(heading), path: first?.path ?? "",
        name: `${loop.join(".")}–${rounds.at(-1)?.path.split(".").at(-1) ?? ""}`, parent: growth.parent,
        depth: growth.depth, children, repeats: true, bare: false, ...totalsOf(children, growth),
    });
    return { kind: "group", id };
}

function totalsOf(
    children: readonly OutlineChild[], { groups, nodes }: Growth,
): Pick<OutlineGroup, "nodeCount" | "parameters" | "macs" | "operations" | "saved"> {
    const parts = children.flatMap(({ kind, id }) => (kind === "group" ? groups.get(id) : nodes.get(id)) ?? []);
    const sum = (count: (part: OutlineGroup | PreviewNode) => number): number =>
        parts.reduce((total, part) => total + count(part), 0);
    return {
        nodeCount: sum((part) => ("nodeCount" in part ? part.nodeCount : 1)),
        parameters: sum((part) => part.parameters),
        macs: sum((part) => part.macs),
        operations: sum((part) => part.operations ?? 0),
        saved: sum((part) => part.saved ?? 0),
    };
}

/** What a node or group computes, as text: equal for equal ones, whatever the shapes of their inputs are. */
function signatureOf({ kind, id }: OutlineChild, growth: Growth): string {
    const known = growth.signatures.get(id);
    if (known !== undefined) {
        return known;
    }
    const node = kind === "node" ? growth.nodes.get(id) : undefined;
    const group = growth.groupsById.get(id);
    const signature = node === undefined
        ? `${group?.kind === "block" ? group.call?.name ?? group.label : ""}{${
            (growth.content.get(id) ?? []).map((child) => signatureOf(child, growth)).join(";")}}`
        : `${node.label} ${node.arguments ?? node.detail}`;
    growth.signatures.set(id, signature);
    return signature;
}

/** Neighbours that are equal, together. */
function runsOf(
    loop: string, children: readonly OutlineChild[], signatures: readonly string[],
): readonly { readonly id: string; readonly run: readonly OutlineChild[] }[] {
    const runs: { id: string; signature: string | undefined; run: OutlineChild[] }[] = [];
    for (const [at, child] of children.entries()) {
        const last = runs.at(-1);
        if (last !== undefined && last.signature === signatures[at]) {
            last.run.push(child);
        } else {
            runs.push({ id: `run:${loop}:${at}`, signature: signatures[at], run: [child] });
        }
    }
    return runs;
}

/** Rounds of a loop that are uses of one block are distinguished by the arguments that differ. */
function nameByDifferences(groups: Map<string, OutlineGroup>): void {
    for (const loop of [...groups.values()]) {
        const rounds = loop.children.flatMap(({ id }) => groups.get(id) ?? []).flatMap((child) =>
            child.merged.length > 0 ? [child] : [child, ...child.children.flatMap(({ id }) => groups.get(id) ?? [])]);
        const calls = rounds.map(({ merged, heading }) => merged.length === 0 || merged.some(({ kind }) => kind === "block") ? heading : undefined);
        const isOneBlock = loop.merged.at(-1)?.kind === "loop" && rounds.length > 1 &&
            calls.every((call) => call !== undefined && call.name === calls[0]?.name);
        if (isOneBlock) {
            const shared = new Set((calls[0]?.arguments ?? [])
                .filter((argument) => calls.every((call) => call?.arguments.includes(argument) === true)));
            for (const round of rounds) {
                const heading = {
                    ...round.heading, arguments: round.heading.arguments.filter((argument) => !shared.has(argument)),
                };
                groups.set(round.id, { ...round, heading });
            }
        }
    }
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
