import type { PreviewNode } from "../../server/protocol.ts";
import type { Outline, OutlineChild, OutlineGroup } from "./outline.ts";

/** Which groups are folded: those deeper than `level`, except where the reader has said otherwise. */
export interface Folding {
    readonly level: number;
    /** By group id: folded or not. */
    readonly chosen: ReadonlyMap<string, boolean>;
}

/** What is drawn of a graph: boxes, some inside others, and edges between those that hold no other. */
export interface VisibleGraph {
    readonly boxes: ReadonlyMap<string, VisibleBox>;
    readonly roots: readonly string[];
    readonly edges: readonly VisibleEdge[];
    /** The box that stands for each node: itself, or the outermost folded group around it. */
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
}

/** All edges of the graph between two boxes that carry the same shape. */
export interface VisibleEdge {
    readonly id: string;
    readonly from: string;
    readonly to: string;
    readonly shape: string;
}

/** Above so many boxes a graph starts folded, to no more than `readableBoxes` of them. */
const manyBoxes = 500;
const readableBoxes = 200;

/** How a graph is folded when it is drawn for the first time. */
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

/** The folding of a graph's next state: the same, unless so much came in at once that it could not be read. */
export function keepFolding(folding: Folding, before: Outline, after: Outline): Folding {
    const count = countLeaves(after, folding);
    return count > manyBoxes && count > 2 * countLeaves(before, folding) ? startFolding(after) : folding;
}

export function isFolded(folding: Folding, group: OutlineGroup): boolean {
    return folding.chosen.get(group.id) ?? group.depth > folding.level;
}

/** The other state for one group. */
export function toggleFolding(folding: Folding, group: OutlineGroup): Folding {
    return { ...folding, chosen: new Map(folding.chosen).set(group.id, !isFolded(folding, group)) };
}

/** Opens every group around a node or group, so that it can be seen. */
export function unfoldTo(folding: Folding, outline: Outline, parent: string | undefined): Folding {
    const chosen = new Map(folding.chosen);
    for (let id = parent; id !== undefined; id = outline.groups.get(id)?.parent) {
        const group = outline.groups.get(id);
        if (group !== undefined && isFolded(folding, group)) {
            chosen.set(id, false);
        }
    }
    return { ...folding, chosen };
}

/** One level more or less than what is open now, the reader's own choices dropped. */
export function stepLevel(folding: Folding, outline: Outline, step: 1 | -1): Folding {
    const level = Math.min(folding.level, outline.depth) + step;
    return { level: Math.max(0, Math.min(level, outline.depth)), chosen: new Map() };
}

/** The graph as it is seen under a folding. */
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
            boxes.set(child.id, { kind: "folded", id: child.id, group, parent, shapes: [] });
            forEachNode(outline, group, (id) => boxOfNode.set(id, child.id));
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
    for (const { from, to, shape } of outline.graph.edges) {
        const source = boxOfNode.get(from);
        const target = boxOfNode.get(to);
        if (source !== undefined && target !== undefined && source !== target) {
            const id = JSON.stringify([source, target, shape]);
            edges.set(id, { id, from: source, to: target, shape });
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

function forEachNode(outline: Outline, group: OutlineGroup, visit: (id: string) => void): void {
    for (const child of group.children) {
        const inner = outline.groups.get(child.id);
        if (child.kind === "node") {
            visit(child.id);
        } else if (inner !== undefined) {
            forEachNode(outline, inner, visit);
        }
    }
}

/** How many nodes and folded groups a folding leaves to see. */
function countLeaves(outline: Outline, folding: Folding): number {
    const count = (children: readonly OutlineChild[]): number =>
        children.reduce((total, child) => {
            const group = child.kind === "group" ? outline.groups.get(child.id) : undefined;
            return total + (group === undefined || isFolded(folding, group) ? 1 : count(group.children));
        }, 0);
    return count(outline.roots);
}
