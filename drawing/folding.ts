import type { NodeFamily, PreviewNode } from "../server/protocol.ts";
import type { Outline, OutlineChild, OutlineGroup } from "./outline.ts";

/** Which groups are folded: those deeper than `level`, except for the user's own choices. */
export interface Folding {
    readonly level: number;
    /** Whether a group is folded, by group id. */
    readonly chosen: ReadonlyMap<string, boolean>;
}

/** The visible part of a graph: boxes, some of them nested, and edges between boxes without children. */
export interface VisibleGraph {
    readonly boxes: ReadonlyMap<string, VisibleBox>;
    readonly roots: readonly string[];
    readonly edges: readonly VisibleEdge[];
    /** The box that shows each node: its own, or the outermost folded group around it. */
    readonly boxOfNode: ReadonlyMap<string, string>;
}

export type VisibleBox =
    | { readonly kind: "node"; readonly id: string; readonly node: PreviewNode; readonly parent: string | undefined }
    | FoldedBox
    | {
          readonly kind: "open";
          readonly id: string;
          readonly group: OutlineGroup;
          readonly parent: string | undefined;
          readonly children: readonly string[];
      };

export interface FoldedBox {
    readonly kind: "folded";
    readonly id: string;
    readonly group: OutlineGroup;
    readonly parent: string | undefined;
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

/** Graphs with more boxes start folded, to at most `readableBoxes` boxes. */
const manyBoxes = 300;
const readableBoxes = 200;

/** The folding of a graph that is drawn for the first time. */
export function startFolding(outline: Outline): Folding {
    return { level: startLevel(outline), chosen: new Map() };
}

function startLevel(outline: Outline): number {
    if (outline.nodes.size <= manyBoxes) {
        return Number.POSITIVE_INFINITY;
    }
    let level = 0;
    while (level < outline.depth && countLeaves(outline, { level: level + 1, chosen: new Map() }) <= readableBoxes) {
        level += 1;
    }
    return level;
}

/** The folding of a graph after a change: the same, unless the change added too much to be readable. */
export function keepFolding(folding: Folding, before: Outline, after: Outline): Folding {
    const count = countLeaves(after, folding);
    return count > manyBoxes && count > 2 * countLeaves(before, folding) ? startFolding(after) : folding;
}

export function isFolded(folding: Folding, group: OutlineGroup): boolean {
    return folding.chosen.get(group.id) ?? group.depth > folding.level;
}

/** Folds or unfolds one group. */
export function toggleFolding(folding: Folding, group: OutlineGroup): Folding {
    return { ...folding, chosen: new Map(folding.chosen).set(group.id, !isFolded(folding, group)) };
}

/** Opens every group around a node, to make it visible. */
export function unfoldTo(folding: Folding, outline: Outline, nodeId: string): Folding {
    const chosen = new Map(folding.chosen);
    const around = [...outline.groups.values()].find(({ children }) => children.some(({ id }) => id === nodeId));
    for (let group = around; group !== undefined; ) {
        if (isFolded(folding, group)) {
            chosen.set(group.id, false);
        }
        group = group.parent === undefined ? undefined : outline.groups.get(group.parent);
    }
    return { ...folding, chosen };
}

export function foldAll(): Folding {
    return { level: 0, chosen: new Map() };
}

export function unfoldAll(): Folding {
    return { level: Number.POSITIVE_INFINITY, chosen: new Map() };
}

/** One level more or less than is open now; drops the user's own choices. */
export function stepLevel(folding: Folding, outline: Outline, step: 1 | -1): Folding {
    const level = Math.min(folding.level, outline.depth) + step;
    return { level: Math.max(0, Math.min(level, outline.depth)), chosen: new Map() };
}

/** The visible graph under a folding. */
export function foldGraph(outline: Outline, folding: Folding): VisibleGraph {
    const boxes = new Map<string, VisibleBox>();
    const boxOfNode = new Map<string, string>();
    const show = (child: OutlineChild, parent: string | undefined): string => {
        const group = outline.groups.get(child.id);
        const node = outline.nodes.get(child.id);
        if (child.kind === "node" && node !== undefined) {
            boxes.set(child.id, { kind: "node", id: child.id, node, parent });
            boxOfNode.set(child.id, child.id);
        } else if (group !== undefined && isFolded(folding, group)) {
            const inside = nodesIn(outline, group);
            boxes.set(child.id, {
                kind: "folded", id: child.id, group, parent, shapes: [], families: familyRuns(inside),
                last: inside.at(-1)?.id,
            });
            inside.forEach(({ id }) => boxOfNode.set(id, child.id));
        } else if (group !== undefined) {
            const children = group.children.map((inner) => show(inner, child.id));
            boxes.set(child.id, { kind: "open", id: child.id, group, parent, children });
        }
        return child.id;
    };
    const roots = outline.roots.map((child) => show(child, undefined));
    const edges = mergeEdges(outline, boxOfNode);
    for (const [id, shapes] of shapesLeaving(edges)) {
        const box = boxes.get(id);
        if (box?.kind === "folded") {
            boxes.set(id, { ...box, shapes });
        }
    }
    return { boxes, roots, edges, boxOfNode };
}

function mergeEdges(outline: Outline, boxOfNode: ReadonlyMap<string, string>): readonly VisibleEdge[] {
    const edges = new Map<string, VisibleEdge>();
    for (const { value, from, to, shape } of outline.graph.edges) {
        const source = boxOfNode.get(from);
        const target = boxOfNode.get(to);
        if (source !== undefined && target !== undefined && source !== target) {
            const id = `${value} → ${target}`;
            edges.set(id, { id, value, from: source, to: target, shape });
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
    return group.children.flatMap((child) => {
        const inner = outline.groups.get(child.id);
        return child.kind === "group" && inner !== undefined
            ? nodesIn(outline, inner)
            : (outline.nodes.get(child.id) ?? []);
    });
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
            return total + (group === undefined || isFolded(folding, group) ? 1 : count(group.children));
        }, 0);
    return count(outline.roots);
}
