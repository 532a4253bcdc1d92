import type { NodeFamily, PreviewNode } from "../server/protocol.ts";
import type { Outline, OutlineChild, OutlineGroup } from "./outline.ts";

/** Which groups are folded: those deeper than `level`, except for the user's own choices. */
export interface Folding {
    readonly level: number;
    /** Whether a group is folded, by group id. */
    readonly chosen: ReadonlyMap<string, boolean>;
    /** The one round that is shown of open groups of equal rounds, by group id, or all. */
    readonly rounds?: ReadonlyMap<string, number | "all">;
    /** Whether groups of equal rounds that are not in `rounds` show the first one; otherwise they show all. */
    readonly compact?: boolean;
}

/** The visible part of a graph: boxes, some of them nested, and edges between boxes without children. */
export interface VisibleGraph {
    readonly boxes: ReadonlyMap<string, VisibleBox>;
    readonly roots: readonly string[];
    readonly edges: readonly VisibleEdge[];
    /**
     * The box that shows each node: its own, the outermost folded group around it, or the same node's of the round that
     * is shown for all.
     */
    readonly boxOfNode: ReadonlyMap<string, string>;
}

export type VisibleBox = NodeBox | FoldedBox | OpenBox;

interface Place {
    readonly id: string;
    /** The box around it. */
    readonly parent: string | undefined;
    /** The path of the innermost group around it, which may have no box. */
    readonly within: string;
}

export interface NodeBox extends Place {
    readonly kind: "node";
    readonly node: PreviewNode;
}

export interface OpenBox extends Place {
    readonly kind: "open";
    readonly group: OutlineGroup;
    readonly children: readonly string[];
    /** The index of the round that is shown for all; undefined if all are shown. */
    readonly round: number | undefined;
}

export interface FoldedBox extends Place {
    readonly kind: "folded";
    readonly group: OutlineGroup;
    /** The shapes of the values that leave it. */
    readonly shapes: readonly string[];
    /** The families of its layers: a run of each family in order, or, if there are many, each family's share. */
    readonly families: readonly FamilyRun[];
    /** Its last node, which usually computes its result. */
    readonly last: string | undefined;
}

export interface FamilyRun {
    readonly family: NodeFamily;
    readonly count: number;
}

/** A value that one box produces and another reads, through any of their nodes. */
export interface VisibleEdge {
    readonly id: string;
    /** The id of the value. */
    readonly value: string;
    readonly from: string;
    readonly to: string;
    readonly shape: string;
}

/** A change that makes a graph this large, and much larger than before, folds it. */
const manyBoxes = 300;

/** The folding of a graph after a change: the same, unless the change added too much to be readable. */
export function keepFolding(folding: Folding, before: Outline, after: Outline, atFirst: () => Folding): Folding {
    const count = countLeaves(after, folding);
    return count > manyBoxes && count > 2 * countLeaves(before, folding) ? atFirst() : folding;
}

export function isFolded(folding: Folding, group: OutlineGroup): boolean {
    return !group.bare && (folding.chosen.get(group.id) ?? group.depth > folding.level);
}

/** Folds or unfolds one group. Of equal rounds, the first is shown. */
export function toggleFolding(folding: Folding, group: OutlineGroup): Folding {
    const open = isFolded(folding, group);
    const toggled = { ...folding, chosen: new Map(folding.chosen).set(group.id, !open) };
    return open && group.repeats ? showRound(toggled, group.id, 0) : toggled;
}

/** Shows one of a group's equal rounds for all of them, or all. */
export function showRound(folding: Folding, group: string, round: number | "all"): Folding {
    return { ...folding, rounds: new Map(folding.rounds).set(group, round) };
}

/** The index of the round that an open group shows for all; undefined if it shows all. */
function shownRound({ rounds, compact = false }: Folding, { id, repeats, children }: OutlineGroup): number | undefined {
    const round = repeats ? rounds?.get(id) ?? (compact ? 0 : "all") : "all";
    return round === "all" ? undefined : Math.max(0, Math.min(round, children.length - 1));
}

/** Opens every group around a node or group, to make it visible; equal rounds show the round that it is in. */
export function unfoldTo(folding: Folding, outline: Outline, id: string): Folding {
    const chosen = new Map(folding.chosen);
    const rounds = new Map(folding.rounds);
    let inside = id;
    for (let group = groupAround(outline, id); group !== undefined; group = groupAround(outline, inside)) {
        if (isFolded(folding, group)) {
            chosen.set(group.id, false);
        }
        if (group.repeats && (isFolded(folding, group) || shownRound(folding, group) !== undefined)) {
            const within = inside;
            rounds.set(group.id, Math.max(0, group.children.findIndex((child) => child.id === within)));
        }
        inside = group.id;
    }
    return { ...folding, chosen, rounds };
}

/** The group whose child a node or group is. */
function groupAround({ groups }: Outline, id: string): OutlineGroup | undefined {
    const parent = groups.get(id)?.parent;
    if (parent !== undefined) {
        return groups.get(parent);
    }
    return groups.has(id)
        ? undefined
        : [...groups.values()].find(({ children }) => children.some((child) => child.id === id));
}

export function foldAll(): Folding {
    return { level: 0, chosen: new Map() };
}

export function unfoldAll(): Folding {
    return { level: Number.POSITIVE_INFINITY, chosen: new Map() };
}

/** One level more or less than is open now, with one of equal rounds; drops the user's own choices. */
export function stepLevel(folding: Folding, outline: Outline, step: 1 | -1): Folding {
    const level = Math.min(folding.level, outline.depth) + step;
    return { level: Math.max(0, Math.min(level, outline.depth)), chosen: new Map(), compact: true };
}

/** The visible graph under a folding. */
export function foldGraph(outline: Outline, folding: Folding): VisibleGraph {
    const boxes = new Map<string, VisibleBox>();
    const boxOfNode = new Map<string, string>();
    /** Returns the boxes that show a part: its own, or those inside a round that has none. */
    const show = (child: OutlineChild, parent: string | undefined, within: string): readonly string[] => {
        const { id } = child;
        const group = outline.groups.get(id);
        const node = outline.nodes.get(id);
        const inGroup = group?.merged.at(-1)?.path ?? "";
        if (child.kind === "node" && node !== undefined) {
            boxes.set(id, { kind: "node", id, node, parent, within });
            boxOfNode.set(id, id);
        } else if (group !== undefined && isFolded(folding, group)) {
            const inside = nodesIn(outline, group);
            boxes.set(id, {
                kind: "folded", id, group, parent, within, shapes: [], families: familyRuns(inside),
                last: inside.at(-1)?.id,
            });
            inside.forEach((one) => boxOfNode.set(one.id, id));
        } else if (group?.bare === true) {
            return group.children.flatMap((inner) => show(inner, parent, inGroup));
        } else if (group !== undefined) {
            const round = shownRound(folding, group);
            const [shown = group.children] = round === undefined ? [] : [group.children.slice(round, round + 1)];
            const children = shown.flatMap((inner) => show(inner, id, inGroup));
            boxes.set(id, { kind: "open", id, group, parent, within, children, round });
            const [only] = shown;
            if (round !== undefined && only !== undefined) {
                standIn(group, only);
            }
        }
        return [id];
    };
    /** Equal rounds have the same nodes in the same order. */
    const standIn = (group: OutlineGroup, shown: OutlineChild): void => {
        const nodes = childNodes(outline, shown);
        const inShown = new Map(nodes.map(({ id }) => [id, shownFor.get(id)] as const));
        for (const [round, other] of group.children.entries()) {
            for (const [at, { id }] of childNodes(outline, other).entries()) {
                const node = nodes[at]?.id ?? id;
                const { node: stand = node, rounds = [] } = inShown.get(node) ?? {};
                boxOfNode.set(id, boxOfNode.get(node) ?? node);
                shownFor.set(id, { node: stand, rounds: [...rounds, [group.id, round]] });
            }
        }
    };
    const shownFor = new Map<string, StandIn>();
    const roots = outline.roots.flatMap((child) => show(child, undefined, ""));
    const edges = mergeEdges(outline, boxOfNode, shownFor);
    for (const [id, shapes] of shapesLeaving(edges)) {
        const box = boxes.get(id);
        if (box?.kind === "folded") {
            boxes.set(id, { ...box, shapes });
        }
    }
    return { boxes, roots, edges, boxOfNode };
}

/** The node that is shown for a node of equal rounds, and the node's own rounds by their groups, innermost first. */
interface StandIn {
    readonly node: string;
    readonly rounds: readonly (readonly [group: string, round: number])[];
}

function mergeEdges(
    outline: Outline, boxOfNode: ReadonlyMap<string, string>, shownFor: ReadonlyMap<string, StandIn>,
): readonly VisibleEdge[] {
    const edges = new Map<string, VisibleEdge>();
    for (const { value, from, to, shape } of outline.graph.edges) {
        const source = boxOfNode.get(from);
        const target = boxOfNode.get(to);
        const [made, read] = [shownFor.get(from), shownFor.get(to)];
        // From one round to another, nothing is drawn: only one of them is.
        const isBetween = made?.rounds.some(([group, round]) =>
            read?.rounds.some((other) => other[0] === group && other[1] !== round) === true) === true;
        if (source !== undefined && target !== undefined && source !== target && !isBetween) {
            const shownValue = made === undefined ? value : `${made.node}${value.slice(from.length)}`;
            const id = `${shownValue} → ${target}`;
            // Other rounds may have other shapes than the one that is shown.
            if (shownValue === value || !edges.has(id)) {
                edges.set(id, { id, value: shownValue, from: source, to: target, shape });
            }
        }
    }
    return [...edges.values()];
}

function shapesLeaving(edges: readonly VisibleEdge[]): ReadonlyMap<string, readonly string[]> {
    const shapes = new Map<string, string[]>();
    for (const { from, shape } of edges) {
        const known = shapes.get(from) ?? [];
        shapes.set(from, known.includes(shape) ? known : [...known, shape]);
    }
    return shapes;
}

function nodesIn(outline: Outline, group: OutlineGroup): readonly PreviewNode[] {
    return group.children.flatMap((child) => childNodes(outline, child));
}

function childNodes(outline: Outline, child: OutlineChild): readonly PreviewNode[] {
    const inner = outline.groups.get(child.id);
    const node = outline.nodes.get(child.id);
    return child.kind === "group" && inner !== undefined ? nodesIn(outline, inner) : node === undefined ? [] : [node];
}

/** More runs would be indistinguishable. */
const mostRuns = 12;

function familyRuns(nodes: readonly PreviewNode[]): readonly FamilyRun[] {
    const runs: { family: NodeFamily; count: number }[] = [];
    const shares = new Map<NodeFamily, number>();
    for (const { family } of nodes) {
        const last = runs.at(-1);
        if (last?.family === family) {
            last.count += 1;
        } else {
            runs.push({ family, count: 1 });
        }
        shares.set(family, (shares.get(family) ?? 0) + 1);
    }
    return runs.length <= mostRuns ? runs : [...shares].map(([family, count]) => ({ family, count }));
}

/** The number of visible nodes and folded groups. */
export function countLeaves(outline: Outline, folding: Folding): number {
    const count = (children: readonly OutlineChild[]): number =>
        children.reduce((total, child) => {
            const group = child.kind === "group" ? outline.groups.get(child.id) : undefined;
            if (group === undefined || isFolded(folding, group)) {
                return total + 1;
            }
            const round = shownRound(folding, group);
            return total + count(round === undefined ? group.children : group.children.slice(round, round + 1));
        }, 0);
    return count(outline.roots);
}
